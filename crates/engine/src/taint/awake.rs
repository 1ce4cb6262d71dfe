//! Which parts of the code the walk can pass over: where nothing is tainted yet and nothing becomes
//! so, there is nothing to find and nothing to remember.
//!
//! Must never know: how code is walked.

use rustc_hash::FxHashSet;
use stockade_syntax::{NodeId, Span, Tree};

use super::lookup::Lookup;
use super::specs::Specs;
use super::state::State;
use crate::facts::Functions;

/// What the walk of a rule has to look at in any case.
pub struct Awake {
    /// Functions with a source in them or in what they call.
    sending: FxHashSet<NodeId>,
    /// Functions with a sink in them or in what they call.
    receiving: FxHashSet<NodeId>,
    /// Where taint can come from: sources, calls of functions with one, and, if there are
    /// sanitizers that work on what comes after them, these and the ways out of functions, behind
    /// which they do not.
    spots: Lookup,
}

impl Awake {
    /// For the places of a rule.
    pub fn of(tree: &Tree, functions: &Functions, specs: &Specs<'_>) -> Awake {
        let sources = || specs.sources.iter().map(|place| place.found.span);
        let sinks = specs.sinks.iter().map(|place| place.found.span);
        let sending = functions.concerned_by(tree, sources());
        let receiving = functions.concerned_by(tree, sinks);
        let mut spots: Vec<Span> = sources().collect();
        spots.extend(functions.calls_of(&sending).map(|call| tree.span(call)));
        if specs.cleans() {
            spots.extend(specs.sanitizers.iter().map(|place| place.found.span));
            spots.extend_from_slice(functions.leaves());
        }
        let spots = Lookup::of(spots.into_iter().map(|spot| (spot, false)));
        Awake { sending, receiving, spots }
    }

    /// Whether one of the spots touches this place.
    pub fn at(&self, place: Span) -> bool {
        self.spots.touches(place)
    }

    /// Whether data of a source may come out of a function of which nothing is known but its code.
    pub fn sends(&self, function: NodeId) -> bool {
        self.sending.contains(&function)
    }

    /// Whether anything may be found in a function, with what is known around it.
    pub fn finds(&self, function: NodeId, around: &State) -> bool {
        let sent = self.sends(function) || !around.is_empty();
        sent && self.receiving.contains(&function)
    }
}
