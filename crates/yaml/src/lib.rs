//! YAML as trees that remember where everything stands: read from a text, or packed before; and where
//! YAML stands in Markdown.
//!
//! In: texts of rules. Out: [`Node`]s. Must never know: what the keys mean.

pub mod fenced;
pub mod packed;
mod tree;

pub use tree::{Mistake, Node, Value, read};
