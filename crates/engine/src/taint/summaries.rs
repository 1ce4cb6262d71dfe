//! What is known of a function of the same file: it is walked once with its parameters as sources,
//! and what it gives back and changes is filled in at each call.

use std::sync::Arc;

use smallvec::smallvec;
use stockade_syntax::lowering::leaf_hash;
use stockade_syntax::{Kind, Language, NodeId, Role, Span};

use super::arguments::Arguments;
use super::flow::Walker;
use super::sinks::trace;
use super::state::{Place, State};
use super::summary::{Change, Flow, Frame, SinkOfParameter, Summary};
use super::taints::{EVERY, Field, Hop, Origin, RECEIVER, Taints};

/// Calls within calls whose functions are walked; beyond, a call passes its arguments on.
const MAX_DEPTH: usize = 12;

impl Walker<'_> {
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
        let mut objects: Vec<(u32, Place)> = Vec::new();
        let tree = self.tree();
        let params = tree.children_with(function, Role::Param).enumerate();
        let params = params.map(|(number, param)| (number as u32, param));
        let receiver = tree.child(function, Role::Receiver).map(|param| (RECEIVER, param));
        for (number, param) in params.chain(receiver) {
            let Some(target) = tree.child(param, Role::Target) else { continue };
            let mut taints = Taints::default();
            taints.add(Origin::of_parameter(number, tree.span(param)));
            self.assign(target, &taints, &mut state);
            if self.is_shared(param)
                && let Some(place) = self.place(target)
            {
                objects.push((number, place));
            }
        }
        if tree.language().is_ecmascript() {
            let mut taints = Taints::default();
            taints.add(Origin::of_parameter(RECEIVER, tree.span(function)));
            state.set(self.this(), taints);
            objects.push((RECEIVER, self.this()));
            let mut every = Taints::default();
            every.add(Origin::of_parameter(EVERY, tree.span(function)));
            state.set(smallvec![leaf_hash(Kind::Name, "arguments") | 1 << 63], every.mixed());
        }
        self.run_body(function, &mut state);
        let frame = self.frames.pop().unwrap_or_default();
        // What is found without a parameter is found again where the function stands.
        self.flows.truncate(flows);
        let mut summary = frame.summary;
        let end = match frame.exits {
            Some(mut exits) => {
                if !state.left {
                    exits.merge(&state);
                }
                exits
            }
            None => state,
        };
        let changes = objects.iter().filter_map(|(number, place)| change(&end, *number, place));
        summary.changes = changes.collect();
        let summary = Arc::new(summary);
        self.summaries.insert(function, Some(Arc::clone(&summary)));
        Some(summary)
    }

    /// `this`.
    pub(super) fn this(&self) -> Place {
        smallvec![leaf_hash(Kind::Name, "this") | 1 << 63]
    }

    /// Whether the caller sees what a function does to a parameter: in Go, not without a pointer.
    fn is_shared(&self, param: NodeId) -> bool {
        let tree = self.tree();
        let declared = tree.child(param, Role::Type).map(|declared| tree.kind(declared));
        tree.language() != Language::Go
            || !matches!(declared, Some(Kind::Name | Kind::Member | Kind::Index))
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

    /// What a call of a known function gives back; flows that end in it are noted.
    pub(super) fn apply(&mut self, summary: &Summary, given: &Arguments, span: Span) -> Taints {
        for sink in &summary.sinks {
            let arriving = given.of(sink.parameter);
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
        filled(&summary.returns, given, span)
    }

    /// Does to what a call is given what the function does to it; `surely` if it is this function.
    pub(super) fn change(
        &mut self,
        summary: &Summary,
        given: &Arguments,
        span: Span,
        surely: bool,
        state: &mut State,
    ) {
        // All of it is computed from what was there before.
        let filled = summary.changes.iter().map(|change| {
            let fields = change.fields.iter().map(|(name, own)| (*name, filled(own, given, span)));
            (change.number, filled(&change.added, given, span), fields.collect::<Vec<_>>())
        });
        for (number, added, fields) in filled.collect::<Vec<_>>() {
            let Some(place) = given.place(number) else { continue };
            if !added.is_clean() {
                state.taint(place.clone(), &added);
            }
            for (name, taints) in fields {
                let field = place.iter().copied().chain([name]).collect();
                if surely {
                    state.set_field(field, taints);
                } else if !taints.is_clean() {
                    state.taint(field, &taints);
                }
            }
        }
    }

    pub(super) fn note_sink(&mut self, sink: SinkOfParameter) {
        if let Some(frame) = self.frames.last_mut()
            && !frame.summary.sinks.contains(&sink)
        {
            frame.summary.sinks.push(sink);
        }
    }
}

/// What a function did to an object that it was given, by what is known at its end.
fn change(end: &State, number: u32, place: &Place) -> Option<Change> {
    let own = end.get(place);
    let is_itself = |origin: &Origin| {
        origin.parameter.is_some_and(|own| own.number == number && own.field == Field::Itself)
    };
    // A name that stands for something else by now.
    if !own.iter().any(is_itself) {
        return None;
    }
    let mut added = Taints::default();
    own.iter().filter(|origin| !is_itself(origin)).for_each(|origin| added.add(origin.clone()));
    let mut fields = end.fields(place);
    fields.retain(|(name, taints)| {
        let mut all = taints.iter();
        let same = all
            .next()
            .and_then(|first| first.parameter)
            .is_some_and(|own| own.number == number && own.field == Field::Named(*name));
        !(same && all.next().is_none())
    });
    (!added.is_clean() || !fields.is_empty()).then_some(Change { number, added, fields })
}

/// What is known with parameters, with what a call gives them.
pub(super) fn filled(taints: &Taints, given: &Arguments, span: Span) -> Taints {
    let fields: Vec<(u64, Taints)> =
        taints.parts().map(|(name, own)| (name, filled(own, given, span))).collect();
    if !fields.is_empty() {
        return Taints::of_parts(&filled(&taints.rest(), given, span), fields);
    }
    let mut out = Taints::default();
    for origin in taints.iter() {
        match origin.parameter {
            Some(parameter) => out.join(&given.of(parameter).through(span)),
            None => {
                let way = Some(Arc::new(Hop { span, before: origin.way.clone() }));
                let mut own = Taints::default();
                own.add(Origin { way, ..origin.clone() });
                out.join(&own);
            }
        }
    }
    out
}
