//! Matching: does this pattern look like that code, and what are its metavariables then.
//!
//! In: a compiled pattern, a lowered tree with its facts. Out: matches with bindings.
//! Must never know: rules, boolean operators, findings.

mod area;
mod binding;
mod found;
mod index;
mod matcher;
mod search;
mod sequence;
mod shapes;
mod strings;
#[cfg(test)]
mod tests;
mod types;

pub use area::{Area, Guide, anchors, innermost};
pub use binding::{Binding, Bound, Env};
pub use found::{Match, Stand};
pub use index::{Index, ItemIndex, Statements};
pub use matcher::{Budget, Code, Matcher};
pub use search::{begins, search};
