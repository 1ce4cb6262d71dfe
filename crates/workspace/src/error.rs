//! What ends the work before anything is analysed.

use std::path::PathBuf;

use crate::config::Problem;

/// What ends the work before anything is analysed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A `stockade.toml` is wrong.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Config(Vec<Problem>),
    /// A rule file or a `stockade.toml` cannot be read.
    #[error("{}: cannot be read: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
}
