//! Fixes as a rule states them. The engine instantiates and proves them.

use std::sync::Arc;

use crate::rule::RegexPattern;

/// One fix of a rule.
#[derive(Clone, Debug)]
pub struct FixTemplate {
    /// What it does, in a few words, for the editor's menu.
    pub title: String,
    /// Whether it can be applied without a look.
    pub safety: Safety,
    /// What is changed; never empty.
    pub edits: Vec<FixEdit>,
    /// What the new code needs to be imported.
    pub imports: Vec<ImportSpec>,
    /// What to check after a fix that needs review.
    pub note: Option<String>,
}

/// Whether a fix keeps what the program does apart from the hole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Safety {
    /// It does.
    Safe,
    /// It may not; a person must look.
    NeedsReview,
}

/// One change.
#[derive(Clone, Debug)]
pub enum FixEdit {
    /// Puts `template` (with metavariables and `$ENV` filled in, re-indented to its place) where
    /// the finding, or the binding of `at`, stands.
    Replace {
        /// A metavariable (with `$`); none is the whole finding.
        at: Option<Arc<str>>,
        /// The new text.
        template: String,
    },
    /// Takes away the binding of `at` and the separator that belongs to it: an argument, an
    /// entry of an object, a statement.
    Remove {
        /// A metavariable (with `$`); none is the whole finding.
        at: Option<Arc<str>>,
    },
    /// `fix-regex`: replaces what the regex matches in the finding's text.
    Regex(RegexFix),
}

/// `fix-regex`.
#[derive(Clone, Debug)]
pub struct RegexFix {
    /// What is replaced.
    pub regex: RegexPattern,
    /// By what; `\1` is a group.
    pub replacement: String,
    /// How many times; none: all.
    pub count: Option<usize>,
}

/// What must be imported, independent of a language's syntax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportSpec {
    /// The module (`jsonwebtoken`, `os`, `crypto/tls`).
    pub module: String,
    /// A member of it (`from module import name`, `import {name}`).
    pub name: Option<String>,
    /// The local name that the template uses: of the member, or of the module. In Python and Go
    /// it may be left out for the module's own name.
    pub alias: Option<String>,
}

/// `env`: how the name of an environment variable is derived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    /// Metavariables (with `$`) whose binding tells the name, the best first.
    pub from: Vec<Arc<str>>,
    /// The name if none does.
    pub default: String,
}
