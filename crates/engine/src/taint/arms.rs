//! The arms of `switch`, `match` and `select`: what a pattern takes out of what is looked at, and what
//! is known of it where it equals a literal.

use stockade_syntax::{Kind, Language, NodeId, Op, Role};

use super::flow::Walker;
use super::state::State;
use super::taints::Taints;

impl Walker<'_> {
    pub(super) fn switch(&mut self, id: NodeId, state: &mut State) {
        let tree = self.tree();
        self.child(id, Role::Init, state);
        let subject = tree.child(id, Role::Subject);
        let taints = subject.map(|subject| self.visit(subject, state)).unwrap_or_default();
        let place = subject.and_then(|subject| self.place(subject));
        if let Some(cases) = subject.and_then(|subject| self.certain_cases(id, subject)) {
            cases.into_iter().for_each(|case| {
                self.visit(case, state);
            });
            return;
        }
        let takes = tree.language() == Language::Python;
        let before = state.clone();
        let mut joined: Option<State> = None;
        let mut complete = false;
        // An arm without a body goes on with the next one.
        let mut open = false;
        for case in tree.children_with(id, Role::Case) {
            let mut own = before.clone();
            let tests: Vec<NodeId> = tree.children_with(case, Role::Test).collect();
            let guarded = tree.child(case, Role::Cond).is_some();
            let any = tests.is_empty()
                || takes && matches!(tests[..], [test] if tree.kind(test) == Kind::Name);
            complete |= any && !guarded;
            let known = !any && tests.iter().all(|&test| self.is_literal(test));
            let empty = tree
                .child(case, Role::Body)
                .is_none_or(|body| tree.children(body).next().is_none());
            if let Some(place) = place.as_ref().filter(|_| known && !open) {
                own.clean(place.clone());
            }
            open = empty && (open || !known) && tree.language().is_ecmascript();
            if takes {
                tests.iter().for_each(|&test| self.take(test, &taints, &mut own));
                self.child(case, Role::Cond, &mut own);
                self.child(case, Role::Body, &mut own);
            } else {
                self.visit(case, &mut own);
            }
            match &mut joined {
                Some(all) => all.join(&own),
                None => joined = Some(own),
            }
        }
        match &mut joined {
            Some(all) if !complete => all.join(&before),
            _ => {}
        }
        *state = joined.unwrap_or(before);
    }

    /// The arms that run, one after the other, where it is certain what is looked at.
    fn certain_cases(&self, id: NodeId, subject: NodeId) -> Option<Vec<NodeId>> {
        let tree = self.tree();
        let value = self.certain.value(self.code, subject)?;
        let cases: Vec<NodeId> = tree.children_with(id, Role::Case).collect();
        let mut chosen = None;
        for (at, &case) in cases.iter().enumerate() {
            if tree.child(case, Role::Cond).is_some() {
                return None;
            }
            let tests = || tree.children_with(case, Role::Test);
            let mut alternatives = tests().flat_map(|test| self.alternatives(test));
            let any = tests().next().is_none()
                || tests().any(|test| {
                    tree.language() == Language::Python && tree.kind(test) == Kind::Name
                });
            if any {
                // In JavaScript and Go the default can stand anywhere.
                chosen = chosen.or(Some(at));
            } else if alternatives.try_fold(false, |found, test| {
                Some(found || self.certain.value(self.code, test)? == value)
            })? {
                chosen = Some(at);
                break;
            }
            if any && tree.language() == Language::Python {
                break;
            }
        }
        let Some(first) = chosen else { return Some(Vec::new()) };
        let mut run = Vec::new();
        for &case in &cases[first..] {
            run.push(case);
            if !tree.child(case, Role::Body).is_some_and(|body| self.falls_through(body)) {
                break;
            }
        }
        Some(run)
    }

    /// Whether the next arm runs after this one.
    fn falls_through(&self, body: NodeId) -> bool {
        let tree = self.tree();
        let Some(last) = tree.children(body).last() else {
            return tree.language().is_ecmascript();
        };
        match tree.kind(last) {
            Kind::Block => self.falls_through(last),
            Kind::Break | Kind::Return | Kind::Throw | Kind::Continue => false,
            _ => tree.language().is_ecmascript() || tree.text(last) == "fallthrough",
        }
    }

    /// A test, or those that it is made of: `"a" | "b"`.
    fn alternatives(&self, test: NodeId) -> Vec<NodeId> {
        let tree = self.tree();
        if tree.kind(test) == Kind::Binary && tree.node(test).op == Op::BitOr {
            return tree.children(test).flat_map(|part| self.alternatives(part)).collect();
        }
        vec![test]
    }

    /// Whether what equals it is known: a literal, or one of several.
    fn is_literal(&self, test: NodeId) -> bool {
        let tree = self.tree();
        match tree.kind(test) {
            Kind::Str | Kind::Number | Kind::Bool | Kind::Null => true,
            Kind::Binary | Kind::Tuple => tree.children(test).all(|part| self.is_literal(part)),
            _ => false,
        }
    }

    /// Gives the names in a pattern of `case` what they take out of a value.
    fn take(&mut self, pattern: NodeId, taints: &Taints, state: &mut State) {
        let tree = self.tree();
        match tree.kind(pattern) {
            Kind::Name => self.assign(pattern, taints, state),
            Kind::Pair | Kind::KeywordArg => {
                if let Some(value) = tree.child(pattern, Role::Value) {
                    self.take(value, taints, state);
                }
            }
            Kind::Call => {
                for argument in tree.children_with(pattern, Role::Arg) {
                    self.take(argument, taints, state);
                }
            }
            Kind::Tuple
            | Kind::Array
            | Kind::Object
            | Kind::Spread
            | Kind::Binary
            | Kind::Assign => {
                for part in tree.children(pattern) {
                    self.take(part, taints, state);
                }
            }
            _ => {}
        }
    }
}
