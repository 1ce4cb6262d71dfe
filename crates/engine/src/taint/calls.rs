//! Functions and their calls: what a call passes on, and what is known of a function of the same
//! file once it was walked (its summary).

use std::sync::Arc;

use stockade_syntax::{Flags, Kind, NodeId, Role, Span};

use super::flow::{Walker, trace};
use super::state::{Hop, Origin, State, Taints};
use super::summary::{Flow, Frame, SinkOfParameter, Summary};
use crate::facts::PUTS;

/// Calls within calls whose functions are walked; beyond, a call passes its arguments on.
const MAX_DEPTH: usize = 12;

/// The arguments of a call, each with its taint.
pub(super) type Given = Vec<(NodeId, Taints)>;

impl Walker<'_> {
    pub(super) fn call(&mut self, id: NodeId, state: &mut State) -> (Taints, Taints) {
        let tree = self.tree();
        let callee = tree.child(id, Role::Callee);
        if let Some(function) = callee.filter(|&callee| tree.kind(callee) == Kind::Function) {
            return self.at_once(function, id, state);
        }
        let mut passed = Taints::default();
        if let Some(callee) = callee {
            passed.join(&self.visit(callee, state));
        }
        let object = callee.and_then(|callee| tree.child(callee, Role::Object));
        let object_taints = match object {
            Some(_) => passed.clone(),
            None => Taints::default(),
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
            all.join(&taints);
            given.push((argument, taints));
        }
        passed.join(&all);
        let answers = self.run_callbacks(id, name, &object_taints, &given, state);
        // Collections keep what is put into them.
        if let (Some(object), false) = (object, all.is_clean())
            && let Some(place) = self.place(object)
            && name.is_some_and(|name| PUTS.contains(&name))
        {
            state.taint(place, &all.through(tree.span(id)));
        }
        let function = callee
            .and_then(|callee| self.functions.called_by(self.code.tree, self.code.facts, callee));
        if let Some(function) = function
            && (!passed.is_clean() || self.awake.sends(function))
            && let Some(summary) = self.summary(function)
        {
            let arguments = self.by_parameter(function, &given);
            return (self.apply(&summary, &arguments, tree.span(id)), passed);
        }
        if self.options.taint_assume_safe_functions {
            return (Taints::default(), passed);
        }
        (answers.of_call(name, &passed), passed)
    }

    /// What a call of a known function gives back; flows that end in it are noted.
    pub(super) fn apply(&mut self, summary: &Summary, arguments: &[Taints], span: Span) -> Taints {
        let of = |parameter: usize| arguments.get(parameter).cloned().unwrap_or_default();
        let mut result = Taints::default();
        for origin in summary.returns.iter() {
            match origin.parameter {
                Some(parameter) => result.join(&of(parameter).through(span)),
                None => result.add(Origin {
                    way: Some(Arc::new(Hop { span, before: origin.way.clone() })),
                    ..origin.clone()
                }),
            }
        }
        for sink in &summary.sinks {
            let arriving = of(sink.parameter);
            let real = arriving.without_parameters();
            let place = &self.specs.sinks[sink.sink];
            if let Some(origin) = real.iter().next()
                && place.spec.requires.iter().all(|(_, requires)| real.fulfil(requires))
            {
                let way = Some(Arc::new(Hop { span, before: origin.way.clone() }));
                let found = place.found.clone();
                let trace = trace(&Origin { way, ..origin.clone() }, found.span);
                self.flows.push(Flow { sink: found, trace, item: self.item });
            }
            for origin in arriving.iter() {
                if let Some(parameter) = origin.parameter {
                    self.note_sink(SinkOfParameter { parameter, sink: sink.sink });
                }
            }
        }
        result
    }

    pub(super) fn note_sink(&mut self, sink: SinkOfParameter) {
        if let Some(frame) = self.frames.last_mut()
            && !frame.summary.sinks.contains(&sink)
        {
            frame.summary.sinks.push(sink);
        }
    }

    /// The taint of each parameter of a function, as a call gives it.
    pub(super) fn by_parameter(&self, function: NodeId, given: &[(NodeId, Taints)]) -> Vec<Taints> {
        let tree = self.tree();
        let mut parameters: Vec<NodeId> = tree.children_with(function, Role::Param).collect();
        let bound = parameters.first().is_some_and(|&first| {
            let name = tree.child(first, Role::Target).map(|target| tree.text(target));
            matches!(name, Some("self" | "cls"))
        });
        let skipped = usize::from(bound);
        parameters.drain(..skipped);
        let mut out = vec![Taints::default(); parameters.len()];
        let rest = parameters
            .iter()
            .position(|&p| tree.node(p).flags.intersects(Flags::VARIADIC | Flags::MAPPING));
        let mut next = 0;
        for (argument, taints) in given {
            let named = tree
                .child(*argument, Role::Key)
                .filter(|_| tree.kind(*argument) == Kind::KeywordArg);
            if tree.kind(*argument) == Kind::Spread {
                out.iter_mut().skip(next).for_each(|own| own.join(taints));
                continue;
            }
            let at = match named {
                Some(name) => parameters.iter().position(|&p| {
                    let target = tree.child(p, Role::Target);
                    target.is_some_and(|t| tree.text(t) == tree.text(name))
                }),
                None => {
                    next += 1;
                    Some(next - 1)
                }
            };
            let at = at.filter(|&at| at < out.len() && rest.is_none_or(|r| at < r)).or(rest);
            if let Some(own) = at.and_then(|at| out.get_mut(at)) {
                own.join(taints);
            }
        }
        out.splice(0..0, vec![Taints::default(); skipped]);
        out
    }

    /// What is known of a function of this file; none while it is being walked, or too deep.
    pub(super) fn summary(&mut self, function: NodeId) -> Option<Arc<Summary>> {
        if let Some(known) = self.summaries.get(&function) {
            return known.clone();
        }
        if self.frames.len() >= MAX_DEPTH {
            return None;
        }
        // A call of itself passes its arguments on.
        self.summaries.insert(function, None);
        let flows = self.flows.len();
        let mut state = State::default();
        self.frames.push(Frame::default());
        for (number, param) in self.tree().children_with(function, Role::Param).enumerate() {
            let Some(target) = self.tree().child(param, Role::Target) else { continue };
            let mut taints = Taints::default();
            taints.add(Origin::of_parameter(number, self.tree().span(param)));
            self.assign(target, &taints, &mut state);
        }
        self.run_body(function, &mut state);
        let frame = self.frames.pop().unwrap_or_default();
        // What is found without a parameter is found again where the function stands.
        self.flows.truncate(flows);
        let summary = Arc::new(frame.summary);
        self.summaries.insert(function, Some(Arc::clone(&summary)));
        Some(summary)
    }

    pub(super) fn run_body(&mut self, function: NodeId, state: &mut State) {
        let Some(body) = self.tree().child(function, Role::Body) else { return };
        let taints = self.visit(body, state);
        if self.tree().kind(body) != Kind::Block {
            self.returned(&taints);
        }
    }

    /// Notes what the innermost function gives back.
    pub(super) fn returned(&mut self, taints: &Taints) {
        if let Some(frame) = self.frames.last_mut() {
            frame.summary.returns.join(taints);
        }
    }

    /// The way ends here, for the function that is being walked.
    pub(super) fn leave(&mut self, state: &mut State) {
        if let Some(frame) = self.frames.last_mut() {
            match &mut frame.exits {
                Some(exits) => exits.merge(state),
                None => frame.exits = Some(state.clone()),
            }
        }
        state.left = true;
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
            let Some(target) = tree.child(param, Role::Target) else { continue };
            let mut taints = self.child(param, Role::Default, &mut own);
            // With a type or a default value the parameter is more than what is bound.
            let mut spans = vec![tree.span(param), tree.span(target)];
            spans.dedup();
            for span in spans {
                for place in self.specs.sources_of(span) {
                    taints.add(Origin::of_source(&place.found, place.spec.label.clone()));
                }
            }
            self.assign(target, &taints, &mut own);
        }
        self.in_frame(id, &mut own);
    }
}
