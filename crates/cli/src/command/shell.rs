//! `stockade completions` and `stockade man`: what a shell and a reader of manuals want.

use std::path::PathBuf;
use std::process::ExitCode;

use clap_complete::Shell;

use super::attempt;
use crate::report::print;

/// Prints the completions of the whole command for a shell.
pub fn completions(shell: Shell, mut command: clap::Command) -> ExitCode {
    let mut out = Vec::new();
    clap_complete::generate(shell, &mut command, "stockade", &mut out);
    print(&String::from_utf8_lossy(&out));
    ExitCode::SUCCESS
}

/// Prints the manual page; with a folder, writes a page for each command into it.
pub fn man(command: clap::Command, folder: Option<&PathBuf>) -> ExitCode {
    attempt(write_man(command, folder))
}

fn write_man(command: clap::Command, folder: Option<&PathBuf>) -> Result<ExitCode, String> {
    match folder {
        Some(folder) => {
            let fail = |error| format!("{}: cannot be written: {error}", folder.display());
            std::fs::create_dir_all(folder).map_err(fail)?;
            clap_mangen::generate_to(command, folder).map_err(fail)?;
        }
        None => {
            let mut out = Vec::new();
            let page = clap_mangen::Man::new(command);
            page.render(&mut out).map_err(|error| error.to_string())?;
            print(&String::from_utf8_lossy(&out));
        }
    }
    Ok(ExitCode::SUCCESS)
}
