//! Taint rules: sources, sinks, sanitizers, propagators.

use std::sync::Arc;

use crate::rule::Formula;

/// `mode: taint`.
#[derive(Debug)]
pub struct Taint {
    /// Where tainted data comes from; at least one.
    pub sources: Vec<Source>,
    /// Where it must not arrive; at least one.
    pub sinks: Vec<Sink>,
    /// What makes it harmless.
    pub sanitizers: Vec<Sanitizer>,
    /// What carries it on beyond the engine's own knowledge.
    pub propagators: Vec<Propagator>,
}

/// One entry of `pattern-sources`.
#[derive(Debug)]
pub struct Source {
    /// Where.
    pub formula: Formula,
    /// The label it gives; none is the one unnamed label.
    pub label: Option<Arc<str>>,
    /// What must hold of the labels already there.
    pub requires: Option<Requires>,
    /// The variable itself is tainted from here on (`by-side-effect: true | only`).
    pub by_side_effect: bool,
    /// Only the match itself, not what lies in it.
    pub exact: bool,
    /// Control-flow taint (`control: true`).
    pub control: bool,
}

/// One entry of `pattern-sinks`.
#[derive(Debug)]
pub struct Sink {
    /// Where.
    pub formula: Formula,
    /// What must hold of the labels that arrive; for each metavariable (`$`), or of the whole.
    pub requires: Vec<(Option<Arc<str>>, Requires)>,
    /// Only the match itself counts, not what lies in it.
    pub exact: bool,
    /// Only where a function ends (`at-exit: true`).
    pub at_exit: bool,
}

/// One entry of `pattern-sanitizers`.
#[derive(Debug)]
pub struct Sanitizer {
    /// Where.
    pub formula: Formula,
    /// The variable itself is clean from here on.
    pub by_side_effect: bool,
    /// Only the match itself, not what lies in it.
    pub exact: bool,
    /// Does not count where it is also a source or a sink.
    pub not_conflicting: bool,
}

/// One entry of `pattern-propagators`.
#[derive(Debug)]
pub struct Propagator {
    /// Where.
    pub formula: Formula,
    /// From this metavariable (with `$`) …
    pub from: Arc<str>,
    /// … to this one.
    pub to: Arc<str>,
    /// The variable itself is tainted from here on (the default).
    pub by_side_effect: bool,
    /// What must hold of the labels at `from`.
    pub requires: Option<Requires>,
    /// The label it gives.
    pub label: Option<Arc<str>>,
    /// Which labels are replaced by it; none: all.
    pub replace_labels: Option<Vec<Arc<str>>>,
}

/// A condition on labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requires {
    /// The label is there.
    Label(Arc<str>),
    /// Both.
    And(Box<Requires>, Box<Requires>),
    /// Either.
    Or(Box<Requires>, Box<Requires>),
    /// Not.
    Not(Box<Requires>),
}
