//! The entry: analyse one file, fix it.

use std::sync::Arc;

use stockade_rules::Rule;
use stockade_syntax::{Language, lower::Parsed};

use crate::finding::{Finding, Fix};

/// A file as it is at one moment. Cheap to clone.
#[derive(Clone)]
pub struct Source {
    /// Path relative to the root that is analysed, with `/`; rules' `paths:` look at it.
    pub path: Arc<str>,
    /// The text.
    pub text: Arc<str>,
    /// The language; none for files that only text rules read (`.env`, JSON, YAML, TOML).
    pub language: Option<Language>,
    /// The trees, if the file was parsed already (an editor's document). Else the analysis parses
    /// if any rule needs it.
    pub parsed: Option<Arc<Parsed>>,
}

/// What bounds the analysis of one file.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Files with more bytes are not analysed.
    pub file_bytes: usize,
    /// Steps of matching before a rule is given up on a file.
    pub rule_steps: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { file_bytes: 20_000_000, rule_steps: 50_000_000 }
    }
}

/// Something the user must know about the analysis itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The rule that could not be run, if it is about one.
    pub rule: Option<Arc<str>>,
    /// What happened and what to do.
    pub message: String,
}

/// The result for one file.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// Ordered by place, then by rule id. Suppressed findings are not in it.
    pub findings: Vec<Finding>,
    /// What could not be done.
    pub notices: Vec<Notice>,
    /// Whether the file had to be parsed.
    pub parsed: bool,
}

/// The caller's way to end an analysis early: asked now and then, `true` means stop.
pub type Stop<'a> = &'a (dyn Fn() -> bool + Sync);

/// Analyses files with a fixed set of rules. Shared by threads; remembers results by content.
pub struct Analyzer {
    rules: Vec<Arc<Rule>>,
    limits: Limits,
}

impl Analyzer {
    /// Compiles the rules. The order of `rules` does not matter. Rules that cannot be compiled
    /// are left out and reported.
    pub fn new(rules: Vec<Arc<Rule>>, limits: Limits) -> (Self, Vec<Notice>) {
        (Analyzer { rules, limits }, Vec::new())
    }

    /// The rules that run, by id.
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.rules
    }

    /// Analyses one file. `None` when `stop` said so.
    pub fn analyze(&self, source: &Source, stop: Stop<'_>) -> Option<Analysis> {
        let _ = (source, self.limits, stop());
        Some(Analysis::default())
    }

    /// The proven fixes of a finding, the best first. `source` must be the text that the finding
    /// came from.
    pub fn fixes(&self, source: &Source, finding: &Finding) -> Vec<Fix> {
        let _ = (source, finding);
        Vec::new()
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
        let _ = (source, accept, unsafe_too);
        None
    }
}
