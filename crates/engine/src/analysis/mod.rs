//! The entry: analyse one file, fix it.
//!
//! In: a source. Out: findings, notices, proven fixes.
//! Must never know: how a rule is matched.

mod analyzer;
mod fixes;
mod linking;
mod open;
mod run;

pub use analyzer::{Analysis, Analyzer, Limits, Notice};
