//! Guidelines: Markdown that a person reads as a page, a test runner as tests and the engine as
//! rules.

use std::sync::Arc;

use stockade_syntax::Language;

use crate::rule::Rule;

/// A guideline.
#[derive(Debug, Clone)]
pub struct Guideline {
    /// Name of the file.
    pub file: Arc<str>,
    /// The id that its findings carry; none for plain guidelines.
    pub id: Option<Arc<str>>,
    /// A few words.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// Version as written.
    pub version: Option<String>,
    /// Free tags.
    pub tags: Vec<String>,
    /// Which files it is about.
    pub globs: Vec<String>,
    /// The page, without front matter and rule block.
    pub body: String,
    /// Its examples, in order.
    pub examples: Vec<Example>,
    /// Its rules.
    pub rules: Vec<Arc<Rule>>,
}

/// An example: code that must be found, or must not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The language of the code.
    pub language: Language,
    /// Whether something must be found.
    pub insecure: bool,
    /// The code, marks taken out.
    pub code: String,
    /// 1-based lines of the code where findings are expected; if empty, anywhere.
    pub expected: Vec<usize>,
    /// 1-based line in the guideline where the code begins.
    pub line: usize,
    /// What the first fixes must make of the code: the next example.
    pub fixed_is_next: bool,
}
