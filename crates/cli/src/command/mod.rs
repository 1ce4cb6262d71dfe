//! The subcommands.

pub mod check;
pub mod rules;

use std::process::ExitCode;
use std::sync::Arc;

use crate::report::say;
use crate::ruleset::RuleSet;

/// Nothing could be analysed.
pub const USAGE: u8 = 2;

/// `stockade lsp`: the built-in rules, served.
pub fn lsp() -> ExitCode {
    match RuleSet::load(&[], true) {
        Ok(rules) => {
            let (analyzer, _) = rules.analyzer();
            stockade_server::serve_stdio(Arc::new(analyzer))
        }
        Err(message) => {
            say(&message);
            ExitCode::from(USAGE)
        }
    }
}
