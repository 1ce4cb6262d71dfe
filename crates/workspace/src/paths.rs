//! Paths as text: made absolute and plain without asking the disk, so that a symbolic link keeps
//! the name that the user gave it.

use std::path::{Component, Path, PathBuf};

/// A folder that holds one of these is a workspace's root.
const MARKERS: [&str; 3] = [".git", ".hg", ".jj"];

/// A path made absolute, without `.` and `..`.
pub fn absolute(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut out = PathBuf::new();
    for component in whole.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// The root of the workspace that a folder belongs to: the nearest folder upwards with a version
/// control's folder in it; without one, the outermost that has a `stockade.toml` or a `.stockade`.
pub fn root_of(folder: &Path) -> Option<PathBuf> {
    let marked = |at: &&Path| MARKERS.iter().any(|marker| at.join(marker).exists());
    let configured =
        |at: &&Path| at.join(crate::config::FILE_NAME).is_file() || at.join(".stockade").is_dir();
    let found = folder.ancestors().find(marked);
    found.or_else(|| folder.ancestors().filter(configured).last()).map(Path::to_owned)
}

/// A path as rules and reports have it: relative to a folder where it lies in it, with `/`.
pub fn relative(path: &Path, folder: &Path) -> String {
    let path = path.strip_prefix(folder).unwrap_or(path);
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace('\\', "/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_resolved_as_text() {
        assert_eq!(absolute(Path::new("/a/./b/../c")), Path::new("/a/c"));
        assert_eq!(absolute(Path::new("/../a")), Path::new("/a"));
    }

    #[test]
    fn the_nearest_version_control_wins_over_configurations() {
        let folder = tempfile::tempdir().unwrap();
        let root = absolute(folder.path());
        let deep = root.join("a/b/c");
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::write(root.join("a/b/stockade.toml"), "").unwrap();
        std::fs::write(root.join("a/stockade.toml"), "").unwrap();
        assert_eq!(root_of(&deep), Some(root.join("a")));
        std::fs::create_dir(root.join("a/b/.git")).unwrap();
        assert_eq!(root_of(&deep), Some(root.join("a/b")));
    }
}
