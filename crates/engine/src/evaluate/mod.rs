//! Evaluating formulas: patterns, regexes and detectors give ranges; the boolean operators combine
//! them; conditions filter them.
//!
//! In: a formula, a file. Out: ranges with bindings.
//! Must never know: what is done with the findings.

mod analyzers;
mod classes;
mod comparison;
mod conditions;
mod evaluator;
mod formula;
mod generic;
mod memo;
mod names;
mod redos;
mod secret;

pub use evaluator::{Evaluator, Scope};
pub use memo::Memo;
pub use names::{SecretNames, words};
