//! Which rules run: the built-in guidelines and what `--rules` names.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use stockade_engine::{Analyzer, Limits, Notice};
use stockade_rules::Rule;
use stockade_rules::guideline::Guideline;
use stockade_rules::load::{Loaded, Problem, load_all};

/// Rules with what was wrong with others.
#[derive(Default)]
pub struct RuleSet {
    /// The rules.
    pub rules: Vec<Arc<Rule>>,
    /// The guidelines.
    pub guidelines: Vec<Guideline>,
    /// Mistakes.
    pub problems: Vec<Problem>,
}

impl RuleSet {
    /// Loads rules. The error is a message for the user: a path that cannot be read.
    pub fn load(paths: &[PathBuf], builtin: bool) -> Result<RuleSet, String> {
        let mut own = Vec::new();
        for path in paths {
            for file in rule_files(path)? {
                let text = std::fs::read_to_string(&file)
                    .map_err(|error| format!("{}: cannot be read: {error}", file.display()))?;
                own.push((file.display().to_string(), text));
            }
        }
        // The built-in groups can be used in any rule, the built-in rules are a choice.
        let mut texts = stockade_guidelines::groups();
        if builtin {
            texts.extend(stockade_guidelines::files());
        }
        texts.extend(own.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        let Loaded { rules, guidelines, problems } = load_all(&texts);
        Ok(RuleSet { rules, guidelines, problems })
    }

    /// An analyzer with these rules.
    pub fn analyzer(&self) -> (Analyzer, Vec<Notice>) {
        Analyzer::new(self.rules.clone(), Limits::default())
    }
}

/// The rule files of a path: itself, or the YAML and Markdown below a folder.
fn rule_files(path: &Path) -> Result<Vec<PathBuf>, String> {
    let kind = std::fs::metadata(path)
        .map_err(|error| format!("{}: cannot be read: {error}", path.display()))?;
    if kind.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut out: Vec<PathBuf> = ignore::WalkBuilder::new(path)
        .hidden(false)
        .build()
        .filter_map(Result::ok)
        .map(ignore::DirEntry::into_path)
        .filter(|file| {
            let ending = file.extension().and_then(|e| e.to_str()).unwrap_or_default();
            file.is_file() && matches!(ending, "yaml" | "yml" | "md")
        })
        .collect();
    out.sort();
    Ok(out)
}
