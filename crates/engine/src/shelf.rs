//! A bounded map by content: what was not asked for lately is dropped.

use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};

use dashmap::DashMap;
use rustc_hash::FxBuildHasher;

/// Analyses for which an entry stays without being asked for: about as many as documents are worked
/// on at a time. An entry that is dropped too early costs the time to make it again.
const KEPT: u64 = 96;

/// The same for large entries: while a bracket is open half of a file may be one item, another one
/// with each key.
const KEPT_LARGE: u64 = 8;

/// Values by key, each with the number of the analysis that last asked for it.
pub struct Shelf<K, V> {
    entries: DashMap<K, Entry<V>, FxBuildHasher>,
}

struct Entry<V> {
    used: AtomicU64,
    is_large: bool,
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
        entry.used.store(now, Ordering::Relaxed);
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
        self.entries.insert(key, Entry { used: AtomicU64::new(now), is_large: false, value });
    }

    /// Remembers a value that takes much room.
    pub fn put_large(&self, key: K, now: u64, value: V) {
        self.entries.insert(key, Entry { used: AtomicU64::new(now), is_large: true, value });
    }

    /// Drops what was not asked for lately.
    pub fn sweep(&self, now: u64) {
        self.entries.retain(|_, entry| {
            let kept = if entry.is_large { KEPT_LARGE } else { KEPT };
            entry.used.load(Ordering::Relaxed) + kept >= now
        });
        if self.entries.capacity() > 4 * self.entries.len() + 1024 {
            self.entries.shrink_to_fit();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{KEPT, KEPT_LARGE, Shelf};

    #[test]
    fn what_is_asked_for_stays() {
        let shelf: Shelf<u32, &str> = Shelf::default();
        shelf.put(1, 0, "asked for");
        shelf.put(2, 0, "forgotten");
        assert_eq!(shelf.get(&1, KEPT), Some("asked for"));
        shelf.put_large(3, KEPT, "large");
        shelf.sweep(KEPT + 1);
        assert_eq!((shelf.get(&1, KEPT + 1), shelf.get(&2, KEPT + 1)), (Some("asked for"), None));
        shelf.sweep(KEPT + KEPT_LARGE + 1);
        assert!(shelf.get(&1, KEPT).is_some() && shelf.get(&3, KEPT).is_none());
    }
}
