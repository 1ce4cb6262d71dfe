//! What has changed since a git revision: files, and in them lines.
//!
//! In: a folder and a revision. Out: [`Changed`]. Asks the `git` on the path; must never know:
//! findings.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Files with the lines that have changed.
pub struct Changed {
    /// By canonical path; no ranges: the whole file is new.
    files: HashMap<PathBuf, Vec<RangeInclusive<usize>>>,
}

impl Changed {
    /// What has changed in the repository around `folder` since its branch left `revision`, the
    /// working tree and files not yet added included.
    ///
    /// # Errors
    /// A message for the user: no repository, no such revision, no git.
    pub fn since(folder: &Path, revision: &str) -> Result<Changed, String> {
        let top = git(folder, &["rev-parse", "--show-toplevel"])?;
        let top = canonical(Path::new(top.trim_end_matches('\n')));
        let name = format!("{revision}^{{commit}}");
        let commit = git(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &name])
            .map_err(|_| {
                format!("--changed-since: git knows no revision `{revision}`; fetch it first, or name another")
            })?;
        let commit = commit.trim();
        // Without a common ancestor (a shallow clone) the revision itself has to do.
        let base = git(folder, &["merge-base", commit, "HEAD"]).unwrap_or(commit.to_owned());
        let diff = git(
            &top,
            &[
                "-c",
                "core.quotePath=false",
                "diff",
                "--no-color",
                "--no-ext-diff",
                "--no-textconv",
                "--unified=0",
                "--diff-filter=d",
                "--src-prefix=a/",
                "--dst-prefix=b/",
                base.trim(),
                "--",
            ],
        )?;
        let mut files: HashMap<PathBuf, Vec<RangeInclusive<usize>>> = hunks(&diff)
            .into_iter()
            .map(|(path, ranges)| (canonical(&top.join(path)), ranges))
            .collect();
        let new = git(&top, &["ls-files", "--others", "--exclude-standard", "-z"])?;
        for path in new.split('\0').filter(|path| !path.is_empty()) {
            files.insert(canonical(&top.join(path)), Vec::new());
        }
        Ok(Changed { files })
    }

    /// Whether a file has changed.
    pub fn has_file(&self, path: &Path) -> bool {
        self.files.contains_key(&canonical(path))
    }

    /// Whether one of the lines (1-based, both included) of a file has changed.
    pub fn has_lines(&self, path: &Path, lines: RangeInclusive<usize>) -> bool {
        self.files.get(&canonical(path)).is_some_and(|ranges| {
            let meets = |own: &RangeInclusive<usize>| {
                own.start() <= lines.end() && lines.start() <= own.end()
            };
            ranges.is_empty() || ranges.iter().any(meets)
        })
    }
}

fn canonical(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Runs git; its output.
fn git(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let out = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .output()
        .map_err(|error| format!("--changed-since: git cannot be started: {error}"))?;
    if out.status.success() {
        return Ok(String::from_utf8_lossy(&out.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&out.stderr);
    Err(format!("--changed-since: git: {}", said.trim()))
}

/// The files of a diff without context, each with the lines that are new in it. A file of which
/// only lines were taken away has none that are new; it is left out.
fn hunks(diff: &str) -> Vec<(String, Vec<RangeInclusive<usize>>)> {
    let mut out: Vec<(String, Vec<RangeInclusive<usize>>)> = Vec::new();
    // Lines of a hunk that are still to come; they can look like anything.
    let mut rest = 0;
    for line in diff.split('\n') {
        if rest > 0 && line.starts_with(['+', '-', '\\']) {
            rest -= usize::from(!line.starts_with('\\'));
        } else if let Some(path) = line.strip_prefix("+++ ") {
            out.push((unquoted(path), Vec::new()));
        } else if let Some((old, new)) = line.strip_prefix("@@ -").and_then(sizes) {
            rest = old + new.1;
            if let Some((_, ranges)) = out.last_mut().filter(|_| new.1 > 0) {
                ranges.push(new.0..=new.0 + new.1 - 1);
            }
        }
    }
    out.retain(|(_, ranges)| !ranges.is_empty());
    out
}

/// From `1,2 +3,4 @@ …`: the number of old lines; the first new line and their number.
fn sizes(header: &str) -> Option<(usize, (usize, usize))> {
    let (old, rest) = header.split_once(" +")?;
    let (new, _) = rest.split_once(" @@")?;
    let pair = |text: &str| match text.split_once(',') {
        Some((first, number)) => Some((first.parse().ok()?, number.parse().ok()?)),
        None => Some((text.parse().ok()?, 1)),
    };
    Some((pair(old)?.1, pair(new)?))
}

/// The path of a `+++ ` line; one with quotes or control characters in it is quoted as in C.
fn unquoted(path: &str) -> String {
    // A name with a space in it is followed by a tab.
    let path = path.trim_end_matches('\t');
    let quoted = path.strip_prefix('"').and_then(|path| path.strip_suffix('"'));
    let Some(quoted) = quoted else { return path.strip_prefix("b/").unwrap_or(path).to_owned() };
    let mut bytes = Vec::new();
    let mut rest = quoted.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        match rest.next() {
            Some(b'n') => bytes.push(b'\n'),
            Some(b't') => bytes.push(b'\t'),
            Some(b'r') => bytes.push(b'\r'),
            Some(digit @ b'0'..=b'3') => {
                let mut value = u32::from(digit - b'0');
                for _ in 0..2 {
                    value = value * 8 + u32::from(rest.next().unwrap_or(b'0').saturating_sub(b'0'));
                }
                bytes.push(u8::try_from(value).unwrap_or(b'?'));
            }
            Some(other) => bytes.push(other),
            None => {}
        }
    }
    let path = String::from_utf8_lossy(&bytes);
    path.strip_prefix("b/").unwrap_or(&path).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hunks_name_the_new_lines() {
        let diff = "diff --git a/x.js b/x.js\n--- a/x.js\n+++ b/x.js\n@@ -1 +1,2 @@ f\n-a\n+++ b/trap\n+c\n\
                    @@ -9,2 +10,0 @@\n-d\n-e\n\\ No newline at end of file\n\
                    diff --git a/a b.js b/a b.js\n--- /dev/null\n+++ b/a b.js\t\n@@ -0,0 +1 @@\n+x\n\
                    diff --git a/gone b/gone\n--- a/gone\n+++ b/gone\n@@ -1 +0,0 @@\n-x\n";
        assert_eq!(
            hunks(diff),
            [("x.js".to_owned(), vec![1..=2]), ("a b.js".to_owned(), vec![1..=1])]
        );
    }

    #[test]
    fn quoted_paths_are_read() {
        assert_eq!(unquoted("\"b/a\\\"b\\303\\251.js\""), "a\"bé.js");
        assert_eq!(unquoted("b/plain.js"), "plain.js");
    }
}
