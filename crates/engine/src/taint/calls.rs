//! Calls: what they pass on, give back and put into objects.

use stockade_syntax::{Kind, Language, NodeId, Role};

use super::arguments::{Given, Object};
use super::flow::Walker;
use super::state::State;
use super::summaries::filled;
use super::taints::{Origin, RECEIVER, Taints};
use super::truth::is_question;
use crate::facts::{How, PUTS, is_super};

impl Walker<'_> {
    pub(super) fn call(&mut self, id: NodeId, state: &mut State) -> (Taints, Taints) {
        let tree = self.tree();
        let callee = tree.child(id, Role::Callee);
        if let Some(function) = callee.filter(|&callee| tree.kind(callee) == Kind::Function) {
            return self.at_once(function, id, state);
        }
        let mut passed = Taints::default();
        self.object = Taints::default();
        if let Some(callee) = callee {
            passed.join(&self.visit(callee, state));
        }
        let object = callee.and_then(|callee| tree.child(callee, Role::Object));
        let object_taints = match object {
            Some(_) => passed.clone(),
            None => Taints::default(),
        };
        let object = Object {
            taints: std::mem::take(&mut self.object),
            place: object.and_then(|object| self.place(object)),
        };
        let name = callee.map(|callee| tree.child(callee, Role::Property).unwrap_or(callee));
        let name = name.map(|name| tree.text(name));
        let mut all = Taints::default();
        let mut given: Given = Vec::new();
        for argument in tree.children_with(id, Role::Arg) {
            // Functions are run when it is known what they are given.
            let taints = match tree.kind(argument) {
                Kind::Function => Taints::default(),
                _ => self.visit(argument, state),
            };
            all.join(&taints.flat());
            given.push((argument, taints));
        }
        passed.join(&all);
        let passed = passed.mixed();
        let answers = self.run_callbacks(id, name, &object_taints.mixed(), &given, state);
        if let Some(answer) =
            callee.and_then(|callee| self.known(id, callee, &object, &given, &passed, state))
        {
            return (answer, passed);
        }
        let asked = callee.and_then(|callee| tree.child(callee, Role::Object));
        let known = match asked {
            _ if passed.is_clean() => None,
            Some(asked) => self
                .list_call(id, asked, &object, &given, state)
                .or_else(|| self.entry_call(id, asked, &object, &given, state)),
            None => self.appended(id, &given),
        };
        if !passed.is_clean() {
            self.mixes(name, &given, state);
        }
        if let Some(known) = known {
            return (known, passed);
        }
        if self.options.taint_assume_safe_booleans && is_question(tree, id) {
            return (Taints::default(), passed);
        }
        // Collections keep what is put into them.
        if let Some(place) = object.place.filter(|_| !all.is_clean())
            && name.is_some_and(|name| PUTS.contains(&name))
        {
            state.taint(place, &all.through(tree.span(id)));
        }
        let converts = callee.is_some_and(|callee| self.is_conversion(callee));
        if self.options.taint_assume_safe_functions && !converts {
            return (Taints::default(), passed);
        }
        (answers.of_call(name, &passed).mixed(), passed)
    }

    /// Whether what is called is no function but a type, to which a value is converted: `[]byte(v)`.
    fn is_conversion(&self, callee: NodeId) -> bool {
        let tree = self.tree();
        tree.language() == Language::Go
            && (tree.kind(callee) == Kind::Array || tree.text(callee) == "string")
    }

    /// What a call of a function of this file gives back.
    fn known(
        &mut self,
        call: NodeId,
        callee: NodeId,
        object: &Object,
        given: &Given,
        passed: &Taints,
        state: &mut State,
    ) -> Option<Taints> {
        let called = self.functions.called(callee)?;
        let function = called.function;
        if passed.is_clean() && !self.awake.sends(function) {
            return None;
        }
        let summary = self.summary(function)?;
        let tree = self.tree();
        let span = tree.span(call);
        let object = match called.how {
            How::Constructor => Object::default(),
            // `super().m(…)`, `super.m(…)`, `super(…)`.
            _ if is_super(tree, tree.child(callee, Role::Object).unwrap_or(callee)) => {
                self.own_object(call, state)
            }
            _ => object.clone(),
        };
        let arguments = self.by_parameter(function, called.how, object, given);
        let mut answer = self.apply(&summary, &arguments, span);
        self.change(&summary, &arguments, span, called.how != How::Guess, state);
        match called.how {
            How::Constructor => {
                let number = if self.is_bound(function, called.how) { 0 } else { RECEIVER };
                let made = summary.changes.iter().find(|change| change.number == number);
                let fields = made.into_iter().flat_map(|change| &change.fields);
                let fields = fields.map(|(name, own)| (*name, filled(own, &arguments, span)));
                let mut rest =
                    made.map(|change| filled(&change.added, &arguments, span)).unwrap_or_default();
                // What is inherited from elsewhere may keep all that it is given.
                if self.code.facts.inherits_foreign(tree, callee) {
                    rest.join(passed);
                }
                Some(Taints::of_parts(&rest, fields.collect()))
            }
            How::Guess => {
                if !self.options.taint_assume_safe_functions {
                    answer.join(passed);
                }
                Some(answer)
            }
            How::Plain | How::Method => Some(answer),
        }
    }

    /// Gives a parameter what a call or its default brings, and what the rule says of it.
    pub(super) fn parameter(&mut self, param: NodeId, mut given: Taints, state: &mut State) {
        let tree = self.tree();
        let Some(target) = tree.child(param, Role::Target) else { return };
        // With a type or a default value the parameter is more than what is bound.
        let mut spans = vec![tree.span(param), tree.span(target)];
        spans.dedup();
        for span in spans {
            for place in self.specs.sources_of(span) {
                given.add(Origin::of_source(&place.found, place.spec.label.clone()));
            }
        }
        self.assign(target, &given, state);
    }

    /// A function that stands by itself: nothing is known of its parameters but what the rule says.
    pub(super) fn function(&mut self, id: NodeId, state: &mut State) {
        if !self.awake.finds(id, state) {
            return;
        }
        let tree = self.tree();
        let mut own = state.clone();
        for child in tree.children(id) {
            if tree.node(child).role == Role::Decorator {
                self.visit(child, &mut own);
            }
        }
        for param in
            tree.children_with(id, Role::Param).chain(tree.children_with(id, Role::Receiver))
        {
            let given = self.child(param, Role::Default, &mut own);
            self.parameter(param, given, &mut own);
        }
        self.in_frame(id, &mut own);
    }
}
