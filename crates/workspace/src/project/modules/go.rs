//! Import paths in Go.

use std::path::Path;

use super::{Files, Located, folders};

/// The files of the package that an import path means: below the nearest `go.mod` that names the
/// path's beginning.
pub fn locate(files: &dyn Files, root: &Path, from: &Path, module: &str) -> Option<Located> {
    folders(root, from).find_map(|folder| {
        let name = files.go_module(folder)?;
        let rest = module.strip_prefix(&name)?;
        if !rest.is_empty() && !rest.starts_with('/') {
            return None;
        }
        let found = files.go_files(&folder.join(rest.trim_start_matches('/')));
        (!found.is_empty()).then_some(Located { files: found, used: 0 })
    })
}
