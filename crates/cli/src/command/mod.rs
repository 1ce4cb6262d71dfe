//! The subcommands.

pub mod check;
pub mod guidelines;
pub mod hook;
pub mod mcp;
pub mod rules;
pub mod verify;

use std::process::ExitCode;
use std::sync::Arc;

use crate::report::say;
use stockade_engine::{Analyzer, Limits};
use stockade_workspace::RuleSet;

/// Nothing could be analysed.
pub const USAGE: u8 = 2;

/// `stockade lsp`: the built-in rules, served.
pub fn lsp() -> ExitCode {
    match RuleSet::load(&[], true) {
        Ok(rules) => {
            let (analyzer, _) = Analyzer::new(rules.rules, Limits::default());
            stockade_server::serve_stdio(Arc::new(analyzer))
        }
        Err(message) => {
            say(&message.to_string());
            ExitCode::from(USAGE)
        }
    }
}
