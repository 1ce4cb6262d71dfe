//! End-to-end tests: real processes, real protocol; and properties of the engine on many files. Must
//! never know: internals.

pub mod binary;
pub mod corpus;
pub mod gated;
pub mod lsp;
