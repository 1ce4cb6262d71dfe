//! Fixes: a rule's templates made into edits of the file.
//!
//! In: a match and a template. Out: edits that keep the file's indentation, quotes and import
//! style. That a fix helps is proven elsewhere, by analysing its result.
//! Must never know: single rules.

mod environment;
mod imports;
mod instantiate;
mod remove;

pub(crate) use instantiate::instantiate;
