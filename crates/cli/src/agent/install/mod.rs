//! `stockade hook install`: our entries in an agent's own settings, and out of them again.
//!
//! In: an agent and a scope. Out: settings files with our entries merged in, everything else as it
//! was, to the byte. Twice is once; removing is the inverse of installing.
//! Must never know: events, rules.

mod edit;
mod layout;
mod places;

pub use places::Scope;

use std::path::{Path, PathBuf};

use super::kind::Agent;
use crate::disk;

/// What became of a settings file.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was written.
    Written,
    /// It was deleted, because nothing but our entries had been in it.
    Deleted,
    /// It was right already.
    Unchanged,
}

/// Puts our entries into the agent's settings, or takes them out.
///
/// # Errors
/// A message for the user; the files named before it are done, this one is as it was.
pub fn run(agent: Agent, scope: &Scope, remove: bool) -> Result<Vec<(PathBuf, Outcome)>, String> {
    let mut done = Vec::new();
    for (path, entries) in places::of(agent, scope) {
        let outcome = one(&path, &entries, remove)?;
        done.push((path, outcome));
    }
    Ok(done)
}

fn one(path: &Path, entries: &[edit::Entry], remove: bool) -> Result<Outcome, String> {
    let fail = |reason: String| format!("{}: {reason}; it is as it was", path.display());
    let old = match std::fs::read_to_string(path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(fail(error.to_string())),
    };
    let created = edit::created(entries);
    let new = match (&old, remove) {
        (None, true) => None,
        (None, false) => Some(created),
        // What the whole file is ours goes whole.
        (Some(text), true) if *text == created => None,
        (Some(text), true) => Some(edit::remove(text, entries).map_err(fail)?),
        (Some(text), false) => Some(edit::add(text, entries).map_err(fail)?),
    };
    if new == old {
        return Ok(Outcome::Unchanged);
    }
    match new {
        Some(text) => {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder).map_err(|error| fail(error.to_string()))?;
            }
            disk::write_whole(path, &text)?;
            Ok(Outcome::Written)
        }
        None => {
            std::fs::remove_file(path).map_err(|error| fail(error.to_string()))?;
            // A folder that was made for the file alone goes with it.
            let folder = path.parent();
            let hidden = |folder: &&Path| {
                folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
            };
            if let Some(folder) = folder.filter(hidden) {
                let _ = std::fs::remove_dir(folder);
            }
            Ok(Outcome::Deleted)
        }
    }
}
