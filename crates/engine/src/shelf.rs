//! A map by content whose entries know when they were last asked for.

use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};

use dashmap::DashMap;
use rustc_hash::FxBuildHasher;

/// Values by key, each with the number of the analysis that last asked for it.
pub struct Shelf<K, V> {
    entries: DashMap<K, Entry<V>, FxBuildHasher>,
}

struct Entry<V> {
    used: AtomicU64,
    value: V,
}

impl<K: Eq + Hash, V> Default for Shelf<K, V> {
    fn default() -> Self {
        Shelf { entries: DashMap::default() }
    }
}

impl<K: Eq + Hash, V: Clone> Shelf<K, V> {
    /// The value of a key, if there is one; `now` numbers the analyses.
    pub fn get(&self, key: &K, now: u64) -> Option<V> {
        let entry = self.entries.get(key)?;
        entry.used.fetch_max(now, Ordering::Relaxed);
        Some(entry.value.clone())
    }

    /// The value of a key, made where there is none.
    pub fn get_or(&self, key: K, now: u64, make: impl FnOnce() -> V) -> V {
        if let Some(known) = self.get(&key, now) {
            return known;
        }
        let value = make();
        self.put(key, now, value.clone());
        value
    }

    /// Remembers a value.
    pub fn put(&self, key: K, now: u64, value: V) {
        self.entries.insert(key, Entry { used: AtomicU64::new(now), value });
    }

    /// Drops what was last asked for by analyses that are `over`.
    pub fn sweep(&self, is_over: impl Fn(u64) -> bool) {
        self.entries.retain(|_, entry| !is_over(entry.used.load(Ordering::Relaxed)));
        if self.entries.capacity() > 2 * self.entries.len() + 1024 {
            self.entries.shrink_to_fit();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Shelf;

    #[test]
    fn what_is_asked_for_stays() {
        let shelf: Shelf<u32, &str> = Shelf::default();
        shelf.put(1, 0, "asked for");
        shelf.put(2, 0, "forgotten");
        assert_eq!(shelf.get(&1, 5), Some("asked for"));
        shelf.sweep(|used| used < 5);
        assert_eq!((shelf.get(&1, 6), shelf.get(&2, 6)), (Some("asked for"), None));
    }
}
