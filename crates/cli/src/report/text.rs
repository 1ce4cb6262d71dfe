//! The report for people: code frames on a terminal.

use stockade_rules::rule::Safety;

use super::code_frame::{Mark, frame, level, patched, renderer};
use super::{FileReport, Item, Places, Report, counted};
use annotate_snippets::{Level, Renderer};

/// Files with a longer line than this are shown by place alone: a frame of it helps nobody.
const LONGEST_LINE: usize = 500;

/// Renders all findings; `colour`: with escape codes.
pub fn render(report: &Report, colour: bool) -> String {
    let renderer = renderer(colour);
    let mut out = String::new();
    for file in report.files.iter().filter(|file| !file.checked.findings.is_empty()) {
        let places = Places::of(&file.checked.source.text);
        for item in file.items() {
            out.push_str(&one(&renderer, file, &places, item));
            out.push_str("\n\n");
        }
    }
    out.push_str(&summary(report));
    out.push('\n');
    out
}

fn one(renderer: &Renderer, file: &FileReport, places: &Places<'_>, item: Item<'_>) -> String {
    let text = &*file.checked.source.text;
    let Item { finding, severity, fixes } = item;
    let notes: Vec<String> = finding
        .trace
        .iter()
        .enumerate()
        .map(|(number, step)| format!("{}. {}", number + 1, step.note))
        .collect();
    let mut marks = vec![Mark { span: finding.span.range(), label: None, is_primary: true }];
    for (step, note) in finding.trace.iter().zip(&notes) {
        if step.span == finding.span {
            marks[0].label = Some(note);
        } else {
            let is_primary = false;
            marks.push(Mark { span: step.span.range(), label: Some(note), is_primary });
        }
    }
    let title = level(severity).primary_title(&*finding.message).id(&*finding.rule.id);
    let place = places.at(finding.span.start);
    let is_long = |offset: usize| {
        let line = places.at(offset).line;
        places.line_end(line).saturating_sub(places.line_start(line)) > LONGEST_LINE
    };
    let shows = !marks.iter().any(|mark| is_long(mark.span.start) || is_long(mark.span.end));
    let mut groups = Vec::new();
    if shows {
        groups.push(title.element(frame(&file.path, text, places, &marks)));
    } else {
        let origin = annotate_snippets::Origin::path(&*file.path);
        groups.push(title.element(origin.line(place.line).char_column(place.column)));
    }
    if let Some(fix) = fixes.first() {
        let review = match fix.safety {
            Safety::Safe => "",
            Safety::NeedsReview => " (needs review)",
        };
        let edits: Vec<_> =
            fix.edits.iter().map(|edit| (edit.span.range(), edit.text.as_str())).collect();
        let title = format!("{}{review}", fix.title);
        let mut group = if shows {
            patched(title, text, places, &edits)
        } else {
            patched(title, text, places, &[])
        };
        if let Some(note) = &fix.note {
            group = group.element(Level::NOTE.message(note.clone()));
        }
        groups.push(group);
    }
    renderer.render(&groups)
}

/// The last line: how much was found and looked at.
fn summary(report: &Report) -> String {
    let mut out = format!(
        "{} in {}",
        counted(report.count(), "finding"),
        counted(report.files.len(), "file")
    );
    let fixed: usize = report.files.iter().map(|file| file.fixed).sum();
    if fixed > 0 {
        out.push_str(&format!(", {} applied", counted_fixes(fixed)));
    }
    let fixable = |file: &FileReport| file.items().filter(|item| !item.fixes.is_empty()).count();
    let fixable: usize = report.files.iter().map(fixable).sum();
    if fixable > 0 {
        out.push_str(&format!(", {fixable} with a fix"));
    }
    if report.known > 0 {
        out.push_str(&format!(", {} more in the baseline", report.known));
    }
    let skipped = report.skipped;
    let parts: Vec<String> = [
        (skipped.minified, "minified file"),
        (skipped.generated, "generated file"),
        (skipped.excluded, "excluded file"),
        (skipped.vendored_folders, "vendored folder"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, what)| counted(number, what))
    .collect();
    if !parts.is_empty() {
        out.push_str(&format!("; skipped {}", parts.join(", ")));
    }
    out
}

fn counted_fixes(number: usize) -> String {
    if number == 1 { "1 fix".to_owned() } else { format!("{number} fixes") }
}
