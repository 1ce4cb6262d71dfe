//! The subcommands.

pub mod check;
pub mod guidelines;
pub mod hook;
pub mod mcp;
pub mod rules;
pub mod verify;

use std::process::ExitCode;

/// Nothing could be analysed.
pub const USAGE: u8 = 2;

/// `stockade lsp`.
pub fn lsp() -> ExitCode {
    stockade_server::serve_stdio()
}
