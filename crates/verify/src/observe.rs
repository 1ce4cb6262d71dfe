//! What one file says about the steps.

use serde::Serialize;
use stockade_engine::{Analyzer, Finding, Limits, Source};
use stockade_rules::{Rule, Severity};

use crate::step::StepId;

/// A place that speaks for or against a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file.
    pub path: String,
    /// 1-based.
    pub line: usize,
    /// 1-based, in characters.
    pub column: usize,
    /// The id of the rule that saw it.
    pub rule: String,
    /// What is there.
    pub message: String,
}

/// What one file says about the steps.
#[derive(Clone, Debug, Default)]
pub struct Observation {
    /// Findings that make a step fail.
    pub(crate) problems: Vec<(StepId, Place)>,
    /// What shows that a step is met.
    pub(crate) shows: Vec<(StepId, Place)>,
    /// What makes a step necessary: it fails if nothing shows that it is met.
    pub(crate) needs: Vec<(StepId, Place)>,
}

/// The tag of rules that say where a step is met.
const SHOWS: &str = "verify-shows";
/// The tag of rules that say where a step is needed.
const NEEDS: &str = "verify-needs";

/// Looks for evidence in files. Made once, used for many.
pub struct Verifier {
    evidence: Analyzer,
}

impl Default for Verifier {
    fn default() -> Self {
        Self::new()
    }
}

impl Verifier {
    /// A verifier with the built-in evidence.
    pub fn new() -> Verifier {
        let loaded = stockade_rules::load::load_all(&stockade_guidelines::evidence());
        Verifier { evidence: Analyzer::new(loaded.rules, Limits::default()).0 }
    }

    /// What a file by itself says, given its findings. Findings of severity `info` make no step
    /// fail, nor do those that only its whole project can tell: what they miss may stand elsewhere.
    pub fn observe(&self, source: &Source, findings: &[Finding]) -> Observation {
        let own = findings.iter().filter(|own| !own.rule.is_of_project());
        self.with_findings(source, own)
    }

    /// What a file of a project says, all of which was looked at.
    pub fn observe_in_project(&self, source: &Source, findings: &[Finding]) -> Observation {
        self.with_findings(source, findings.iter())
    }

    fn with_findings<'f>(
        &self,
        source: &Source,
        findings: impl Iterator<Item = &'f Finding>,
    ) -> Observation {
        let mut out = self.evidence_in(source);
        for finding in findings.filter(|finding| finding.rule.severity > Severity::Info) {
            if let Some(step) = StepId::of(&finding.rule) {
                out.problems.push((step, place(source, finding)));
            }
        }
        out
    }

    /// The evidence of a file, whatever was found in it.
    pub fn evidence_in(&self, source: &Source) -> Observation {
        let mut out = Observation::default();
        let analysis = self.evidence.analyze(source, &|| false).unwrap_or_default();
        for finding in &analysis.findings {
            let Some(step) = StepId::of(&finding.rule) else { continue };
            if tagged(&finding.rule, SHOWS) {
                out.shows.push((step, place(source, finding)));
            } else if tagged(&finding.rule, NEEDS) {
                out.needs.push((step, place(source, finding)));
            }
        }
        out
    }
}

impl Observation {
    /// Keeps, of what makes a step necessary, what `keep` says of its 1-based line.
    pub fn retain_needs(&mut self, keep: impl Fn(usize) -> bool) {
        self.needs.retain(|(_, place)| keep(place.line));
    }

    /// Whether some step is necessary here.
    pub fn has_needs(&self) -> bool {
        !self.needs.is_empty()
    }
}

fn tagged(rule: &Rule, tag: &str) -> bool {
    rule.metadata.tags.iter().any(|own| own == tag)
}

fn place(source: &Source, finding: &Finding) -> Place {
    let head = source.text.get(..finding.span.start).unwrap_or_default();
    let start = head.rfind('\n').map_or(0, |newline| newline + 1);
    Place {
        path: source.path.to_string(),
        line: head.matches('\n').count() + 1,
        column: head[start..].chars().count() + 1,
        rule: finding.rule.id.to_string(),
        message: finding.message.clone(),
    }
}
