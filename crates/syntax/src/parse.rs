//! Parsing with tree-sitter, cancellable and bounded.
//!
//! In: text, the previous concrete tree if there is one. Out: a concrete tree.
//! Must never know: what the tree is used for.

use std::ops::ControlFlow;

use tree_sitter as ts;

use crate::language::Language;

/// Why a parse gave no tree.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone, Copy)]
pub enum ParseError {
    /// The caller's `stop` said so.
    #[error("parsing was stopped")]
    Stopped,
    /// The grammar and the library do not fit together; a defect of the build.
    #[error("the grammar does not fit the parser library")]
    Grammar,
}

/// A parser of one language.
pub(crate) struct Parser(ts::Parser);

impl Parser {
    pub(crate) fn new(language: Language) -> Result<Parser, ParseError> {
        let mut parser = ts::Parser::new();
        parser.set_language(&(language.spec().grammar)()).map_err(|_| ParseError::Grammar)?;
        Ok(Parser(parser))
    }

    /// Parses `text`, reusing `old` (to which the edits were applied) where it is unchanged.
    pub(crate) fn parse(
        &mut self,
        text: &str,
        old: Option<&ts::Tree>,
        stop: &mut dyn FnMut() -> bool,
    ) -> Result<ts::Tree, ParseError> {
        let bytes = text.as_bytes();
        let mut progress = |_: &ts::ParseState| {
            if stop() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let options = ts::ParseOptions::new().progress_callback(&mut progress);
        let mut read = |at: usize, _| bytes.get(at..).unwrap_or_default();
        self.0.parse_with_options(&mut read, old, Some(options)).ok_or(ParseError::Stopped)
    }
}

/// Parses `text` in one piece, reusing `old` (to which the edits were applied) where it is unchanged:
/// what tree-sitter alone does.
///
/// `stop` is asked now and then; when it returns `true` the parse ends with
/// [`ParseError::Stopped`].
pub fn parse(
    language: Language,
    text: &str,
    old: Option<&ts::Tree>,
    stop: &mut dyn FnMut() -> bool,
) -> Result<ts::Tree, ParseError> {
    Parser::new(language)?.parse(text, old, stop)
}
