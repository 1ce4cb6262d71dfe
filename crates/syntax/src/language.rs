//! The names of the languages.
//!
//! Must never know: grammars, what is particular to a language.

/// A language that Stockade reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// JavaScript; the grammar reads JSX too.
    JavaScript,
    /// JavaScript with JSX (`.jsx`, LSP `javascriptreact`).
    Jsx,
    /// TypeScript.
    TypeScript,
    /// TypeScript with JSX.
    Tsx,
    /// Python.
    Python,
    /// Go.
    Go,
}

impl Language {
    /// All languages.
    pub const ALL: [Language; 6] = [
        Language::JavaScript,
        Language::Jsx,
        Language::TypeScript,
        Language::Tsx,
        Language::Python,
        Language::Go,
    ];

    /// Whether this is JavaScript or TypeScript in any form.
    pub fn is_ecmascript(self) -> bool {
        matches!(self, Language::JavaScript | Language::Jsx | Language::TypeScript | Language::Tsx)
    }
}
