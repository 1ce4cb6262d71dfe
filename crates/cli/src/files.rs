//! Finding and reading the files to analyse.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use stockade_engine::Source;
use stockade_syntax::Language;

/// Files with a longer line are taken for minified and skipped when found by walking.
const LONGEST_LINE: usize = 20_000;

/// The files found, and what could not be read.
#[derive(Default)]
pub struct Found {
    /// Files in the order of their paths.
    pub files: Vec<PathBuf>,
    /// Messages for the user.
    pub failures: Vec<String>,
    /// Paths given that do not exist.
    pub missing: usize,
    /// How many of `files` were named by the user; they come first.
    pub named: usize,
}

/// Finds what the paths name: files as they are, folders walked with `.gitignore` and
/// `.stockadeignore` honoured.
pub fn find(paths: &[PathBuf]) -> Found {
    let mut found = Found::default();
    let mut walked = Vec::new();
    for path in paths {
        match std::fs::metadata(path) {
            Err(error) => {
                found.missing += 1;
                found.failures.push(format!("{}: {error}", path.display()));
            }
            Ok(kind) if kind.is_file() => found.files.push(path.clone()),
            Ok(_) => walk(path, &mut walked, &mut found.failures),
        }
    }
    found.named = found.files.len();
    walked.sort();
    walked.dedup();
    found.files.extend(walked);
    found
}

fn walk(path: &Path, out: &mut Vec<PathBuf>, failures: &mut Vec<String>) {
    let walker = ignore::WalkBuilder::new(path)
        .add_custom_ignore_filename(".stockadeignore")
        .require_git(false)
        .filter_entry(|entry| {
            let name = entry.file_name().to_str().unwrap_or_default();
            !matches!(name, "node_modules" | "vendor" | "dist" | "__pycache__" | "target")
                || !entry.file_type().is_some_and(|kind| kind.is_dir())
        })
        .build();
    for entry in walker {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                let name = entry.file_name().to_str().unwrap_or_default();
                if Language::from_file_name(name).is_some() && !name.contains(".min.") {
                    out.push(entry.into_path());
                }
            }
            Ok(_) => {}
            Err(error) => failures.push(error.to_string()),
        }
    }
}

/// Reads a file. `Ok(None)`: skipped as minified or generated (only where `named` is false).
pub fn read(path: &Path, named: bool) -> Result<Option<Source>, String> {
    let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!("{}: not UTF-8 at byte {at}; the file is not analysed", path.display())
    })?;
    let generated = text.lines().take(5).any(|line| {
        line.contains("Code generated") && line.contains("DO NOT EDIT")
            || line.contains("@generated")
    });
    if !named && (generated || text.lines().any(|line| line.len() > LONGEST_LINE)) {
        return Ok(None);
    }
    let name = path.to_string_lossy().replace('\\', "/");
    let language = Language::from_file_name(&name).or_else(|| Language::from_shebang(&text));
    let path = name.trim_start_matches("./").into();
    Ok(Some(Source { path, text: Arc::from(text), language, parsed: None }))
}
