//! The analyzer: a fixed set of rules, and what becomes of one run of one of them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use stockade_rules::rule::{Mode, RuleLanguage};
use stockade_rules::{Formula, Rule};
use stockade_syntax::Language;

use super::paths::Paths;
use super::run::{Found, Target, matches_of};
use crate::finding::{Finding, fingerprint};
use crate::locality::{Sight, sight};
use crate::matching::Budget;
use crate::message;
use crate::prefilter::Prefilter;
use crate::source::{Source, Stop};
use crate::store::Store;

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

/// Analyses files with a fixed set of rules. Shared by threads.
pub struct Analyzer {
    rules: Vec<Arc<Rule>>,
    pub(super) limits: Limits,
    pub(super) prefilter: Prefilter,
    paths: Paths,
    /// By language and rule, how much of a file it has to see; found out when a file comes in which
    /// the rule may apply, for all patterns of a rule are read for it.
    sights: [OnceLock<Box<[OnceLock<Sight>]>>; Language::ALL.len()],
    pub(super) store: Store,
    /// Files are parsed and patterns tried only where the prefilter sees a reason.
    pub(super) filters: bool,
}

impl Analyzer {
    /// Compiles the rules. The order of `rules` does not matter. Rules that cannot be run are left
    /// out and reported.
    pub fn new(mut rules: Vec<Arc<Rule>>, limits: Limits) -> (Self, Vec<Notice>) {
        rules.sort_by(|a, b| a.id.cmp(&b.id).then_with(|| a.origin.line.cmp(&b.origin.line)));
        let prefilter = Prefilter::new(rules.clone());
        let paths = Paths::of(&rules);
        let analyzer = Analyzer {
            rules,
            limits,
            prefilter,
            paths,
            sights: Default::default(),
            store: Store::default(),
            filters: true,
        };
        (analyzer, Vec::new())
    }

    /// The same without the prefilter, to measure what it saves and to show that it costs no
    /// finding in files that are not open.
    pub fn without_prefilter(self) -> Self {
        Analyzer { filters: false, ..self }
    }

    /// The rules that run, by id.
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.rules
    }

    /// The number of a rule.
    pub(super) fn number(&self, rule: &Arc<Rule>) -> Option<usize> {
        self.rules.iter().position(|own| Arc::ptr_eq(own, rule))
    }

    /// The rules that read a file, whatever is in it, by their numbers.
    pub(super) fn readers(&self, source: &Source) -> Vec<usize> {
        let accepts = self.paths.accepting(&source.path);
        let reads = |at: &usize| reads(&self.rules[*at], source) && accepts(*at);
        (0..self.rules.len()).filter(reads).collect()
    }

    /// The rules for which every file of a language has to be parsed, because no word must be in
    /// it for them to apply.
    pub fn unfiltered(&self, language: Language) -> Vec<&Arc<Rule>> {
        let reads = |at: &usize| self.rules[*at].applies_to(language);
        let open = |at: &usize| self.prefilter.needs_nothing(*at, language);
        (0..self.rules.len()).filter(reads).filter(open).map(|at| &self.rules[at]).collect()
    }

    /// What a rule, by its number, has to see of a file of this language.
    pub(super) fn sight(&self, at: usize, language: Language) -> &Sight {
        let all = self.sights[language as usize]
            .get_or_init(|| self.rules.iter().map(|_| OnceLock::new()).collect());
        all[at].get_or_init(|| sight(&self.rules[at], language))
    }

    /// Runs rules, by their numbers, on a file or a part of it. `None`: stopped.
    pub(super) fn run(
        &self,
        rules: &[usize],
        on: Target<'_>,
        notices: &mut Vec<Notice>,
        stop: Stop<'_>,
    ) -> Option<Vec<Attributed>> {
        let mut found = Vec::new();
        for &at in rules {
            if stop() {
                return None;
            }
            found.extend(self.attempt(&self.rules[at], on, notices));
        }
        Some(found)
    }

    /// Runs one rule; what goes wrong becomes a notice.
    fn attempt(
        &self,
        rule: &Arc<Rule>,
        on: Target<'_>,
        notices: &mut Vec<Notice>,
    ) -> Vec<Attributed> {
        let text = &on.source.text;
        let look = |budget: &Budget| matches_of(rule, on, budget);
        let found = self.guarded(rule, &on.source.path, notices, look).0.unwrap_or_default();
        let attributed = |found: Found| Attributed {
            item: found.item,
            finding: Finding {
                rule: Arc::clone(rule),
                span: found.matched.span,
                message: message::fill(rule, &found.matched.env, text),
                trace: found.trace,
                fingerprint: fingerprint(rule, text, found.matched.span),
            },
        };
        found.into_iter().map(attributed).collect()
    }

    /// Has a rule look at the file at a path, within its limit and with a net below it: what goes
    /// wrong becomes a notice. What it saw, if anything, and whether that is all there is.
    pub(super) fn guarded<T>(
        &self,
        rule: &Rule,
        path: &str,
        notices: &mut Vec<Notice>,
        look: impl FnOnce(&Budget) -> Result<T, String>,
    ) -> (Option<T>, bool) {
        let budget = Budget::new(self.limits.rule_steps);
        let (seen, problem) = match catch_unwind(AssertUnwindSafe(|| look(&budget))) {
            Ok(Ok(seen)) if !budget.is_spent() => return (Some(seen), true),
            Ok(Ok(seen)) => {
                let what = "it took more steps than the limit allows and was given up";
                (Some(seen), what.to_owned())
            }
            Ok(Err(reason)) => (None, reason),
            Err(_) => {
                let what = "it hit a defect of the engine; please report it with the file";
                (None, what.to_owned())
            }
        };
        let message = format!("rule `{}` on {path}: {problem}", rule.id);
        let notice = Notice { rule: Some(Arc::clone(&rule.id)), message };
        if !notices.contains(&notice) {
            notices.push(notice);
        }
        (seen, false)
    }
}

/// A finding with the item on which it depends.
pub(super) struct Attributed {
    /// The item's number in the tree that was looked at.
    pub(super) item: u32,
    /// The finding.
    pub(super) finding: Finding,
}

/// Puts findings in order, each once.
pub(super) fn in_order(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| {
        let key = |f: &Finding| (f.span.start, f.span.end);
        key(a)
            .cmp(&key(b))
            .then_with(|| a.rule.id.cmp(&b.rule.id))
            .then_with(|| a.rule.origin.line.cmp(&b.rule.origin.line))
    });
    findings.dedup_by(|a, b| a.rule.id == b.rule.id && a.span == b.span);
    number_fingerprints(findings);
}

fn reads(rule: &Rule, source: &Source) -> bool {
    match source.language {
        Some(language) => rule.applies_to(language),
        None => is_text_rule(rule),
    }
}

/// Whether a rule reads text alone, so that it can read any file.
pub(super) fn is_text_rule(rule: &Rule) -> bool {
    fn text_only(formula: &Formula) -> bool {
        match formula {
            Formula::Regex(_) | Formula::Secret(_) => true,
            Formula::Any(list) => list.iter().all(text_only),
            Formula::Inside(inner) => text_only(inner),
            Formula::Group(groups) => groups.iter().all(|group| text_only(&group.formula)),
            Formula::All(all) => all.positives.iter().all(text_only),
            Formula::Pattern(_) => false,
        }
    }
    let any_text =
        rule.languages.iter().any(|l| matches!(l, RuleLanguage::Regex | RuleLanguage::Generic));
    any_text && matches!(&rule.mode, Mode::Search(formula) if text_only(formula))
}

/// Numbers fingerprints that repeat in a file.
fn number_fingerprints(findings: &mut [Finding]) {
    let mut seen: FxHashMap<u64, u64> = FxHashMap::default();
    for finding in findings {
        let nth = seen.entry(finding.fingerprint).or_default();
        finding.fingerprint = finding.fingerprint.wrapping_add(*nth);
        *nth += 1;
    }
}
