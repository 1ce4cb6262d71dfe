//! Text: spans in bytes, positions in the client's units.

pub mod position;
pub mod span;
