//! Code frames: the lines around a place, what is there marked.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use stockade_rules::Severity;

use super::places::Places;

/// The renderer; `colour`: with escape codes.
pub fn renderer(colour: bool) -> Renderer {
    if colour { Renderer::styled() } else { Renderer::plain() }
}

/// The level of a severity.
pub fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    }
}

/// A place to mark.
pub struct Mark<'m> {
    /// Where, in bytes of the text.
    pub span: Range<usize>,
    /// What is there.
    pub label: Option<&'m str>,
    /// Whether it is what the frame is about.
    pub is_primary: bool,
}

/// The lines of a text from the first to the last mark. Only they are handed on, so that a frame
/// costs what it shows and not what the file is long.
pub fn frame<'t>(
    path: &'t str,
    text: &'t str,
    places: &Places<'_>,
    marks: &[Mark<'t>],
) -> Snippet<'t, Annotation<'t>> {
    let start = marks.iter().map(|mark| mark.span.start).min().unwrap_or(0);
    let end = marks.iter().map(|mark| mark.span.end).max().unwrap_or(0);
    let lines = lines(text, places, start, end);
    let annotations = marks.iter().map(|mark| {
        let span = clamp(&mark.span, &lines.range);
        let kind = if mark.is_primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        kind.span(span).label(mark.label)
    });
    Snippet::source(&text[lines.range.clone()])
        .line_start(lines.first)
        .path(path)
        .annotations(annotations)
}

/// A group that shows what edits (span and new text, ascending) make of a text.
pub fn patched<'t>(
    title: String,
    text: &'t str,
    places: &Places<'_>,
    edits: &[(Range<usize>, &'t str)],
) -> Group<'t> {
    let mut group = Level::HELP.secondary_title(title);
    let mut out: Option<Group<'t>> = None;
    // Edits far apart are shown apart.
    let mut at = 0;
    while at < edits.len() {
        let mut to = at + 1;
        let line = |offset: usize| places.at(offset).line;
        while to < edits.len() && line(edits[to].0.start) <= line(edits[to - 1].0.end) + 2 {
            to += 1;
        }
        let near = &edits[at..to];
        let lines = lines(text, places, near[0].0.start, near[near.len() - 1].0.end);
        let patches = near.iter().map(|(span, new)| Patch::new(clamp(span, &lines.range), *new));
        let snippet =
            Snippet::source(&text[lines.range.clone()]).line_start(lines.first).patches(patches);
        out = Some(match out {
            None => std::mem::replace(&mut group, Level::HELP.secondary_title("")).element(snippet),
            Some(group) => group.element(snippet),
        });
        at = to;
    }
    out.unwrap_or_else(|| Group::with_title(group))
}

/// Whole lines of a text.
struct Lines {
    range: Range<usize>,
    /// 1-based number of the first.
    first: usize,
}

fn lines(text: &str, places: &Places<'_>, start: usize, end: usize) -> Lines {
    let first = places.at(start).line;
    let last = places.at(end.max(start)).line;
    let range = places.line_start(first)..places.line_end(last).max(places.line_start(first));
    Lines { range: range.start.min(text.len())..range.end.min(text.len()), first }
}

/// A span relative to the lines shown.
fn clamp(span: &Range<usize>, lines: &Range<usize>) -> Range<usize> {
    let length = lines.end - lines.start;
    let place = |at: usize| at.saturating_sub(lines.start).min(length);
    place(span.start)..place(span.end)
}
