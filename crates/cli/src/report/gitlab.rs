//! GitLab's code quality report: a JSON list, shown in the merge request.

use serde_json::{Value, json};
use stockade_rules::Severity;

use super::{Places, Report};

/// Renders a report.
pub fn render(report: &Report) -> String {
    let mut issues: Vec<Value> = Vec::new();
    for file in report.files.iter().filter(|file| !file.checked.findings.is_empty()) {
        let places = Places::of(&file.checked.source.text);
        for item in file.items() {
            let span = item.finding.span;
            let hash = blake3::hash(
                format!(
                    "{}\0{}\0{:016x}",
                    file.path, item.finding.rule.id, item.finding.fingerprint
                )
                .as_bytes(),
            );
            issues.push(json!({
                "type": "issue",
                "check_name": &*item.finding.rule.id,
                "description": item.finding.message,
                "categories": ["Security"],
                "fingerprint": &hash.to_hex().as_str()[..32],
                "severity": match item.severity {
                    Severity::Error => "critical",
                    Severity::Warning => "major",
                    Severity::Info => "info",
                },
                "location": {
                    "path": file.path,
                    "lines": {
                        "begin": places.at(span.start).line,
                        "end": places.at(span.end).line,
                    },
                },
            }));
        }
    }
    format!("{:#}\n", Value::Array(issues))
}
