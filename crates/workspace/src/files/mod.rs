//! Finding the files to analyse: what paths name, what ignore files, the configuration and the
//! files' names leave of it.
//!
//! In: paths. Out: files in the order of their paths. Must never know: rules.

mod at_hand;
mod kind;
mod read;
mod single;

use std::ops::AddAssign;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};
use stockade_engine::Stop;

use crate::error::Error;
use crate::paths;
use crate::workspace::Workspace;
use kind::Kind;

pub use at_hand::languages;
pub use read::{Read, Text, read};
pub use single::is_read;

/// The name of the files that list what is not analysed, in the syntax of `.gitignore`.
pub const IGNORE_FILE: &str = ".stockadeignore";

/// The files found, and what could not be looked at.
#[derive(Debug, Default)]
pub struct Found {
    /// Files, each once: those that the user named, then those found in folders, both in the
    /// order of their paths.
    pub files: Vec<PathBuf>,
    /// How many of `files` the user named.
    pub named: usize,
    /// Messages for the user.
    pub failures: Vec<String>,
    /// Paths given that do not exist.
    pub missing: usize,
    /// What was left out.
    pub skipped: Skipped,
}

/// How much was left out, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Minified files.
    pub minified: usize,
    /// Files that a tool wrote.
    pub generated: usize,
    /// Folders with other people's code.
    pub vendored_folders: usize,
    /// Files that `include` or `exclude` of the configuration leaves out.
    pub excluded: usize,
}

impl AddAssign for Skipped {
    fn add_assign(&mut self, other: Skipped) {
        self.minified += other.minified;
        self.generated += other.generated;
        self.vendored_folders += other.vendored_folders;
        self.excluded += other.excluded;
    }
}

/// Finds what paths name: files as they are, folders walked with `.gitignore` and
/// `.stockadeignore` honoured. The configuration's `exclude` holds for both.
///
/// # Errors
/// A configuration that cannot be used.
pub fn find(workspace: &Workspace, paths: &[PathBuf]) -> Result<Found, Error> {
    find_until(workspace, paths, &|| false)
}

/// The same, ended early when `stop` says so; what was found by then is not all there is.
///
/// # Errors
/// A configuration that cannot be used.
pub fn find_until(
    workspace: &Workspace,
    paths: &[PathBuf],
    stop: Stop<'_>,
) -> Result<Found, Error> {
    let mut found = Found::default();
    let mut folders = Vec::new();
    for path in paths {
        match std::fs::metadata(path) {
            Err(error) => {
                found.missing += 1;
                found.failures.push(format!("{}: {error}", path.display()));
            }
            Ok(kind) if kind.is_dir() => folders.push(path),
            Ok(_) => {
                if workspace.profile(path)?.config().accepts_file(&paths::absolute(path)) {
                    found.files.push(path.clone());
                } else {
                    found.skipped.excluded += 1;
                }
            }
        }
    }
    found.files.sort();
    found.files.dedup();
    found.named = found.files.len();
    let mut walked = Vec::new();
    for folder in folders {
        walked.extend(walk(workspace, folder, stop, &mut found)?);
    }
    walked.sort();
    walked.dedup();
    let named = std::mem::take(&mut found.files);
    walked.retain(|file| named.binary_search(file).is_err());
    found.files = named;
    found.files.extend(walked);
    found.failures.sort();
    Ok(found)
}

/// What the threads of a walk gather.
#[derive(Default)]
struct Gathered {
    files: Vec<PathBuf>,
    failures: Vec<String>,
    skipped: Skipped,
    error: Option<Error>,
}

fn walk(
    workspace: &Workspace,
    folder: &Path,
    stop: Stop<'_>,
    found: &mut Found,
) -> Result<Vec<PathBuf>, Error> {
    let gathered = Mutex::new(Gathered::default());
    let with = |change: &dyn Fn(&mut Gathered)| {
        change(&mut gathered.lock().unwrap_or_else(PoisonError::into_inner));
    };
    WalkBuilder::new(folder)
        .hidden(false)
        .require_git(false)
        .add_custom_ignore_filename(IGNORE_FILE)
        .build_parallel()
        .run(|| {
            Box::new(|entry| {
                if stop() {
                    return WalkState::Quit;
                }
                let entry = match entry {
                    Ok(entry) => entry,
                    Err(error) => {
                        with(&|all| all.failures.push(error.to_string()));
                        return WalkState::Continue;
                    }
                };
                match look(workspace, &entry) {
                    Ok(Look::Take) => {
                        let path = entry.into_path();
                        with(&|all| all.files.push(path.clone()));
                        WalkState::Continue
                    }
                    Ok(Look::Enter) => WalkState::Continue,
                    Ok(Look::Leave(skipped)) => {
                        with(&|all| all.skipped += skipped);
                        WalkState::Skip
                    }
                    Err(error) => {
                        gathered.lock().unwrap_or_else(PoisonError::into_inner).error = Some(error);
                        WalkState::Quit
                    }
                }
            })
        });
    let gathered = gathered.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(error) = gathered.error {
        return Err(error);
    }
    found.failures.extend(gathered.failures);
    found.skipped += gathered.skipped;
    Ok(gathered.files)
}

/// What to do with an entry of a folder.
enum Look {
    Take,
    Enter,
    Leave(Skipped),
}

fn look(workspace: &Workspace, entry: &DirEntry) -> Result<Look, Error> {
    let name = entry.file_name().to_str().unwrap_or_default();
    let Some(kind) = entry.file_type() else { return Ok(Look::Leave(Skipped::default())) };
    let absolute = || paths::absolute(entry.path());
    if kind.is_dir() {
        if entry.depth() == 0 {
            return Ok(Look::Enter);
        }
        if kind::is_hidden(name) {
            return Ok(Look::Leave(Skipped::default()));
        }
        if kind::is_vendored(name) {
            return Ok(Look::Leave(Skipped { vendored_folders: 1, ..Skipped::default() }));
        }
        let path = absolute();
        let parent = path.parent().unwrap_or(&path);
        let is_out = workspace.profile_of_folder(parent)?.config().excludes_folder(&path);
        return Ok(if is_out { Look::Leave(Skipped::default()) } else { Look::Enter });
    }
    if !kind.is_file() {
        return Ok(Look::Leave(Skipped::default()));
    }
    match kind::of_name(name) {
        Kind::Other => return Ok(Look::Leave(Skipped::default())),
        Kind::Minified => {
            return Ok(Look::Leave(Skipped { minified: 1, ..Skipped::default() }));
        }
        Kind::Generated => {
            return Ok(Look::Leave(Skipped { generated: 1, ..Skipped::default() }));
        }
        Kind::Code(_) | Kind::Text | Kind::Script => {}
    }
    let path = absolute();
    let parent = path.parent().unwrap_or(&path);
    let accepts = workspace.profile_of_folder(parent)?.config().accepts_file(&path);
    let excluded = Skipped { excluded: 1, ..Skipped::default() };
    Ok(if accepts { Look::Take } else { Look::Leave(excluded) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Options;

    /// Writes files (an empty text where none is given) and finds what there is to analyse.
    fn found(files: &[(&str, &str)]) -> (Vec<String>, Skipped) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let paths = [folder.path().to_owned()];
        let workspace = Workspace::containing(&paths, Options::default());
        let found = find(&workspace, &paths).unwrap();
        assert_eq!(found.failures, Vec::<String>::new());
        let root = folder.path();
        // A file judged by itself is judged as the walk does; those whose text tells aside.
        for (name, _) in files {
            let path = root.join(name);
            let alone = is_read(&workspace, &path).unwrap();
            assert_eq!(alone, found.files.contains(&path), "{name}");
        }
        (found.files.iter().map(|file| paths::relative(file, root)).collect(), found.skipped)
    }

    #[test]
    fn code_and_texts_are_found_in_order() {
        let (files, skipped) = found(&[
            ("b.py", ""),
            ("a/x.go", ""),
            (".env", ""),
            (".github/workflow.yml", ""),
            (".cache/x.py", ""),
            ("picture.png", ""),
            ("node_modules/m/index.js", ""),
            ("j.min.js", ""),
            ("package-lock.json", ""),
        ]);
        assert_eq!(files, [".env", ".github/workflow.yml", "a/x.go", "b.py"]);
        let expected =
            Skipped { minified: 1, generated: 1, vendored_folders: 1, ..Skipped::default() };
        assert_eq!(skipped, expected);
    }

    #[test]
    fn ignore_files_are_honoured() {
        let (files, _) = found(&[
            (".gitignore", "out/\n"),
            (".stockadeignore", "*.spec.ts\n"),
            ("out/a.js", ""),
            ("a.spec.ts", ""),
            ("a.ts", ""),
        ]);
        assert_eq!(files, ["a.ts"]);
    }

    #[test]
    fn the_nearest_configuration_decides_alone() {
        let (files, skipped) = found(&[
            ("stockade.toml", "exclude = ['*.go', 'old/']\n"),
            ("a.go", ""),
            ("old/a.py", ""),
            ("sub/stockade.toml", "include = ['*.go']\n"),
            ("sub/a.go", ""),
            ("sub/a.py", ""),
        ]);
        assert_eq!(files, ["sub/a.go"]);
        assert_eq!(skipped.excluded, 2);
    }
}
