//! A text made ready for single rules to look at: an open document by what is remembered of it, any
//! other anew.
//!
//! In: a source. Out: where a rule finds something. Must never know: what is done with it.

use std::cell::OnceCell;
use std::sync::Arc;

use stockade_rules::Rule;
use stockade_syntax::Span;

use super::analyzer::{Analysis, Analyzer};
use super::examine::finished;
use super::one_rule::Remembered;
use super::open::Open;
use super::run::{Part, Target, matches_of};
use crate::matching::{Budget, Match};
use crate::project::Summary;
use crate::source::{Prepared, Source, Stop, prepare};

/// A text that rules can look at.
pub struct Look<'a> {
    analyzer: &'a Analyzer,
    /// The text.
    pub source: &'a Source,
    how: How<'a>,
}

enum How<'a> {
    Open(Box<Open<'a>>, OnceCell<Remembered>),
    Whole(Box<Prepared>),
}

/// Where a rule finds something.
#[derive(Debug, Default)]
pub struct Occurrences {
    /// All places, each once.
    pub places: Vec<Span>,
    /// The matches at the places that were asked for, and perhaps others.
    pub matches: Vec<Match>,
}

impl<'a> Look<'a> {
    /// Makes a text ready. `None`: stopped.
    pub fn at(analyzer: &'a Analyzer, source: &'a Source, stop: Stop<'_>) -> Option<Look<'a>> {
        match (&source.parsed, source.language) {
            (Some(parsed), Some(language)) => {
                let store = analyzer.store.begin_trial();
                let open = Open::new(analyzer, source, parsed, language, store);
                let how = How::Open(Box::new(open), OnceCell::new());
                Some(Look { analyzer, source, how })
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
            How::Open(..) => Look::at(self.analyzer, source, stop),
            How::Whole(_) => Look::whole(self.analyzer, source, stop),
        }
    }

    /// What matching needs.
    pub fn prepared(&self) -> &Prepared {
        match &self.how {
            How::Open(open, _) => open.prepared(),
            How::Whole(prepared) => prepared,
        }
    }

    /// Whether the text has a syntax error.
    pub fn has_error(&self) -> bool {
        self.prepared().has_error
    }

    /// Where a rule finds something, with the matches at some places; nothing if it cannot be run.
    pub fn occurrences(&self, rule: &Arc<Rule>, at: &[Span]) -> Occurrences {
        match &self.how {
            How::Open(open, _) => {
                let found = open.matches_at(rule, at, &self.budget()).unwrap_or_default();
                let matches = found.into_iter().map(|own| own.matched).collect();
                Occurrences { places: self.places(rule), matches }
            }
            How::Whole(prepared) => {
                let matches = self.matches(rule, prepared);
                Occurrences { places: distinct(matches.iter().map(|m| m.span)), matches }
            }
        }
    }

    /// Where a rule finds something, each place once.
    pub fn places(&self, rule: &Arc<Rule>) -> Vec<Span> {
        match &self.how {
            How::Open(open, remembered) => {
                let places = open.places(rule, remembered, &self.budget());
                distinct(places.unwrap_or_default().into_iter())
            }
            How::Whole(prepared) => {
                distinct(self.matches(rule, prepared).into_iter().map(|m| m.span))
            }
        }
    }

    /// What all rules say about the text, and what it says about its project if that is `asked`.
    /// `None`: stopped.
    pub fn examine(&self, asked: bool, stop: Stop<'_>) -> Option<(Analysis, Option<Summary>)> {
        let How::Open(open, _) = &self.how else { return self.analyzer.examine(self.source, stop) };
        let (analysis, summary) = match asked {
            true => open.analyze(Analysis::default(), stop)?,
            false => (open.judge(Analysis::default(), stop)?, None),
        };
        Some((finished(analysis, self.source, self.analyzer.rules()), summary))
    }

    fn matches(&self, rule: &Rule, prepared: &Prepared) -> Vec<Match> {
        let on = Target { source: self.source, prepared, part: Part::All, gate: None };
        let found = matches_of(rule, on, &self.budget()).unwrap_or_default();
        found.into_iter().map(|found| found.matched).collect()
    }

    fn budget(&self) -> Budget {
        Budget::new(self.analyzer.limits.rule_steps)
    }
}

fn distinct(places: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut places: Vec<Span> = places.collect();
    places.sort_unstable_by_key(|span| (span.start, span.end));
    places.dedup();
    places
}
