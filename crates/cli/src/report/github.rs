//! GitHub's workflow commands: a line for each finding becomes an annotation of the pull request.

use stockade_rules::Severity;

use super::{Places, Report};

/// Renders a report.
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    for file in report.files.iter().filter(|file| !file.checked.findings.is_empty()) {
        let places = Places::of(&file.checked.source.text);
        for item in file.items() {
            let command = match item.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "notice",
            };
            let (start, end) =
                (places.at(item.finding.span.start), places.at(item.finding.span.end));
            out.push_str(&format!(
                "::{command} file={},line={},endLine={},col={},endColumn={},title={}::{}\n",
                property(&file.path),
                start.line,
                end.line,
                start.column,
                end.column,
                property(&item.finding.rule.id),
                data(&item.finding.message)
            ));
        }
    }
    for text in report.failures.iter().chain(report.file_notices().map(|n| &n.message)) {
        out.push_str(&format!("::warning title=stockade::{}\n", data(text)));
    }
    out
}

/// Escapes the text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_separates_is_escaped() {
        assert_eq!(data("50%\r\nmore: a, b"), "50%25%0D%0Amore: a, b");
        assert_eq!(property("a,b:c.js"), "a%2Cb%3Ac.js");
    }
}
