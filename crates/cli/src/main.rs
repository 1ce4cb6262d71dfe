//! The `stockade` binary: arguments in, reports and exit codes out. Must never know: grammars,
//! matching.

mod agent;
mod command;
mod disk;
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
    /// The guideline's four verification steps, with evidence.
    Verify(command::verify::Arguments),
    /// The guidelines as instructions for AI assistants.
    #[command(subcommand)]
    Guidelines(command::guidelines::Command),
    /// Answer an AI agent's hook event about the files it wrote.
    Hook(command::hook::Arguments),
    /// Serve the Model Context Protocol on standard input and output.
    Mcp,
    /// Serve the Language Server Protocol on standard input and output.
    Lsp,
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Check(arguments) => command::check::run(&arguments),
        Command::Rules(command) => command::rules::run(&command),
        Command::Verify(arguments) => command::verify::run(&arguments),
        Command::Guidelines(command) => command::guidelines::run(&command),
        Command::Hook(arguments) => command::hook::run(&arguments),
        Command::Mcp => command::mcp::run(),
        Command::Lsp => command::lsp(),
    }
}
