//! Fixes: those of a finding, and all that can be applied at once.

use std::sync::Arc;

use stockade_rules::Rule;
use stockade_syntax::Span;

use super::analyzer::Analyzer;
use super::run::{Found, Part, matches_of};
use crate::finding::{Finding, Fix};
use crate::fix;
use crate::matching::Budget;
use crate::project::Summary;
use crate::source::{Prepared, Source, prepare};

impl Analyzer {
    /// The proven fixes of a finding, the best first. `source` must be the text that the finding
    /// came from.
    pub fn fixes(&self, source: &Source, finding: &Finding) -> Vec<Fix> {
        if finding.rule.fixes.is_empty() {
            return Vec::new();
        }
        let Some(prepared) = prepare(source, true, &|| false) else {
            return Vec::new();
        };
        self.fixes_in(source, &prepared, finding)
    }

    fn fixes_in(&self, source: &Source, prepared: &Prepared, finding: &Finding) -> Vec<Fix> {
        let rule = &finding.rule;
        let budget = Budget::new(self.limits.rule_steps);
        let Ok(matches) = matches_of(rule, source, prepared, Part::All, &budget, None) else {
            return Vec::new();
        };
        let Some(found) = matches.iter().find(|found| found.matched.span == finding.span) else {
            return Vec::new();
        };
        let before = self.alike(&matches);
        rule.fixes
            .iter()
            .filter_map(|template| {
                fix::instantiate(rule, template, &found.matched, source, prepared)
            })
            .filter(|fix| self.is_proven(rule, fix, source, prepared, before))
            .collect()
    }

    /// How many findings a rule has.
    fn alike(&self, matches: &[Found]) -> usize {
        let mut spans: Vec<Span> = matches.iter().map(|found| found.matched.span).collect();
        spans.dedup();
        spans.len()
    }

    /// Whether the text with the fix parses as well as before and has fewer findings of the rule.
    fn is_proven(
        &self,
        rule: &Arc<Rule>,
        fix: &Fix,
        source: &Source,
        prepared: &Prepared,
        before: usize,
    ) -> bool {
        let text = crate::finding::apply_edits(&source.text, &fix.edits);
        let after = Source { text: text.into(), parsed: None, ..source.clone() };
        let Some(ready) = prepare(&after, true, &|| false) else { return false };
        let budget = Budget::new(self.limits.rule_steps);
        let Ok(left) = matches_of(rule, &after, &ready, Part::All, &budget, None) else {
            return false;
        };
        (!ready.has_error || prepared.has_error) && self.alike(&left) < before
    }

    /// Applies fixes until none is left, in one call; `accept` says which findings' fixes are
    /// wanted (`unsafe_too`: those that need review as well). Returns the new text, if it changed,
    /// and the number of fixes applied. A second call changes nothing.
    pub fn fix_all(
        &self,
        source: &Source,
        accept: &dyn Fn(&Finding) -> bool,
        unsafe_too: bool,
    ) -> Option<(String, usize)> {
        let alone = |source: &Source, summary: Option<&Summary>| {
            summary.map(|summary| self.alone(&source.path, summary)).unwrap_or_default()
        };
        self.fix_all_in(source, &alone, accept, unsafe_too)
    }

    /// The same in a project: `project` gives the findings about it if the file said this.
    pub fn fix_all_in(
        &self,
        source: &Source,
        project: &dyn Fn(&Source, Option<&Summary>) -> Vec<Finding>,
        accept: &dyn Fn(&Finding) -> bool,
        unsafe_too: bool,
    ) -> Option<(String, usize)> {
        let mut current = source.clone();
        let mut applied = 0;
        // Each round applies fixes that do not touch each other; a fix takes a finding away, so
        // the number of rounds is bounded by the number of findings.
        loop {
            let (mut analysis, summary) = self.examine(&current, &|| false)?;
            let found = project(&current, summary.as_ref());
            self.admit(&current, found, &mut analysis.findings);
            let prepared = prepare(&current, true, &|| false)?;
            let mut edits: Vec<crate::finding::TextEdit> = Vec::new();
            let mut count = 0;
            for finding in analysis.findings.iter().filter(|finding| accept(finding)) {
                let fix = self
                    .fixes_in(&current, &prepared, finding)
                    .into_iter()
                    .find(|fix| unsafe_too || fix.safety == stockade_rules::rule::Safety::Safe);
                let Some(fix) = fix else { continue };
                let touches = fix.edits.iter().any(|edit| {
                    edits.iter().any(|known| {
                        known != edit
                            && known.span.start <= edit.span.end
                            && edit.span.start <= known.span.end
                    })
                });
                if touches {
                    continue;
                }
                count += 1;
                // Two fixes may need the same import: one edit serves both.
                for edit in fix.edits {
                    if !edits.contains(&edit) {
                        edits.push(edit);
                    }
                }
            }
            if count == 0 || applied > 10_000 {
                break;
            }
            edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
            let text = crate::finding::apply_edits(&current.text, &edits);
            if *text == *current.text {
                break;
            }
            applied += count;
            current = Source { text: text.into(), parsed: None, ..current };
        }
        (applied > 0).then(|| (current.text.to_string(), applied))
    }
}
