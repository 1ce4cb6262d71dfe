//! `stockade baseline`: known findings, written down.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use stockade_workspace::cache::Cache;

use super::attempt;
use crate::baseline::Baseline;
use crate::disk::write_whole;
use crate::report::{counted, say};
use crate::run;
use crate::scope::Scope;

/// The subcommands of `stockade baseline`.
#[derive(Subcommand)]
pub enum Command {
    /// Write down all findings, so that `check --baseline` reports only new ones.
    Create {
        /// The baseline.
        file: PathBuf,
        #[command(flatten)]
        scope: Scope,
    },
}

/// Runs the command.
pub fn run(command: &Command) -> ExitCode {
    let Command::Create { file, scope } = command;
    attempt(create(file, scope))
}

fn create(file: &Path, scope: &Scope) -> Result<ExitCode, String> {
    let paths = &scope.ground.paths;
    let workspace = scope.workspace(paths);
    let pool = run::pool(scope.ground.jobs)?;
    let cache = (!scope.no_cache).then(|| Cache::open(workspace.roots())).flatten();
    let found = run::find(&workspace, paths, None)?;
    scope.verify_names(&workspace)?;
    let (report, _) = run::check(&workspace, cache.as_ref(), found, &pool);
    for failure in &report.failures {
        say(failure);
    }
    let baseline = Baseline::of(&report);
    write_whole(file, &baseline.text())?;
    say(&format!("{}: {}", file.display(), counted(baseline.len(), "finding")));
    if let Some(Err(error)) = cache.map(|cache| cache.save()) {
        tracing::debug!("the cache cannot be written: {error}");
    }
    Ok(if report.is_partial() { ExitCode::from(3) } else { ExitCode::SUCCESS })
}
