//! Reports: what was found, in the form that a reader wants.
//!
//! In: a [`Report`]. Out: text. Must never know: arguments, how findings come about.

pub mod code_frame;
pub mod github;
pub mod gitlab;
pub mod json;
pub mod junit;
mod places;
pub mod sarif;
pub mod statistics;
pub mod text;

use std::io::{IsTerminal, Write as _};
use std::path::PathBuf;

use stockade_engine::{Finding, Fix, Notice};
use stockade_rules::Severity;
use stockade_rules::load::{Problem, ProblemKind};
use stockade_workspace::files::Skipped;
use stockade_workspace::scan::Checked;

pub use places::{Place, Places};

/// A file with its findings.
pub struct FileReport {
    /// The file as it was found.
    pub file: PathBuf,
    /// The same for people, with `/`.
    pub path: String,
    /// What was found in it. The text of a file without findings is not kept.
    pub checked: Checked,
    /// Bytes of its text.
    pub bytes: usize,
    /// The proven fixes of each finding, the best first; empty where they are not asked for.
    pub fixes: Vec<Vec<Fix>>,
    /// What the fixes would change, where that was asked for.
    pub diff: String,
    /// How many fixes were applied.
    pub fixed: usize,
}

/// One finding, as reports see it.
#[derive(Clone, Copy)]
pub struct Item<'r> {
    /// The finding.
    pub finding: &'r Finding,
    /// Its severity as configured.
    pub severity: Severity,
    /// Its proven fixes, the best first.
    pub fixes: &'r [Fix],
}

impl FileReport {
    /// Keeps the findings that `keep` (number, finding) wants; how many went.
    pub fn retain(&mut self, keep: impl Fn(usize, &Finding) -> bool) -> usize {
        let before = self.checked.findings.len();
        let mut at = 0;
        let left_out = &mut self.checked.left_out;
        self.checked.findings.retain(|reported| {
            let keeps = keep(at, &reported.finding);
            if !keeps {
                left_out.push(reported.finding.fingerprint);
            }
            at += 1;
            keeps
        });
        before - self.checked.findings.len()
    }

    /// The findings with their fixes.
    pub fn items(&self) -> impl Iterator<Item = Item<'_>> {
        self.checked.findings.iter().enumerate().map(|(at, reported)| Item {
            finding: &reported.finding,
            severity: reported.severity,
            fixes: self.fixes.get(at).map_or(&[], Vec::as_slice),
        })
    }
}

/// Everything that a report is made of.
#[derive(Default)]
pub struct Report {
    /// Files in the order of their paths.
    pub files: Vec<FileReport>,
    /// Mistakes in rule files.
    pub problems: Vec<Problem>,
    /// Rules that could not be run.
    pub notices: Vec<Notice>,
    /// Files that could not be read.
    pub failures: Vec<String>,
    /// What was left out.
    pub skipped: Skipped,
    /// Findings that the baseline has.
    pub known: usize,
}

impl Report {
    /// The number of findings.
    pub fn count(&self) -> usize {
        self.files.iter().map(|file| file.checked.findings.len()).sum()
    }

    /// Whether some file or rule could not be handled.
    pub fn is_partial(&self) -> bool {
        !self.failures.is_empty()
            || !self.notices.is_empty()
            || self.problems.iter().any(|problem| problem.kind != ProblemKind::Warning)
            || self.files.iter().any(|file| !file.checked.notices.is_empty())
    }

    /// What went wrong with files, in their order.
    pub fn file_notices(&self) -> impl Iterator<Item = &Notice> {
        self.files.iter().flat_map(|file| &file.checked.notices)
    }
}

/// A line on standard error; a reader that went away is no concern of ours.
pub fn say(message: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{message}");
}

/// Whether an output is shown with colours: on a terminal, unless `NO_COLOR` says no.
pub fn colour(output: &impl IsTerminal) -> bool {
    output.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Text on standard output; a reader that went away is no concern of ours.
pub fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}

/// One line for a mistake in a rule file.
pub fn problem_line(problem: &Problem) -> String {
    format!(
        "{}:{}:{}: {}: {} (at `{}`)\n  help: {}",
        problem.file,
        problem.line,
        problem.column,
        problem_kind(problem.kind),
        problem.message,
        problem.key,
        problem.help
    )
}

/// How bad a mistake in a rule file is, in a word.
pub fn problem_kind(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Error => "error",
        ProblemKind::Unsupported => "unsupported",
        ProblemKind::Warning => "warning",
    }
}

/// 1-based line and column (in code points) of a byte offset.
pub fn place(text: &str, at: usize) -> (usize, usize) {
    let place = Places::of(text).at(at);
    (place.line, place.column)
}

/// `1 finding`, `2 findings`.
pub fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
