//! Which paths a rule reads.
//!
//! Globs are checked when they are read and compiled when a path is first asked about: of
//! hundreds of rules few get so far.

use std::sync::{Arc, OnceLock};

use globset::{Glob, GlobBuilder, GlobMatcher};

/// Globs on the path of the file, relative to the root that is analysed.
#[derive(Clone, Debug, Default)]
pub struct PathFilter {
    /// If not empty, one of these must match.
    pub include: Vec<PathGlob>,
    /// None of these may match.
    pub exclude: Vec<PathGlob>,
}

impl PathFilter {
    /// Whether a file is read. `path` uses `/`, whatever the platform.
    pub fn accepts(&self, path: &str) -> bool {
        (self.include.is_empty() || self.include.iter().any(|glob| glob.matches(path)))
            && !self.exclude.iter().any(|glob| glob.matches(path))
    }

    /// All globs as they are written; filters with the same say the same of every path.
    pub fn spelled(&self) -> String {
        let mut all = String::new();
        for (kind, globs) in [('+', &self.include), ('-', &self.exclude)] {
            for glob in globs {
                all.extend([kind]);
                all.push_str(&glob.text);
                all.push('\n');
            }
        }
        all
    }
}

/// One glob of a `paths:` filter.
#[derive(Clone, Debug)]
pub struct PathGlob {
    /// As written.
    pub text: Arc<str>,
    glob: Glob,
    compiled: Arc<OnceLock<GlobMatcher>>,
}

impl PathGlob {
    /// Takes a glob as rules mean it: a `/` at the end stands for all that is in a folder, and one
    /// at the beginning for nothing.
    ///
    /// # Errors
    /// Why it is no glob.
    pub fn new(text: &str) -> Result<PathGlob, String> {
        let adapted = if text.ends_with('/') { format!("{text}**") } else { text.to_owned() };
        let glob = GlobBuilder::new(adapted.trim_start_matches('/'))
            .literal_separator(true)
            .build()
            .map_err(|error| error.kind().to_string())?;
        Ok(PathGlob { text: text.into(), glob, compiled: Arc::default() })
    }

    /// Whether the path, or a part of it that begins after a `/`, matches (as rule authors mean
    /// it: `*.test.js` and `tests/` name things at any depth).
    pub fn matches(&self, path: &str) -> bool {
        let glob = self.compiled.get_or_init(|| self.glob.compile_matcher());
        let mut rest = path.trim_start_matches("./");
        // No wildcard reaches over a `/`: a glob without one names files.
        if !self.text.contains('/') {
            rest = rest.rsplit('/').next().unwrap_or(rest);
        }
        loop {
            if glob.is_match(rest) {
                return true;
            }
            match rest.split_once('/') {
                Some((_, tail)) => rest = tail,
                None => return false,
            }
        }
    }
}
