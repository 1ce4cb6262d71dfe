//! Rules and files to test properties on: the built-in rules; the examples of the guidelines, several
//! of one language put together, and the projects of this repository. With `STOCKADE_RULES` (a folder
//! of rule files) and `STOCKADE_TREES` (folders of source files, parted by `:`) those as well.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use stockade_rules::Rule;
use stockade_syntax::Language;

/// A small generator of numbers (xorshift64*), so that a run can be repeated.
pub struct Random(pub u64);

impl Random {
    /// A number below `end`; 0 if there is none.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % end.max(1)
    }
}

fn texts_under(folder: &Path, endings: &[&str], out: &mut Vec<(PathBuf, String)>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if path.is_dir() {
            texts_under(&path, endings, out);
        } else if endings.contains(&ending)
            && let Ok(text) = fs::read_to_string(&path)
        {
            out.push((path, text));
        }
    }
}

/// The rule texts below the folder that `STOCKADE_RULES` names, by name; none without it.
pub fn own_rules() -> Vec<(String, String)> {
    let mut own = Vec::new();
    if let Some(folder) = std::env::var_os("STOCKADE_RULES") {
        texts_under(Path::new(&folder), &["yaml", "yml"], &mut own);
    }
    own.into_iter().map(|(path, text)| (path.display().to_string(), text)).collect()
}

/// The rules.
pub fn rules() -> Vec<Arc<Rule>> {
    let mut texts = stockade_guidelines::groups();
    texts.extend(stockade_guidelines::files());
    let own = own_rules();
    texts.extend(own.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    stockade_rules::load::load_all(&texts).rules
}

/// The files of a language in the projects of this repository.
fn projects(language: Language) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/projects"));
    texts_under(folder, language.spec().extensions, &mut found);
    found
}

/// All files of a language: those of [`files`], and the whole trees that `STOCKADE_TREES` names.
pub fn all_files(language: Language, random: &mut Random) -> Vec<(PathBuf, String)> {
    let examples = files(language, random).into_iter().enumerate();
    let mut found: Vec<(PathBuf, String)> =
        examples.map(|(number, text)| (format!("example {number}").into(), text)).collect();
    for folder in std::env::var_os("STOCKADE_TREES").iter().flat_map(std::env::split_paths) {
        texts_under(&folder, language.spec().extensions, &mut found);
    }
    found
}

/// Files of a language with much to find in them.
pub fn files(language: Language, random: &mut Random) -> Vec<String> {
    let mut out = Vec::new();
    let tag = language.spec().extensions[0];
    let mut examples = Vec::new();
    for (_, text) in stockade_guidelines::files() {
        let mut rest = text;
        while let Some(at) = rest.find(&format!("```{tag} ")) {
            rest = &rest[at..];
            let Some((_, after)) = rest.split_once('\n') else { break };
            let Some((example, after)) = after.split_once("\n```") else { break };
            examples.push(example.to_owned());
            rest = after;
        }
    }
    for _ in 0..8.min(examples.len()) {
        let parts = (0..4).map(|_| examples[random.below(examples.len())].clone());
        // One package clause is all that Go allows in a file.
        let mut whole = String::new();
        for part in parts {
            let package = language == Language::Go && !whole.is_empty();
            let lines = part.lines().filter(|line| !(package && line.starts_with("package ")));
            lines.for_each(|line| {
                whole.push_str(line);
                whole.push('\n');
            });
        }
        out.push(whole);
    }
    let mut found = projects(language);
    if let Some(folders) = std::env::var_os("STOCKADE_TREES") {
        for folder in std::env::split_paths(&folders) {
            let mut trees = Vec::new();
            texts_under(&folder, &[tag], &mut trees);
            trees.retain(|(_, text)| text.len() < 60_000);
            for _ in 0..12.min(trees.len()) {
                found.push(trees[random.below(trees.len())].clone());
            }
        }
    }
    out.extend(found.into_iter().map(|(_, text)| text));
    out
}
