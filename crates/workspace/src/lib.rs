//! A workspace: which files there are, which rules run on them, and what a project says about
//! both in its `stockade.toml`.
//!
//! In: paths. Out: files as the engine reads them, and the rules that run on each.
//! Must never know: LSP types, the terminal, grammars, matching.

pub mod cache;
pub mod config;
mod error;
pub mod files;
mod paths;
pub mod profile;
pub mod project;
pub mod ruleset;
pub mod scan;
mod workspace;

pub use config::{Config, Problem};
pub use error::Error;
pub use files::{Found, Skipped};
pub use profile::{Profile, Reported, Selection};
pub use ruleset::RuleSet;
pub use workspace::{Options, RULES_FOLDER, Workspace};
