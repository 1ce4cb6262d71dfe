//! What is certain at a point of a program, without running it: the values of expressions, and how
//! many elements a list has.
//!
//! In: a lowered tree with its facts. Out: values, and the places that were asked about.
//! Must never know: rules, patterns, taint.

pub mod lengths;
mod values;
mod writes;

pub use values::{Certain, Value};
