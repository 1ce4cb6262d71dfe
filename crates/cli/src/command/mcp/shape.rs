//! What goes over the wire. Lines and columns are 1-based; columns count characters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A text to look at.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Code {
    /// The whole text of the file.
    pub code: String,
    /// The file's name or path in the project: it tells the language and which rules apply.
    pub file_name: String,
}

/// A text to fix.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Fixable {
    /// The whole text of the file.
    pub code: String,
    /// The file's name or path in the project: it tells the language and which rules apply.
    pub file_name: String,
    /// Also apply the fixes that change what the program does and need a look afterwards.
    #[serde(default)]
    pub include_needs_review: bool,
}

/// What to check on disk.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Paths {
    /// Files and folders, relative to the folder the server was started in.
    pub paths: Vec<String>,
}

/// Which rule to explain.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct RuleName {
    /// The id of the rule, as findings name it.
    pub id: String,
}

/// Which guidelines to list.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct Filter {
    /// Only guidelines with this tag, section or language (`jwt`, `transport`, `python`).
    #[serde(default)]
    pub about: Option<String>,
}

/// The subject of the prompt.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct Subject {
    /// A language or subject to stress (`python`, `jwt`); everything if left out.
    #[serde(default)]
    pub about: Option<String>,
}

/// A finding.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Found {
    /// The file.
    pub path: String,
    /// Where it begins.
    pub line: usize,
    /// Where it begins.
    pub column: usize,
    /// Where it ends.
    pub end_line: usize,
    /// Where it ends.
    pub end_column: usize,
    /// The rule that was broken.
    pub rule: String,
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// What is wrong and what to do.
    pub message: String,
    /// `CWE-…`.
    pub cwe: Vec<String>,
    /// What to write instead.
    pub fix: Option<Remedy>,
}

/// A fix of a finding, proven on this text.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Remedy {
    /// What it does.
    pub title: String,
    /// Whether it keeps what the program does apart from the hole.
    pub safe: bool,
    /// The changed lines, as a diff.
    pub diff: String,
    /// What to check afterwards.
    pub note: Option<String>,
}

/// A place that speaks for or against a step.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Evidence {
    /// The file.
    pub path: String,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
    /// What is there.
    pub message: String,
}

/// A verification step of the founding guideline.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Step {
    /// 1 to 4.
    pub number: usize,
    /// What is asked.
    pub question: String,
    /// `pass`, `fail` or `not applicable`.
    pub verdict: String,
    /// What makes it fail.
    pub problems: Vec<Evidence>,
    /// What shows that it is met.
    pub evidence: Vec<Evidence>,
}

/// The answer of `verify_code`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Verified {
    /// Whether no step fails and nothing was found.
    pub ok: bool,
    /// The four steps.
    pub steps: Vec<Step>,
    /// What was found.
    pub findings: Vec<Found>,
    /// The text with all safe fixes applied; none if there are none.
    pub fixed_code: Option<String>,
}

/// The answer of `check_paths`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Checked {
    /// How many files were looked at.
    pub files: usize,
    /// What was found; at most 100.
    pub findings: Vec<Found>,
    /// How many more there are.
    pub more: usize,
    /// The four steps over all these files.
    pub steps: Vec<Step>,
    /// What could not be looked at.
    pub problems: Vec<String>,
}

/// The answer of `fix_code`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Fixed {
    /// The text with the fixes applied; the text as it came if there are none.
    pub code: String,
    /// How many fixes were applied.
    pub applied: usize,
    /// What is left.
    pub findings: Vec<Found>,
}

/// A guideline in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Listed {
    /// Its id, which is that of its findings.
    pub id: String,
    /// A few words.
    pub title: String,
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// The verification step it belongs to.
    pub step: Option<String>,
    /// One or two sentences.
    pub description: String,
    /// The resource with the whole text.
    pub uri: String,
}

/// The answer of `list_guidelines`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct List {
    /// The guidelines.
    pub guidelines: Vec<Listed>,
}
