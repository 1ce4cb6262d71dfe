//! The entry: analyse one file, fix it.
//!
//! In: a source. Out: findings, notices, proven fixes.
//! Must never know: how a rule is matched.

mod analyzer;
mod examine;
mod fix_all;
mod fixes;
mod linking;
mod look;
mod one_rule;
mod open;
mod paths;
mod run;
mod telling;
mod trial;

pub use analyzer::{Analysis, Analyzer, Limits, Notice};
pub use fix_all::{Fixed, Wanted};
