//! Which rules there are: the built-in guidelines, those of the project and those the user names.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use stockade_rules::Rule;
use stockade_rules::guideline::Guideline;
use stockade_rules::load::{Builtin, Loaded, Problem, Texts, load_texts};
use stockade_syntax::Language;

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
    /// The texts that are not built in, with their names, for showing what is wrong in them.
    pub texts: Vec<(String, String)>,
    /// Whether the built-in rules are among them.
    builtin: bool,
    /// Found out when a cache asks for it: to read all texts takes longer than to unpack some.
    digest: OnceLock<[u8; 32]>,
    /// The same with the built-in rules for all languages, where only a part of them was loaded.
    whole: Option<OnceLock<Box<RuleSet>>>,
}

impl RuleSet {
    /// Loads the rules of files and folders; `builtin`: the built-in ones too.
    ///
    /// # Errors
    /// A path that cannot be read.
    pub fn load(paths: &[PathBuf], builtin: bool) -> Result<RuleSet, Error> {
        Self::load_for(paths, builtin, None)
    }

    /// The same for files in these languages alone, where they are given: it takes a third of the
    /// time. Nothing else runs on those files; the built-in guidelines are left out.
    ///
    /// # Errors
    /// A path that cannot be read.
    pub fn load_for(
        paths: &[PathBuf],
        builtin: bool,
        languages: Option<&[Language]>,
    ) -> Result<RuleSet, Error> {
        Ok(Self::of(texts(paths)?, builtin, languages, false))
    }

    /// Loads the rules of files and folders to check them; see [`RuleSet::checked`].
    ///
    /// # Errors
    /// A path that cannot be read.
    pub fn check(paths: &[PathBuf]) -> Result<RuleSet, Error> {
        Ok(Self::checked(texts(paths)?))
    }

    /// Loads rules from texts with their names.
    pub fn of_texts(own: Vec<(String, String)>, builtin: bool) -> RuleSet {
        Self::of(own, builtin, None, false)
    }

    /// The same, with every pattern parsed in all languages of its rule, to find those that do not
    /// parse; no built-in rules. Takes as long as to use all rules once.
    pub fn checked(own: Vec<(String, String)>) -> RuleSet {
        Self::of(own, false, None, true)
    }

    fn of(
        texts: Vec<(String, String)>,
        builtin: bool,
        languages: Option<&[Language]>,
        thorough: bool,
    ) -> RuleSet {
        let known = builtin_texts(builtin);
        let own = borrowed(&texts);
        let mut packed = vec![stockade_guidelines::packed_groups()];
        packed.extend(builtin.then(stockade_guidelines::packed_files));
        let known = match languages {
            Some(languages) => Builtin::Packed(&packed, languages),
            None => Builtin::Texts(&known),
        };
        let loaded = load_texts(&Texts { builtin: known, own: &own, thorough });
        let Loaded { rules, guidelines, problems } = loaded;
        let whole = languages.map(|_| OnceLock::new());
        let digest = OnceLock::new();
        RuleSet { rules, guidelines, problems, texts, builtin, digest, whole }
    }

    /// Differs where the texts of the rules differ.
    pub fn digest(&self) -> &[u8; 32] {
        self.digest.get_or_init(|| {
            let mut hasher = blake3::Hasher::new();
            for (name, text) in builtin_texts(self.builtin).into_iter().chain(borrowed(&self.texts))
            {
                for part in [name, text] {
                    hasher.update(&(part.len() as u64).to_le_bytes());
                    hasher.update(part.as_bytes());
                }
            }
            *hasher.finalize().as_bytes()
        })
    }

    /// The rules for all languages.
    pub fn whole(&self) -> &RuleSet {
        let Some(whole) = &self.whole else { return self };
        whole.get_or_init(|| Box::new(Self::of_texts(self.texts.clone(), self.builtin)))
    }
}

/// What comes with the program: the groups can be used in any rule, the rules are a choice.
fn builtin_texts(rules: bool) -> Vec<(&'static str, &'static str)> {
    let mut known = stockade_guidelines::groups();
    if rules {
        known.extend(stockade_guidelines::files());
    }
    known
}

fn borrowed(texts: &[(String, String)]) -> Vec<(&str, &str)> {
    texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
}

/// The texts of the rule files of paths, with their names.
fn texts(paths: &[PathBuf]) -> Result<Vec<(String, String)>, Error> {
    let mut out = Vec::new();
    for path in paths {
        for file in rule_files(path)? {
            let text = std::fs::read_to_string(&file)
                .map_err(|error| Error::Unreadable { path: file.clone(), error })?;
            out.push((file.display().to_string(), text));
        }
    }
    Ok(out)
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
