//! Names of modules in Python.

use std::path::{Path, PathBuf};

use super::{Files, Located, folders};

/// The file that a module's name means, where the names that follow may be modules themselves
/// (`from shop import urls`).
pub fn locate(
    files: &dyn Files,
    root: &Path,
    from: &Path,
    module: &str,
    names: &[String],
) -> Option<Located> {
    let rest = module.trim_start_matches('.');
    let dots = module.len() - rest.len();
    if dots > 0 {
        let folder = from.ancestors().nth(dots).filter(|folder| folder.starts_with(root))?;
        return below(files, folder, rest, names);
    }
    folders(root, from).find_map(|folder| below(files, folder, rest, names))
}

fn below(files: &dyn Files, folder: &Path, module: &str, names: &[String]) -> Option<Located> {
    let mut path = folder.to_owned();
    path.extend(module.split('.').filter(|part| !part.is_empty()));
    (0..=names.len()).rev().find_map(|used| {
        let mut path = path.clone();
        path.extend(&names[..used]);
        let file = module_at(files, &path)?;
        Some(Located { files: vec![file], used })
    })
}

fn module_at(files: &dyn Files, path: &Path) -> Option<PathBuf> {
    let file = path.with_extension("py");
    let package = path.join("__init__.py");
    [file, package].into_iter().find(|candidate| files.has(candidate))
}
