//! The configuration of a folder: `stockade.toml`, read and compiled.
//!
//! In: a folder and the text of its `stockade.toml`. Out: [`Config`], which answers questions
//! about files and rules. Must never know: how the file was found, which rules exist.

mod read;
mod schema;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use regex::RegexSet;
use stockade_rules::{Rule, Severity};

pub use read::{Problem, nearest, read};
pub use schema::{ConfigFile, Level, Limits, Override, OverrideRules, Rules, Secrets, json_schema};

/// The name of the file.
pub const FILE_NAME: &str = "stockade.toml";

/// The configuration that holds for a file: the nearest upwards, up to and including `root`.
pub fn find(file: &Path, root: &Path) -> Option<PathBuf> {
    file.ancestors()
        .skip(1)
        .take_while(|folder| folder.starts_with(root))
        .map(|folder| folder.join(FILE_NAME))
        .find(|config| config.is_file())
}

/// A configuration, compiled. The default is that of a project without one.
#[derive(Debug, Default)]
pub struct Config {
    /// The file it was read from; none for the default.
    pub file: Option<PathBuf>,
    /// What the file says.
    pub content: ConfigFile,
    include: Option<Gitignore>,
    exclude: Option<Gitignore>,
    overrides: Vec<Gitignore>,
    allow: RegexSet,
}

impl Config {
    /// Compiles the text of the `stockade.toml` at `file`.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn from_text(file: &Path, text: &str) -> Result<Config, Vec<Problem>> {
        let content = read(file, text)?;
        let folder = file.parent().unwrap_or(Path::new(""));
        let mut problems = Vec::new();
        // The place of a value is found by its text: what is wrong stands there as it is quoted.
        let mut note = |value: &str, message: String, help: &str| {
            let start = text.find(value).unwrap_or(0);
            problems.push(Problem::at(file, text, start..start + value.len(), message, help));
        };
        let mut globs = |list: &[String]| {
            let mut builder = GitignoreBuilder::new(folder);
            for glob in list {
                if let Err(error) = builder.add_line(None, glob) {
                    let message = format!("the glob `{glob}` is wrong: {error}");
                    note(glob, message, "see the syntax of .gitignore");
                }
            }
            builder.build().unwrap_or_else(|_| Gitignore::empty())
        };
        let include = (!content.include.is_empty()).then(|| globs(&content.include));
        let exclude = (!content.exclude.is_empty()).then(|| globs(&content.exclude));
        let overrides = content.overrides.iter().map(|o| globs(&o.paths)).collect();
        let allow = RegexSet::new(&content.secrets.allow).unwrap_or_else(|_| {
            for pattern in &content.secrets.allow {
                if let Err(error) = regex::Regex::new(pattern) {
                    let message = format!("the regular expression `{pattern}` is wrong: {error}");
                    note(pattern, message, "escape what is meant literally");
                }
            }
            RegexSet::empty()
        });
        if problems.is_empty() {
            Ok(Config { file: Some(file.to_owned()), content, include, exclude, overrides, allow })
        } else {
            Err(problems)
        }
    }

    /// Whether a file is analysed; `path` is absolute.
    pub fn accepts_file(&self, path: &Path) -> bool {
        self.include.as_ref().is_none_or(|globs| has(globs, path, false))
            && !self.exclude.as_ref().is_some_and(|globs| has(globs, path, false))
    }

    /// Whether `exclude` names a folder, so that nothing in it need be looked at.
    pub fn excludes_folder(&self, path: &Path) -> bool {
        self.exclude.as_ref().is_some_and(|globs| has(globs, path, true))
    }

    /// Whether a rule may report anything anywhere.
    pub fn may_run(&self, rule: &Rule) -> bool {
        self.runs(rule) || self.content.overrides.iter().any(|o| names(&o.rules.enable, rule))
    }

    /// The severity of a rule's findings in a file; `None` if it does not run there. `path` is
    /// absolute.
    pub fn severity(&self, rule: &Rule, path: &Path) -> Option<Severity> {
        let mut runs = self.runs(rule);
        let levels = &self.content.rules.severity;
        let mut severity = level(levels, rule).unwrap_or(rule.severity);
        for (globs, choice) in self.overrides.iter().zip(&self.content.overrides) {
            if !has(globs, path, false) {
                continue;
            }
            let choice = &choice.rules;
            runs = (runs || names(&choice.enable, rule)) && !names(&choice.disable, rule);
            severity = level(&choice.severity, rule).unwrap_or(severity);
        }
        runs.then_some(severity)
    }

    /// Whether `[secrets] allow` has this code.
    pub fn allows_secret(&self, code: &str) -> bool {
        self.allow.is_match(code)
    }

    /// All names of rules that the file mentions, for telling the user which do not exist.
    pub fn mentioned_rules(&self) -> impl Iterator<Item = &str> {
        let rules = &self.content.rules;
        let overrides = self.content.overrides.iter().flat_map(|o| {
            o.rules.enable.iter().chain(&o.rules.disable).chain(o.rules.severity.keys())
        });
        let own = rules.enable.iter().chain(&rules.disable).chain(rules.severity.keys());
        own.chain(overrides).map(String::as_str)
    }

    fn runs(&self, rule: &Rule) -> bool {
        let rules = &self.content.rules;
        (rules.enable.is_empty() || names(&rules.enable, rule)) && !names(&rules.disable, rule)
    }
}

fn has(globs: &Gitignore, path: &Path, is_folder: bool) -> bool {
    path.starts_with(globs.path()) && globs.matched_path_or_any_parents(path, is_folder).is_ignore()
}

fn names(list: &[String], rule: &Rule) -> bool {
    list.iter().any(|name| is_called(rule, name))
}

fn level(levels: &std::collections::BTreeMap<String, Level>, rule: &Rule) -> Option<Severity> {
    // The id is more exact than a category or a tag.
    let by_id = levels.get(&*rule.id);
    by_id
        .or_else(|| levels.iter().find(|(name, _)| is_called(rule, name)).map(|(_, level)| level))
        .map(|level| (*level).into())
}

/// The sections of the built-in guidelines.
static SECTIONS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut sections: Vec<&str> = stockade_guidelines::files()
        .into_iter()
        .filter_map(|(name, _)| Some(name.split_once('/')?.0))
        .collect();
    sections.dedup();
    sections
});

/// The category of a rule: what its metadata says, or the section that its guideline stands in.
pub fn category(rule: &Rule) -> Option<&str> {
    rule.metadata.category.as_deref().or_else(|| {
        let section = rule.origin.file.split_once('/')?.0;
        SECTIONS.contains(&section).then_some(section)
    })
}

/// Whether a name means this rule: its id, its category, one of its tags or its CWE.
pub fn is_called(rule: &Rule, name: &str) -> bool {
    *rule.id == *name
        || category(rule) == Some(name)
        || rule.metadata.tags.iter().any(|tag| tag == name)
        || rule.metadata.cwe.iter().any(|cwe| cwe.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> Config {
        Config::from_text(Path::new("/project/stockade.toml"), text).unwrap()
    }

    fn rule(id: &str, tag: &str) -> std::sync::Arc<Rule> {
        let text = format!(
            "rules:\n- id: {id}\n  languages: [python]\n  message: m\n  severity: WARNING\n  \
             pattern: f()\n  metadata: {{tags: [{tag}], cwe: ['CWE-79: x']}}\n"
        );
        stockade_rules::load::load("rules.yaml", &text).rules[0].clone()
    }

    #[test]
    fn globs_are_those_of_gitignore() {
        let config = config("include = ['*.py', 'src/']\nexclude = ['/old', 'test_*']\n");
        let accepts = |path: &str| config.accepts_file(Path::new(path));
        assert!(accepts("/project/a.py"));
        assert!(accepts("/project/deep/er/a.py"));
        assert!(accepts("/project/src/a.js"));
        assert!(!accepts("/project/a.js"));
        assert!(!accepts("/project/old/a.py"));
        assert!(accepts("/project/sub/old/a.py"));
        assert!(!accepts("/project/sub/test_a.py"));
        assert!(config.excludes_folder(Path::new("/project/old")));
        assert!(!config.excludes_folder(Path::new("/project/src")));
    }

    #[test]
    fn rules_are_named_by_id_tag_or_cwe_and_overrides_come_later() {
        let config = config(
            "[rules]\nenable = ['a', 'tls']\ndisable = ['CWE-22']\nseverity = { tls = 'info', b = 'error' }\n\
             [[overrides]]\npaths = ['tests/']\nrules = { disable = ['a'], enable = ['d'] }\n",
        );
        let (a, b) = (rule("a", "x"), rule("b", "tls"));
        let (c, d) = (rule("c", "x"), rule("d", "y"));
        let file = Path::new("/project/main.py");
        let test = Path::new("/project/tests/main.py");
        assert_eq!(config.severity(&a, file), Some(Severity::Warning));
        assert_eq!(config.severity(&b, file), Some(Severity::Error));
        assert_eq!(config.severity(&c, file), None);
        assert_eq!(config.severity(&d, file), None);
        assert_eq!(config.severity(&a, test), None);
        assert_eq!(config.severity(&d, test), Some(Severity::Warning));
        assert!(config.may_run(&d) && !config.may_run(&c));
    }

    #[test]
    fn a_wrong_glob_and_a_wrong_regex_are_named_at_their_places() {
        let text = "exclude = ['{a']\n[secrets]\nallow = ['x', '(']\n";
        let problems = Config::from_text(Path::new("stockade.toml"), text).unwrap_err();
        let places: Vec<_> = problems.iter().map(|p| (p.line, p.column)).collect();
        assert_eq!(places, [(1, 13), (3, 16)]);
    }
}
