//! What is remembered between analyses of open documents, by content: facts, indexes and findings
//! of items.
//!
//! There is no invalidation: a thing that has changed has another key. What the last states of the
//! documents need stays, so the store grows with what is open and not with what was typed; what is
//! dropped is computed again.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};
use stockade_syntax::{Item, Tree};
use xxhash_rust::xxh3::xxh3_64;

use crate::facts::ItemFacts;
use crate::matching::ItemIndex;
use crate::placed::Placed;
use crate::plan::{Plan, Readers};
use crate::prefilter::Seen;
use crate::project::Told;
use crate::shelf::{Asking, Shelf};

/// What is known of an item by itself.
pub struct Known {
    /// Its facts.
    pub facts: Arc<ItemFacts>,
    /// Where its nodes are.
    pub index: Arc<ItemIndex>,
    seen: OnceLock<Seen>,
}

impl Known {
    fn of(tree: &Tree, number: u32) -> Known {
        Known {
            facts: Arc::new(ItemFacts::of(tree, number)),
            index: Arc::new(ItemIndex::of(tree, number)),
            seen: OnceLock::new(),
        }
    }

    /// What the prefilter saw in it; looked for when it is asked for the first time.
    pub fn seen(&self, look: impl FnOnce() -> Seen) -> &Seen {
        self.seen.get_or_init(look)
    }
}

/// What the findings of an item depend on: code, and rules.
pub type ResultKey = (u64, u64);

/// The findings of an item; none if they cannot be remembered.
pub type Results = Option<Arc<Placed>>;

/// What an item says of its project; none if it says nothing.
pub type Tellings = Option<Arc<Told>>;

/// Analyses after which the store looks for what can be dropped.
const SWEEP: u64 = 16;
/// Analyses that may be under way, or that a next one may go back to; each may have half of a large
/// file as one item, while a string is open.
const YOUNG: u64 = 4;
/// Analyses after which a text that was tried out is not likely to be tried again: while someone
/// types, the fixes of every state are proven on texts that differ from each other in an item.
const TRIED: u64 = 32;
/// Documents whose states are kept.
const DOCUMENTS: usize = 256;

/// The store of one analyzer.
#[derive(Default)]
pub struct Store {
    /// Counts the analyses of open documents.
    clock: AtomicU64,
    /// By path, the last two analyses of it that came to their end.
    finished: Mutex<FxHashMap<Arc<str>, [u64; 2]>>,
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
    pub fn begin(&self) -> Visit<'_> {
        Visit { store: self, asking: Asking::Document(self.tick()) }
    }

    /// The same for a text that is only tried out: a document keeps what it needs, whatever was
    /// tried on it since.
    pub fn begin_trial(&self) -> Visit<'_> {
        Visit { store: self, asking: Asking::Trial(self.tick()) }
    }

    fn tick(&self) -> u64 {
        let now = self.clock.fetch_add(1, Ordering::Relaxed) + 1;
        if now.is_multiple_of(SWEEP) {
            self.sweep(now);
        }
        now
    }

    fn sweep(&self, now: u64) {
        let needed: FxHashSet<u64> = {
            let finished = self.finished.lock().unwrap_or_else(PoisonError::into_inner);
            finished.values().flatten().copied().collect()
        };
        let is_over = |used: u64, tried: u64| {
            used + YOUNG < now && !needed.contains(&used) && tried + TRIED < now
        };
        self.items.sweep(is_over);
        self.results.sweep(is_over);
        self.beginnings.sweep(is_over);
        self.told.sweep(is_over);
        self.gaps.sweep(is_over);
        self.readers.sweep(is_over);
        self.plans.sweep(is_over);
    }
}

/// What one analysis takes from the store and leaves in it.
#[derive(Clone, Copy)]
pub struct Visit<'s> {
    store: &'s Store,
    asking: Asking,
}

impl Visit<'_> {
    /// The analysis of the document at a path has come to its end: it has asked for all that the
    /// document needs.
    pub fn finish(self, path: &Arc<str>) {
        let Asking::Document(now) = self.asking else { return };
        let mut finished = self.store.finished.lock().unwrap_or_else(PoisonError::into_inner);
        match finished.get_mut(path) {
            Some(last) => *last = [last[1], now],
            None => {
                finished.insert(Arc::clone(path), [now; 2]);
            }
        }
        if finished.len() > DOCUMENTS {
            let oldest = finished.iter().min_by_key(|(_, last)| last[1]);
            if let Some(path) = oldest.map(|(path, _)| Arc::clone(path)) {
                finished.remove(&path);
            }
        }
    }

    /// What is known of each item of a file.
    pub fn items(self, tree: &Tree) -> Vec<Arc<Known>> {
        let known = |(number, item): (usize, &Arc<Item>)| {
            let make = || Arc::new(Known::of(tree, number as u32));
            self.store.items.get_or(item.key(), self.asking, make)
        };
        tree.items().iter().enumerate().map(known).collect()
    }

    /// Adds what the prefilter sees in a text between items.
    pub fn gap(self, text: &str, scan: impl Fn(&str) -> Seen, seen: &mut Seen) {
        if text.trim_ascii().is_empty() {
            return;
        }
        let key = xxh3_64(text.as_bytes());
        seen.join(&self.store.gaps.get_or(key, self.asking, || Arc::new(scan(text))));
    }

    /// The sequences that begin at the statements of an item.
    pub fn beginnings(self, key: ResultKey, find: impl FnOnce() -> Vec<u32>) -> Arc<[u32]> {
        self.store.beginnings.get_or(key, self.asking, || find().into())
    }

    /// The rules that read files of a key.
    pub fn readers(self, key: u64, find: impl FnOnce() -> Readers) -> Arc<Readers> {
        self.store.readers.get_or(key, self.asking, || Arc::new(find()))
    }

    /// What a key was planned to.
    pub fn plan(self, key: u64, make: impl FnOnce() -> Plan) -> Arc<Plan> {
        self.store.plans.get_or(key, self.asking, || Arc::new(make()))
    }

    /// The findings of an item, if they were computed before.
    pub fn results(self, key: ResultKey) -> Option<Results> {
        self.store.results.get(&key, self.asking)
    }

    /// What an item says of its project, if it was asked before.
    pub fn told(self, key: ResultKey) -> Option<Tellings> {
        self.store.told.get(&key, self.asking)
    }

    /// Remembers what an item says of its project.
    pub fn keep_told(self, key: ResultKey, told: Tellings) {
        self.store.told.put(key, self.asking, told);
    }

    /// Remembers the findings of an item.
    pub fn keep(self, key: ResultKey, results: Results) {
        self.store.results.put(key, self.asking, results);
    }
}
