//! YAML as trees that remember where everything stands: read from a text, or packed before.
//!
//! In: texts of rules. Out: [`Node`]s. Must never know: what the keys mean.

pub mod packed;
mod tree;

pub use tree::{Mistake, Node, Value, read};
