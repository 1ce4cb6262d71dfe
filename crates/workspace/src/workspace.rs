//! The workspace: folders with their configurations and rules, found once and remembered.
//!
//! In: paths. Out: for each file the [`Profile`] of its folder.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use dashmap::DashMap;
use stockade_syntax::Language;

use crate::config::{self, Config};
use crate::error::Error;
use crate::paths;
use crate::profile::{Profile, Selection};
use crate::ruleset::RuleSet;

/// Where a project's own rules stand.
pub const RULES_FOLDER: &str = ".stockade/rules";

/// What the user asked for beside what the configuration says.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// More rules, as files and folders.
    pub rules: Vec<PathBuf>,
    /// Only `rules`: neither the built-in rules nor the project's.
    pub no_builtin: bool,
    /// Which rules run.
    pub selection: Selection,
    /// If only files in these languages will be analysed, the other built-in rules need not be
    /// loaded; see [`RuleSet::load_for`].
    pub languages: Option<Vec<Language>>,
}

/// Folders, their configurations and rules. Shared by threads.
pub struct Workspace {
    /// Absolute; the innermost that holds a folder is its root.
    roots: Vec<PathBuf>,
    options: Options,
    /// By absolute folder.
    folders: DashMap<PathBuf, Arc<Profile>>,
    /// By the configuration's folder; few, and made one at a time.
    profiles: Mutex<Vec<(PathBuf, Arc<Profile>)>>,
    /// By the paths they come from.
    rule_sets: Mutex<Vec<(Vec<PathBuf>, Arc<RuleSet>)>>,
}

impl Workspace {
    /// A workspace with these roots, as an editor knows them.
    pub fn open(roots: &[PathBuf], options: Options) -> Workspace {
        let mut roots: Vec<PathBuf> = roots.iter().map(|root| paths::absolute(root)).collect();
        roots.sort_by_key(|root| std::cmp::Reverse(root.components().count()));
        Workspace {
            roots,
            options,
            folders: DashMap::new(),
            profiles: Mutex::default(),
            rule_sets: Mutex::default(),
        }
    }

    /// The workspace of files and folders named on a command line: the root of each is found
    /// upwards; without one it is the current folder, or the path itself where it lies elsewhere.
    pub fn containing(paths: &[PathBuf], options: Options) -> Workspace {
        let here = paths::absolute(Path::new("."));
        let mut roots = vec![paths::root_of(&here).unwrap_or(here)];
        for path in paths {
            let path = paths::absolute(path);
            let folder = if path.is_dir() { &path } else { path.parent().unwrap_or(&path) };
            match paths::root_of(folder) {
                Some(root) if !roots.contains(&root) => roots.push(root),
                None if !roots.iter().any(|root| folder.starts_with(root)) => {
                    roots.push(folder.to_owned());
                }
                _ => {}
            }
        }
        Self::open(&roots, options)
    }

    /// What the user asked for.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The roots, the innermost first.
    pub fn roots(&self) -> &[PathBuf] {
        &self.roots
    }

    /// The root of a file or folder: the innermost that holds it, else the folder itself.
    pub fn root(&self, path: &Path) -> PathBuf {
        let path = paths::absolute(path);
        let found = self.roots.iter().find(|root| path.starts_with(root));
        found.cloned().unwrap_or_else(|| path.parent().unwrap_or(&path).to_owned())
    }

    /// What holds for a file: the nearest configuration and its rules.
    ///
    /// # Errors
    /// A configuration or a rule file that cannot be used.
    pub fn profile(&self, file: &Path) -> Result<Arc<Profile>, Error> {
        let file = paths::absolute(file);
        self.profile_of_folder(file.parent().unwrap_or(&file))
    }

    /// What holds for what a path names: a file, or the files of a folder.
    ///
    /// # Errors
    /// A configuration or a rule file that cannot be used.
    pub fn profile_of(&self, path: &Path) -> Result<Arc<Profile>, Error> {
        let path = paths::absolute(path);
        let folder = if path.is_dir() { &path } else { path.parent().unwrap_or(&path) };
        self.profile_of_folder(folder)
    }

    /// What holds for the files of a folder; the path is absolute.
    pub(crate) fn profile_of_folder(&self, folder: &Path) -> Result<Arc<Profile>, Error> {
        if let Some(known) = self.folders.get(folder) {
            return Ok(Arc::clone(&known));
        }
        let root = self.roots.iter().find(|root| folder.starts_with(root));
        let root = root.map_or(folder, PathBuf::as_path);
        let own = folder.join(config::FILE_NAME);
        let profile = if folder == root || own.is_file() {
            self.compile(folder, root)?
        } else {
            self.profile_of_folder(folder.parent().unwrap_or(folder))?
        };
        self.folders.insert(folder.to_owned(), Arc::clone(&profile));
        Ok(profile)
    }

    /// All profiles so far, in the order of their folders.
    pub fn profiles(&self) -> Vec<Arc<Profile>> {
        let known = self.profiles.lock().unwrap_or_else(PoisonError::into_inner);
        let mut out = known.clone();
        out.sort_by(|a, b| a.0.cmp(&b.0));
        out.into_iter().map(|(_, profile)| profile).collect()
    }

    /// Forgets configurations and rules, so that the next question reads them anew.
    pub fn reload(&self) {
        self.profiles.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.rule_sets.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.folders.clear();
    }

    fn compile(&self, folder: &Path, root: &Path) -> Result<Arc<Profile>, Error> {
        let mut profiles = self.profiles.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = profiles.iter().find(|(own, _)| own == folder) {
            return Ok(Arc::clone(known));
        }
        let file = folder.join(config::FILE_NAME);
        let config = match std::fs::read_to_string(&file) {
            Ok(text) => Config::from_text(&file, &text).map_err(Error::Config)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Config::default(),
            Err(error) => return Err(Error::Unreadable { path: file, error }),
        };
        let rules = self.rule_set(&config, folder, root)?;
        let profile = Profile::new(root.to_owned(), config, rules, &self.options.selection);
        let profile = Arc::new(profile);
        profiles.push((folder.to_owned(), Arc::clone(&profile)));
        Ok(profile)
    }

    /// Where the rules of a folder's configuration stand, beside the built-in ones: the folders
    /// `.stockade/rules`, what the configuration names and what the user named.
    pub fn rule_paths(&self, config: &Config, folder: &Path, root: &Path) -> Vec<PathBuf> {
        let mut paths = Vec::new();
        if !self.options.no_builtin {
            paths.extend([root.join(RULES_FOLDER), folder.join(RULES_FOLDER)]);
            paths.retain(|path| path.is_dir());
            paths.extend(config.content.rules.paths.iter().map(|path| folder.join(path)));
        }
        paths.extend(self.options.rules.iter().cloned());
        let mut seen = Vec::new();
        paths.retain(|path| {
            let plain = paths::absolute(path);
            let is_new = !seen.contains(&plain);
            seen.push(plain);
            is_new
        });
        paths
    }

    fn rule_set(&self, config: &Config, folder: &Path, root: &Path) -> Result<Arc<RuleSet>, Error> {
        let paths = self.rule_paths(config, folder, root);
        let mut known = self.rule_sets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, set)) = known.iter().find(|(own, _)| *own == paths) {
            return Ok(Arc::clone(set));
        }
        let set = Arc::new(RuleSet::load_for(
            &paths,
            !self.options.no_builtin,
            self.options.languages.as_deref(),
        )?);
        known.push((paths, Arc::clone(&set)));
        Ok(set)
    }
}
