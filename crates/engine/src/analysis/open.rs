//! An open document: what an edit left alone is taken from the store, item by item.

use std::cell::OnceCell;
use std::hash::Hasher as _;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use stockade_rules::rule::Options;
use stockade_rules::{Pattern, Rule};
use stockade_syntax::parsed::Parsed;
use stockade_syntax::{Language, NodeId, Tree};
use xxhash_rust::xxh3::Xxh3;

use super::analyzer::{Analysis, Analyzer, Attributed, Notice};
use super::run::{Around, Found, Gate, Part, Target, matches_of};
use crate::evaluate::Memo;
use crate::facts::Facts;
use crate::finding::Finding;
use crate::locality::Reach;
use crate::matching::{Budget, Code, Index, Matcher, begins};
use crate::placed::Members;
use crate::plan::{Plan, Readers, Sequence};
use crate::prefilter::{Asked, Seen};
use crate::project::Summary;
use crate::slice::Slices;
use crate::source::{Prepared, Source, Stop};
use crate::store::{Known, ResultKey, Visit};

/// Items that are looked through for what is near one; beyond, all that is in the file counts.
const NEAR: usize = 200;

/// The analysis of one state of an open document.
pub struct Open<'a> {
    pub(super) analyzer: &'a Analyzer,
    pub(super) source: &'a Source,
    pub(super) tree: &'a Tree,
    language: Language,
    pub(super) known: Vec<Arc<Known>>,
    facts_keys: Vec<u64>,
    pub(super) prepared: Prepared,
    /// What is in the file.
    pub(super) seen: Seen,
    readers: Arc<Readers>,
    pub(super) plan: Arc<Plan>,
    pub(super) store: Visit<'a>,
    parts: OnceCell<Parts>,
}

/// How much of the file the items depend on.
pub(super) struct Parts {
    pub(super) slices: Slices,
    /// The rules on slices that have to see the whole file after all.
    pub(super) wide: Vec<usize>,
    /// Identifies the others.
    pub(super) narrow_key: u64,
}

impl<'a> Open<'a> {
    /// Makes a document ready.
    pub fn new(
        analyzer: &'a Analyzer,
        source: &'a Source,
        parsed: &'a Parsed,
        language: Language,
        store: Visit<'a>,
    ) -> Open<'a> {
        let tree = &parsed.tree;
        let prefilter = &analyzer.prefilter;
        let scan = |text: &str| prefilter.scan(Some(language), text);
        let known = store.items(tree);
        let facts = Facts::from_items(known.iter().map(|own| Arc::clone(&own.facts)).collect());
        let facts_keys = facts.keys();
        let indexes = known.iter().map(|own| Arc::clone(&own.index)).collect();
        let index = Index::from_items(tree, &facts, indexes);
        let mut seen = prefilter.nothing(language);
        for (item, own) in known.iter().enumerate() {
            seen.join(own.seen(|| scan(tree.item(item as u32).text())));
        }
        let mut at = 0;
        for item in 0..tree.items().len() as u32 {
            let span = tree.item_span(item);
            let gap = source.text.get(at..span.start).unwrap_or_default();
            store.gap(gap, scan, &mut seen);
            at = span.end;
        }
        store.gap(source.text.get(at..).unwrap_or_default(), scan, &mut seen);
        let has_error = parsed.has_error();
        let prepared = Prepared { has_error, ..Prepared::of(tree.clone(), facts, index) };
        let readers = readers(analyzer, store, source, language);
        let asked = prefilter.asked(Some(language), &seen, None);
        let met: Vec<usize> =
            readers.rules.iter().copied().filter(|&at| asked.is_met(at)).collect();
        drop(asked);
        let plan = plan(analyzer, store, &readers, &met, language);
        Open {
            analyzer,
            source,
            tree,
            language,
            known,
            facts_keys,
            prepared,
            seen,
            readers,
            plan,
            store,
            parts: OnceCell::new(),
        }
    }

    /// Runs the rules. `None`: stopped.
    pub fn analyze(
        &self,
        analysis: Analysis,
        stop: Stop<'_>,
    ) -> Option<(Analysis, Option<Summary>)> {
        let mut analysis = self.judge(analysis, stop)?;
        let Some(Parts { slices, .. }) = self.parts() else { return Some((analysis, None)) };
        let summary = self.summary(slices, &mut analysis.notices, stop)?;
        self.store.finish(&self.source.path);
        Some((analysis, summary))
    }

    /// Runs the rules that are not about projects. `None`: stopped.
    pub fn judge(&self, mut analysis: Analysis, stop: Stop<'_>) -> Option<Analysis> {
        analysis.parsed = true;
        let Some(parts) = self.parts() else { return Some(analysis) };
        let Parts { slices, wide, .. } = parts;
        self.run_on_items(slices, &mut analysis, stop)?;
        let is_narrow = |rule: &usize| !wide.contains(rule);
        let narrow: Vec<usize> = self.plan.slice.iter().copied().filter(is_narrow).collect();
        self.run_on_slices(&narrow, parts, &mut analysis, stop)?;
        let rules: Vec<usize> = self.plan.file.iter().chain(wide).copied().collect();
        let found = self.run(&rules, Part::All, &self.seen, &mut analysis.notices, stop)?;
        analysis.findings.extend(found.into_iter().map(|own| own.finding));
        Some(analysis)
    }

    pub(super) fn parts(&self) -> Option<&Parts> {
        let facts = self.prepared.facts.as_ref()?;
        Some(self.parts.get_or_init(|| {
            let begun = self.beginnings();
            let said = |item: u32| {
                let mut hasher = FxHasher::default();
                let ids = begun[item as usize].iter();
                ids.for_each(|number| hasher.write_u64(self.plan.sequences[*number as usize].id));
                hasher.finish()
            };
            let slices = Slices::of(self.tree, facts, &self.facts_keys, &said);
            let numbers: FxHashSet<u32> =
                begun.iter().flat_map(|own| own.iter().copied()).collect();
            let asked: FxHashSet<usize> = (numbers.into_iter())
                .flat_map(|number| self.plan.sequences[number as usize].rules.iter().copied())
                .collect();
            let wide = self.plan.slice.iter().copied().filter(|rule| asked.contains(rule));
            let wide: Vec<usize> = wide.collect();
            let mut hasher = FxHasher::default();
            hasher.write_u64(self.readers.key);
            wide.iter().for_each(|rule| hasher.write_usize(*rule));
            Parts { slices, wide, narrow_key: hasher.finish() }
        }))
    }

    /// What matching needs.
    pub fn prepared(&self) -> &Prepared {
        &self.prepared
    }

    /// The matches of one rule.
    pub fn matches(&self, rule: &Rule, budget: &Budget) -> Result<Vec<Found>, String> {
        let asked = self.asked(&self.seen, None);
        let allows = |pattern: &Pattern| asked.allows(pattern);
        matches_of(rule, self.target(Part::All, &allows), budget)
    }

    pub(super) fn target<'t>(&'t self, part: Part<'t>, gate: Gate<'t>) -> Target<'t> {
        Target { source: self.source, prepared: &self.prepared, part, gate: Some(gate) }
    }

    /// Runs those of the rules that can apply where this was seen. `None`: stopped.
    fn run(
        &self,
        rules: &[usize],
        part: Part<'_>,
        seen: &Seen,
        notices: &mut Vec<Notice>,
        stop: Stop<'_>,
    ) -> Option<Vec<Attributed>> {
        // To look for a regex in the whole text is as much work as to run the rule.
        let asked = self.asked(seen, None);
        let rules: Vec<usize> = rules.iter().copied().filter(|&at| asked.is_met(at)).collect();
        let allows = |pattern: &Pattern| asked.allows(pattern);
        self.analyzer.run(&rules, self.target(part, &allows), notices, stop)
    }

    /// What an item by itself, and what its names stand for, is known by.
    pub(super) fn item_key(&self, item: u32) -> ResultKey {
        let facts = self.facts_keys[item as usize].rotate_left(17);
        (self.tree.item(item).key() ^ facts, self.readers.key)
    }

    /// What rules can do where this was seen.
    pub(super) fn asked<'s>(&'s self, seen: &'s Seen, text: Option<&'s str>) -> Asked<'s> {
        self.analyzer.prefilter.asked(Some(self.language), seen, text)
    }

    /// What is in an item's slice, and where it is written what its names stand for.
    pub(super) fn near(&self, members: &[u32]) -> Seen {
        let mut seen = self.analyzer.prefilter.nothing(self.language);
        let mut reached = vec![false; self.known.len()];
        let mut open = members.to_vec();
        let mut left = NEAR;
        while let Some(item) = open.pop() {
            if !std::mem::replace(&mut reached[item as usize], true) {
                left = match left.checked_sub(1) {
                    Some(left) => left,
                    None => return self.seen.clone(),
                };
                let look = || {
                    self.analyzer.prefilter.scan(Some(self.language), self.tree.item(item).text())
                };
                seen.join(self.known[item as usize].seen(look));
                open.extend(self.prepared.facts.iter().flat_map(|facts| facts.givers(item)));
            }
        }
        seen
    }

    fn run_on_items(&self, slices: &Slices, analysis: &mut Analysis, stop: Stop<'_>) -> Option<()> {
        for item in 0..self.known.len() as u32 {
            let key = self.item_key(item);
            if self.is_remembered(key, || vec![item], analysis) {
                continue;
            }
            let seen = self.near(&slices.members(item));
            let notices = analysis.notices.len();
            let memo = Memo::default();
            let part = Part::Item(item, &memo);
            let found = self.run(&self.plan.item, part, &seen, &mut analysis.notices, stop)?;
            let keeps = analysis.notices.len() == notices;
            self.keep(key, &[item], found, keeps, analysis);
        }
        Some(())
    }

    /// The slices of items; none if together they have more code than the file, which is then
    /// quicker looked at as a whole.
    pub(super) fn slices_of(&self, items: &[u32], slices: &Slices) -> Option<Vec<Vec<u32>>> {
        let mut left = self.tree.node(NodeId::ROOT).size as usize;
        let mut out = Vec::with_capacity(items.len());
        for &item in items {
            let members = slices.members(item);
            let nodes = |&member: &u32| self.tree.item(member).nodes().len();
            left = left.checked_sub(members.iter().map(nodes).sum())?;
            out.push(members);
        }
        Some(out)
    }

    /// By item, the sequences that begin at its statements.
    fn beginnings(&self) -> Vec<Arc<[u32]>> {
        let Some(facts) = &self.prepared.facts else { return Vec::new() };
        // Whatever a rule may switch on is taken to be on.
        let options = Options { symbolic_propagation: true, ..Options::default() };
        let budget = Budget::new(u64::MAX);
        let code = Code::of(self.tree, facts);
        let matcher = Matcher::new(code, &options, &budget);
        let of_item = |item: u32| {
            let (item_key, _) = self.item_key(item);
            self.store.beginnings((item_key, self.plan.sequences_key), || {
                let begins = |(number, sequence): (usize, &Sequence)| {
                    let mut roots = self.tree.roots(item);
                    let begins = roots.any(|root| begins(&matcher, &sequence.pattern, root));
                    begins.then_some(number as u32)
                };
                self.plan.sequences.iter().enumerate().filter_map(begins).collect()
            })
        };
        (0..self.known.len() as u32).map(of_item).collect()
    }

    /// Runs those of the plan's rules on slices that need not see the file after all.
    fn run_on_slices(
        &self,
        rules: &[usize],
        parts: &Parts,
        analysis: &mut Analysis,
        stop: Stop<'_>,
    ) -> Option<()> {
        let (slices, rules_key) = (&parts.slices, parts.narrow_key);
        let mut missing = Vec::new();
        for item in 0..self.known.len() as u32 {
            let key = (slices.key(item), rules_key);
            if !self.is_remembered(key, || slices.members(item), analysis) {
                missing.push(item);
            }
        }
        let notices = analysis.notices.len();
        let results: Vec<(Vec<u32>, Vec<Attributed>)> = match self.slices_of(&missing, slices) {
            Some(all) => {
                let mut results = Vec::with_capacity(all.len());
                for (&item, members) in missing.iter().zip(all) {
                    let seen = self.near(&members);
                    let around = Around::of(members);
                    let part = Part::Slice(item, &around);
                    let found = self.run(rules, part, &seen, &mut analysis.notices, stop)?;
                    results.push((around.members, found));
                }
                results
            }
            None => {
                let asked = self.asked(&self.seen, Some(&self.source.text));
                let rules: Vec<usize> =
                    rules.iter().copied().filter(|&at| asked.is_met(at)).collect();
                let asked = self.asked(&self.seen, None);
                let allows = |pattern: &Pattern| asked.allows(pattern);
                let on = self.target(Part::All, &allows);
                let mut by_item: FxHashMap<u32, Vec<Attributed>> = FxHashMap::default();
                for found in self.analyzer.run(&rules, on, &mut analysis.notices, stop)? {
                    by_item.entry(found.item).or_default().push(found);
                }
                let of_item = |item: &u32| match by_item.remove(item) {
                    Some(found) => (slices.members(*item), found),
                    None => Default::default(),
                };
                missing.iter().map(of_item).collect()
            }
        };
        let keeps = analysis.notices.len() == notices;
        for (item, (members, found)) in missing.into_iter().zip(results) {
            self.keep((slices.key(item), rules_key), &members, found, keeps, analysis);
        }
        Some(())
    }

    /// Adds what is remembered under a key; says whether there is anything. `members` gives the
    /// items by which places are told.
    pub(super) fn is_remembered(
        &self,
        key: ResultKey,
        members: impl FnOnce() -> Vec<u32>,
        out: &mut Analysis,
    ) -> bool {
        let Some(Some(placed)) = self.store.results(key) else { return false };
        if placed.is_empty() {
            return true;
        }
        let items = members();
        let found = Members { tree: self.tree, items: &items }.found(&placed);
        let is_known = found.is_some();
        out.findings.extend(found.unwrap_or_default());
        is_known
    }

    /// Adds what was found, and remembers it if it can be told by the members.
    fn keep(
        &self,
        key: ResultKey,
        items: &[u32],
        found: Vec<Attributed>,
        keeps: bool,
        out: &mut Analysis,
    ) {
        let found: Vec<Finding> = found.into_iter().map(|own| own.finding).collect();
        if keeps {
            let placed = Members { tree: self.tree, items }.placed(&found);
            self.store.keep(key, placed.map(Arc::new));
        }
        out.findings.extend(found);
    }
}

/// The rules that read a file. Remembered: rules have filters of paths, and an edit changes no path.
fn readers(
    analyzer: &Analyzer,
    store: Visit<'_>,
    source: &Source,
    language: Language,
) -> Arc<Readers> {
    let mut hasher = Xxh3::new();
    hasher.update(&[language as u8]);
    hasher.update(source.path.as_bytes());
    store.readers(hasher.digest(), || {
        let mut readers = Readers::default();
        let mut hasher = Xxh3::new();
        readers.rules = analyzer.readers(source);
        readers.rules.iter().for_each(|at| hasher.update(&at.to_le_bytes()));
        let is_of_project = |at: &&usize| analyzer.rules()[**at].is_of_project();
        readers.project = readers.rules.iter().filter(is_of_project).copied().collect();
        readers.key = hasher.digest();
        readers
    })
}

/// The plan for rules that may apply in a file; of those about projects all are in it, should one of
/// them apply.
fn plan(
    analyzer: &Analyzer,
    store: Visit<'_>,
    readers: &Readers,
    met: &[usize],
    language: Language,
) -> Arc<Plan> {
    let mut hasher = FxHasher::default();
    hasher.write_u64(readers.key);
    hasher.write_u8(language as u8);
    met.iter().for_each(|at| hasher.write_usize(*at));
    store.plan(hasher.finish(), || {
        let mut plan = Plan::default();
        let is_of_project = |at: &&usize| analyzer.rules()[**at].is_of_project();
        let (of_project, others): (Vec<&usize>, Vec<&usize>) = met.iter().partition(is_of_project);
        for &at in others {
            let sight = analyzer.sight(at, language);
            match sight.reach {
                Reach::Item => plan.item.push(at),
                Reach::Slice => {
                    plan.slice.push(at);
                    sight.tied.iter().for_each(|own| plan.add_sequence(own, None));
                    sight.untied.iter().for_each(|own| plan.add_sequence(own, Some(at)));
                }
                Reach::File | Reach::Project => plan.file.push(at),
            }
        }
        if !of_project.is_empty() {
            plan.project.clone_from(&readers.project);
            let by_item = |at: &usize| analyzer.sight(*at, language).words == Reach::Item;
            plan.heard_by_item = plan.project.iter().copied().filter(by_item).collect();
        }
        let mut hasher = FxHasher::default();
        plan.sequences.iter().for_each(|own| hasher.write_u64(own.id));
        plan.sequences_key = hasher.finish();
        plan
    })
}
