//! The engine: from a snapshot and a rule set to findings and proven fixes.
//!
//! In: text, its lowered tree, rules. Out: findings with spans in bytes. Every step is a pure
//! function of its input; there is no clock, no randomness and no environment in here.
//! Must never know: LSP types, the terminal, files on disk, the name of any rule.

pub mod analysis;
pub mod facts;
pub mod finding;
pub mod matching;

pub use analysis::{Analysis, Analyzer, Limits, Notice, Source, Stop};
pub use finding::{Finding, Fix, Step, TextEdit};
