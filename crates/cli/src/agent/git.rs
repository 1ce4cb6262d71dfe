//! What changed since the last commit, as git says it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A work tree.
pub struct WorkTree {
    /// Its root.
    pub root: PathBuf,
}

impl WorkTree {
    /// The work tree that a folder is in; none outside of one or without git.
    pub fn of(folder: &Path) -> Option<WorkTree> {
        let out = git(folder, &["rev-parse", "--show-toplevel"])?;
        let root = out.trim_end_matches(['\n', '\r']);
        (!root.is_empty()).then(|| WorkTree { root: root.into() })
    }

    /// The files that differ from the last commit or are new, relative to the root, in order.
    pub fn changed(&self) -> Vec<String> {
        let parts = [
            git(&self.root, &["diff", "--name-only", "-z", "--no-renames", "HEAD", "--"]),
            git(&self.root, &["ls-files", "--others", "--exclude-standard", "-z"]),
        ];
        let mut files: Vec<String> = parts
            .iter()
            .flatten()
            .flat_map(|out| out.split('\0'))
            .filter(|file| !file.is_empty())
            .map(str::to_owned)
            .collect();
        files.sort();
        files.dedup();
        files
    }

    /// A file's text in the last commit; none if it is not there.
    pub fn committed(&self, file: &str) -> Option<String> {
        git(&self.root, &["show", &format!("HEAD:{file}")])
    }
}

fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let out = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    out.status.success().then(|| String::from_utf8(out.stdout).ok()).flatten()
}
