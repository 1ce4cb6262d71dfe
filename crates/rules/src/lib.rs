//! The rule language: YAML and Markdown in, typed [`Rule`]s out.
//!
//! In: rule texts with their names. Out: rules that are right once they exist, patterns parsed by
//! the same grammars and lowered by the same code as the files they will be matched with, and
//! errors that name file, line, column, key, reason and remedy.
//! Must never know: documents, LSP, the built-in rules themselves.

pub mod guideline;
pub mod load;
pub mod pattern;
pub mod reference;
mod regex;
pub mod rule;

pub use pattern::{Pat, Pattern};
pub use rule::{
    All, Condition, Confidence, Focus, Formula, Mode, PathFilter, Rule, RuleLanguage, Severity,
    Taint,
};
