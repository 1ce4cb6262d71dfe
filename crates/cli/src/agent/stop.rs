//! When an agent is about to stop: the guideline's steps for the files it changed.

use std::fmt::Write as _;
use std::path::Path;

use stockade_engine::{Finding, Source};
use stockade_verify::{Observation, Verdict, Verifier, conclude};
use stockade_workspace::files::{self, Read};
use stockade_workspace::{Options, Workspace};

use super::before::Touched;
use super::git::WorkTree;
use super::message;
use super::review::{Review, Reviewer};
use crate::{observe, run};

/// More changed files than these are not the work of one turn.
const MOST: usize = 300;
/// Larger files are left to `stockade check`.
const LARGEST: u64 = 4_000_000;

/// What there is to say about the files that changed since the last commit; none if nothing. The
/// error is a note for the user.
pub fn review(folder: &Path, stop: &(dyn Fn() -> bool + Sync)) -> Result<Option<String>, String> {
    let Some(tree) = WorkTree::of(folder) else {
        return Err(format!("{}: no git work tree to compare with", folder.display()));
    };
    let workspace = Workspace::open(std::slice::from_ref(&tree.root), Options::default());
    let verifier = Verifier::new();
    let mut reviews = Vec::new();
    let mut observations = Vec::new();
    for file in tree.changed().into_iter().take(MOST) {
        let path = tree.root.join(&file);
        let Some(source) = read(&path, &file) else { continue };
        let profile = workspace.profile(&path).map_err(|error| error.to_string())?;
        if !profile.config().accepts_file(&path) {
            continue;
        }
        let reviewer = Reviewer { profile: &profile, path: &path, stop };
        let before = tree.committed(&file);
        let Some(review) = reviewer.review(&source, before.as_deref()) else { continue };
        let findings: Vec<Finding> =
            review.findings.iter().map(|(reported, _)| reported.finding.clone()).collect();
        let mut observation = verifier.observe(&source, &findings);
        if let Some(before) = &before {
            let touched = Touched::between(before, &source.text);
            observation.retain_needs(|line| touched.any(line, line));
        }
        observations.push(observation);
        reviews.push((file, review));
    }
    if observations.iter().any(Observation::has_needs) {
        let is_known = |path: &str| reviews.iter().any(|(file, _)| file == path);
        let pool = run::pool(None)?;
        let others = observe::elsewhere(&workspace, &verifier, &tree.root, &pool, &is_known)?;
        observations.extend(others);
    }
    Ok(render(&reviews, &observations))
}

/// A changed file; none if it is gone, too large, minified, generated or no code.
fn read(path: &Path, name: &str) -> Option<Source> {
    let small = std::fs::metadata(path).is_ok_and(|kind| kind.is_file() && kind.len() <= LARGEST);
    match small.then(|| files::read(path, false)) {
        Some(Ok(Read::Text(read))) => Some(Source {
            path: name.into(),
            text: read.text,
            language: read.language,
            parsed: None,
        }),
        _ => None,
    }
}

fn render(reviews: &[(String, Review)], observations: &[Observation]) -> Option<String> {
    let mut out = message::problems(reviews).unwrap_or_default();
    let steps = conclude(observations);
    let failed: Vec<_> = steps.iter().filter(|step| step.verdict == Verdict::Fail).collect();
    if !failed.is_empty() {
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        out.push_str("Verification steps that fail for the files you changed:\n");
        for step in failed {
            let _ = writeln!(out, "{}. {}", step.number, step.question);
            for place in step.problems.iter().take(3) {
                let _ = writeln!(out, "   {}:{} {}", place.path, place.line, place.message);
            }
        }
    }
    (!out.is_empty()).then(|| out.trim_end().to_owned())
}
