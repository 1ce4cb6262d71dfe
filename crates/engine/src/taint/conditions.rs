//! Conditions: which ways can run at all, and what is known on each of what was asked about.

use smallvec::SmallVec;
use stockade_syntax::{Kind, Language, NodeId, Op, Role};

use super::flow::Walker;
use super::state::{Place, State};
use super::taints::Taints;

/// A place that equals something known.
struct Check {
    place: Place,
    /// Why it was tainted before the condition.
    before: Taints,
}

impl Check {
    /// Makes the place clean; what the condition itself said about it stays.
    fn tell(&self, state: &mut State) {
        let said = state.get_whole(&self.place).without(&self.before);
        if said.is_clean() {
            state.clean(self.place.clone());
        } else {
            state.set(self.place.clone(), said);
        }
    }
}

/// Some of them.
type Known = SmallVec<[Check; 1]>;

/// What a condition says about places, by how it ends.
#[derive(Default)]
struct Checks {
    when_true: Known,
    when_false: Known,
}

impl Checks {
    fn on(&self, way: bool) -> &Known {
        if way { &self.when_true } else { &self.when_false }
    }

    /// Looks at the places before the condition is walked.
    fn look(&mut self, state: &State) {
        for known in self.when_true.iter_mut().chain(&mut self.when_false) {
            known.before = state.get_whole(&known.place);
        }
    }

    fn swapped(self) -> Checks {
        Checks { when_true: self.when_false, when_false: self.when_true }
    }

    /// Of two conditions that both hold.
    fn and(mut self, other: Checks) -> Checks {
        self.when_false.retain(|own| other.when_false.iter().any(|o| o.place == own.place));
        self.when_true.extend(other.when_true);
        self
    }
}

impl Walker<'_> {
    /// `if`.
    pub(super) fn choose(&mut self, id: NodeId, state: &mut State) {
        let tree = self.tree();
        self.child(id, Role::Init, state);
        let cond = tree.child(id, Role::Cond);
        let checks = cond.map(|cond| self.checks(cond, tree.child(id, Role::Init)));
        let mut checks = checks.unwrap_or_default();
        checks.look(state);
        if let Some(cond) = cond {
            self.visit(cond, state);
        }
        let ways = [(true, tree.child(id, Role::Then)), (false, tree.child(id, Role::Else))];
        if let Some(truth) = cond.and_then(|cond| self.truth(cond)) {
            let way = if truth { Role::Then } else { Role::Else };
            self.child(id, way, state);
            return;
        }
        let before = std::mem::take(state);
        let mut joined: Option<State> = None;
        for (truth, way) in ways {
            let mut own = before.clone();
            checks.on(truth).iter().for_each(|known| known.tell(&mut own));
            if let Some(way) = way {
                self.visit(way, &mut own);
            }
            match &mut joined {
                Some(all) => all.join(&own),
                None => joined = Some(own),
            }
        }
        *state = joined.unwrap_or(before);
    }

    /// `c ? a : b`.
    pub(super) fn conditional(&mut self, id: NodeId, state: &mut State) -> Taints {
        let tree = self.tree();
        let Some(cond) = tree.child(id, Role::Cond) else { return Taints::default() };
        let mut checks = self.checks(cond, None);
        checks.look(state);
        self.visit(cond, state);
        match self.truth(cond) {
            Some(true) => self.child(id, Role::Then, state),
            Some(false) => self.child(id, Role::Else, state),
            None => {
                let mut taints = self.knowing(id, Role::Then, checks.on(true), state);
                taints.join(&self.knowing(id, Role::Else, checks.on(false), state));
                taints
            }
        }
    }

    /// `a && b`, `a || b`, `a ?? b`: the second counts where the first lets it run.
    pub(super) fn either(&mut self, id: NodeId, state: &mut State) -> Taints {
        let tree = self.tree();
        let op = tree.node(id).op;
        let Some(first) = tree.child(id, Role::Left) else { return Taints::default() };
        let mut checks = self.checks(first, None);
        checks.look(state);
        let left = self.visit(first, state);
        if op == Op::Nullish {
            let mut taints = left;
            taints.join(&self.child(id, Role::Right, state));
            return taints;
        }
        let runs = op == Op::And;
        match self.truth(first) {
            Some(truth) if truth != runs => return left,
            Some(_) => return self.child(id, Role::Right, state),
            None => {}
        }
        let right = self.knowing(id, Role::Right, checks.on(runs), state);
        let mut taints = left;
        taints.join(&right);
        taints
    }

    /// Walks a part of an expression that runs only where some places are known.
    fn knowing(&mut self, id: NodeId, role: Role, known: &Known, state: &mut State) -> Taints {
        let known: SmallVec<[&Check; 1]> =
            known.iter().filter(|own| !state.is_cleaned(&own.place)).collect();
        let before: SmallVec<[Taints; 1]> =
            known.iter().map(|own| state.get_whole(&own.place)).collect();
        known.iter().for_each(|own| own.tell(state));
        let taints = self.child(id, role, state);
        for (own, before) in known.into_iter().zip(before) {
            state.set(own.place.clone(), before);
        }
        taints
    }

    /// `assert`: what comes behind it knows that it holds.
    pub(super) fn assert(&mut self, id: NodeId, state: &mut State) {
        let cond = self.tree().child(id, Role::Cond);
        let mut checks = cond.map(|cond| self.checks(cond, None)).unwrap_or_default();
        checks.look(state);
        self.all(id, state);
        checks.when_true.iter().for_each(|known| known.tell(state));
    }

    /// How a condition certainly ends.
    pub(super) fn truth(&self, cond: NodeId) -> Option<bool> {
        let value = self.certain.value(self.code, cond)?;
        Some(value.truth())
    }

    /// What a condition says; `init` stands before it in its `if`.
    fn checks(&self, cond: NodeId, init: Option<NodeId>) -> Checks {
        let tree = self.tree();
        let node = tree.node(cond);
        let sides = || Some((tree.child(cond, Role::Left)?, tree.child(cond, Role::Right)?));
        let found = match (node.kind, node.op) {
            (Kind::Unary, Op::Not) => {
                let inner = tree.child(cond, Role::Operand);
                return inner.map(|inner| self.checks(inner, init).swapped()).unwrap_or_default();
            }
            (Kind::Binary, Op::And | Op::Or) => {
                let Some((left, right)) = sides() else { return Checks::default() };
                let (left, right) = (self.checks(left, init), self.checks(right, None));
                return match node.op {
                    Op::And => left.and(right),
                    _ => left.swapped().and(right.swapped()).swapped(),
                };
            }
            (Kind::Binary, Op::Eq | Op::StrictEq | Op::NotEq | Op::StrictNotEq) => sides()
                .and_then(|(left, right)| {
                    if self.is_fixed(right) {
                        self.place(left)
                    } else if self.is_fixed(left) {
                        self.place(right)
                    } else {
                        None
                    }
                }),
            (Kind::Binary, Op::In | Op::NotIn) if tree.language() == Language::Python => sides()
                .and_then(|(left, right)| {
                    self.place(left).filter(|_| self.is_list_of_fixed(right))
                }),
            (Kind::Call, _) => self.looked_up(cond),
            // `allowed[name]`, where what is not in it is false.
            (Kind::Index, _) if tree.language() == Language::Go => self.entry(cond),
            // `if _, ok := allowed[name]; ok`.
            (Kind::Name, _) if tree.language() == Language::Go => {
                init.and_then(|init| self.is_there(cond, init))
            }
            _ => None,
        };
        let found = found.map(|place| Check { place, before: Taints::default() });
        let checks = Checks { when_true: found.into_iter().collect(), when_false: Known::new() };
        let refuses = matches!(node.op, Op::NotEq | Op::StrictNotEq | Op::NotIn);
        if node.kind == Kind::Binary && refuses { checks.swapped() } else { checks }
    }

    /// `["a", "b"].includes(name)`, `allowed.has(name)`, `slices.Contains(allowed, name)`.
    fn looked_up(&self, call: NodeId) -> Option<Place> {
        let tree = self.tree();
        let callee = tree.child(call, Role::Callee)?;
        let name = tree.text(tree.child(callee, Role::Property)?);
        let object = tree.child(callee, Role::Object)?;
        let mut arguments = tree.children_with(call, Role::Arg);
        let first = arguments.next()?;
        match (tree.language(), name) {
            (Language::Go, "Contains") if tree.text(object) == "slices" => {
                self.place(arguments.next()?).filter(|_| self.is_list_of_fixed(first))
            }
            (Language::Python | Language::Go, _) => None,
            (_, "includes" | "has") => self.place(first).filter(|_| self.is_list_of_fixed(object)),
            _ => None,
        }
    }

    fn entry(&self, index: NodeId) -> Option<Place> {
        let tree = self.tree();
        let table = tree.child(index, Role::Object)?;
        let key = tree.child(index, Role::Index)?;
        self.place(key).filter(|_| self.is_list_of_fixed(table))
    }

    fn is_there(&self, ok: NodeId, init: NodeId) -> Option<Place> {
        let tree = self.tree();
        let second = tree.child(init, Role::Target).and_then(|both| tree.children(both).nth(1))?;
        let value = tree.child(init, Role::Value)?;
        let same = tree.node(second).hash == tree.node(ok).hash;
        (same && tree.kind(value) == Kind::Index).then(|| self.entry(value))?
    }

    /// Whether an expression is a literal, or a name for one.
    fn is_fixed(&self, id: NodeId) -> bool {
        let tree = self.tree();
        match tree.kind(id) {
            Kind::Str | Kind::Number | Kind::Bool | Kind::Null => true,
            Kind::Unary => tree.child(id, Role::Operand).is_some_and(|own| self.is_fixed(own)),
            Kind::Name => self.code.facts.constant(tree, id).is_some(),
            _ => false,
        }
    }

    /// Whether an expression is a list, a set or a table whose elements or keys are literals.
    fn is_list_of_fixed(&self, id: NodeId) -> bool {
        let tree = self.tree();
        let Some(list) = self.code.facts.value_of(tree, id) else { return false };
        let key = |own: NodeId| match tree.kind(own) {
            Kind::Pair => tree
                .child(own, Role::Key)
                .is_some_and(|key| self.is_fixed(key) || tree.language().is_ecmascript()),
            Kind::Spread => false,
            _ => self.is_fixed(own),
        };
        match tree.kind(list) {
            Kind::Str => tree.language() == Language::Python,
            Kind::Array | Kind::Tuple | Kind::Set | Kind::Object | Kind::Composite => {
                tree.children_with(list, Role::Elem).all(key)
            }
            // `new Set([…])`, `frozenset((…))`.
            Kind::New | Kind::Call => {
                let callee = tree.child(list, Role::Callee).map_or("", |callee| tree.text(callee));
                let mut arguments = tree.children_with(list, Role::Arg);
                matches!(callee, "Set" | "set" | "frozenset" | "tuple" | "list")
                    && arguments.next().is_some_and(|own| self.is_list_of_fixed(own))
            }
            _ => false,
        }
    }
}
