//! SARIF 2.1.0, for code scanning.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use stockade_engine::{Fix, Notice, Step};
use stockade_rules::load::ProblemKind;
use stockade_rules::{Confidence, Rule, Severity};
use stockade_syntax::Span;

use super::{FileReport, Item, Places, Report};

/// Renders a report.
pub fn render(report: &Report) -> String {
    // Rules of one id can differ by language; one descriptor stands for them.
    let mut rules: BTreeMap<&str, &Rule> = BTreeMap::new();
    for item in report.files.iter().flat_map(FileReport::items) {
        rules.entry(&item.finding.rule.id).or_insert(&item.finding.rule);
    }
    let numbers: BTreeMap<&str, usize> =
        rules.keys().enumerate().map(|(number, id)| (*id, number)).collect();
    let mut results = Vec::new();
    for file in report.files.iter().filter(|file| !file.checked.findings.is_empty()) {
        let view = View { uri: uri(&file.path), places: Places::of(&file.checked.source.text) };
        results.extend(file.items().map(|item| {
            let mut out = view.result(item);
            out["ruleIndex"] = json!(numbers.get(&*item.finding.rule.id));
            out
        }));
    }
    let by_rule = |notice: &Notice| notification(notice.rule.as_deref(), "error", &notice.message);
    let mut configuration: Vec<Value> = report
        .problems
        .iter()
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
            let level = if problem.kind == ProblemKind::Warning { "warning" } else { "error" };
            notification(problem.rule.as_deref(), level, &text)
        })
        .collect();
    configuration.extend(report.notices.iter().map(by_rule));
    let mut execution: Vec<Value> = report.file_notices().map(by_rule).collect();
    execution.extend(report.failures.iter().map(|text| notification(None, "error", text)));
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

fn notification(rule: Option<&str>, level: &str, text: &str) -> Value {
    let mut out = json!({ "level": level, "message": { "text": text } });
    if let Some(rule) = rule {
        out["associatedRule"] = json!({ "id": rule });
    }
    out
}

fn descriptor(rule: &Rule) -> Value {
    let metadata = &rule.metadata;
    let cwe = metadata.cwe.iter().map(|cwe| format!("external/cwe/{}", cwe.to_lowercase()));
    let mut tags: Vec<String> = vec!["security".to_owned()];
    for tag in cwe.chain(metadata.tags.iter().cloned()) {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    let mut out = json!({
        "id": &*rule.id,
        "shortDescription": { "text": metadata.title.as_deref().unwrap_or(&rule.id) },
        "fullDescription": { "text": rule.message },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": {
            "tags": tags,
            "precision": match rule.confidence {
                Confidence::High => "high",
                Confidence::Medium => "medium",
                Confidence::Low => "low",
            },
            // Where code scanning sorts by a number, it wants one.
            "security-severity": match rule.severity {
                Severity::Error => "8.0",
                Severity::Warning => "5.0",
                Severity::Info => "2.0",
            },
        },
    });
    if let Some(link) = metadata.references.iter().find(|link| link.starts_with("https://")) {
        out["helpUri"] = json!(uri(link));
    }
    out
}

/// A file as results see it.
struct View<'r> {
    uri: String,
    places: Places<'r>,
}

impl View<'_> {
    fn result(&self, item: Item<'_>) -> Value {
        let Item { finding, severity, fixes } = item;
        let mut out = json!({
            "ruleId": &*finding.rule.id,
            "level": level(severity),
            "message": { "text": finding.message },
            "locations": [self.location(finding.span)],
            "partialFingerprints": { "stockade/v1": format!("{:016x}", finding.fingerprint) },
        });
        if !finding.trace.is_empty() {
            let steps: Vec<Value> = finding.trace.iter().map(|step| self.step(step)).collect();
            out["codeFlows"] = json!([{ "threadFlows": [{ "locations": steps }] }]);
        }
        if !fixes.is_empty() {
            out["fixes"] = fixes.iter().map(|fix| self.fix(fix)).collect();
        }
        out
    }

    fn region(&self, span: Span) -> Value {
        let (start, end) = (self.places.at(span.start), self.places.at(span.end));
        json!({
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        })
    }

    fn location(&self, span: Span) -> Value {
        json!({ "physicalLocation": {
            "artifactLocation": { "uri": self.uri },
            "region": self.region(span),
        }})
    }

    fn step(&self, step: &Step) -> Value {
        let mut location = self.location(step.span);
        location["message"] = json!({ "text": step.note });
        json!({ "location": location })
    }

    fn fix(&self, fix: &Fix) -> Value {
        let replacements: Vec<Value> = fix
            .edits
            .iter()
            .map(|edit| {
                json!({
                    "deletedRegion": self.region(edit.span),
                    "insertedContent": { "text": edit.text },
                })
            })
            .collect();
        json!({
            "description": { "text": fix.title },
            "artifactChanges": [{
                "artifactLocation": { "uri": self.uri },
                "replacements": replacements,
            }],
        })
    }
}

/// A path as a URI reference: what is not allowed in one is percent-encoded, an absolute path
/// becomes a `file:` URI.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    if path.starts_with('/') {
        out.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(byte as char),
            b'-' | b'.' | b'_' | b'~' | b'/' | b'+' | b'@' | b'=' | b',' | b'&' | b'!' => {
                out.push(byte as char);
            }
            // A colon in the first part would make it a scheme.
            b':' if out.contains('/') || path.starts_with("https://") => out.push(':'),
            b'#' | b'?' | b'%' if path.starts_with("https://") => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_become_uri_references() {
        assert_eq!(uri("src/a b.js"), "src/a%20b.js");
        assert_eq!(uri("src/[id]/é.ts"), "src/%5Bid%5D/%C3%A9.ts");
        assert_eq!(uri("a:b.js"), "a%3Ab.js");
        assert_eq!(uri("/tmp/x.js"), "file:///tmp/x.js");
        assert_eq!(uri("https://example.com/a?b#c"), "https://example.com/a?b#c");
    }
}
