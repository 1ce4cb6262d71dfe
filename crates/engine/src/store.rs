//! What is remembered between analyses of open documents, by content: facts, indexes and findings
//! of items.
//!
//! There is no invalidation: a thing that has changed has another key. The store is bounded; what is
//! dropped is computed again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use stockade_syntax::{Item, Tree};
use xxhash_rust::xxh3::xxh3_64;

use crate::facts::ItemFacts;
use crate::matching::ItemIndex;
use crate::placed::Placed;
use crate::plan::{Plan, Readers};
use crate::prefilter::Seen;
use crate::project::Told;
use crate::shelf::Shelf;

/// What is known of an item by itself.
pub struct Known {
    /// Its facts.
    pub facts: Arc<ItemFacts>,
    /// Where its nodes are.
    pub index: Arc<ItemIndex>,
    /// What the prefilter saw in it.
    pub seen: Seen,
}

/// What the findings of an item depend on: code, and rules.
pub type ResultKey = (u64, u64);

/// The findings of an item; none if they cannot be remembered.
pub type Results = Option<Arc<Placed>>;

/// What an item says of its project; none if it says nothing.
pub type Tellings = Option<Arc<Told>>;

/// Analyses after which the store looks for what can be dropped.
const SWEEP: u64 = 16;

/// Nodes of an item beyond which what is known of it counts as large.
const LARGE: usize = 4_000;

/// The store of one analyzer.
#[derive(Default)]
pub struct Store {
    /// Counts the analyses of open documents.
    clock: AtomicU64,
    items: Shelf<u64, Arc<Known>>,
    results: Shelf<ResultKey, Results>,
    beginnings: Shelf<ResultKey, Arc<[u32]>>,
    told: Shelf<ResultKey, Tellings>,
    gaps: Shelf<u64, Arc<Seen>>,
    readers: Shelf<u64, Arc<Readers>>,
    plans: Shelf<u64, Arc<Plan>>,
}

impl Store {
    /// An analysis of an open document begins.
    pub fn begin(&self) {
        let now = self.clock.fetch_add(1, Ordering::Relaxed) + 1;
        if now.is_multiple_of(SWEEP) {
            self.items.sweep(now);
            self.results.sweep(now);
            self.beginnings.sweep(now);
            self.told.sweep(now);
            self.gaps.sweep(now);
            self.readers.sweep(now);
            self.plans.sweep(now);
        }
    }

    fn now(&self) -> u64 {
        self.clock.load(Ordering::Relaxed)
    }

    /// What is known of each item of a file; `scan` gives what the prefilter sees in a text.
    pub fn items(&self, tree: &Tree, scan: impl Fn(&str) -> Seen) -> Vec<Arc<Known>> {
        let known = |(number, item): (usize, &Arc<Item>)| {
            let now = self.now();
            if let Some(known) = self.items.get(&item.key(), now) {
                return known;
            }
            let number = number as u32;
            let known = Arc::new(Known {
                facts: Arc::new(ItemFacts::of(tree, number)),
                index: Arc::new(ItemIndex::of(tree, number)),
                seen: scan(item.text()),
            });
            match item.nodes().len() > LARGE {
                true => self.items.put_large(item.key(), now, Arc::clone(&known)),
                false => self.items.put(item.key(), now, Arc::clone(&known)),
            }
            known
        };
        tree.items().iter().enumerate().map(known).collect()
    }

    /// Adds what the prefilter sees in a text between items.
    pub fn gap(&self, text: &str, scan: impl Fn(&str) -> Seen, seen: &mut Seen) {
        if text.trim_ascii().is_empty() {
            return;
        }
        let key = xxh3_64(text.as_bytes());
        seen.join(&self.gaps.get_or(key, self.now(), || Arc::new(scan(text))));
    }

    /// The sequences that begin at the statements of an item.
    pub fn beginnings(&self, key: ResultKey, find: impl FnOnce() -> Vec<u32>) -> Arc<[u32]> {
        self.beginnings.get_or(key, self.now(), || find().into())
    }

    /// The rules that read files of a key.
    pub fn readers(&self, key: u64, find: impl FnOnce() -> Readers) -> Arc<Readers> {
        self.readers.get_or(key, self.now(), || Arc::new(find()))
    }

    /// What a key was planned to.
    pub fn plan(&self, key: u64, make: impl FnOnce() -> Plan) -> Arc<Plan> {
        self.plans.get_or(key, self.now(), || Arc::new(make()))
    }

    /// The findings of an item, if they were computed before.
    pub fn results(&self, key: ResultKey) -> Option<Results> {
        self.results.get(&key, self.now())
    }

    /// What an item says of its project, if it was asked before.
    pub fn told(&self, key: ResultKey) -> Option<Tellings> {
        self.told.get(&key, self.now())
    }

    /// Remembers what an item says of its project.
    pub fn keep_told(&self, key: ResultKey, told: Tellings) {
        self.told.put(key, self.now(), told);
    }

    /// Remembers the findings of an item.
    pub fn keep(&self, key: ResultKey, results: Results) {
        self.results.put(key, self.now(), results);
    }
}
