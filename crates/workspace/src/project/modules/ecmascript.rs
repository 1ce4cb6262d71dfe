//! Names of modules in JavaScript and TypeScript.

use std::path::{Path, PathBuf};

use super::{Files, folders};
use crate::paths;

/// Endings that a name may leave out, in the order in which they are tried.
const ENDINGS: [&str; 8] = ["js", "ts", "jsx", "tsx", "mjs", "cjs", "mts", "cts"];

/// Names that build tools give to the folder of the sources.
const SOURCES: [&str; 3] = ["@/", "~/", "#/"];

/// The file that a module's name means.
pub fn locate(files: &dyn Files, root: &Path, from: &Path, module: &str) -> Option<PathBuf> {
    let own = from.parent()?;
    if module == "." || module == ".." || module.starts_with("./") || module.starts_with("../") {
        return with_ending(files, root, &own.join(module));
    }
    let below = SOURCES.iter().find_map(|prefix| module.strip_prefix(prefix));
    let is_source = module.starts_with("src/") || module.starts_with("app/");
    let below = below.or(is_source.then_some(module))?;
    folders(root, from).find_map(|folder| {
        with_ending(files, root, &folder.join(below))
            .or_else(|| with_ending(files, root, &folder.join("src").join(below)))
    })
}

fn with_ending(files: &dyn Files, root: &Path, path: &Path) -> Option<PathBuf> {
    let path = paths::absolute(path);
    if !path.starts_with(root) {
        return None;
    }
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    if ENDINGS.contains(&ending) && files.has(&path) {
        return Some(path);
    }
    // TypeScript names the file that will be there.
    let source = match ending {
        "js" => Some(path.with_extension("ts")),
        "jsx" => Some(path.with_extension("tsx")),
        "mjs" => Some(path.with_extension("mts")),
        _ => None,
    };
    if let Some(source) = source.filter(|source| files.has(source)) {
        return Some(source);
    }
    let name = path.file_name()?.to_str()?;
    let beside = ENDINGS.iter().map(|ending| path.with_file_name(format!("{name}.{ending}")));
    let index = ENDINGS.iter().map(|ending| path.join(format!("index.{ending}")));
    beside.chain(index).find(|candidate| files.has(candidate))
}
