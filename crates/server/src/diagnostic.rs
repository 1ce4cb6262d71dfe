//! From the engine's terms to the protocol's diagnostics.
//!
//! In: an analysed document. Out: one [`Report`] for each of its parts.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use stockade_rules::load::{Problem, ProblemKind};
use stockade_rules::{Rule, Severity};
use stockade_syntax::Span;
use stockade_workspace::{Reported, config};
use tower_lsp::ls_types as lsp;

use crate::ready::{Ready, Report};

/// The reports of a document's parts.
pub fn reports(ready: &Ready) -> Vec<Report> {
    let mut items: Vec<Vec<lsp::Diagnostic>> = vec![Vec::new(); ready.parts.len()];
    for reported in &ready.findings {
        let part = ready.part_at(reported.finding.span.start);
        if let Some(items) = items.get_mut(part) {
            items.push(of_finding(ready, part, reported));
        }
    }
    if let Some(first) = items.first_mut() {
        first.extend(ready.problems.iter().map(|p| of_problem(p, &ready.source.text)));
    }
    if let Some(first) = items.first_mut() {
        first.extend(ready.mistakes.iter().map(|mistake| of_mistake(ready, mistake)));
    }
    items.into_iter().map(report).collect()
}

/// Gives diagnostics the name that is theirs alone.
pub fn report(items: Vec<lsp::Diagnostic>) -> Report {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(&items).unwrap_or_default().hash(&mut hasher);
    Report { items, id: format!("{:016x}", hasher.finish()) }
}

/// How bad, in the protocol's terms.
fn severity(severity: Severity) -> lsp::DiagnosticSeverity {
    match severity {
        Severity::Error => lsp::DiagnosticSeverity::ERROR,
        Severity::Warning => lsp::DiagnosticSeverity::WARNING,
        Severity::Info => lsp::DiagnosticSeverity::INFORMATION,
    }
}

/// A finding as a diagnostic of the part it stands in.
pub fn of_finding(ready: &Ready, part: usize, reported: &Reported) -> lsp::Diagnostic {
    let finding = &reported.finding;
    let rule = &finding.rule;
    let related = finding.trace.iter().map(|step| {
        let part = ready.part_at(step.span.start);
        let uri = ready.parts[part].uri.clone();
        lsp::DiagnosticRelatedInformation {
            location: lsp::Location { uri, range: ready.range(part, step.span) },
            message: step.note.clone(),
        }
    });
    let related: Vec<_> = related.collect();
    let tags: Vec<lsp::DiagnosticTag> = rule
        .metadata
        .tags
        .iter()
        .filter_map(|tag| match tag.as_str() {
            "unnecessary" => Some(lsp::DiagnosticTag::UNNECESSARY),
            "deprecated" => Some(lsp::DiagnosticTag::DEPRECATED),
            _ => None,
        })
        .collect();
    lsp::Diagnostic {
        range: ready.range(part, finding.span),
        severity: Some(severity(reported.severity)),
        code: Some(lsp::NumberOrString::String(rule.id.to_string())),
        code_description: href(rule).map(|href| lsp::CodeDescription { href }),
        source: Some("stockade".to_owned()),
        message: finding.message.clone(),
        related_information: (!related.is_empty() && ready.abilities.related_information)
            .then_some(related),
        tags: (!tags.is_empty()).then_some(tags),
        data: Some(serde_json::json!({
            "rule": &*rule.id,
            "fingerprint": format!("{:016x}", finding.fingerprint),
        })),
    }
}

/// A page about the rule: its first reference, else its first weakness in the CWE catalogue.
pub fn href(rule: &Rule) -> Option<lsp::Uri> {
    let own = rule.metadata.references.iter().find(|link| link.starts_with("https://")).cloned();
    let cwe = || {
        let number = rule.metadata.cwe.first()?.strip_prefix("CWE-")?;
        let digits = number.split(|c: char| !c.is_ascii_digit()).next()?;
        Some(format!("https://cwe.mitre.org/data/definitions/{digits}.html"))
    };
    own.or_else(cwe)?.parse().ok()
}

/// A mistake in a rule file as a diagnostic.
fn of_problem(problem: &Problem, text: &str) -> lsp::Diagnostic {
    let line = problem.line.saturating_sub(1);
    let source = text.lines().nth(line).unwrap_or_default();
    let from: usize = problem.column.saturating_sub(1);
    // The place is where a key or value begins; the diagnostic covers that word.
    let rest: String = source.chars().skip(from).collect();
    let word = match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => rest[1..].find(quote).map_or(rest.len(), |end| end + 2),
        _ => rest.find(": ").or_else(|| rest.find(':')).unwrap_or(rest.len()),
    };
    let word = rest.get(..word).unwrap_or(&rest).trim_end();
    let help = if problem.help.is_empty() { String::new() } else { format!(" ({})", problem.help) };
    // Columns of problems count characters; rule keys and what stands before them are ASCII.
    let place = |column: usize| lsp::Position { line: line as u32, character: column as u32 };
    lsp::Diagnostic {
        range: lsp::Range { start: place(from), end: place(from + word.chars().count().max(1)) },
        severity: Some(match problem.kind {
            ProblemKind::Error => lsp::DiagnosticSeverity::ERROR,
            ProblemKind::Unsupported | ProblemKind::Warning => lsp::DiagnosticSeverity::WARNING,
        }),
        code: Some(lsp::NumberOrString::String("rule-file".to_owned())),
        source: Some("stockade".to_owned()),
        message: format!("{}{help}", problem.message),
        data: Some(serde_json::json!({ "key": problem.key })),
        ..lsp::Diagnostic::default()
    }
}

/// A mistake in a configuration as a diagnostic.
fn of_mistake(ready: &Ready, mistake: &config::Problem) -> lsp::Diagnostic {
    lsp::Diagnostic {
        range: ready.range(0, Span::new(mistake.span.start, mistake.span.end)),
        severity: Some(lsp::DiagnosticSeverity::ERROR),
        code: Some(lsp::NumberOrString::String("configuration".to_owned())),
        source: Some("stockade".to_owned()),
        message: format!("{} ({})", mistake.message, mistake.help),
        ..lsp::Diagnostic::default()
    }
}

/// The answer to a pull: the diagnostics, or that they are what the client has.
pub fn answer(report: &Report, previous: Option<&str>) -> lsp::DocumentDiagnosticReportResult {
    let report = if previous == Some(report.id.as_str()) {
        lsp::DocumentDiagnosticReport::Unchanged(lsp::RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: lsp::UnchangedDocumentDiagnosticReport {
                result_id: report.id.clone(),
            },
        })
    } else {
        lsp::DocumentDiagnosticReport::Full(lsp::RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: lsp::FullDocumentDiagnosticReport {
                result_id: Some(report.id.clone()),
                items: report.items.clone(),
            },
        })
    };
    lsp::DocumentDiagnosticReportResult::Report(report)
}
