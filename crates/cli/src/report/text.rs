//! The report for people: code frames on a terminal.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use stockade_rules::Severity;
use stockade_workspace::Reported;

use super::Report;

/// Renders all findings; `colour`: with escape codes.
pub fn render(report: &Report, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for file in &report.files {
        for (Reported { finding, severity }, fixes) in &file.findings {
            let level = match severity {
                Severity::Error => Level::ERROR,
                Severity::Warning => Level::WARNING,
                Severity::Info => Level::INFO,
            };
            let frame = Snippet::source(&*file.source.text)
                .path(&*file.path)
                .annotation(AnnotationKind::Primary.span(finding.span.range()));
            let title = level.primary_title(&*finding.message).id(&*finding.rule.id);
            let mut group = title.element(frame);
            if let Some(fix) = fixes.first() {
                group = group.element(Level::HELP.message(fix.title.clone()));
            }
            out.push_str(&renderer.render(&[group]));
            out.push_str("\n\n");
        }
    }
    let found = report.count();
    let plural = if found == 1 { "finding" } else { "findings" };
    out.push_str(&format!("{found} {plural} in {} files\n", report.files.len()));
    out
}
