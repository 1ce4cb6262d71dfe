//! The subcommands.

pub mod baseline;
pub mod check;
pub mod example;
pub mod explain;
pub mod guidelines;
pub mod hook;
pub mod init;
pub mod mcp;
pub mod rules;
pub mod shell;
pub mod verify;

use std::process::ExitCode;

use crate::report::say;

/// Nothing could be analysed.
pub const USAGE: u8 = 2;

/// The exit code of a command that may end with a message.
pub fn attempt(result: Result<ExitCode, String>) -> ExitCode {
    result.unwrap_or_else(|message| {
        say(&format!("stockade: {message}"));
        ExitCode::from(USAGE)
    })
}

/// `stockade lsp`.
pub fn lsp() -> ExitCode {
    stockade_server::serve_stdio()
}
