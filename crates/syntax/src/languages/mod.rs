//! The registry of languages. Each has a folder here that lowers its concrete tree; a new one is
//! a folder, a line in [`Language::spec`] and its name among the [`Language`]s.
//! Must never know: rules, files on disk.

mod ecmascript;
mod go;
mod literals;
mod python;

use tree_sitter as ts;

use crate::cut::Cut;
use crate::language::Language;
use crate::lowering::LowerOne;

/// What the engine and the tools need to know about a language, as data.
pub struct Spec {
    /// Name for people.
    pub name: &'static str,
    /// Language identifiers of LSP; the first is the usual one.
    pub lsp_ids: &'static [&'static str],
    /// Names that rules use in `languages:`.
    pub rule_names: &'static [&'static str],
    /// File name endings, without the dot.
    pub extensions: &'static [&'static str],
    /// Interpreters named in a `#!` line.
    pub interpreters: &'static [&'static str],
    /// What begins a comment to the end of the line.
    pub line_comment: &'static str,
    /// Whether an assignment declares its target in the function around it (Python).
    pub assignment_declares: bool,
    pub(crate) grammar: fn() -> ts::Language,
    pub(crate) lower: LowerOne,
    pub(crate) cut: &'static Cut,
}

impl Language {
    /// The facts about this language.
    pub fn spec(self) -> &'static Spec {
        match self {
            Language::JavaScript => &ecmascript::JAVASCRIPT,
            Language::Jsx => &ecmascript::JSX,
            Language::TypeScript => &ecmascript::TYPESCRIPT,
            Language::Tsx => &ecmascript::TSX,
            Language::Python => &python::PYTHON,
            Language::Go => &go::GO,
        }
    }

    /// By the language identifier that an editor sends.
    pub fn from_lsp_id(id: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.spec().lsp_ids.contains(&id))
    }

    /// By a file's name or path (`server.mjs`), ignoring case.
    pub fn from_file_name(name: &str) -> Option<Language> {
        let (_, extension) = name.rsplit_once('.')?;
        let extension = extension.to_ascii_lowercase();
        Language::ALL
            .into_iter()
            .find(|language| language.spec().extensions.contains(&extension.as_str()))
    }

    /// By the first line of a file, if it is a `#!` line.
    pub fn from_shebang(text: &str) -> Option<Language> {
        let line = text.strip_prefix("#!")?.lines().next()?;
        let mut words = line.split_whitespace();
        let mut program = words.next()?.rsplit('/').next()?;
        if program == "env" {
            program = words.find(|word| !word.starts_with('-') && !word.contains('='))?;
        }
        let program = program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        Language::ALL.into_iter().find(|language| language.spec().interpreters.contains(&program))
    }
}
