//! What an edit brought: the findings on the lines it wrote, and those it caused elsewhere.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use stockade_engine::{Finding, Fix, Source};
use stockade_rules::rule::Safety;
use stockade_workspace::{Profile, Reported};

use super::before::Touched;
use crate::report::place;

/// A file after an edit.
pub struct Review {
    /// The file as it is now (after fixes, where they were asked for).
    pub source: Source,
    /// What the edit brought, with the best fix of each.
    pub findings: Vec<(Reported, Option<Fix>)>,
    /// The titles of the fixes that were applied, each with its 1-based line.
    pub fixed: Vec<(usize, String)>,
}

/// Compares what is found in two texts of a file.
pub struct Reviewer<'a> {
    /// What holds for the file.
    pub profile: &'a Profile,
    /// The file.
    pub path: &'a Path,
    /// Ends an analysis that takes too long.
    pub stop: &'a (dyn Fn() -> bool + Sync),
}

/// Fixing and looking again ends after so many rounds; each takes findings away.
const ROUNDS: usize = 8;

impl Reviewer<'_> {
    /// Reviews an edit; without a text before it, every line counts as written. None: stopped.
    pub fn review(&self, source: &Source, before: Option<&str>) -> Option<Review> {
        let source = &self.opened(source)?;
        let findings = self.brought(source, before)?;
        let findings = findings
            .into_iter()
            .map(|reported| {
                let fixes = self.profile.analyzer().fixes(source, &reported.finding);
                (reported, fixes.into_iter().next())
            })
            .collect();
        Some(Review { source: source.clone(), findings, fixed: Vec::new() })
    }

    /// The same, with the safe fixes of what the edit brought applied.
    pub fn review_and_fix(&self, source: &Source, before: Option<&str>) -> Option<Review> {
        let mut fixed = Vec::new();
        let mut review = self.review(source, before)?;
        for _ in 0..ROUNDS {
            let safe = review.findings.iter().find_map(|(reported, fix)| {
                let fix = fix.as_ref().filter(|fix| fix.safety == Safety::Safe)?;
                Some((reported, fix))
            });
            let Some((reported, fix)) = safe else { break };
            let line = place(&review.source.text, reported.finding.span.start).0;
            fixed.push((line, fix.title.clone()));
            let text = stockade_engine::finding::apply_edits(&review.source.text, &fix.edits);
            let next = Source { text: Arc::from(text), parsed: None, ..review.source.clone() };
            review = self.review(&next, before)?;
        }
        Some(Review { fixed, ..review })
    }

    fn brought(&self, source: &Source, before: Option<&str>) -> Option<Vec<Reported>> {
        let found = self.found(source)?;
        let Some(before) = before else { return Some(found) };
        let touched = Touched::between(before, &source.text);
        let (mut brought, elsewhere): (Vec<Reported>, Vec<Reported>) =
            found.into_iter().partition(|reported| {
                let span = reported.finding.span;
                touched.any(place(&source.text, span.start).0, place(&source.text, span.end).0)
            });
        if elsewhere.is_empty() {
            return Some(brought);
        }
        // Old debt is what was there as often before the edit.
        let old = Source { text: Arc::from(before), parsed: None, ..source.clone() };
        let mut debt: HashMap<(Arc<str>, String), usize> = HashMap::new();
        for reported in self.found(&self.opened(&old)?)? {
            *debt.entry(identity(before, &reported.finding)).or_default() += 1;
        }
        for reported in elsewhere {
            match debt.get_mut(&identity(&source.text, &reported.finding)) {
                Some(count) if *count > 0 => *count -= 1,
                _ => brought.push(reported),
            }
        }
        brought.sort_by_key(|reported| (reported.finding.span.start, reported.finding.span.end));
        Some(brought)
    }

    /// What the texts have in common is then looked at once.
    fn opened(&self, source: &Source) -> Option<Source> {
        self.profile.analyzer().opened(source, self.stop)
    }

    fn found(&self, source: &Source) -> Option<Vec<Reported>> {
        let findings = self.profile.analyze(source, self.stop)?.findings;
        Some(self.profile.judge(self.path, source, findings))
    }
}

/// A finding whatever its place: its rule and its code. (A fingerprint is numbered by place, so an
/// edit further up would give an old finding a new one.)
fn identity(text: &str, finding: &Finding) -> (Arc<str>, String) {
    let code = text.get(finding.span.range()).unwrap_or_default();
    let words: Vec<&str> = code.split_whitespace().collect();
    (Arc::clone(&finding.rule.id), words.join(" "))
}
