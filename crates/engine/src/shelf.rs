//! A map by content whose entries know when they were last asked for, and whether in earnest.

use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};

use dashmap::DashMap;
use rustc_hash::FxBuildHasher;

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub enum Asking {
    /// The analysis of this number, of a document.
    Document(u64),
    /// The analysis of this number, of a text that was only tried out.
    Trial(u64),
}

/// Values by key, each with the numbers of the analyses that last asked for it.
pub struct Shelf<K, V> {
    entries: DashMap<K, Entry<V>, FxBuildHasher>,
}

struct Entry<V> {
    used: AtomicU64,
    tried: AtomicU64,
    value: V,
}

impl<V> Entry<V> {
    fn note(&self, asking: Asking) {
        match asking {
            Asking::Document(now) => _ = self.used.fetch_max(now, Ordering::Relaxed),
            // What a document has needed goes when it needs it no more: it may be large, and what a
            // trial adds to it is small.
            Asking::Trial(now) if self.used.load(Ordering::Relaxed) == 0 => {
                self.tried.fetch_max(now, Ordering::Relaxed);
            }
            Asking::Trial(_) => {}
        }
    }
}

impl<K: Eq + Hash, V> Default for Shelf<K, V> {
    fn default() -> Self {
        Shelf { entries: DashMap::default() }
    }
}

impl<K: Eq + Hash, V: Clone> Shelf<K, V> {
    /// The value of a key, if there is one.
    pub fn get(&self, key: &K, asking: Asking) -> Option<V> {
        let entry = self.entries.get(key)?;
        entry.note(asking);
        Some(entry.value.clone())
    }

    /// The value of a key, made where there is none.
    pub fn get_or(&self, key: K, asking: Asking, make: impl FnOnce() -> V) -> V {
        if let Some(known) = self.get(&key, asking) {
            return known;
        }
        let value = make();
        self.put(key, asking, value.clone());
        value
    }

    /// Remembers a value.
    pub fn put(&self, key: K, asking: Asking, value: V) {
        let entry = Entry { used: AtomicU64::new(0), tried: AtomicU64::new(0), value };
        entry.note(asking);
        self.entries.insert(key, entry);
    }

    /// Drops what was last asked for by an analysis of a document and one of a text tried out that
    /// are `over`; 0 where there was none.
    pub fn sweep(&self, is_over: impl Fn(u64, u64) -> bool) {
        let last = |number: &AtomicU64| number.load(Ordering::Relaxed);
        self.entries.retain(|_, entry| !is_over(last(&entry.used), last(&entry.tried)));
        if self.entries.capacity() > 2 * self.entries.len() + 1024 {
            self.entries.shrink_to_fit();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Asking, Shelf};

    #[test]
    fn what_is_asked_for_stays() {
        use Asking::{Document, Trial};
        let shelf: Shelf<u32, &str> = Shelf::default();
        shelf.put(1, Document(1), "asked for");
        shelf.put(2, Document(1), "forgotten");
        shelf.put(3, Trial(1), "tried");
        shelf.put(4, Trial(1), "tried in vain");
        assert_eq!(shelf.get(&1, Document(5)), Some("asked for"));
        assert_eq!(shelf.get(&3, Trial(5)), Some("tried"));
        shelf.sweep(|used, tried| used < 5 && tried < 5);
        let left = [1, 2, 3, 4].map(|key| shelf.get(&key, Trial(6)));
        assert_eq!(left, [Some("asked for"), None, Some("tried"), None]);
        // To be needed for a trial is not to be needed by a document.
        shelf.put(5, Document(1), "another's");
        assert_eq!(shelf.get(&5, Trial(7)), Some("another's"));
        shelf.sweep(|used, tried| used < 5 && tried < 5);
        assert_eq!(shelf.get(&5, Document(8)), None);
    }
}
