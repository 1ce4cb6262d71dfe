//! Text and trees: documents with positions and edits, languages, parsing piece by piece, and the
//! lowered tree on which everything else works.
//!
//! In: text and edits. Out: a [`tree::Tree`] that is the same for all languages.
//! Must never know: rules, LSP, files on disk.

mod cut;
pub mod document;
pub mod language;
pub mod languages;
pub mod lowering;
pub mod parse;
pub mod parsed;
#[cfg(test)]
mod testing;
pub mod text;
pub mod tree;

pub use language::Language;
pub use text::span::Span;
pub use tree::{Flags, Item, Kind, Node, NodeId, Op, Role, Tree};
