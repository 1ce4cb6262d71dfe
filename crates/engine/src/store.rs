//! What is remembered between analyses of open documents, by content: facts and indexes of items,
//! and findings of items.
//!
//! There is no invalidation: a thing that has changed has another key. The store is bounded; what is
//! dropped is computed again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use stockade_syntax::{Span, Tree};

use crate::facts::{Facts, ItemFacts};
use crate::matching::{Index, ItemIndex};
use crate::prefilter::Seen;
use crate::shelf::Shelf;

/// A finding with its place relative to its item.
#[derive(Clone, Debug)]
pub struct ItemFinding {
    /// Number of the rule in the analyzer.
    pub rule: usize,
    /// Where, relative to the item.
    pub span: Span,
    /// The message.
    pub message: Arc<str>,
    /// The fingerprint before repetitions are numbered.
    pub fingerprint: u64,
}

/// What the result of an item depends on beside the rules.
pub type ResultKey = (u64, u64, u64);

/// The findings of an item; none if they cannot be remembered.
pub type ItemFindings = Option<Arc<[ItemFinding]>>;

/// Analyses after which the store looks for what can be dropped.
const SWEEP: u64 = 256;

/// The store of one analyzer.
#[derive(Default)]
pub struct Store {
    /// Counts the analyses of open documents.
    clock: AtomicU64,
    items: Shelf<u64, (Arc<ItemFacts>, Arc<ItemIndex>)>,
    findings: Shelf<ResultKey, ItemFindings>,
    seen: Shelf<u64, Arc<Seen>>,
}

impl Store {
    /// An analysis of an open document begins.
    pub fn begin(&self) {
        let now = self.clock.fetch_add(1, Ordering::Relaxed) + 1;
        if now.is_multiple_of(SWEEP) {
            self.items.sweep(now);
            self.findings.sweep(now);
            self.seen.sweep(now);
        }
    }

    fn now(&self) -> u64 {
        self.clock.load(Ordering::Relaxed)
    }

    /// Facts and index of a file, from what is known of its items.
    pub fn prepare(&self, tree: &Tree) -> (Facts, Index) {
        let (mut facts, mut indexes) = (Vec::new(), Vec::new());
        for (number, item) in tree.items().iter().enumerate() {
            let number = number as u32;
            let (own_facts, own_index) = self.items.get_or(item.key(), self.now(), || {
                (Arc::new(ItemFacts::of(tree, number)), Arc::new(ItemIndex::of(tree, number)))
            });
            facts.push(own_facts);
            indexes.push(own_index);
        }
        let facts = Facts::from_items(facts);
        let index = Index::from_items(tree, &facts, indexes);
        (facts, index)
    }

    /// What the prefilter saw in an item.
    pub fn seen(&self, item: u64, scan: impl FnOnce() -> Seen) -> Arc<Seen> {
        self.seen.get_or(item, self.now(), || Arc::new(scan()))
    }

    /// The findings of an item, if they were computed before.
    pub fn findings(&self, key: ResultKey) -> Option<ItemFindings> {
        self.findings.get(&key, self.now())
    }

    /// Remembers the findings of an item.
    pub fn keep(&self, key: ResultKey, findings: ItemFindings) {
        self.findings.put(key, self.now(), findings);
    }
}
