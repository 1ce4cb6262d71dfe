//! The `stockade` binary: arguments in, reports and exit codes out. Must never know: grammars,
//! matching.

mod agent;
mod baseline;
mod changed;
mod command;
mod disk;
mod fixing;
mod markdown;
mod observe;
mod progress;
mod report;
mod run;
mod scope;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;

/// Rules and trees are many small pieces: with it a hook's answer, most of which is reading rules,
/// takes a tenth less time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
    /// Write down known findings.
    #[command(subcommand)]
    Baseline(command::baseline::Command),
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
    /// A rule or guideline, rendered in the terminal.
    Explain(command::explain::Arguments),
    /// Write a commented stockade.toml.
    Init(command::init::Arguments),
    /// Print the completions for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the manual page.
    Man {
        /// Write a page for each command into this folder instead.
        #[arg(long, value_name = "DIR")]
        output: Option<PathBuf>,
    },
    /// Serve the Language Server Protocol on standard input and output.
    Lsp {
        /// What many clients add by habit. There is no other way to be spoken to.
        #[arg(long, hide = true)]
        stdio: bool,
    },
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Check(arguments) => command::check::run(&arguments),
        Command::Baseline(command) => command::baseline::run(&command),
        Command::Rules(command) => command::rules::run(&command),
        Command::Verify(arguments) => command::verify::run(&arguments),
        Command::Guidelines(command) => command::guidelines::run(&command),
        Command::Hook(arguments) => command::hook::run(&arguments),
        Command::Mcp => command::mcp::run(),
        Command::Explain(arguments) => command::explain::run(&arguments),
        Command::Init(arguments) => command::init::run(&arguments),
        Command::Completions { shell } => command::shell::completions(shell, Arguments::command()),
        Command::Man { output } => command::shell::man(Arguments::command(), output.as_ref()),
        Command::Lsp { stdio: _ } => command::lsp(),
    }
}
