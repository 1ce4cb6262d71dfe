//! Patterns: code with holes, parsed by the same grammars and lowered by the same code as the
//! files they are matched with.
//!
//! In: a pattern's text and a language. Out: a [`Pat`], a small tree ready for matching.
//! Must never know: how matching is done, what a rule is.

mod compile;
mod holes;
mod pat;
mod words;

use std::sync::{Arc, OnceLock};

use stockade_syntax::Language;

pub use pat::{Compiled, Pat, What};
pub use words::Words;

/// A pattern as a rule states it, compiled for a language when it is first asked for.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// As written.
    pub text: Arc<str>,
    known: Arc<Known>,
}

/// What is known of a pattern; there is room for it once somebody asks, for of thousands few are
/// ever tried.
#[derive(Debug, Default)]
struct Known {
    compiled: OnceLock<Box<[Slot; Language::ALL.len()]>>,
    words: OnceLock<Option<Box<Words>>>,
}

/// What a pattern is in one language, once it was asked for.
type Slot = OnceLock<Result<Arc<Compiled>, PatternError>>;

/// What a statement begins with that may declare several things, each lowered as a statement.
const DECLARING: [&str; 9] =
    ["import", "from", "export", "const", "let", "var", "type", "global", "nonlocal"];

/// Why a pattern cannot be used for a language.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// The grammar cannot read it.
    #[error("the pattern `{pattern}` does not parse as {language}")]
    Syntax {
        /// The pattern, on one line.
        pattern: String,
        /// Name of the language.
        language: &'static str,
    },
    /// A `"=~/…/"` string whose regex does not compile.
    #[error("the regex in the pattern does not compile: {0}")]
    Regex(String),
    /// Nothing is left of it.
    #[error("the pattern is empty")]
    Empty,
}

impl Pattern {
    /// Takes a pattern's text as it stands in a rule; nothing is parsed yet.
    pub fn new(text: &str) -> Self {
        Pattern { text: text.into(), known: Arc::default() }
    }

    /// The pattern as code of `language`; parsed once, then remembered.
    pub fn compiled(&self, language: Language) -> Result<Arc<Compiled>, PatternError> {
        self.known.compiled.get_or_init(Box::default)[language as usize]
            .get_or_init(|| {
                let compiled = compile::compile(&self.text, language)?;
                debug_assert!(self.may_be_sequence() || !compiled.is_sequence(), "{}", self.text);
                Ok(Arc::new(compiled))
            })
            .clone()
    }

    /// Whether it may be a sequence of statements, as far as its text tells without being parsed: no
    /// where it surely is one node.
    pub fn may_be_sequence(&self) -> bool {
        let text = self.text.trim();
        let gap = text.trim_start_matches('$').starts_with("...");
        let first = text.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        // An element is several comparisons to a grammar without them.
        let element = text.starts_with('<');
        let several = text.contains(',') && DECLARING.contains(&first);
        gap || element || text.contains(['\n', ';']) || several
    }

    /// The pattern over the words of a text, its gaps of at most so many lines (as they were asked
    /// for the first time: that is up to the rule); none if it is too large.
    pub fn words(&self, max_lines: usize) -> Option<&Words> {
        let words = || Words::of(&self.text, max_lines).map(Box::new);
        self.known.words.get_or_init(words).as_deref()
    }
}
