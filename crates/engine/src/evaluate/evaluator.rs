//! What formulas are evaluated on and with.
//!
//! Must never know: operators, conditions.

use std::sync::Arc;

use stockade_rules::Pattern;
use stockade_rules::rule::Options;
use stockade_syntax::{Language, NodeId, Span};
use xxhash_rust::xxh3::xxh3_64;

use super::memo::Memo;
use crate::matching::{Area, Binding, Bound, Budget, Code, Guide, Index};

/// What a formula is evaluated on.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// The file's text.
    pub text: &'a str,
    /// The part of the text that is looked at.
    pub span: Span,
    /// Where in the code; a node that is looked into, and what is known of the places sought.
    pub area: Area<'a>,
    /// Whether it is all that the rule looks at.
    is_all: bool,
}

impl<'a> Scope<'a> {
    /// A whole text.
    pub fn whole(text: &'a str) -> Self {
        let span = Span::new(0, text.len());
        Scope { text, span, area: Area::default(), is_all: true }
    }

    /// A part of a text as all that is looked at.
    pub fn part(text: &'a str, span: Span) -> Self {
        Scope { span, ..Scope::whole(text) }
    }

    /// A node that is looked into, or only the text of a span.
    pub(super) fn within(self, span: Span, within: Option<NodeId>) -> Self {
        Scope { span, area: Area { within, ..Area::default() }, is_all: false, ..self }
    }

    /// Whether matches in it are what a rule's memory keeps.
    pub(super) fn is_all(&self) -> bool {
        self.is_all && matches!(self.area.guide, Guide::Anyhow)
    }

    pub(super) fn is_whole(&self) -> bool {
        self.span == Span::new(0, self.text.len())
            && self.area.within.is_none()
            && matches!(self.area.guide, Guide::Anyhow)
    }

    /// The same, where only places are sought that stand so to known ones.
    pub(super) fn guided<'b>(self, guide: Guide<'b>) -> Scope<'b>
    where
        'a: 'b,
    {
        Scope { area: Area { guide, ..self.area }, ..self }
    }
}

/// Evaluates the formulas of one rule on one file.
pub struct Evaluator<'a> {
    /// The code, with its index; none for files that only text rules read.
    pub code: Option<(Code<'a>, &'a Index, Language)>,
    /// The rule's switches.
    pub options: &'a Options,
    /// What it may cost.
    pub budget: &'a Budget,
    /// What other rules have found out where this one looks.
    pub memo: Option<&'a Memo>,
    /// Whether a pattern can match in this file at all, by the words in it; none: it may.
    pub gate: Option<&'a dyn Fn(&Pattern) -> bool>,
}

/// A binding to a piece of text at a place of the file.
pub fn text_binding(name: Arc<str>, text: &str, start: usize) -> Binding {
    Binding {
        name,
        span: Span::new(start, start + text.len()),
        hash: xxh3_64(text.as_bytes()),
        bound: Bound::Text(text.into()),
    }
}
