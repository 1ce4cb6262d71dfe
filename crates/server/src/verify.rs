//! `stockade.verify`: the guideline's four steps for the files of the workspace, as they are on the
//! disk. Must never know: what belongs to a step.

use std::path::Path;

use rayon::prelude::*;
use serde_json::{Value, json};
use stockade_engine::Source;
use stockade_verify::{Observation, StepResult, Verifier, conclude};
use stockade_workspace::files::{self, Read};

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
    let observations: Vec<Observation> =
        found.par_iter().filter_map(|path| observe(projects, &verifier, path)).collect();
    let steps = conclude(&observations);
    Ok(json!({ "markdown": page(&steps), "steps": steps }))
}

fn observe(projects: &Projects, verifier: &Verifier, path: &Path) -> Option<Observation> {
    let Ok(Read::Text(text)) = files::read(path, false) else { return None };
    let project = projects.of(Some(path));
    let profile = &project.profile;
    let source = Source {
        path: profile.relative(path).into(),
        text: text.text,
        language: text.language,
        parsed: None,
    };
    let analysis = profile.analyze(&source, &|| false)?;
    let reported = profile.judge(path, &source, analysis.findings);
    let findings: Vec<_> = reported.into_iter().map(|reported| reported.finding).collect();
    Some(verifier.observe(&source, &findings))
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
