//! Looking at files for the verification steps: what is found in each, and what that says.
//!
//! In: a workspace and files. Out: what a caller makes of each file that could be read. Must never
//! know: forms of reports, protocols.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use stockade_engine::{Finding, Source};
use stockade_verify::{Observation, Verifier};
use stockade_workspace::files::{self, Read};
use stockade_workspace::scan::{self, Checked, Outcome};
use stockade_workspace::{Found, Profile, Reported, Workspace};

use crate::run;

/// A file that was looked at.
pub struct Looked {
    /// What holds for it.
    pub profile: Arc<Profile>,
    /// Its text.
    pub source: Source,
    /// What is found in it.
    pub reported: Vec<Reported>,
    /// What it says of the steps.
    pub observation: Observation,
}

/// Looks at files on a pool's threads, as parts of their projects, and makes something of each; in
/// their order. Files that are minified or generated are left out. Then: what went wrong, as
/// messages for the user.
pub fn files<T>(
    workspace: &Workspace,
    verifier: &Verifier,
    found: Found,
    pool: &rayon::ThreadPool,
    make: impl Fn(Looked) -> T,
) -> (Vec<T>, Vec<String>) {
    let one = |(at, path): (usize, &PathBuf)| check(workspace, path, at < found.named);
    let results: Vec<Result<_, String>> =
        pool.install(|| found.files.par_iter().enumerate().map(one).collect());
    let checked = results.iter().flatten().flatten();
    let projects = pool.install(|| run::projects_of(workspace, None, checked));
    let (mut out, mut problems) = (Vec::new(), found.failures);
    for result in results {
        match result.and_then(|file| file.map(|file| with_profile(workspace, file)).transpose()) {
            Ok(Some((profile, path, mut checked))) => {
                projects.complete(&profile, &path, &mut checked);
                problems.extend(checked.notices.iter().map(|notice| notice.message.clone()));
                let findings: Vec<Finding> =
                    checked.findings.iter().map(|one| one.finding.clone()).collect();
                let observation = verifier.observe_in_project(&checked.source, &findings);
                let Checked { source, findings: reported, .. } = checked;
                out.push(make(Looked { profile, source, reported, observation }));
            }
            Ok(None) => {}
            Err(message) => problems.push(message),
        }
    }
    (out, problems)
}

/// What the files below a root show that some text needs: its limiter or its schema may stand in any
/// of them. What they need themselves is left out, and so are the files that `but` accepts, by
/// their paths as rules see them, and those that cannot be read.
///
/// # Errors
/// A message for the user: the files cannot be found.
pub fn elsewhere(
    workspace: &Workspace,
    verifier: &Verifier,
    root: &PathBuf,
    pool: &rayon::ThreadPool,
    but: &(dyn Fn(&str) -> bool + Sync),
) -> Result<Vec<Observation>, String> {
    let found = files::find(workspace, std::slice::from_ref(root));
    let found = found.map_err(|error| error.to_string())?;
    let observe = |path: &PathBuf| {
        let Ok(Read::Text(read)) = files::read(path, false) else { return None };
        let profile = workspace.profile(path).ok()?;
        let source = scan::source(&profile, path, &read.text, read.language);
        if but(&source.path) {
            return None;
        }
        let mut observation = verifier.evidence_in(&source);
        observation.retain_needs(|_| false);
        Some(observation)
    };
    Ok(pool.install(|| found.files.par_iter().filter_map(observe).collect()))
}

/// A file that is checked; none if it is skipped.
fn check(
    workspace: &Workspace,
    path: &Path,
    named: bool,
) -> Result<Option<(PathBuf, Checked)>, String> {
    let profile = workspace.profile(path).map_err(|error| error.to_string())?;
    Ok(match scan::check_file(&profile, None, path, named)? {
        Outcome::Checked(checked) => Some((path.to_owned(), *checked)),
        _ => None,
    })
}

type WithProfile = (Arc<Profile>, PathBuf, Checked);

fn with_profile(
    workspace: &Workspace,
    (path, checked): (PathBuf, Checked),
) -> Result<WithProfile, String> {
    let profile = workspace.profile(&path).map_err(|error| error.to_string())?;
    Ok((profile, path, checked))
}
