//! Findings: what the engine says about a file.

use std::sync::Arc;

use stockade_rules::Rule;
use stockade_rules::rule::Safety;
use stockade_syntax::Span;
use xxhash_rust::xxh3::Xxh3;

/// One finding. Findings of a file are ordered by place, then by rule id.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that was broken.
    pub rule: Arc<Rule>,
    /// Where, in bytes of the file.
    pub span: Span,
    /// The rule's message with metavariables filled in. A secret's value never stands in it whole.
    pub message: String,
    /// For a data flow: from the source to the sink, both included. Else empty.
    pub trace: Vec<Step>,
    /// Survives a move of the code within the file: rule and the finding's code, numbered where
    /// they repeat.
    pub fingerprint: u64,
}

/// One step of a data flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where, in bytes of the file.
    pub span: Span,
    /// What happens there.
    pub note: String,
}

/// A fix that was proven: applied to the text it was computed for, the result parses with no new
/// error, the finding is gone and no new one of the same rule has come.
#[derive(Clone, Debug)]
pub struct Fix {
    /// For the editor's menu.
    pub title: String,
    /// Whether it can be applied without a look.
    pub safety: Safety,
    /// Changes that do not overlap, ascending.
    pub edits: Vec<TextEdit>,
    /// What to check afterwards.
    pub note: Option<String>,
    /// Where a value makes way for an environment variable.
    pub variable: Option<Variable>,
}

/// An environment variable that takes the place of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// A hash of the code that it replaces.
    pub value: u64,
}

/// Replaces a range of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// What is replaced, in bytes of the file.
    pub span: Span,
    /// By what.
    pub text: String,
}

/// Identifies a finding by its rule and its code, not by its place.
pub(crate) fn fingerprint(rule: &Rule, text: &str, span: Span) -> u64 {
    let mut hasher = Xxh3::new();
    hasher.update(rule.id.as_bytes());
    for word in text.get(span.range()).unwrap_or_default().split_whitespace() {
        hasher.update(&[0]);
        hasher.update(word.as_bytes());
    }
    hasher.digest()
}

/// Applies edits that do not overlap and are in ascending order.
pub fn apply_edits(text: &str, edits: &[TextEdit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        out.push_str(text.get(at..edit.span.start).unwrap_or_default());
        out.push_str(&edit.text);
        at = edit.span.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}
