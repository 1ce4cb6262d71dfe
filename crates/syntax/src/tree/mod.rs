//! The lowered tree: one intermediate representation for all languages.
//!
//! A [`Tree`] is a sequence of [`Item`]s (one for each top-level construct of the file); an item
//! owns its text and an arena of [`Node`]s in pre-order, with spans relative to the item. So an
//! edit above an item moves nothing inside it, and an unchanged item is shared between snapshots.
//! Must never know: grammars, rules, files.

mod item;
mod kind;
mod node;
mod whole;

pub use item::Item;
pub(crate) use item::unquote;
pub use kind::{Kind, Role};
pub use node::{Flags, Node, Op};
pub use whole::{Children, Descendants, NodeId, Tree};
