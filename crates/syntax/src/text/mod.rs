//! Text: spans in bytes, positions in the client's units, documents that change by edits.

pub mod span;
