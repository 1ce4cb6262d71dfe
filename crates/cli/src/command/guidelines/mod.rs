//! `stockade guidelines`: the guidelines that the engine enforces, as instructions for assistants.

pub mod digest;
mod formats;
mod index;
pub mod plain;
mod requirements;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use stockade_rules::load::ProblemKind;
use stockade_workspace::{Options, RuleSet, Workspace};

use super::attempt;
use crate::disk;
use crate::report::{print, problem_line};

/// The subcommands of `stockade guidelines`.
#[derive(Subcommand)]
pub enum Command {
    /// Write the enabled guidelines as instructions for an AI assistant.
    Export {
        /// Whose form.
        #[arg(long = "for", value_enum)]
        form: formats::Form,
        /// Write the files below this folder; without it they are printed.
        #[arg(long, value_name = "DIR")]
        output: Option<PathBuf>,
    },
    /// Print the list of the built-in guidelines: requirement, rules, languages, fixes.
    Index {
        /// Guidelines and groups in these files and folders instead.
        paths: Vec<PathBuf>,
    },
}

/// Runs the command.
pub fn run(command: &Command) -> ExitCode {
    attempt(match command {
        Command::Export { form, output } => {
            export(*form, output.as_deref()).map(|()| ExitCode::SUCCESS)
        }
        Command::Index { paths } => index(paths),
    })
}

fn index(paths: &[PathBuf]) -> Result<ExitCode, String> {
    let set = RuleSet::load(paths, paths.is_empty()).map_err(|error| error.to_string())?;
    // What cannot be read would be missing without a word.
    match set.problems.iter().find(|problem| problem.kind == ProblemKind::Error) {
        Some(problem) => Err(problem_line(problem)),
        None => {
            print(&index::page(&set));
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn export(form: formats::Form, output: Option<&Path>) -> Result<(), String> {
    let workspace = Workspace::containing(&[], Options::default());
    let here = std::env::current_dir().map_err(|error| error.to_string())?;
    let profile = workspace.profile(&here.join("-")).map_err(|error| error.to_string())?;
    let guidelines: Vec<_> = digest::enabled(&profile).collect();
    let files = formats::files(form, &guidelines);
    let Some(folder) = output else {
        let many = files.len() > 1;
        for file in &files {
            if many {
                print(&format!("==> {} <==\n", file.name));
            }
            print(&file.text);
        }
        return Ok(());
    };
    for file in &files {
        let path = folder.join(&file.name);
        let text =
            if file.is_shared { formats::merged(&path, &file.text)? } else { file.text.clone() };
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)
                .map_err(|error| format!("{}: {error}", parent.display()))?;
        }
        disk::write_whole(&path, &text)?;
        print(&format!("written {}\n", path.display()));
    }
    Ok(())
}
