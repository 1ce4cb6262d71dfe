//! `stockade hook`: answer an AI agent's event, or install that into its settings.

use std::io::{Read as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::USAGE;
use crate::agent::answer::Answer;
use crate::agent::install::{self, Outcome, Scope};
use crate::agent::kind::Agent;
use crate::agent::{dispatch, hook};
use crate::report::{print, say};
use crate::run;

/// Larger events are not read: no agent sends them.
const LARGEST_EVENT: u64 = 64 * 1024 * 1024;

/// The arguments of `stockade hook`.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// The agent whose event is on standard input.
    #[arg(long, value_enum, required = true)]
    agent: Option<Agent>,
    /// Apply safe fixes and tell the agent.
    #[arg(long)]
    fix: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Merge the hook and the MCP server into the agent's own settings.
    Install {
        /// The agent.
        #[arg(long, value_enum)]
        agent: Agent,
        /// In the settings of the project in this folder (the default).
        #[arg(long, conflicts_with = "user")]
        project: bool,
        /// In your own settings.
        #[arg(long)]
        user: bool,
        /// Take them out again.
        #[arg(long)]
        remove: bool,
    },
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> ExitCode {
    match (&arguments.command, arguments.agent) {
        (Some(Command::Install { agent, project, user, remove }), _) => {
            install(*agent, *user && !*project, *remove)
        }
        (None, Some(agent)) => answer(agent, arguments.fix),
        (None, None) => ExitCode::from(USAGE),
    }
}

/// Whatever happens, the agent goes on: notes go to standard error, the code is the answer's.
fn answer(agent: Agent, fix: bool) -> ExitCode {
    let mut input = Vec::new();
    let mut notes = Vec::new();
    let read = std::io::stdin().lock().take(LARGEST_EVENT).read_to_end(&mut input);
    if let Err(error) = read {
        notes.push(format!("standard input cannot be read: {error}"));
    }
    let work = move || {
        let answer = hook::answer(agent, &input, fix, &mut notes);
        (answer, notes)
    };
    // A defect must not end the process: the agent would take that for an answer.
    let done = run::pool(None)
        .ok()
        .and_then(|pool| catch_unwind(AssertUnwindSafe(|| pool.install(work))).ok());
    let (answer, notes) = done.unwrap_or_else(|| {
        let note = "the hook hit a defect and looked at nothing; please report it with the file";
        let answer = dispatch::answer(agent, crate::agent::answer::Moment::Edit, None);
        (answer, vec![note.to_owned()])
    });
    for note in notes {
        say(&format!("stockade hook: {note}"));
    }
    let Answer { out, err, code } = answer;
    if !out.is_empty() {
        print(&out);
    }
    let _ = std::io::stderr().lock().write_all(err.as_bytes());
    ExitCode::from(code)
}

fn install(agent: Agent, user: bool, remove: bool) -> ExitCode {
    match scope(user).and_then(|scope| install::run(agent, &scope, remove)) {
        Ok(done) => {
            for (path, outcome) in done {
                let what = match outcome {
                    Outcome::Written if remove => "taken out of",
                    Outcome::Written => "written to",
                    Outcome::Deleted => "deleted",
                    Outcome::Unchanged => "nothing to change in",
                };
                print(&format!("{what} {}\n", path.display()));
            }
            ExitCode::SUCCESS
        }
        Err(message) => {
            say(&format!("stockade: {message}"));
            ExitCode::from(USAGE)
        }
    }
}

fn scope(user: bool) -> Result<Scope, String> {
    if !user {
        return Ok(Scope::Project(PathBuf::from(".")));
    }
    std::env::home_dir()
        .map(Scope::User)
        .ok_or_else(|| "no home folder is known; set HOME or use --project".to_owned())
}
