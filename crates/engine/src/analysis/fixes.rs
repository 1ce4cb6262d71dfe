//! The fixes of a finding: those whose result was looked at and found better.
//!
//! In: a finding and the text it came from. Out: its proven fixes.
//! Must never know: how edits are made.

use std::sync::Arc;

use stockade_rules::Rule;
use stockade_rules::rule::FixTemplate;
use stockade_syntax::Span;

use super::analyzer::Analyzer;
use super::look::{Look, Occurrences};
use super::trial::{apply, before};
use crate::finding::{Finding, Fix, TextEdit};
use crate::fix;
use crate::matching::Match;
use crate::source::{Source, Stop};

impl Analyzer {
    /// The proven fixes of a finding, the best first. `source` must be the text that the finding
    /// came from.
    pub fn fixes(&self, source: &Source, finding: &Finding) -> Vec<Fix> {
        self.fixes_until(source, finding, &|| false).unwrap_or_default()
    }

    /// The same; `None` when `stop` said so.
    pub fn fixes_until(
        &self,
        source: &Source,
        finding: &Finding,
        stop: Stop<'_>,
    ) -> Option<Vec<Fix>> {
        if finding.rule.fixes.is_empty() {
            return Some(Vec::new());
        }
        // A file that is not open is parsed once; the trees of its trials are made from these.
        let with_trees = source.with_trees(stop)?;
        let look = match source.parsed {
            Some(_) => Look::at(self, source, stop)?,
            None => Look::whole(self, &with_trees, stop)?,
        };
        let known = look.occurrences(&finding.rule, &[finding.span]);
        let mut proven = Vec::new();
        for template in &finding.rule.fixes {
            proven.extend(self.proven(&look, finding, template, &known, stop)?);
        }
        Some(proven)
    }

    /// The fix that a template gives, if it is proven. Outer `None`: stopped.
    pub(super) fn proven(
        &self,
        look: &Look<'_>,
        finding: &Finding,
        template: &FixTemplate,
        known: &Occurrences,
        stop: Stop<'_>,
    ) -> Option<Option<Fix>> {
        for fix in candidates(look, finding, template, &known.matches) {
            let after = apply(look.source, &fix.edits, stop)?;
            let trial = Trial { before: look, after: look.alike(&after, stop)?, edits: &fix.edits };
            if !trial.breaks() && trial.heals(&finding.rule, &known.places, &[finding.span]) {
                return Some(Some(fix));
            }
        }
        Some(None)
    }
}

/// A text before and after edits.
pub struct Trial<'a> {
    /// Before.
    pub before: &'a Look<'a>,
    /// After.
    pub after: Look<'a>,
    /// The edits.
    pub edits: &'a [TextEdit],
}

impl Trial<'_> {
    /// Whether there is a syntax error that was not there before.
    pub fn breaks(&self) -> bool {
        self.after.has_error() && !self.before.has_error()
    }

    /// Whether findings of a rule are gone, and no others have come in their place. `known` are the
    /// places where the rule finds something in the text before.
    pub fn heals(&self, rule: &Arc<Rule>, known: &[Span], fixed: &[Span]) -> bool {
        let left = self.after.places(rule);
        let is_left =
            |place: &Span| before(self.edits, *place).is_some_and(|span| fixed.contains(&span));
        left.len() + fixed.len() <= known.len() && !left.iter().any(is_left)
    }
}

/// The fixes that a template gives for a finding. A rule may have found one place in several ways,
/// each with bindings of its own: then the fix of the first, and that of all together.
pub fn candidates(
    look: &Look<'_>,
    finding: &Finding,
    template: &FixTemplate,
    matches: &[Match],
) -> Vec<Fix> {
    let rule = &finding.rule;
    let mut all: Vec<Fix> = matches
        .iter()
        .filter(|m| m.span == finding.span)
        .filter_map(|m| fix::instantiate(rule, template, m, look.source, look.prepared()))
        .collect();
    let mut edits: Vec<TextEdit> = all.iter().flat_map(|fix| fix.edits.clone()).collect();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    edits.dedup();
    all.truncate(1);
    if let Some(first) = all.first() {
        let overlap = edits.windows(2).any(|pair| pair[0].span.end > pair[1].span.start);
        if !overlap && edits != first.edits {
            all.push(Fix { edits, ..first.clone() });
        }
    }
    all
}
