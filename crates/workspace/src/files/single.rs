//! Whether one file would be found by a walk of its workspace, without walking it: for a file
//! that an editor says has changed.

use std::path::Path;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::IGNORE_FILE;
use super::kind::{self, Kind};
use crate::error::Error;
use crate::paths;
use crate::workspace::Workspace;

/// Whether a walk from the file's root would take the file.
///
/// # Errors
/// A configuration that cannot be used.
pub fn is_read(workspace: &Workspace, file: &Path) -> Result<bool, Error> {
    let file = paths::absolute(file);
    let root = workspace.root(&file);
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if !matches!(kind::of_name(name), Kind::Code(_) | Kind::Text | Kind::Script) {
        return Ok(false);
    }
    // The folders between the root and the file, the root first.
    let mut folders: Vec<&Path> =
        file.ancestors().skip(1).take_while(|folder| folder.starts_with(&root)).collect();
    folders.reverse();
    let mut ignores: Vec<Gitignore> = Vec::new();
    for (at, folder) in folders.iter().enumerate() {
        if at > 0 {
            let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let parent = workspace.profile_of_folder(folders[at - 1])?;
            if kind::is_hidden(name)
                || kind::is_vendored(name)
                || parent.config().excludes_folder(folder)
                || is_ignored(&ignores, folder, true)
            {
                return Ok(false);
            }
        }
        ignores.push(ignore_files(folder));
    }
    Ok(!is_ignored(&ignores, &file, false)
        && workspace.profile(&file)?.config().accepts_file(&file))
}

/// What the ignore files of a folder say; ours comes later and wins.
fn ignore_files(folder: &Path) -> Gitignore {
    let mut builder = GitignoreBuilder::new(folder);
    for name in [".gitignore", ".ignore", IGNORE_FILE] {
        let file = folder.join(name);
        if file.is_file() {
            // A wrong line is left out, as a walk does.
            let _ = builder.add(file);
        }
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

/// The innermost ignore file that has something to say decides.
fn is_ignored(ignores: &[Gitignore], path: &Path, is_folder: bool) -> bool {
    for ignore in ignores.iter().rev() {
        match ignore.matched(path, is_folder) {
            Match::Ignore(_) => return true,
            Match::Whitelist(_) => return false,
            Match::None => {}
        }
    }
    false
}
