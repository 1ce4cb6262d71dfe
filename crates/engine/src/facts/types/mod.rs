//! What type an expression has, as far as a reader of its file knows it: declared, made by a literal
//! or a call of its class, that of a field, of a result, of an element; and whose methods it has.
//!
//! Must never know: patterns, and what a type is asked for.

mod classes;
mod infer;
mod kind;
mod library;
mod owner;

pub use infer::MAX_TYPE_HOPS;
pub use kind::{Said, Type};
pub use owner::Owner;
