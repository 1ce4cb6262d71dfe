//! Running a check: find the files, check them on all cores, gather what came of it.
//!
//! In: a workspace and paths. Out: a [`Report`] without fixes. Must never know: arguments, forms
//! of reports.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

use rayon::prelude::*;
use stockade_workspace::Workspace;
use stockade_workspace::cache::Cache;
use stockade_workspace::files::{self, Found};
use stockade_workspace::project::Projects;
use stockade_workspace::scan::{self, Checked, Outcome};

use crate::progress;
use crate::report::{FileReport, Report};

/// Stack of an analysis thread; trees are walked recursively to a bounded depth.
const STACK: usize = 64 * 1024 * 1024;

/// The threads to analyse on.
///
/// # Errors
/// A message for the user.
pub fn pool(jobs: Option<usize>) -> Result<rayon::ThreadPool, String> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.unwrap_or(0))
        .stack_size(STACK)
        .build()
        .map_err(|error| error.to_string())
}

/// The files that paths name; with `only`, those of them that it accepts.
///
/// # Errors
/// A message for the user: nothing can be analysed.
pub fn find(
    workspace: &Workspace,
    paths: &[PathBuf],
    only: Option<&dyn Fn(&Path) -> bool>,
) -> Result<Found, String> {
    let mut found = files::find(workspace, paths).map_err(|error| error.to_string())?;
    if found.files.is_empty() && found.missing == paths.len() {
        return Err(found.failures.join("\n"));
    }
    if let Some(only) = only {
        found.named = found.files[..found.named].iter().filter(|file| only(file)).count();
        found.files.retain(|file| only(file));
    }
    Ok(found)
}

/// Checks files. The report has them in the order of their paths, whatever came first.
pub fn check(
    workspace: &Workspace,
    cache: Option<&Cache>,
    found: Found,
    pool: &rayon::ThreadPool,
) -> (Report, Projects) {
    let done = AtomicUsize::new(0);
    let one = |(at, path): (usize, &PathBuf)| {
        let profile = workspace.profile(path).map_err(|error| error.to_string());
        let outcome =
            profile.and_then(|profile| scan::check_file(&profile, cache, path, at < found.named));
        done.fetch_add(1, Relaxed);
        outcome.map(|outcome| match outcome {
            Outcome::Checked(mut checked) => {
                // The text is needed for findings alone, and the project may have some.
                if checked.findings.is_empty() && checked.summary.is_none() {
                    checked.bytes = checked.source.text.len();
                    checked.source.text = Arc::from("");
                }
                Ok((path.clone(), *checked))
            }
            other => Err(other),
        })
    };
    let results: Vec<_> = progress::with(found.files.len(), &done, || {
        pool.install(|| found.files.par_iter().enumerate().map(one).collect())
    });
    let files = results.iter().flatten().flatten();
    let projects = pool.install(|| projects_of(workspace, cache, files));
    let mut report =
        Report { failures: found.failures, skipped: found.skipped, ..Report::default() };
    for result in results {
        match result {
            Ok(Ok((path, mut checked))) => {
                if let Ok(profile) = workspace.profile(&path) {
                    projects.complete(&profile, &path, &mut checked);
                }
                report.files.push(FileReport::new(&path, checked));
            }
            Ok(Err(Outcome::Minified)) => report.skipped.minified += 1,
            Ok(Err(Outcome::Generated)) => report.skipped.generated += 1,
            Ok(Err(_)) => {}
            Err(message) => report.failures.push(message),
        }
    }
    report.files.sort_by(|a, b| a.path.cmp(&b.path));
    (report, projects)
}

/// The projects of files that were checked.
pub fn projects_of<'f>(
    workspace: &Workspace,
    cache: Option<&Cache>,
    files: impl Iterator<Item = &'f (PathBuf, Checked)>,
) -> Projects {
    let with_profile = files.filter_map(|(path, checked)| {
        Some((workspace.profile(path).ok()?, path.as_path(), checked))
    });
    Projects::of(with_profile, cache)
}

/// Adds what is wrong with the rules that were used.
pub fn add_rule_problems(workspace: &Workspace, report: &mut Report) {
    for profile in workspace.profiles() {
        for problem in &profile.rule_set().problems {
            if !report.problems.contains(problem) {
                report.problems.push(problem.clone());
            }
        }
        for notice in profile.notices() {
            if !report.notices.contains(notice) {
                report.notices.push(notice.clone());
            }
        }
    }
}

impl FileReport {
    /// The report of a file that was checked.
    pub fn new(path: &Path, mut checked: Checked) -> FileReport {
        let bytes = checked.bytes.max(checked.source.text.len());
        if checked.findings.is_empty() {
            checked.source.text = Arc::from("");
        }
        FileReport {
            file: path.to_owned(),
            path: shown(path),
            checked,
            bytes,
            fixes: Vec::new(),
            diff: String::new(),
            fixed: 0,
        }
    }
}

/// A path as reports have it.
fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/").trim_start_matches("./").to_owned()
}
