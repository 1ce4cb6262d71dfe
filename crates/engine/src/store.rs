//! What is remembered between analyses of open documents, by content: facts and indexes of items,
//! and findings of items.
//!
//! There is no invalidation: a thing that has changed has another key. The store is bounded; what is
//! dropped is computed again.

use std::sync::Arc;

use dashmap::DashMap;
use rustc_hash::FxBuildHasher;
use stockade_syntax::{Span, Tree};

use crate::facts::{Facts, ItemFacts};
use crate::matching::{Index, ItemIndex};
use crate::prefilter::Seen;

/// Entries of a kind beyond which it is emptied: a few large files' worth.
const MAX_ENTRIES: usize = 60_000;

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

/// The store of one analyzer.
#[derive(Default)]
pub struct Store {
    items: DashMap<u64, (Arc<ItemFacts>, Arc<ItemIndex>), FxBuildHasher>,
    findings: DashMap<ResultKey, ItemFindings, FxBuildHasher>,
    seen: DashMap<u64, Arc<Seen>, FxBuildHasher>,
}

impl Store {
    /// Facts and index of a file, from what is known of its items.
    pub fn prepare(&self, tree: &Tree) -> (Facts, Index) {
        if self.items.len() > MAX_ENTRIES {
            self.items.clear();
        }
        let (mut facts, mut indexes) = (Vec::new(), Vec::new());
        for (number, item) in tree.items().iter().enumerate() {
            let number = number as u32;
            let known = self.items.get(&item.key()).map(|known| known.clone());
            let (own_facts, own_index) = known.unwrap_or_else(|| {
                let fresh =
                    (Arc::new(ItemFacts::of(tree, number)), Arc::new(ItemIndex::of(tree, number)));
                self.items.insert(item.key(), fresh.clone());
                fresh
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
        if let Some(known) = self.seen.get(&item) {
            return Arc::clone(&known);
        }
        if self.seen.len() > MAX_ENTRIES {
            self.seen.clear();
        }
        let seen = Arc::new(scan());
        self.seen.insert(item, Arc::clone(&seen));
        seen
    }

    /// The findings of an item, if they were computed before.
    pub fn findings(&self, key: ResultKey) -> Option<ItemFindings> {
        self.findings.get(&key).map(|known| known.clone())
    }

    /// Remembers the findings of an item.
    pub fn keep(&self, key: ResultKey, findings: ItemFindings) {
        if self.findings.len() > MAX_ENTRIES {
            self.findings.clear();
        }
        self.findings.insert(key, findings);
    }
}
