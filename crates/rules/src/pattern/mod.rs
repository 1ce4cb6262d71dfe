//! Patterns: code with holes, parsed by the same grammars and lowered by the same code as the
//! files they are matched with.

use std::sync::Arc;

/// A pattern as a rule states it.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// As written.
    pub text: Arc<str>,
}
