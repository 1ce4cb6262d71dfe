//! A text made ready for single rules to look at: an open document by what is remembered of it, any
//! other anew.
//!
//! In: a source. Out: where a rule finds something. Must never know: what is done with it.

use stockade_rules::Rule;

use super::analyzer::Analyzer;
use super::open::Open;
use super::run::{Part, Target, matches_of};
use crate::matching::{Budget, Match};
use crate::source::{Prepared, Source, Stop, prepare};

/// A text that rules can look at.
pub struct Look<'a> {
    analyzer: &'a Analyzer,
    /// The text.
    pub source: &'a Source,
    how: How<'a>,
}

enum How<'a> {
    Open(Box<Open<'a>>),
    Whole(Box<Prepared>),
}

impl<'a> Look<'a> {
    /// Makes a text ready. `None`: stopped.
    pub fn at(analyzer: &'a Analyzer, source: &'a Source, stop: Stop<'_>) -> Option<Look<'a>> {
        match (&source.parsed, source.language) {
            (Some(parsed), Some(language)) => {
                let open = Open::new(analyzer, source, parsed, language);
                Some(Look { analyzer, source, how: How::Open(Box::new(open)) })
            }
            _ => Self::whole(analyzer, source, stop),
        }
    }

    /// Makes a text ready that is not open, though it may have trees. `None`: stopped.
    pub fn whole(analyzer: &'a Analyzer, source: &'a Source, stop: Stop<'_>) -> Option<Look<'a>> {
        let how = How::Whole(Box::new(prepare(source, true, stop)?));
        Some(Look { analyzer, source, how })
    }

    /// Makes another text ready in the same way. `None`: stopped.
    pub fn alike<'b>(&self, source: &'b Source, stop: Stop<'_>) -> Option<Look<'b>>
    where
        'a: 'b,
    {
        match self.how {
            How::Open(_) => Look::at(self.analyzer, source, stop),
            How::Whole(_) => Look::whole(self.analyzer, source, stop),
        }
    }

    /// What matching needs.
    pub fn prepared(&self) -> &Prepared {
        match &self.how {
            How::Open(open) => open.prepared(),
            How::Whole(prepared) => prepared,
        }
    }

    /// Whether the text has a syntax error.
    pub fn has_error(&self) -> bool {
        self.prepared().has_error
    }

    /// Where a rule finds something; nothing if it cannot be run.
    pub fn matches(&self, rule: &Rule) -> Vec<Match> {
        let budget = Budget::new(self.analyzer.limits.rule_steps);
        let found = match &self.how {
            How::Open(open) => open.matches(rule, &budget),
            How::Whole(prepared) => {
                let on = Target { source: self.source, prepared, part: Part::All, gate: None };
                matches_of(rule, on, &budget)
            }
        };
        found.unwrap_or_default().into_iter().map(|found| found.matched).collect()
    }
}
