//! All fixes of a text in one call.
//!
//! In: a text, which findings' fixes are wanted. Out: the text with them. Each round applies fixes
//! that do not touch each other and proves them together: one parse, and one run of each rule
//! concerned. Only where that fails are they proven one by one.
//! Must never know: how edits are made.

use std::collections::BTreeMap;
use std::sync::Arc;

use stockade_rules::Rule;
use stockade_rules::rule::Safety;
use stockade_syntax::Span;

use super::analyzer::Analyzer;
use super::fixes::{Trial, candidates};
use super::look::{Look, Occurrences};
use super::trial::apply;
use crate::finding::{Finding, Fix, TextEdit, Variable};
use crate::project::Summary;
use crate::source::{Source, Stop};

/// Fixes after which no further round begins.
const MOST: usize = 10_000;

/// The findings about the project of a file that says this of itself.
pub type OfProject<'a> = &'a dyn Fn(&Source, Option<&Summary>) -> Vec<Finding>;

/// What is wanted of [`Analyzer::fix_all_until`].
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// Which findings are fixed.
    pub accept: &'a dyn Fn(&Finding) -> bool,
    /// Also by fixes that need review.
    pub unsafe_too: bool,
}

/// A text with all fixes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The text.
    pub text: String,
    /// How many fixes it has.
    pub count: usize,
    /// What makes it of the text before, ascending; none where it took more than one round.
    pub edits: Option<Vec<TextEdit>>,
}

impl Analyzer {
    /// Applies fixes until none is left, in one call; `accept` says which findings' fixes are
    /// wanted (`unsafe_too`: those that need review as well). Returns the new text, if it changed,
    /// and the number of fixes applied. A second call changes nothing.
    pub fn fix_all(
        &self,
        source: &Source,
        accept: &dyn Fn(&Finding) -> bool,
        unsafe_too: bool,
    ) -> Option<(String, usize)> {
        let fixed = self.fix_all_in(
            source,
            &|source, said| self.by_itself(source, said),
            accept,
            unsafe_too,
        )?;
        Some((fixed.text, fixed.count))
    }

    /// The same in a project: `project` gives the findings about it if the file said this.
    pub fn fix_all_in(
        &self,
        source: &Source,
        project: OfProject<'_>,
        accept: &dyn Fn(&Finding) -> bool,
        unsafe_too: bool,
    ) -> Option<Fixed> {
        let findings = self.findings_in(source, project, &|| false)?;
        let wanted = Wanted { accept, unsafe_too };
        self.rounds(source, findings, project, wanted, &|| false)
    }

    /// The same for a text whose findings are known; `None` also when `stop` said so.
    pub fn fix_all_until(
        &self,
        source: &Source,
        findings: Vec<Finding>,
        project: OfProject<'_>,
        wanted: Wanted<'_>,
        stop: Stop<'_>,
    ) -> Option<Fixed> {
        self.rounds(source, findings, project, wanted, stop)
    }

    fn by_itself(&self, source: &Source, said: Option<&Summary>) -> Vec<Finding> {
        said.map(|summary| self.alone(&source.path, summary)).unwrap_or_default()
    }

    fn findings_in(
        &self,
        source: &Source,
        project: OfProject<'_>,
        stop: Stop<'_>,
    ) -> Option<Vec<Finding>> {
        let (mut analysis, summary) = self.examine(source, stop)?;
        self.admit(source, project(source, summary.as_ref()), &mut analysis.findings);
        Some(analysis.findings)
    }

    fn findings_at(
        &self,
        look: &Look<'_>,
        project: OfProject<'_>,
        wanted: Wanted<'_>,
        stop: Stop<'_>,
    ) -> Option<Vec<Finding>> {
        let is_asked = |rule: &Arc<Rule>| rule.is_of_project() && wanted.takes_one(rule);
        let is_asked = self.rules().iter().any(is_asked);
        let (mut analysis, summary) = look.examine(is_asked, stop)?;
        if is_asked {
            self.admit(look.source, project(look.source, summary.as_ref()), &mut analysis.findings);
        }
        Some(analysis.findings)
    }

    fn rounds(
        &self,
        source: &Source,
        mut findings: Vec<Finding>,
        project: OfProject<'_>,
        wanted: Wanted<'_>,
        stop: Stop<'_>,
    ) -> Option<Fixed> {
        let mut current = source.clone();
        let mut applied = 0;
        let mut edits = None;
        // A fix takes a finding away, so the number of rounds is bounded by the number of findings.
        while applied <= MOST {
            findings.retain(|finding| wanted.takes_one(&finding.rule) && (wanted.accept)(finding));
            let Some(round) = self.round(&current, &findings, project, wanted, stop)? else {
                break;
            };
            edits = (applied == 0).then_some(round.edits);
            applied += round.applied;
            current = round.after;
            findings = round.left;
        }
        let fixed = || Fixed { text: current.text.to_string(), count: applied, edits };
        (applied > 0).then(fixed)
    }

    /// One round. Outer `None`: stopped; inner: there is nothing to fix.
    fn round(
        &self,
        source: &Source,
        findings: &[Finding],
        project: OfProject<'_>,
        wanted: Wanted<'_>,
        stop: Stop<'_>,
    ) -> Option<Option<Round>> {
        if findings.is_empty() {
            return Some(None);
        }
        let look = Look::at(self, source, stop)?;
        let mut groups = by_rule(findings);
        let mut chosen = Chosen::default();
        for group in &mut groups {
            if stop() {
                return None;
            }
            let spans: Vec<Span> = group.findings.iter().map(|finding| finding.span).collect();
            group.known = look.occurrences(&group.rule, &spans);
            for finding in &group.findings {
                let fixes = group.rule.fixes.iter().filter(|fix| wanted.takes(fix.safety));
                let first = fixes
                    .flat_map(|fix| candidates(&look, finding, fix, &group.known.matches))
                    .next();
                if first.is_some_and(|fix| chosen.take(&fix)) {
                    group.fixed.push(finding.span);
                }
            }
        }
        let edits = chosen.into_edits();
        if edits.is_empty() {
            return Some(None);
        }
        let after = apply(source, &edits, stop)?;
        let trial = Trial { before: &look, after: Look::at(self, &after, stop)?, edits: &edits };
        let fixed = || groups.iter().filter(|group| !group.fixed.is_empty());
        let heals = |group: &Group<'_>| trial.heals(&group.rule, &group.known.places, &group.fixed);
        if after.text != source.text && !trial.breaks() && fixed().all(heals) {
            let applied = fixed().map(|group| group.fixed.len()).sum();
            let left = self.findings_at(&trial.after, project, wanted, stop)?;
            drop(trial);
            return Some(Some(Round { after, applied, left, edits }));
        }
        let Some((after, applied, edits)) = self.one_by_one(&look, &groups, wanted, stop)? else {
            return Some(None);
        };
        let left = self.findings_at(&look.alike(&after, stop)?, project, wanted, stop)?;
        Some(Some(Round { after, applied, left, edits }))
    }

    /// The text after fixes, how many they are, and their edits, where the first fixes of all findings do not hold
    /// together.
    fn one_by_one(
        &self,
        look: &Look<'_>,
        groups: &[Group<'_>],
        wanted: Wanted<'_>,
        stop: Stop<'_>,
    ) -> Option<Option<(Source, usize, Vec<TextEdit>)>> {
        let mut chosen = Chosen::default();
        let mut count = 0;
        for group in groups {
            for finding in &group.findings {
                for template in group.rule.fixes.iter().filter(|fix| wanted.takes(fix.safety)) {
                    let fix = self.proven(look, finding, template, &group.known, stop)?;
                    if let Some(fix) = fix {
                        count += usize::from(chosen.take(&fix));
                        break;
                    }
                }
            }
        }
        let edits = chosen.into_edits();
        let after = apply(look.source, &edits, stop)?;
        Some((count > 0 && after.text != look.source.text).then_some((after, count, edits)))
    }
}

impl Wanted<'_> {
    fn takes(&self, safety: Safety) -> bool {
        self.unsafe_too || safety == Safety::Safe
    }

    /// Whether any fix of a rule is wanted.
    fn takes_one(&self, rule: &Rule) -> bool {
        rule.fixes.iter().any(|fix| self.takes(fix.safety))
    }
}

/// What came of a round.
struct Round {
    /// The text after it.
    after: Source,
    /// How many fixes it has more.
    applied: usize,
    /// The findings in it.
    left: Vec<Finding>,
    /// What made it of the text before.
    edits: Vec<TextEdit>,
}

/// The findings of one rule.
struct Group<'a> {
    rule: Arc<Rule>,
    findings: Vec<&'a Finding>,
    known: Occurrences,
    /// The places that are fixed in this round.
    fixed: Vec<Span>,
}

/// Findings by rule, in the order of the first of each.
fn by_rule(findings: &[Finding]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for finding in findings {
        match groups.iter_mut().find(|group| Arc::ptr_eq(&group.rule, &finding.rule)) {
            Some(group) => group.findings.push(finding),
            None => groups.push(Group {
                rule: Arc::clone(&finding.rule),
                findings: vec![finding],
                known: Occurrences::default(),
                fixed: Vec::new(),
            }),
        }
    }
    groups
}

/// Edits of fixes that do not touch each other, by where they begin and end.
#[derive(Default)]
struct Chosen {
    edits: BTreeMap<(usize, usize), Vec<String>>,
    /// By the name of an environment variable, what it takes the place of.
    variables: BTreeMap<String, u64>,
}

impl Chosen {
    /// Takes a fix in, unless it touches another. Two fixes may need the same import: one edit
    /// serves both.
    fn take(&mut self, fix: &Fix) -> bool {
        let touches = |edit: &TextEdit| {
            // Of what is there the last that begins before the edit ends is the nearest.
            let near = self.edits.range(..=(edit.span.end, usize::MAX)).next_back();
            near.is_some_and(|((start, end), texts)| {
                let at_same_place = (*start, *end) == (edit.span.start, edit.span.end);
                *end >= edit.span.start && !(at_same_place && texts.contains(&edit.text))
            })
        };
        if fix.edits.iter().any(touches) {
            return false;
        }
        // Two secrets must not become one; in the next round this one gets another name.
        if let Some(Variable { name, value }) = &fix.variable
            && self.variables.entry(name.clone()).or_insert(*value) != value
        {
            return false;
        }
        for edit in &fix.edits {
            let texts = self.edits.entry((edit.span.start, edit.span.end)).or_default();
            if !texts.contains(&edit.text) {
                texts.push(edit.text.clone());
            }
        }
        true
    }

    fn into_edits(self) -> Vec<TextEdit> {
        let edit = |span: Span| move |text| TextEdit { span, text };
        let edits = self.edits.into_iter();
        edits
            .flat_map(|((start, end), texts)| texts.into_iter().map(edit(Span::new(start, end))))
            .collect()
    }
}
