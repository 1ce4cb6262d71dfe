//! The analyzer: a fixed set of rules, and the analysis of one file.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use stockade_rules::rule::{Mode, RuleLanguage};
use stockade_rules::{Formula, Pattern, Rule};
use stockade_syntax::{Language, Span};
use xxhash_rust::xxh3::Xxh3;

use super::run::{Gate, matches_of};
use crate::finding::{Finding, Step};
use crate::locality::is_local;
use crate::matching::{Budget, Match};
use crate::message;
use crate::prefilter::Prefilter;
use crate::source::{Prepared, Source, Stop, prepare};
use crate::store::{ItemFinding, Store};
use crate::suppress::Suppressions;

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
    prefilter: Prefilter,
    /// By language, which rules can be run item by item.
    local: [OnceLock<Vec<bool>>; Language::ALL.len()],
    pub(super) store: Store,
}

impl Analyzer {
    /// Compiles the rules. The order of `rules` does not matter. Rules that cannot be run are left
    /// out and reported.
    pub fn new(mut rules: Vec<Arc<Rule>>, limits: Limits) -> (Self, Vec<Notice>) {
        rules.sort_by(|a, b| a.id.cmp(&b.id).then_with(|| a.origin.line.cmp(&b.origin.line)));
        let prefilter = Prefilter::new(rules.clone());
        let analyzer = Analyzer {
            rules,
            limits,
            prefilter,
            local: Default::default(),
            store: Store::default(),
        };
        (analyzer, Vec::new())
    }

    /// The rules that run, by id.
    pub fn rules(&self) -> &[Arc<Rule>] {
        &self.rules
    }

    /// The rules for which every file of a language has to be parsed, because no word must be in
    /// it for them to apply.
    pub fn unfiltered(&self, language: Language) -> Vec<&Arc<Rule>> {
        let reads = |at: &usize| self.rules[*at].applies_to(language);
        let open = |at: &usize| self.prefilter.needs_nothing(*at, language);
        (0..self.rules.len()).filter(reads).filter(open).map(|at| &self.rules[at]).collect()
    }

    /// Analyses one file. `None` when `stop` said so.
    pub fn analyze(&self, source: &Source, stop: Stop<'_>) -> Option<Analysis> {
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
            return Some(analysis);
        }
        let seen = match &source.parsed {
            Some(parsed) => {
                self.store.begin();
                self.prefilter.scan_items(&parsed.tree, &source.text, &self.store)
            }
            None => self.prefilter.scan(source.language, &source.text),
        };
        let rules: Vec<usize> = (0..self.rules.len())
            .filter(|&at| {
                let rule = &self.rules[at];
                reads(rule, source)
                    && self.prefilter.is_met(at, source.language, &seen, &source.text)
                    && rule.paths.accepts(&source.path)
            })
            .collect();
        if rules.is_empty() {
            return Some(analysis);
        }
        let needs_tree = rules.iter().any(|&at| !is_text_rule(&self.rules[at]));
        let prepared = prepare(source, needs_tree, Some(&self.store), stop)?;
        analysis.parsed = prepared.tree.is_some();
        let (by_item, by_file): (Vec<usize>, Vec<usize>) = match source.language {
            Some(language) if source.parsed.is_some() => {
                let local = self.local[language as usize].get_or_init(|| {
                    self.rules.iter().map(|rule| is_local(rule, language)).collect()
                });
                rules.into_iter().partition(|&at| local[at])
            }
            _ => (Vec::new(), rules),
        };
        let allows = |pattern: &Pattern| {
            self.prefilter.allows(pattern, source.language, &seen, &source.text)
        };
        let gate: Gate<'_> = &allows;
        self.run_by_item(&by_item, source, &prepared, Some(gate), stop, &mut analysis)?;
        for at in by_file {
            if stop() {
                return None;
            }
            let rule = &self.rules[at];
            for (m, trace) in self.attempt(rule, source, &prepared, None, Some(gate), &mut analysis)
            {
                analysis.findings.push(Finding {
                    rule: Arc::clone(rule),
                    span: m.span,
                    message: message::fill(rule, &m.env, &source.text),
                    trace,
                    fingerprint: fingerprint(rule, &source.text, m.span),
                });
            }
        }
        let findings = std::mem::take(&mut analysis.findings);
        analysis.findings = Suppressions::of(source).keep(findings);
        analysis.findings.sort_by(|a, b| {
            (a.span.start, a.span.end, &a.rule.id).cmp(&(b.span.start, b.span.end, &b.rule.id))
        });
        analysis.findings.dedup_by(|a, b| a.rule.id == b.rule.id && a.span == b.span);
        number_fingerprints(&mut analysis.findings);
        Some(analysis)
    }

    /// Runs rules on the items one by one, taking from the store what is known. `None`: stopped.
    fn run_by_item(
        &self,
        rules: &[usize],
        source: &Source,
        prepared: &Prepared,
        gate: Option<Gate<'_>>,
        stop: Stop<'_>,
        out: &mut Analysis,
    ) -> Option<()> {
        let (Some(tree), Some(facts)) = (&prepared.tree, &prepared.facts) else { return Some(()) };
        let mut hasher = Xxh3::new();
        rules.iter().for_each(|rule| hasher.update(&rule.to_le_bytes()));
        let mask = hasher.digest();
        for (number, item) in tree.items().iter().enumerate() {
            let number = number as u32;
            let offset = tree.item_offset(number);
            let key = (item.key(), facts.key(number), mask);
            let emit = |finding: &ItemFinding, out: &mut Analysis| {
                out.findings.push(Finding {
                    rule: Arc::clone(&self.rules[finding.rule]),
                    span: finding.span.shifted(offset),
                    message: finding.message.to_string(),
                    trace: Vec::new(),
                    fingerprint: finding.fingerprint,
                });
            };
            if let Some(Some(known)) = self.store.findings(key) {
                known.iter().for_each(|finding| emit(finding, out));
                continue;
            }
            if stop() {
                return None;
            }
            let whole = Span::new(offset, offset + item.text().len());
            let mut found = Vec::new();
            let mut keeps = true;
            for &at in rules {
                let rule = &self.rules[at];
                let notices = out.notices.len();
                for (m, _) in self.attempt(rule, source, prepared, Some((number, whole)), gate, out)
                {
                    // What stands elsewhere would be remembered with a place that can move.
                    keeps &= whole.contains(m.span)
                        && m.env.iter().all(|binding| whole.contains(binding.span));
                    if !whole.contains(m.span) {
                        out.findings.push(Finding {
                            rule: Arc::clone(rule),
                            span: m.span,
                            message: message::fill(rule, &m.env, &source.text),
                            trace: Vec::new(),
                            fingerprint: fingerprint(rule, &source.text, m.span),
                        });
                        continue;
                    }
                    found.push(ItemFinding {
                        rule: at,
                        span: Span::new(m.span.start - offset, m.span.end - offset),
                        message: message::fill(rule, &m.env, &source.text).into(),
                        fingerprint: fingerprint(rule, &source.text, m.span),
                    });
                }
                keeps &= out.notices.len() == notices;
            }
            found.iter().for_each(|finding| emit(finding, out));
            if keeps {
                self.store.keep(key, Some(found.into()));
            }
        }
        Some(())
    }

    /// Runs a rule on the file, or on one item of it; what goes wrong becomes a notice.
    fn attempt(
        &self,
        rule: &Arc<Rule>,
        source: &Source,
        prepared: &Prepared,
        item: Option<(u32, Span)>,
        gate: Option<Gate<'_>>,
        out: &mut Analysis,
    ) -> Vec<(Match, Vec<Step>)> {
        let budget = Budget::new(self.limits.rule_steps);
        let result = catch_unwind(AssertUnwindSafe(|| {
            matches_of(rule, source, prepared, item, &budget, gate)
        }));
        let (matches, problem) = match result {
            Ok(Ok(matches)) if !budget.is_spent() => return matches,
            Ok(Ok(matches)) => {
                (matches, "it took more steps than the limit allows and was given up".to_owned())
            }
            Ok(Err(reason)) => (Vec::new(), reason),
            Err(_) => {
                let what = "it hit a defect of the engine; please report it with the file";
                (Vec::new(), what.to_owned())
            }
        };
        let notice = Notice {
            rule: Some(Arc::clone(&rule.id)),
            message: format!("rule `{}` on {}: {problem}", rule.id, source.path),
        };
        if !out.notices.contains(&notice) {
            out.notices.push(notice);
        }
        matches
    }
}

fn reads(rule: &Rule, source: &Source) -> bool {
    match source.language {
        Some(language) => rule.applies_to(language),
        None => is_text_rule(rule),
    }
}

/// Whether a rule reads text alone, so that it can read any file.
fn is_text_rule(rule: &Rule) -> bool {
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

/// Identifies a finding by its rule and its code, not by its place.
fn fingerprint(rule: &Rule, text: &str, span: Span) -> u64 {
    let mut hasher = Xxh3::new();
    hasher.update(rule.id.as_bytes());
    for word in text.get(span.range()).unwrap_or_default().split_whitespace() {
        hasher.update(&[0]);
        hasher.update(word.as_bytes());
    }
    hasher.digest()
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
