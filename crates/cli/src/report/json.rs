//! Our own JSON, with a schema: everything that is known about each finding.
//!
//! The comments of the fields are the descriptions in the schema.

use schemars::JsonSchema;
use serde::Serialize;
use stockade_engine::Fix;
use stockade_rules::rule::Safety;
use stockade_rules::{Confidence, Severity};
use stockade_syntax::Span;

use super::{FileReport, Item, Places, Report, problem_kind};

/// A report of `stockade check`.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Report of stockade check")]
pub struct Document<'r> {
    /// The version of this form; grows when a field changes its meaning or goes.
    version: u32,
    tool: Tool,
    /// Ordered by path, place and rule.
    findings: Vec<Found<'r>>,
    /// Files and rules that could not be handled.
    problems: Vec<Trouble<'r>>,
    summary: Summary,
}

/// The program that wrote the report.
#[derive(Serialize, JsonSchema)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// One finding.
#[derive(Serialize, JsonSchema)]
struct Found<'r> {
    /// The id of the rule.
    rule: &'r str,
    /// The rule in a few words.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'r str>,
    severity: Level,
    confidence: Sureness,
    /// What is wrong here.
    message: &'r str,
    /// The file as the user named it, with `/`.
    path: &'r str,
    #[serde(flatten)]
    range: Range,
    /// Stays the same when the code moves.
    fingerprint: String,
    /// `CWE-798` and the like.
    cwe: &'r [String],
    owasp: &'r [String],
    tags: &'r [String],
    references: &'r [String],
    /// For a data flow: the steps from the source to the sink, both included.
    trace: Vec<TraceStep<'r>>,
    /// Proven changes that take the finding away, the best first.
    fixes: Vec<Change<'r>>,
}

/// From where to where.
#[derive(Serialize, JsonSchema)]
struct Range {
    start: Place,
    /// The place after the last character.
    end: Place,
}

/// A place in a file.
#[derive(Serialize, JsonSchema)]
struct Place {
    /// 1-based.
    line: usize,
    /// 1-based, in Unicode code points.
    column: usize,
    /// 0-based, in bytes of the file.
    offset: usize,
}

/// One step of a data flow.
#[derive(Serialize, JsonSchema)]
struct TraceStep<'r> {
    /// What happens here.
    note: &'r str,
    #[serde(flatten)]
    range: Range,
}

/// A fix.
#[derive(Serialize, JsonSchema)]
struct Change<'r> {
    title: &'r str,
    /// `safe`: keeps what the program does apart from the hole.
    safety: Trust,
    /// What to check afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'r str>,
    /// Replacements that do not overlap, ascending.
    edits: Vec<Replacement<'r>>,
}

/// A replaced range.
#[derive(Serialize, JsonSchema)]
struct Replacement<'r> {
    #[serde(flatten)]
    range: Range,
    /// The new text.
    text: &'r str,
}

/// A file or rule that could not be handled.
#[derive(Serialize, JsonSchema)]
struct Trouble<'r> {
    /// `error`, `unsupported`, `warning`.
    kind: &'static str,
    /// The rule, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'r str>,
    message: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'r str>,
}

/// How much was found and looked at.
#[derive(Serialize, JsonSchema)]
struct Summary {
    findings: usize,
    files: usize,
    /// Findings left out because the baseline has them.
    baseline: usize,
    skipped: Left,
}

/// How much was left out, and why.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct Left {
    minified: usize,
    generated: usize,
    excluded: usize,
    vendored_folders: usize,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Level {
    Error,
    Warning,
    Info,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Sureness {
    Low,
    Medium,
    High,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Trust {
    Safe,
    NeedsReview,
}

/// The schema of the report.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Document<'_>).to_value()
}

/// Renders a report.
///
/// # Errors
/// None that is known of.
pub fn render(report: &Report) -> Result<String, String> {
    let skipped = report.skipped;
    let document = Document {
        version: 1,
        tool: Tool { name: "stockade", version: env!("CARGO_PKG_VERSION") },
        findings: report.files.iter().flat_map(findings).collect(),
        problems: problems(report),
        summary: Summary {
            findings: report.count(),
            files: report.files.len(),
            baseline: report.known,
            skipped: Left {
                minified: skipped.minified,
                generated: skipped.generated,
                excluded: skipped.excluded,
                vendored_folders: skipped.vendored_folders,
            },
        },
    };
    let text = serde_json::to_string_pretty(&document);
    text.map(|text| text + "\n").map_err(|error| format!("the report: {error}"))
}

fn findings(file: &FileReport) -> Vec<Found<'_>> {
    if file.checked.findings.is_empty() {
        return Vec::new();
    }
    let places = Places::of(&file.checked.source.text);
    file.items().map(|item| found(file, &places, item)).collect()
}

fn found<'r>(file: &'r FileReport, places: &Places<'_>, item: Item<'r>) -> Found<'r> {
    let finding = item.finding;
    let metadata = &finding.rule.metadata;
    Found {
        rule: &finding.rule.id,
        title: metadata.title.as_deref(),
        severity: match item.severity {
            Severity::Error => Level::Error,
            Severity::Warning => Level::Warning,
            Severity::Info => Level::Info,
        },
        confidence: match finding.rule.confidence {
            Confidence::Low => Sureness::Low,
            Confidence::Medium => Sureness::Medium,
            Confidence::High => Sureness::High,
        },
        message: &finding.message,
        path: &file.path,
        range: range(places, finding.span),
        fingerprint: format!("{:016x}", finding.fingerprint),
        cwe: &metadata.cwe,
        owasp: &metadata.owasp,
        tags: &metadata.tags,
        references: &metadata.references,
        trace: finding
            .trace
            .iter()
            .map(|step| TraceStep { note: &step.note, range: range(places, step.span) })
            .collect(),
        fixes: item.fixes.iter().map(|fix| change(places, fix)).collect(),
    }
}

fn range(places: &Places<'_>, span: Span) -> Range {
    let place = |offset: usize| {
        let super::Place { line, column } = places.at(offset);
        Place { line, column, offset }
    };
    Range { start: place(span.start), end: place(span.end) }
}

fn change<'r>(places: &Places<'_>, fix: &'r Fix) -> Change<'r> {
    Change {
        title: &fix.title,
        safety: match fix.safety {
            Safety::Safe => Trust::Safe,
            Safety::NeedsReview => Trust::NeedsReview,
        },
        note: fix.note.as_deref(),
        edits: fix
            .edits
            .iter()
            .map(|edit| Replacement { range: range(places, edit.span), text: &edit.text })
            .collect(),
    }
}

fn problems(report: &Report) -> Vec<Trouble<'_>> {
    let rules = report.problems.iter().map(|problem| Trouble {
        kind: problem_kind(problem.kind),
        rule: problem.rule.as_deref(),
        message: format!(
            "{}:{}:{}: {} (at `{}`)",
            problem.file, problem.line, problem.column, problem.message, problem.key
        ),
        help: Some(&problem.help),
    });
    let notices = report.notices.iter().chain(report.file_notices()).map(|notice| Trouble {
        kind: "error",
        rule: notice.rule.as_deref(),
        message: notice.message.clone(),
        help: None,
    });
    let failures = report.failures.iter().map(|message| Trouble {
        kind: "error",
        rule: None,
        message: message.clone(),
        help: None,
    });
    rules.chain(notices).chain(failures).collect()
}
