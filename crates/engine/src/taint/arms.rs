//! The arms of `switch`, `match` and `select`: what a pattern takes out of what is looked at, and what
//! is known of it where it equals a literal.

use stockade_syntax::{Kind, Language, NodeId, Role};

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
