//! Reports: what was found, in the form that a reader wants.

pub mod sarif;
pub mod text;

use std::io::Write as _;

use stockade_engine::{Fix, Notice, Source};
use stockade_rules::load::Problem;
use stockade_workspace::Reported;

/// A file with its findings and the fixes of each.
pub struct FileReport {
    /// Its path as the user named it, with `/`.
    pub path: String,
    /// The file.
    pub source: Source,
    /// Findings with their proven fixes.
    pub findings: Vec<(Reported, Vec<Fix>)>,
    /// What could not be done.
    pub notices: Vec<Notice>,
    /// What the fixes would change, where that was asked for.
    pub diff: String,
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
}

impl Report {
    /// The number of findings.
    pub fn count(&self) -> usize {
        self.files.iter().map(|file| file.findings.len()).sum()
    }

    /// Whether some file or rule could not be handled.
    pub fn is_partial(&self) -> bool {
        let by_rule =
            |problem: &Problem| problem.kind != stockade_rules::load::ProblemKind::Warning;
        !self.failures.is_empty()
            || !self.notices.is_empty()
            || self.problems.iter().any(by_rule)
            || self.files.iter().any(|file| !file.notices.is_empty())
    }
}

/// A line on standard error; a reader that went away is no concern of ours.
pub fn say(message: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{message}");
}

/// Text on standard output; a reader that went away is no concern of ours.
pub fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}

/// One line for a mistake in a rule file.
pub fn problem_line(problem: &Problem) -> String {
    let kind = match problem.kind {
        stockade_rules::load::ProblemKind::Error => "error",
        stockade_rules::load::ProblemKind::Unsupported => "unsupported",
        stockade_rules::load::ProblemKind::Warning => "warning",
    };
    format!(
        "{}:{}:{}: {kind}: {} (at `{}`)\n  help: {}",
        problem.file, problem.line, problem.column, problem.message, problem.key, problem.help
    )
}

/// 1-based line and column (in code points) of a byte offset.
pub fn place(text: &str, at: usize) -> (usize, usize) {
    let head = text.get(..at).unwrap_or(text);
    let line = head.matches('\n').count() + 1;
    let start = head.rfind('\n').map_or(0, |n| n + 1);
    (line, head[start..].chars().count() + 1)
}
