//! URIs of documents and paths of files. Must never know: documents.

use std::path::{Path, PathBuf};

use tower_lsp::ls_types::Uri;

/// The file that a URI names, if it names one.
pub fn to_path(uri: &Uri) -> Option<PathBuf> {
    if !uri.scheme().as_str().eq_ignore_ascii_case("file") {
        return None;
    }
    uri.to_file_path().map(|path| path.into_owned())
}

/// The URI of a file; `path` must be absolute.
pub fn of_path(path: &Path) -> Option<Uri> {
    if path.is_absolute() { Uri::from_file_path(path) } else { None }
}

/// What rules' `paths:` look at: the path relative to `root` where it lies in it, with `/`.
pub fn shown(uri: &Uri, root: Option<&Path>) -> String {
    let Some(path) = to_path(uri) else { return uri.as_str().to_owned() };
    let inner = root.and_then(|root| path.strip_prefix(root).ok()).unwrap_or(&path);
    inner.to_string_lossy().replace('\\', "/")
}
