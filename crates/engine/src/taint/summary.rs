//! What the walk finds: flows, and what is known of functions.

use super::state::State;
use super::taints::{Parameter, Taints};
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
    /// What it makes of the objects that it is given.
    pub changes: Vec<Change>,
}

/// What a function makes of an object that it is given.
pub struct Change {
    /// The number of the parameter.
    pub number: u32,
    /// What is put into it.
    pub added: Taints,
    /// What its fields are then.
    pub fields: Vec<(u64, Taints)>,
}

/// A parameter, or a field of one, reaches a sink.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SinkOfParameter {
    /// Which one.
    pub parameter: Parameter,
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
