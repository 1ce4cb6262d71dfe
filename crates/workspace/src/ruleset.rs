//! Which rules there are: the built-in guidelines, those of the project and those the user names.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use stockade_rules::Rule;
use stockade_rules::guideline::Guideline;
use stockade_rules::load::{Loaded, Problem, load_all};

use crate::error::Error;

/// Rules, with what was wrong with others.
#[derive(Debug, Default)]
pub struct RuleSet {
    /// The rules that are right.
    pub rules: Vec<Arc<Rule>>,
    /// The guidelines.
    pub guidelines: Vec<Guideline>,
    /// Mistakes.
    pub problems: Vec<Problem>,
    /// Differs where the texts of the rules differ.
    pub digest: [u8; 32],
    /// The texts that are not built in, with their names, for showing what is wrong in them.
    pub texts: Vec<(String, String)>,
}

impl RuleSet {
    /// Loads the rules of files and folders; `builtin`: the built-in ones too.
    ///
    /// # Errors
    /// A path that cannot be read.
    pub fn load(paths: &[PathBuf], builtin: bool) -> Result<RuleSet, Error> {
        let mut own = Vec::new();
        for path in paths {
            for file in rule_files(path)? {
                let text = std::fs::read_to_string(&file)
                    .map_err(|error| Error::Unreadable { path: file.clone(), error })?;
                own.push((file.display().to_string(), text));
            }
        }
        Ok(Self::of_texts(own, builtin))
    }

    /// Loads rules from texts with their names (see [`load_all`]).
    pub fn of_texts(own: Vec<(String, String)>, builtin: bool) -> RuleSet {
        // The built-in groups can be used in any rule, the built-in rules are a choice.
        let mut texts = stockade_guidelines::groups();
        if builtin {
            texts.extend(stockade_guidelines::files());
        }
        texts.extend(own.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        let mut hasher = blake3::Hasher::new();
        for (name, text) in &texts {
            for part in [name, text] {
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part.as_bytes());
            }
        }
        let Loaded { rules, guidelines, problems } = load_all(&texts);
        let digest = *hasher.finalize().as_bytes();
        RuleSet { rules, guidelines, problems, digest, texts: own }
    }
}

/// The rule files of a path: itself, or the YAML and Markdown below a folder, by name. A file that
/// shows what a rule's fix makes of its target (`x.fixed.yaml`) or holds its tests
/// (`x.test.yaml`) is none.
///
/// # Errors
/// The path cannot be read.
pub fn rule_files(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let kind = std::fs::metadata(path)
        .map_err(|error| Error::Unreadable { path: path.to_owned(), error })?;
    if kind.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let is_rule_file = |file: &Path| {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let stem = [".yaml", ".yml", ".md"].iter().find_map(|ending| name.strip_suffix(ending));
        stem.is_some_and(|stem| !stem.ends_with(".test") && !stem.ends_with(".fixed"))
    };
    let mut out: Vec<PathBuf> = ignore::WalkBuilder::new(path)
        .hidden(false)
        .build()
        .filter_map(Result::ok)
        .map(ignore::DirEntry::into_path)
        .filter(|file| is_rule_file(file) && file.is_file())
        .collect();
    out.sort();
    Ok(out)
}
