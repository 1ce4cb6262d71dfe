//! Baselines: findings that are known and need not be reported again.
//!
//! A finding is known by rule and fingerprint, not by its line, so it stays known when the code
//! moves, also to another file. In and out: a JSON file. Must never know: how findings come about.

use std::collections::HashMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use stockade_workspace::Reported;

use crate::report::Report;

/// The version of the form.
const VERSION: u32 = 1;

/// What a baseline file holds.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: u32,
    findings: Vec<Known>,
}

/// A finding that is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
struct Known {
    path: String,
    rule: String,
    fingerprint: String,
}

/// Findings that are known.
pub struct Baseline {
    findings: Vec<Known>,
}

impl Baseline {
    /// The findings of a report.
    pub fn of(report: &Report) -> Baseline {
        let mut findings: Vec<Known> = report
            .files
            .iter()
            .flat_map(|file| {
                let path = &file.checked.source.path;
                file.checked.findings.iter().map(move |reported| known(path, reported))
            })
            .collect();
        findings.sort();
        Baseline { findings }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// Reads a baseline file.
    ///
    /// # Errors
    /// A message for the user.
    pub fn read(path: &Path) -> Result<Baseline, String> {
        let shown = path.display();
        let text = std::fs::read_to_string(path).map_err(|error| {
            format!("{shown}: {error}; `stockade baseline create {shown}` writes a baseline")
        })?;
        let document: Document = serde_json::from_str(&text).map_err(|error| {
            format!("{shown}: this is no baseline: {error}; write it anew with `stockade baseline create {shown}`")
        })?;
        if document.version != VERSION {
            return Err(format!(
                "{shown}: the baseline has version {}, this program reads version {VERSION}; \
                 write it anew with `stockade baseline create {shown}`",
                document.version
            ));
        }
        Ok(Baseline { findings: document.findings })
    }

    /// The text of a baseline file: one finding a line, in order, so that a change of it reads
    /// well.
    pub fn text(&self) -> String {
        let mut out = format!("{{\n  \"version\": {VERSION},\n  \"findings\": [");
        for (number, known) in self.findings.iter().enumerate() {
            out.push_str(if number == 0 { "\n    " } else { ",\n    " });
            out.push_str(&serde_json::to_string(known).unwrap_or_default());
        }
        out.push_str(if self.findings.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
        out
    }

    /// Takes what is known out of a report.
    pub fn subtract(&self, report: &mut Report) {
        // How often each finding is known; first where it was, then, for code that has moved to
        // another file, anywhere.
        let mut counts: HashMap<&Known, usize> = HashMap::new();
        for known in &self.findings {
            *counts.entry(known).or_default() += 1;
        }
        let mut taken: Vec<Vec<bool>> = Vec::new();
        for file in &report.files {
            let path = &file.checked.source.path;
            let own = file.checked.findings.iter().map(|reported| {
                counts.get_mut(&known(path, reported)).is_some_and(|left| {
                    let is_left = *left > 0;
                    *left = left.saturating_sub(1);
                    is_left
                })
            });
            taken.push(own.collect());
        }
        let mut moved: HashMap<(String, String), usize> = HashMap::new();
        for (known, left) in &counts {
            let own = (known.rule.clone(), known.fingerprint.clone());
            *moved.entry(own).or_default() += left;
        }
        for (file, taken) in report.files.iter_mut().zip(&mut taken) {
            for (reported, taken) in file.checked.findings.iter().zip(taken.iter_mut()) {
                let own = known("", reported);
                if !*taken
                    && let Some(left) = moved.get_mut(&(own.rule, own.fingerprint))
                    && *left > 0
                {
                    *left -= 1;
                    *taken = true;
                }
            }
            report.known += file.retain(|at, _| !taken[at]);
        }
    }
}

fn known(path: &str, reported: &Reported) -> Known {
    Known {
        path: path.to_owned(),
        rule: reported.finding.rule.id.to_string(),
        fingerprint: format!("{:016x}", reported.finding.fingerprint),
    }
}
