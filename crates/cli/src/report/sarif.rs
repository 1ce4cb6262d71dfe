//! SARIF 2.1.0.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use stockade_engine::{Fix, Notice, Source};
use stockade_rules::load::ProblemKind;
use stockade_rules::{Rule, Severity};
use stockade_syntax::Span;
use stockade_workspace::Reported;

use super::{FileReport, Report, place};

/// Renders a report.
pub fn render(report: &Report) -> String {
    let mut rules: BTreeMap<Arc<str>, Arc<Rule>> = BTreeMap::new();
    for (Reported { finding, .. }, _) in report.files.iter().flat_map(|file| &file.findings) {
        rules.entry(Arc::clone(&finding.rule.id)).or_insert_with(|| Arc::clone(&finding.rule));
    }
    let mut results = Vec::new();
    for file in &report.files {
        for (Reported { finding, severity }, fixes) in &file.findings {
            let mut result = json!({
                "ruleId": &*finding.rule.id,
                "level": level(*severity),
                "message": { "text": finding.message },
                "locations": [location(file, finding.span)],
                "partialFingerprints": { "stockade/v1": format!("{:016x}", finding.fingerprint) },
            });
            if !fixes.is_empty() {
                result["fixes"] = fixes.iter().map(|one| fix(file, one)).collect();
            }
            results.push(result);
        }
    }
    let mut configuration: Vec<Value> = report
        .problems
        .iter()
        .filter(|problem| problem.kind != ProblemKind::Warning)
        .map(|problem| {
            let text = format!(
                "{}:{}:{}: {} (at `{}`); {}",
                problem.file,
                problem.line,
                problem.column,
                problem.message,
                problem.key,
                problem.help
            );
            notification(problem.rule.as_deref(), &text)
        })
        .collect();
    let by_rule = |notice: &Notice| notification(notice.rule.as_deref(), &notice.message);
    configuration.extend(report.notices.iter().map(by_rule));
    let mut execution: Vec<Value> =
        report.files.iter().flat_map(|file| &file.notices).map(by_rule).collect();
    execution.extend(report.failures.iter().map(|text| notification(None, text)));
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "stockade",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.values().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": true,
                "toolConfigurationNotifications": configuration,
                "toolExecutionNotifications": execution,
            }],
            "results": results,
        }],
    });
    format!("{document:#}\n")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn notification(rule: Option<&str>, text: &str) -> Value {
    let mut out = json!({ "level": "error", "message": { "text": text } });
    if let Some(rule) = rule {
        out["associatedRule"] = json!({ "id": rule });
    }
    out
}

fn descriptor(rule: &Rule) -> Value {
    let cwe = rule.metadata.cwe.iter().map(|cwe| format!("external/cwe/{}", cwe.to_lowercase()));
    let tags: Vec<String> = cwe.chain(rule.metadata.tags.iter().cloned()).collect();
    json!({
        "id": &*rule.id,
        "shortDescription": { "text": rule.metadata.title.as_deref().unwrap_or(&rule.id) },
        "fullDescription": { "text": rule.message },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": { "tags": tags },
    })
}

fn region(source: &Source, span: Span) -> Value {
    let (line, column) = place(&source.text, span.start);
    let (end_line, end_column) = place(&source.text, span.end);
    json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column })
}

fn location(file: &FileReport, span: Span) -> Value {
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": file.path },
        "region": region(&file.source, span),
    }})
}

fn fix(file: &FileReport, fix: &Fix) -> Value {
    let replacements: Vec<Value> = fix
        .edits
        .iter()
        .map(|edit| {
            json!({
                "deletedRegion": region(&file.source, edit.span),
                "insertedContent": { "text": edit.text },
            })
        })
        .collect();
    json!({
        "description": { "text": fix.title },
        "artifactChanges": [{
            "artifactLocation": { "uri": file.path },
            "replacements": replacements,
        }],
    })
}
