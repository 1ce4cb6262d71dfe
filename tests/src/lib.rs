//! End-to-end tests: real processes, real protocol. Must never know: internals.

pub mod binary;
pub mod lsp;
