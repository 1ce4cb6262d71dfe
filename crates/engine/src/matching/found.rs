//! A match: where a pattern was found, and what its metavariables are there.

use std::sync::Arc;

use stockade_syntax::{NodeId, Span};

use super::binding::Env;

/// One match.
#[derive(Clone, Debug)]
pub struct Match {
    /// The code matched, in bytes of the file.
    pub span: Span,
    /// The node, where it is one.
    pub node: Option<NodeId>,
    /// The bindings.
    pub env: Arc<Env>,
    /// Only a context, not a place of its own.
    pub context: bool,
}
