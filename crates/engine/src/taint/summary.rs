//! What the walk finds: flows, and what is known of functions.

use super::state::{State, Taints};
use crate::finding::Step;
use crate::matching::Match;

/// A sink that tainted data reaches.
pub struct Flow {
    /// The match of the sink, with the bindings of source and sink where they agree.
    pub sink: Match,
    /// From the source to the sink, both included.
    pub trace: Vec<Step>,
    /// The item from which the walk came there.
    pub item: u32,
}

/// What a call of a function does with what it is given.
#[derive(Default)]
pub struct Summary {
    /// What it gives back: sources in it, and parameters.
    pub returns: Taints,
    /// The sinks that parameters reach.
    pub sinks: Vec<SinkOfParameter>,
}

/// A parameter reaches a sink.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SinkOfParameter {
    /// Its number.
    pub parameter: usize,
    /// Number of the sink among the rule's places.
    pub sink: usize,
}

/// A function that is being walked.
#[derive(Default)]
pub struct Frame {
    /// What is known of it so far.
    pub summary: Summary,
    /// What is tainted where it is left before its end.
    pub exits: Option<State>,
}
