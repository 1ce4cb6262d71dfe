//! What holds for the files of a folder: its configuration, the rules that run and what becomes
//! of their findings.
//!
//! In: a configuration, rules, the user's selection. Out: an analyzer, and findings with their
//! severities. Must never know: where configurations are found, how files are read.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use stockade_engine::project::Summary;
use stockade_engine::{Analysis, Analyzer, Finding, Limits, Notice, Source};
use stockade_rules::{Rule, Severity};

use crate::config::{self, Config, is_called};
use crate::paths;
use crate::ruleset::RuleSet;

/// Which rules the user wants, beside what the configuration says. The default is all.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// If not empty, only rules called one of these.
    pub only: Vec<String>,
    /// No rules called one of these.
    pub skip: Vec<String>,
    /// The lowest severity that is reported.
    pub least: Option<Severity>,
}

/// A finding with what the configuration makes of it.
#[derive(Clone, Debug)]
pub struct Reported {
    /// The finding.
    pub finding: Finding,
    /// Its severity here.
    pub severity: Severity,
}

/// What holds for the files of a folder.
pub struct Profile {
    root: PathBuf,
    config: Config,
    rules: Arc<RuleSet>,
    selection: Selection,
    /// The rules that may report something, in the order of the rule set.
    chosen: Vec<Arc<Rule>>,
    digest: OnceLock<[u8; 32]>,
    /// Compiled when the first file is analysed: to list rules, none is needed.
    analyzer: OnceLock<(Analyzer, Vec<Notice>)>,
}

impl Profile {
    /// Puts together what holds.
    pub fn new(root: PathBuf, config: Config, rules: Arc<RuleSet>, selection: &Selection) -> Self {
        let wanted = |rule: &&Arc<Rule>| {
            let called = |list: &[String]| list.iter().any(|name| is_called(rule, name));
            // Where rules are left out, their suppressions are idle for the time being.
            let is_judge = is_called(rule, "suppression") && !selection.skip.is_empty();
            !is_judge
                && (selection.only.is_empty() || called(&selection.only))
                && !called(&selection.skip)
                && config.may_run(rule)
        };
        let chosen = rules.rules.iter().filter(wanted).cloned().collect();
        let selection = selection.clone();
        let analyzer = OnceLock::new();
        let digest = OnceLock::new();
        Profile { root, config, rules, selection, chosen, digest, analyzer }
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The rules as loaded, those that do not run included.
    pub fn rule_set(&self) -> &RuleSet {
        &self.rules
    }

    /// The rules that may report something.
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.chosen
    }

    /// The folder that paths are relative to in rules.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Differs where anything differs that findings depend on, apart from the file itself and the
    /// version of the program.
    pub fn digest(&self) -> &[u8; 32] {
        self.digest.get_or_init(|| self.new_digest())
    }

    fn new_digest(&self) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.rules.digest());
        for rule in &self.chosen {
            hasher.update(rule.id.as_bytes());
            hasher.update(&rule.origin.line.to_le_bytes());
            hasher.update(rule.origin.file.as_bytes());
            hasher.update(&[0]);
        }
        let limits = self.limits();
        hasher.update(&limits.file_bytes.to_le_bytes());
        hasher.update(&limits.rule_steps.to_le_bytes());
        *hasher.finalize().as_bytes()
    }

    /// The analyzer with the rules that may report something.
    pub fn analyzer(&self) -> &Analyzer {
        &self.compiled().0
    }

    /// The rules that cannot be run.
    pub fn notices(&self) -> &[Notice] {
        &self.compiled().1
    }

    /// Names of rules in the configuration and the selection that mean no rule, each with the
    /// nearest that does.
    pub fn unknown_names<'s>(
        &'s self,
        names: impl Iterator<Item = &'s str>,
    ) -> Vec<(&'s str, Option<&'s str>)> {
        names
            .filter(|name| !self.rules.rules.iter().any(|rule| is_called(rule, name)))
            .filter(|name| !self.rules.whole().rules.iter().any(|rule| is_called(rule, name)))
            .map(|name| (name, config::nearest(name, self.known_names())))
            .collect()
    }

    fn known_names(&self) -> impl Iterator<Item = &str> {
        self.rules.whole().rules.iter().flat_map(|rule| {
            let tags = rule.metadata.tags.iter().map(String::as_str);
            std::iter::once(&*rule.id).chain(config::category(rule)).chain(tags)
        })
    }

    /// A path as rules see it.
    pub fn relative(&self, file: &Path) -> String {
        paths::relative(&paths::absolute(file), &self.root)
    }

    /// Analyses a file, as a project of its own, within the limits that the configuration sets.
    /// `None`: `stop` said so.
    pub fn analyze(&self, source: &Source, stop: &(dyn Fn() -> bool + Sync)) -> Option<Analysis> {
        let (mut analysis, summary) = self.examine(source, stop)?;
        if let Some(summary) = summary {
            let found = self.analyzer().alone(&source.path, &summary);
            self.analyzer().admit(source, found, &mut analysis.findings);
        }
        Some(analysis)
    }

    /// The same without what only its project tells; for that there is the summary.
    pub fn examine(
        &self,
        source: &Source,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Option<(Analysis, Option<Summary>)> {
        let Some(milliseconds) = self.config.content.limits.file_milliseconds else {
            return self.analyzer().examine(source, stop);
        };
        let begun = Instant::now();
        let limit = Duration::from_millis(milliseconds);
        let is_late = || begun.elapsed() > limit;
        let analysis = self.analyzer().examine(source, &|| stop() || is_late());
        if analysis.is_some() || stop() {
            return analysis;
        }
        let message = format!(
            "{}: the analysis took more than {milliseconds} ms and was given up; raise \
             `file-milliseconds` in `[limits]` or exclude the file",
            source.path
        );
        let notices = vec![Notice { rule: None, message }];
        Some((Analysis { notices, ..Analysis::default() }, None))
    }

    /// Whether a rule's findings in a file are reported, as far as that can be said without
    /// looking at one.
    pub fn reports(&self, rule: &Rule, file: &Path) -> bool {
        self.config
            .severity(rule, &paths::absolute(file))
            .is_some_and(|severity| self.selection.least.is_none_or(|least| severity >= least))
    }

    /// What the configuration and the selection leave of a file's findings.
    pub fn judge(&self, file: &Path, source: &Source, findings: Vec<Finding>) -> Vec<Reported> {
        if findings.is_empty() {
            return Vec::new();
        }
        let file = paths::absolute(file);
        findings
            .into_iter()
            .filter_map(|finding| {
                let severity = self.config.severity(&finding.rule, &file)?;
                let code = source.text.get(finding.span.range()).unwrap_or_default();
                let allowed = is_about_secrets(&finding.rule) && self.config.allows_secret(code);
                let wanted = self.selection.least.is_none_or(|least| severity >= least);
                (wanted && !allowed).then_some(Reported { finding, severity })
            })
            .collect()
    }

    fn limits(&self) -> Limits {
        let own = &self.config.content.limits;
        let default = Limits::default();
        Limits { file_bytes: own.file_bytes.unwrap_or(default.file_bytes), ..default }
    }

    fn compiled(&self) -> &(Analyzer, Vec<Notice>) {
        self.analyzer.get_or_init(|| Analyzer::new(self.chosen.clone(), self.limits()))
    }
}

fn is_about_secrets(rule: &Rule) -> bool {
    is_called(rule, "secrets") || is_called(rule, "secret")
}
