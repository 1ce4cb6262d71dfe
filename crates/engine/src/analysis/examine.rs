//! One file: its findings, and what it says about its project.
//!
//! A document that is open is judged by what an edit left alone; any other file is read, and parsed
//! only if a rule may find something in it.

use std::sync::Arc;

use stockade_rules::{Pattern, Rule};

use super::analyzer::{Analysis, Analyzer, Notice, in_order, is_text_rule};
use super::open::Open;
use super::run::{Part, Target};
use crate::project::Summary;
use crate::source::{Source, Stop, prepare};
use crate::suppress::Suppressions;

impl Analyzer {
    /// The file as one that is open: parsed and its facts collected, while the rules for its language
    /// are made ready. It is what a single file is best looked at as, for its fixes and other states
    /// of it need nothing twice. One that is too large to be analysed is left as it is. `None` when
    /// `stop` said so.
    pub fn opened(&self, source: &Source, stop: Stop<'_>) -> Option<Source> {
        if source.text.len() > self.limits.file_bytes {
            return Some(source.clone());
        }
        // The two cores of even a small machine are idle while an agent waits for this.
        let ready = || source.language.map(|language| self.prefilter.nothing(language));
        let open = || {
            let opened = source.with_trees(stop)?;
            opened.parsed.iter().for_each(|parsed| _ = self.store.begin().items(&parsed.tree));
            Some(opened)
        };
        rayon::join(ready, open).1
    }

    /// Analyses one file as a project of its own. `None` when `stop` said so.
    pub fn analyze(&self, source: &Source, stop: Stop<'_>) -> Option<Analysis> {
        let (mut analysis, summary) = self.examine(source, stop)?;
        if let Some(summary) = summary {
            let found = self.alone(&source.path, &summary);
            self.admit(source, found, &mut analysis.findings);
        }
        Some(analysis)
    }

    /// Analyses one file, without what can only be said of its project; for that there is the
    /// file's summary, if the file takes part.
    pub fn examine(&self, source: &Source, stop: Stop<'_>) -> Option<(Analysis, Option<Summary>)> {
        let mut analysis = Analysis::default();
        if source.text.len() > self.limits.file_bytes {
            analysis.notices.push(Notice {
                rule: None,
                message: format!(
                    "{}: {} bytes are more than the limit of {}; the file is not analysed",
                    source.path,
                    source.text.len(),
                    self.limits.file_bytes
                ),
            });
            return Some((analysis, None));
        }
        let (analysis, summary) = match (&source.parsed, source.language) {
            (Some(parsed), Some(language)) => {
                let store = self.store.begin();
                Open::new(self, source, parsed, language, store).analyze(analysis, stop)?
            }
            _ => self.analyze_whole(source, analysis, stop)?,
        };
        Some((finished(analysis, source, self.rules()), summary))
    }

    /// Runs the rules on a file that is not open: parsed only if a rule may find something.
    fn analyze_whole(
        &self,
        source: &Source,
        mut analysis: Analysis,
        stop: Stop<'_>,
    ) -> Option<(Analysis, Option<Summary>)> {
        let seen = self.prefilter.scan(source.language, &source.text);
        let asked = self.prefilter.asked(source.language, &seen, Some(&source.text));
        // Which files a project's rule is about is a part of the rule.
        let is_met =
            |&at: &usize| !self.filters && !self.rules()[at].is_of_project() || asked.is_met(at);
        let readers = self.readers(source);
        let rules: Vec<usize> = readers.iter().copied().filter(is_met).collect();
        if rules.is_empty() {
            return Some((analysis, None));
        }
        let (of_project, rules): (Vec<usize>, Vec<usize>) =
            rules.into_iter().partition(|&at| self.rules()[at].is_of_project());
        let needs_tree =
            !of_project.is_empty() || rules.iter().any(|&at| !is_text_rule(&self.rules()[at]));
        let prepared = prepare(source, needs_tree, stop)?;
        analysis.parsed = prepared.tree.is_some();
        // To look for a regex in the whole text is as much work as to run the rule.
        let asked = self.prefilter.asked(source.language, &seen, None);
        let allows = |pattern: &Pattern| !self.filters || asked.allows(pattern);
        let on = Target { source, prepared: &prepared, part: Part::All, gate: Some(&allows) };
        let found = self.run(&rules, on, &mut analysis.notices, stop)?;
        analysis.findings.extend(found.into_iter().map(|own| own.finding));
        // A file that takes part for one of them is summarised for all: others may lead to it.
        let is_asked = |at: &usize| !of_project.is_empty() && self.rules()[*at].is_of_project();
        let of_project: Vec<usize> = readers.into_iter().filter(is_asked).collect();
        let may_say = |at: usize| !self.filters || asked.may_say(at);
        let summary = self.summary(&of_project, may_say, on, false, &mut analysis.notices);
        Some((analysis, summary))
    }
}

/// Takes out what is suppressed or said twice, and puts the rest in order.
pub(super) fn finished(mut analysis: Analysis, source: &Source, rules: &[Arc<Rule>]) -> Analysis {
    let is_whole = analysis.notices.is_empty();
    analysis.findings = Suppressions::of(source).keep(analysis.findings, rules, is_whole);
    in_order(&mut analysis.findings);
    analysis.notices.sort_by(|a, b| a.rule.cmp(&b.rule));
    analysis
}
