//! Which rules and which configuration hold for a document, and what the client's settings add.
//!
//! In: the roots of the workspace and the settings. Out: a [`Project`] for each file. Reading and
//! compiling happens when the first file asks, on the thread that asks; nothing here is changed
//! afterwards: new settings, rules or configurations make a new [`Projects`].
//! Must never know: documents, the client.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use stockade_engine::Analyzer;
use stockade_rules::guideline::Guideline;
use stockade_rules::load::Problem;
use stockade_rules::{Rule, Severity};
use stockade_syntax::Language;
use stockade_workspace::{Config, Options, Profile, RuleSet, Selection, Workspace, config, files};

use crate::linked::Linked;

/// The client's settings, under `stockade` in its own configuration. They mean what the options of
/// the same names mean on the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Settings {
    /// More rules: files and folders.
    pub rules: Vec<PathBuf>,
    /// Neither the built-in rules nor the project's.
    pub no_builtin: bool,
    /// Only rules called one of these.
    pub only: Vec<String>,
    /// No rules called one of these.
    pub skip: Vec<String>,
    /// The lowest severity that is shown.
    pub severity: Option<Least>,
    /// Whether the files that are not open are analysed too; they are if it is not said.
    pub workspace_scan: Option<bool>,
}

/// A severity by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Least {
    /// Holes only.
    Error,
    /// Not what is only worth knowing.
    Warning,
    /// Everything.
    Info,
}

impl Settings {
    /// Reads settings: the value itself, or what stands in it under `stockade`. The error is a
    /// line for the user.
    pub fn read(value: &serde_json::Value) -> Result<Settings, String> {
        let own = value.get("stockade").unwrap_or(value);
        if own.is_null() {
            return Ok(Settings::default());
        }
        Settings::deserialize(own).map_err(|error| format!("the settings of Stockade: {error}"))
    }

    fn options(&self, roots: &[PathBuf]) -> Options {
        let base = roots.first().map(PathBuf::as_path).unwrap_or(Path::new(""));
        Options {
            rules: self.rules.iter().map(|path| base.join(path)).collect(),
            no_builtin: self.no_builtin,
            selection: Selection {
                only: self.only.clone(),
                skip: self.skip.clone(),
                least: self.severity.map(|least| match least {
                    Least::Error => Severity::Error,
                    Least::Warning => Severity::Warning,
                    Least::Info => Severity::Info,
                }),
            },
            languages: None,
        }
    }
}

/// The projects of the workspace's folders.
pub struct Projects {
    workspace: Arc<Workspace>,
    linked: Arc<Linked>,
    /// With the built-in rules alone, for where a configuration cannot be read.
    fallback: Workspace,
    complaints: Mutex<Vec<String>>,
}

impl Projects {
    /// The projects of these roots. Reads nothing yet.
    pub fn new(roots: &[PathBuf], settings: &Settings) -> Projects {
        Projects {
            workspace: Arc::new(Workspace::open(roots, settings.options(roots))),
            linked: Arc::default(),
            fallback: Workspace::open(&[], Options::default()),
            complaints: Mutex::default(),
        }
    }

    /// The workspace, for finding its files.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// What depends on several files.
    pub fn linked(&self) -> &Linked {
        &self.linked
    }

    /// What holds for a file; without a path, what holds for the first root.
    pub fn of(&self, path: Option<&Path>) -> Arc<Project> {
        let roots = self.workspace.roots();
        let anonymous = roots.last().cloned().unwrap_or_default().join("untitled");
        let path = path.unwrap_or(&anonymous);
        let root = roots.iter().find(|root| path.starts_with(root)).cloned();
        let profile = self.workspace.profile(path).or_else(|error| {
            let mut complaints = self.complaints.lock().unwrap_or_else(PoisonError::into_inner);
            let text = format!("{error}\nuntil it is right only the built-in rules run here");
            if !complaints.contains(&text) {
                complaints.push(text);
            }
            self.fallback.profile(Path::new("/untitled"))
        });
        let profile = profile.unwrap_or_else(|_| {
            let rules = Arc::new(RuleSet::of_texts(Vec::new(), true));
            let plain = Config::default();
            Arc::new(Profile::new(PathBuf::new(), plain, rules, &Selection::default()))
        });
        let (workspace, linked) = (Arc::clone(&self.workspace), Arc::clone(&self.linked));
        Arc::new(Project { root, profile, workspace, linked })
    }

    /// Why configurations could not be used, each once.
    pub fn take_complaints(&self) -> Vec<String> {
        std::mem::take(&mut *self.complaints.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What kind of document a file is, which decides what is done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Code, or a text that may hold secrets.
    Source,
    /// A rule file or guideline of the workspace.
    Rules,
    /// `stockade.toml`.
    Configuration,
    /// Nothing of ours: excluded, or of a kind that no rule reads.
    Other,
}

/// What holds for one document.
pub struct Project {
    /// The root that it lies in.
    pub root: Option<PathBuf>,
    /// The configuration and the rules.
    pub profile: Arc<Profile>,
    /// What depends on several files.
    pub linked: Arc<Linked>,
    workspace: Arc<Workspace>,
}

impl Project {
    /// The analyzer.
    pub fn analyzer(&self) -> &Analyzer {
        self.profile.analyzer()
    }

    /// The rules as loaded, those that are turned off included.
    pub fn all_rules(&self) -> &[Arc<Rule>] {
        &self.profile.rule_set().rules
    }

    /// A rule by its id.
    pub fn rule(&self, id: &str) -> Option<&Arc<Rule>> {
        self.all_rules().iter().find(|rule| *rule.id == *id)
    }

    /// The guideline that explains a rule.
    pub fn guideline(&self, id: &str) -> Option<&Guideline> {
        self.profile.rule_set().guidelines.iter().find(|guideline| {
            guideline.id.as_deref() == Some(id) || guideline.rules.iter().any(|r| *r.id == *id)
        })
    }

    /// The configuration file that holds, whether it exists or would be the one to write.
    pub fn configuration_file(&self) -> Option<PathBuf> {
        let own = self.profile.config().file.clone();
        own.or_else(|| Some(self.root.as_ref()?.join(config::FILE_NAME)))
    }

    /// What kind of document a file is. One that an editor takes for code is code, whatever its
    /// name; ignore files and the configuration are asked about all others.
    pub fn kind(&self, path: Option<&Path>, language: Option<Language>) -> Kind {
        let Some(path) = path else { return Kind::Source };
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name == config::FILE_NAME {
            return Kind::Configuration;
        }
        if self.is_rule_file(path, name) {
            return Kind::Rules;
        }
        let is_named_oddly = language.is_some() && Language::from_file_name(name).is_none();
        let is_read = files::is_read(&self.workspace, path).unwrap_or(true);
        if is_named_oddly || is_read { Kind::Source } else { Kind::Other }
    }

    fn is_rule_file(&self, path: &Path, name: &str) -> bool {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending).unwrap_or_default();
        if !matches!(ending, "yaml" | "yml" | "md") {
            return false;
        }
        let named = path.to_string_lossy();
        let is_loaded = self.profile.rule_set().texts.iter().any(|(own, _)| *own == named);
        let folders: Vec<_> = path.iter().collect();
        is_loaded || folders.windows(2).any(|two| two[0] == ".stockade" && two[1] == "rules")
    }

    /// The mistakes in the text of a rule file, seen together with the other rules.
    pub fn rule_problems(&self, path: &Path, text: &str) -> Vec<Problem> {
        let name = path.display().to_string();
        let mut texts: Vec<(String, String)> = self.profile.rule_set().texts.clone();
        texts.retain(|(own, _)| *own != name);
        texts.push((name.clone(), text.to_owned()));
        let loaded = RuleSet::checked(texts);
        loaded.problems.into_iter().filter(|problem| *problem.file == *name).collect()
    }
}
