//! Entries under keys: what a constant key names, tables that are written out, and methods that put
//! an entry in or give one back.

use smallvec::SmallVec;
use stockade_syntax::{Kind, Language, NodeId, Role};

use super::arguments::{Given, Object};
use super::flow::Walker;
use super::parts::{index, key, named};
use super::state::{Place, State};
use super::taints::Taints;
use crate::certain::Value;

impl Walker<'_> {
    /// The name of an entry, by a key that is a literal or certainly stands for one.
    pub(super) fn key(&self, name: NodeId) -> Option<u64> {
        let tree = self.tree();
        if let Some(known) = key(tree, name) {
            return Some(known);
        }
        match tree.kind(name) {
            Kind::Name => match self.certain.value(self.code, name)? {
                Value::Text(text) => Some(named(&text)),
                Value::Int(number) => Some(index(usize::try_from(number).ok()?)),
                _ => None,
            },
            Kind::Unary => self.counted_back(tree.parent(name)?),
            _ => None,
        }
    }

    /// Whether an expression is a table that is written out, or a name for one: what it gives is one
    /// of its values, whatever it is asked for.
    pub(super) fn is_table(&self, id: NodeId) -> bool {
        let tree = self.tree();
        let value = match tree.kind(id) {
            Kind::Name => self.code.facts.value_of(tree, id),
            _ => Some(id),
        };
        value.is_some_and(|value| match tree.kind(value) {
            Kind::Object | Kind::Array | Kind::Tuple | Kind::Composite => {
                tree.children_with(value, Role::Elem).all(|own| tree.kind(own) != Kind::Spread)
            }
            Kind::New => {
                tree.child(value, Role::Callee).is_some_and(|callee| tree.text(callee) == "Map")
                    && tree.children_with(value, Role::Arg).all(|own| self.is_table(own))
            }
            _ => false,
        })
    }

    /// What a method gives that looks up an entry, or puts one in.
    pub(super) fn entry_call(
        &mut self,
        call: NodeId,
        asked: NodeId,
        object: &Object,
        given: &Given,
        state: &mut State,
    ) -> Option<Taints> {
        let tree = self.tree();
        let callee = tree.child(call, Role::Callee)?;
        let name = tree.text(tree.child(callee, Role::Property)?);
        let python = tree.language() == Language::Python;
        let reads = match name {
            "get" => tree.language() != Language::Go,
            "pop" | "setdefault" => python,
            "set" | "setItem" => return self.put(call, object, given, state),
            _ => false,
        };
        let plain = |own: &(NodeId, Taints)| {
            !matches!(tree.kind(own.0), Kind::Spread | Kind::KeywordArg | Kind::Function)
        };
        if !reads || given.is_empty() || !given.iter().all(plain) {
            return None;
        }
        let mut default = Taints::default();
        given[1..].iter().for_each(|(_, taints)| default.join(taints));
        let table = self.is_table(asked);
        let Some(key) = self.key(given[0].0) else {
            // The key is no part of what a table gives.
            let mut out = object.taints.mixed();
            out.join(&default);
            return table.then_some(out);
        };
        let place = object.place.as_ref()?;
        let field = below(place, [key]);
        // Two keys: a section, and a name in it.
        if let [_, (second, _)] = &given[..]
            && !table
            && name == "get"
            && let Some(second) = self.key(*second)
            && !state.fields(&field).is_empty()
        {
            return Some(state.get_whole(&below(place, [key, second])));
        }
        if !table && !state.knows(&field) {
            return None;
        }
        let mut out = state.get_whole(&field);
        out.join(&default);
        match name {
            "pop" => state.set_field(field, Taints::default()),
            "setdefault" if !default.is_clean() => state.taint_all(&field, &default.flat()),
            _ => {}
        }
        Some(out)
    }

    /// `o.set("key", value)`, `o.set("section", "key", value)`.
    fn put(
        &mut self,
        call: NodeId,
        object: &Object,
        given: &Given,
        state: &mut State,
    ) -> Option<Taints> {
        let place = object.place.as_ref()?;
        let ((_, value), keys) = given.split_last()?;
        let keys: SmallVec<[u64; 2]> =
            keys.iter().map(|(name, _)| self.key(*name)).collect::<Option<_>>()?;
        if !(1..=2).contains(&keys.len()) {
            return None;
        }
        state.set_field(below(place, keys), value.through(self.tree().span(call)));
        Some(object.taints.clone())
    }
}

fn below(place: &Place, keys: impl IntoIterator<Item = u64>) -> Place {
    place.iter().copied().chain(keys).collect()
}
