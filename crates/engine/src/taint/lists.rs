//! Lists whose elements keep their place, as long as it is certain how many there are: what is put
//! in, taken out or moved. Where it is not, all elements count.

use stockade_syntax::{Kind, Language, NodeId, Role};

use super::arguments::{Given, Object};
use super::flow::Walker;
use super::parts::index;
use super::state::{Place, State};
use super::taints::{MAX_PARTS, Taints};
use crate::certain::lengths::{Step, append, length, step};

/// Methods after which nobody knows where an element stands.
const MOVES: [&str; 10] = [
    "sort",
    "reverse",
    "splice",
    "remove",
    "insert",
    "appendleft",
    "popleft",
    "shift",
    "unshift",
    "pop",
];

/// Functions that do so to what they are given.
const MIXES: [&str; 8] =
    ["shuffle", "heapify", "Shuffle", "Sort", "Strings", "Ints", "Reverse", "SortFunc"];

/// Methods that put what they are given among the elements.
const INTO: [&str; 5] = ["append", "push", "insert", "unshift", "appendleft"];

impl Walker<'_> {
    /// What a method of a list does to it and gives back, where it is known which elements it means.
    pub(super) fn list_call(
        &mut self,
        call: NodeId,
        list: NodeId,
        object: &Object,
        given: &Given,
        state: &mut State,
    ) -> Option<Taints> {
        let place = object.place.as_ref()?;
        let tree = self.tree();
        let name = tree.text(tree.child(tree.child(call, Role::Callee)?, Role::Property)?);
        if !MOVES.contains(&name) && !INTO.contains(&name) && name != "clear" {
            return None;
        }
        let known = step(self.code, call).and_then(|step| Some((step, self.length(list, call)?)));
        let Some((step, len)) = known else {
            if MOVES.contains(&name) {
                self.forget_places(place, state);
            }
            if INTO.contains(&name) {
                let all = given.iter().fold(Taints::default(), |mut all, (_, own)| {
                    all.join(&own.flat());
                    all
                });
                state.taint_all(place, &all.through(tree.span(call)));
            }
            return None;
        };
        let span = tree.span(call);
        let put: Vec<Taints> = match step {
            Step::In(count, _) => {
                let last = given.len().checked_sub(count)?;
                given[last..].iter().map(|(_, taints)| taints.through(span)).collect()
            }
            _ => Vec::new(),
        };
        let mut elements = self.elements(place, len, state);
        let mut out = Taints::default();
        match step {
            Step::In(_, at) => {
                let at = at.unwrap_or(len).min(len);
                elements.splice(at..at, put);
            }
            Step::Out(at) => out = elements.remove(at.unwrap_or(len.checked_sub(1)?)),
            Step::Clear => elements.clear(),
        }
        state.set_field(place.clone(), of_elements(elements));
        Some(out)
    }

    /// After `random.shuffle(l)`, `sort.Strings(l)`, nobody knows where an element stands.
    pub(super) fn mixes(&self, name: Option<&str>, given: &Given, state: &mut State) {
        if name.is_some_and(|name| MIXES.contains(&name))
            && let Some(place) = given.first().and_then(|(list, _)| self.place(*list))
        {
            self.forget_places(&place, state);
        }
    }

    fn forget_places(&self, place: &Place, state: &mut State) {
        let numbered = |name: u64| (0..MAX_PARTS).any(|at| index(at) == name);
        if state.fields(place).iter().any(|(name, _)| numbered(*name)) {
            state.flatten(place);
        }
    }

    /// What Go's `append` gives.
    pub(super) fn appended(&mut self, call: NodeId, given: &Given) -> Option<Taints> {
        let (list, count) = append(self.tree(), call)?;
        let len = self.length(list, call)?;
        let (_, before) = given.first()?;
        let mut elements: Vec<Taints> = (0..len).map(|at| before.field(index(at))).collect();
        elements.extend(given.iter().skip(1).take(count).map(|(_, taints)| taints.clone()));
        Some(of_elements(elements))
    }

    fn elements(&self, place: &Place, len: usize, state: &State) -> Vec<Taints> {
        let whole = state.get_whole(place);
        (0..len).map(|at| whole.field(index(at))).collect()
    }

    /// How many elements a list has before a place.
    fn length(&self, list: NodeId, before: NodeId) -> Option<usize> {
        length(self.code, list, before)
    }

    /// The name of an element that is counted from the end: `l[-1]`.
    pub(super) fn counted_back(&self, id: NodeId) -> Option<u64> {
        let tree = self.tree();
        if tree.language() != Language::Python || tree.kind(id) != Kind::Index {
            return None;
        }
        let at = tree.child(id, Role::Index).filter(|&at| tree.kind(at) == Kind::Unary)?;
        let back: usize = tree.text(at).strip_prefix('-')?.trim().parse().ok()?;
        let len = self.length(tree.child(id, Role::Object)?, id)?;
        Some(index(len.checked_sub(back).filter(|_| back > 0)?))
    }
}

/// A list by its elements.
fn of_elements(elements: Vec<Taints>) -> Taints {
    let mut rest = Taints::default();
    elements.iter().for_each(|own| rest.join(&own.flat()));
    Taints::of_parts(
        &rest,
        elements.into_iter().enumerate().map(|(at, own)| (index(at), own)).collect(),
    )
}
