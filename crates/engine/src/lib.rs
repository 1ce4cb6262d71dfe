//! The engine: from a snapshot and a rule set to findings and proven fixes.
//!
//! In: text, its lowered tree, rules. Out: findings with spans in bytes. Every step is a pure
//! function of its input; there is no clock, no randomness and no environment in here.
//! Must never know: LSP types, the terminal, files on disk, the name of any rule.

mod analysis;
mod certain;
mod evaluate;
pub mod facts;
pub mod finding;
mod fix;
mod locality;
pub mod matching;
mod message;
mod placed;
mod plan;
mod prefilter;
pub mod project;
mod secrecy;
mod shelf;
mod slice;
mod source;
mod store;
mod suppress;
mod taint;
#[cfg(test)]
mod testing;

pub use analysis::{Analysis, Analyzer, Fixed, Limits, Notice, Wanted};
pub use finding::{Finding, Fix, Step, TextEdit};
pub use source::{Source, Stop};
