//! The `stockade` binary: arguments in, reports and exit codes out. Must never know: grammars,
//! matching.

mod command;
mod report;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Finds insecure code and fixes it, offline.
#[derive(Parser)]
#[command(name = "stockade", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Analyse files and folders.
    Check(command::check::Arguments),
    /// Look at rules, check them, run their examples.
    #[command(subcommand)]
    Rules(command::rules::Command),
    /// Serve the Language Server Protocol on standard input and output.
    Lsp,
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Check(arguments) => command::check::run(&arguments),
        Command::Rules(command) => command::rules::run(&command),
        Command::Lsp => command::lsp(),
    }
}
