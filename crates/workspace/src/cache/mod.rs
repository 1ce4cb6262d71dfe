//! Results of files, remembered between runs in the user's cache folder.
//!
//! A result is found by the content of the file, its path as rules see it, the rules and the
//! version of the program; so there is nothing to invalidate. Only results of single files are
//! kept: what depends on several files is computed from them anew. Several processes may share
//! the folder: a file in it is replaced whole, and what one of them loses it computes again.
//! Must never know: how files are found or shown.

mod pack;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use etcetera::BaseStrategy as _;

pub use pack::{Entry, KeptFinding, KeptFix, Key, pair, span_in};

use pack::Pack;
use stockade_engine::project::Summary;

/// Bytes of entries that the last run did not need, beyond which the oldest are dropped.
const MAX_UNUSED: usize = 16 << 20;

/// Bytes of all packs together, beyond which the oldest are removed.
const MAX_FOLDER: u64 = 256 << 20;

/// Hash of everything that a result depends on and that is compiled in.
const BUILD: &str = env!("STOCKADE_BUILD");

/// The cache of a workspace. Shared by threads.
pub struct Cache {
    file: PathBuf,
    known: Pack,
    /// What this run needed: entries it used or made.
    needed: Mutex<Needed>,
}

#[derive(Default)]
struct Needed {
    used: Vec<Key>,
    made: HashMap<Key, Entry>,
}

impl Cache {
    /// The cache of the workspace with these roots; `None` if the user has no cache folder.
    pub fn open(roots: &[PathBuf]) -> Option<Cache> {
        let folder = etcetera::choose_base_strategy().ok()?.cache_dir().join("stockade");
        Some(Self::in_folder(&folder, roots))
    }

    /// The same in a folder.
    pub fn in_folder(folder: &Path, roots: &[PathBuf]) -> Cache {
        let mut hasher = blake3::Hasher::new();
        for root in roots {
            hasher.update(root.as_os_str().as_encoded_bytes());
            hasher.update(&[0]);
        }
        let name = hasher.finalize().to_hex();
        let file = folder.join(format!("{}.pack", &name.as_str()[..32]));
        let known = Pack::read(&file);
        Cache { file, known, needed: Mutex::default() }
    }

    /// The key of a result: `rules` is the profile's digest, `path` as rules see it.
    pub fn key(rules: &[u8; 32], path: &str, language: Option<&str>, text: &str) -> Key {
        let mut hasher = blake3::Hasher::new();
        for part in [BUILD, path, language.unwrap_or_default()] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.update(rules);
        hasher.update(text.as_bytes());
        let mut key = Key::default();
        key.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        key
    }

    /// The key of a file's summary for others that lead to it, from that of its result.
    pub fn key_of_summary(key: &Key) -> Key {
        let mut other = *key;
        other.iter_mut().for_each(|byte| *byte = !*byte);
        other
    }

    /// What is known.
    pub fn get(&self, key: &Key) -> Option<&Entry> {
        let entry = self.known.entries.get(key)?;
        self.lock().used.push(*key);
        Some(entry)
    }

    /// What is known, from this run or an earlier one, for adding to it.
    pub fn latest(&self, key: &Key) -> Option<Entry> {
        let made = self.lock().made.get(key).cloned();
        made.or_else(|| self.known.entries.get(key).cloned())
    }

    /// Remembers a result.
    pub fn put(&self, key: Key, entry: Entry) {
        self.lock().made.insert(key, entry);
    }

    /// Writes what is new; writes nothing if nothing is.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn save(self) -> std::io::Result<()> {
        let needed = self.needed.into_inner().unwrap_or_else(PoisonError::into_inner);
        if needed.made.is_empty() {
            return Ok(());
        }
        let mut pack = self.known;
        pack.run = pack.run.wrapping_add(1);
        let run = pack.run;
        for key in needed.used {
            if let Some(entry) = pack.entries.get_mut(&key) {
                entry.used = run;
            }
        }
        for (key, entry) in needed.made {
            pack.entries.insert(key, Entry { used: run, ..entry });
        }
        drop_unused(&mut pack, MAX_UNUSED);
        pack.write(&self.file)?;
        if let Some(folder) = self.file.parent() {
            drop_packs(folder, &self.file, MAX_FOLDER);
        }
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Needed> {
        self.needed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Drops the entries that were not needed for longest, until those not needed now are few.
fn drop_unused(pack: &mut Pack, limit: usize) {
    let mut unused: Vec<(u32, Key, usize)> = pack
        .entries
        .iter()
        .filter(|(_, entry)| entry.used != pack.run)
        .map(|(key, entry)| (pack.run.wrapping_sub(entry.used), *key, size(entry)))
        .collect();
    unused.sort_unstable();
    let mut total = 0;
    for (_, key, size) in unused {
        total += size;
        if total > limit {
            pack.entries.remove(&key);
        }
    }
}

/// About how many bytes an entry takes.
fn size(entry: &Entry) -> usize {
    let finding = |kept: &KeptFinding| {
        let steps: usize = kept.trace.iter().map(|(_, note)| note.len() + 9).sum();
        let fixes: usize = kept.fixes.iter().flatten().map(KeptFix::size).sum();
        24 + kept.message.len() + steps + fixes
    };
    24 + entry.summary.as_ref().map_or(1, Summary::size)
        + entry.findings.iter().map(finding).sum::<usize>()
}

/// Removes the packs that were written longest ago, until the rest is small enough. What another
/// process removed meanwhile is gone as well.
fn drop_packs(folder: &Path, own: &Path, limit: u64) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut packs: Vec<_> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.path() != own)
        .filter_map(|entry| {
            let about = entry.metadata().ok()?;
            Some((about.modified().ok()?, about.len(), entry.path()))
        })
        .filter(|(_, _, path)| path.extension().is_some_and(|ending| ending == "pack"))
        .collect();
    packs.sort_by(|a, b| b.cmp(a));
    let mut total = std::fs::metadata(own).map_or(0, |about| about.len());
    for (_, size, path) in packs {
        total += size;
        if total > limit {
            let _ = std::fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(bytes: usize) -> Entry {
        let finding = KeptFinding {
            rule: 0,
            span: (0, 0),
            message: "x".repeat(bytes),
            trace: Vec::new(),
            fingerprint: 0,
            fixes: None,
        };
        Entry { used: 0, findings: vec![finding], summary: None }
    }

    #[test]
    fn the_key_tells_every_part() {
        let key = |rules: u8, path, language, text| Cache::key(&[rules; 32], path, language, text);
        let all = [
            key(0, "a", None, "t"),
            key(1, "a", None, "t"),
            key(0, "b", None, "t"),
            key(0, "a", Some("Go"), "t"),
            key(0, "a", None, "u"),
            key(0, "", Some("a"), "t"),
        ];
        for (at, one) in all.iter().enumerate() {
            assert!(!all[at + 1..].contains(one), "{at}");
        }
    }

    #[test]
    fn a_second_run_knows_what_the_first_made() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Cache::in_folder(folder.path(), &[PathBuf::from("/project")]);
        let cache = open();
        assert_eq!(cache.get(&[1; 16]), None);
        cache.put([1; 16], entry(3));
        cache.save().unwrap();
        assert!(open().get(&[1; 16]).is_some());
        let other = Cache::in_folder(folder.path(), &[PathBuf::from("/other")]);
        assert_eq!(other.get(&[1; 16]), None);
    }

    #[test]
    fn what_is_not_needed_for_longest_goes_first() {
        let mut pack = Pack { run: 9, entries: HashMap::new() };
        for used in 5..10 {
            pack.entries.insert([used as u8; 16], Entry { used, ..entry(100) });
        }
        drop_unused(&mut pack, 2 * size(&entry(100)));
        let mut left: Vec<u32> = pack.entries.values().map(|entry| entry.used).collect();
        left.sort_unstable();
        assert_eq!(left, [7, 8, 9]);
    }

    #[test]
    fn old_packs_go_when_the_folder_is_full() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["old.pack", "new.pack", "own.pack", "note.txt"] {
            std::fs::write(path(name), [0; 100]).unwrap();
            let now = std::time::SystemTime::now();
            let age = std::time::Duration::from_secs(if name == "old.pack" { 3600 } else { 60 });
            let file = std::fs::File::options().write(true).open(path(name)).unwrap();
            file.set_modified(now - age).unwrap();
        }
        drop_packs(folder.path(), &path("own.pack"), 250);
        assert!(!path("old.pack").exists());
        assert!(
            path("new.pack").exists() && path("own.pack").exists() && path("note.txt").exists()
        );
    }
}
