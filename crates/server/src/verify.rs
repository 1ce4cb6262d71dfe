//! `stockade.verify`: the guideline's four steps for the files of the workspace, as they are on the
//! disk. Must never know: what belongs to a step.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::{Value, json};
use stockade_engine::Finding;
use stockade_verify::{Observation, StepResult, Verifier, conclude};
use stockade_workspace::project::Projects as InProjects;
use stockade_workspace::scan::{self, Checked, Outcome};
use stockade_workspace::{Profile, files};

use crate::project::Projects;

/// Places of a step that the page lists.
const SHOWN: usize = 10;

/// Runs the steps. The error is a line for the user.
pub fn run(projects: &Projects) -> Result<Value, String> {
    let workspace = projects.workspace();
    if workspace.roots().is_empty() {
        return Err("there is no folder open to verify".to_owned());
    }
    let found = files::find(workspace, workspace.roots()).map_err(|error| error.to_string())?.files;
    let verifier = Verifier::new();
    let mut checked: Vec<Looked> =
        found.par_iter().filter_map(|path| look(projects, path)).collect();
    let files = checked.iter().map(|own| (Arc::clone(&own.profile), &*own.path, &own.checked));
    let together = InProjects::of(files, None);
    for own in &mut checked {
        together.complete(&own.profile, &own.path, &mut own.checked);
    }
    let observe = |own: &Looked| {
        let findings = own.checked.findings.iter().map(|reported| reported.finding.clone());
        let findings: Vec<Finding> = findings.collect();
        verifier.observe_in_project(&own.checked.source, &findings)
    };
    let observations: Vec<Observation> = checked.par_iter().map(observe).collect();
    let steps = conclude(&observations);
    Ok(json!({ "markdown": page(&steps), "steps": steps }))
}

/// A file that was looked at.
struct Looked {
    path: PathBuf,
    profile: Arc<Profile>,
    checked: Checked,
}

fn look(projects: &Projects, path: &Path) -> Option<Looked> {
    let profile = Arc::clone(&projects.of(Some(path)).profile);
    match scan::check_file(&profile, None, path, false) {
        Ok(Outcome::Checked(checked)) => {
            Some(Looked { path: path.to_owned(), profile, checked: *checked })
        }
        _ => None,
    }
}

fn page(steps: &[StepResult]) -> String {
    let mut out = String::from("# Verification\n");
    for step in steps {
        let (number, question) = (step.number, step.question);
        out.push_str(&format!("\n## {number}. {question}\n\n**{}**\n", step.verdict.as_str()));
        let places = step.problems.iter().chain(&step.evidence);
        for place in places.take(SHOWN) {
            out.push_str(&format!(
                "\n- `{}:{}:{}` {} (`{}`)",
                place.path, place.line, place.column, place.message, place.rule
            ));
        }
        let more = (step.problems.len() + step.evidence.len()).saturating_sub(SHOWN);
        if more > 0 {
            out.push_str(&format!("\n- and {more} more"));
        }
        out.push('\n');
    }
    out
}
