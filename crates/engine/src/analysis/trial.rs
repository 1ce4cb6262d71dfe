//! A text with edits applied in memory.
//!
//! In: a source, edits. Out: the source after them, with its trees made from those before where
//! there are any. Must never know: what the edits are for.

use stockade_syntax::Span;
use stockade_syntax::parsed::Change;

use crate::finding::{TextEdit, apply_edits};
use crate::source::{Source, Stop};

/// Applies edits, which ascend and do not overlap. The text after has trees if that before had.
/// `None`: stopped.
pub fn apply(source: &Source, edits: &[TextEdit], stop: Stop<'_>) -> Option<Source> {
    let text = apply_edits(&source.text, edits);
    let mut after = Source { text: text.into(), parsed: None, ..source.clone() };
    if let Some(parsed) = &source.parsed {
        let again = parsed.after(as_one(edits), &after.text, &mut || stop()).ok()?;
        after.parsed = Some(again.into());
    }
    Some(after)
}

/// Edits as one change, from the first to the last.
fn as_one(edits: &[TextEdit]) -> Change {
    let start = edits.first().map_or(0, |edit| edit.span.start);
    let end = edits.last().map_or(0, |edit| edit.span.end);
    let taken: usize = edits.iter().map(|edit| edit.span.end - edit.span.start).sum();
    let given: usize = edits.iter().map(|edit| edit.text.len()).sum();
    Change { start, end, len: end - start - taken + given }
}

/// Where a span of the text after edits stood in the text before; none where an edit made one of its
/// ends.
pub fn before(edits: &[TextEdit], span: Span) -> Option<Span> {
    let start = place_before(edits, span.start)?;
    let end = place_before(edits, span.end)?;
    // Where something was taken out, a span begins behind it and ends before it.
    Some(Span::new(start.end, end.start.max(start.end)))
}

/// The places of the text before that are one place in the text after.
fn place_before(edits: &[TextEdit], offset: usize) -> Option<Span> {
    // By how much what lies behind the edits so far has moved, there and back.
    let (mut longer, mut shorter) = (0, 0);
    for edit in edits {
        let start = edit.span.start + longer - shorter;
        let end = start + edit.text.len();
        if offset < start {
            break;
        }
        if offset == start && offset == end {
            return Some(edit.span);
        }
        if offset == start {
            return Some(Span::new(edit.span.start, edit.span.start));
        }
        if offset == end {
            return Some(Span::new(edit.span.end, edit.span.end));
        }
        if offset < end {
            return None;
        }
        longer += edit.text.len();
        shorter += edit.span.end - edit.span.start;
    }
    let place = offset + shorter - longer;
    Some(Span::new(place, place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_outside_of_edits_are_known_again() {
        let edit = |start, end, text: &str| TextEdit {
            span: Span::new(start, end),
            text: text.to_owned(),
        };
        // abcdefgh → abXYZdeh
        let edits = [edit(2, 3, "XYZ"), edit(5, 7, "")];
        assert_eq!(apply_edits("abcdefgh", &edits), "abXYZdeh");
        for (after, expected) in [
            ((0, 1), Some((0, 1))),
            ((1, 5), Some((1, 3))),
            ((2, 5), Some((2, 3))),
            ((5, 7), Some((3, 5))),
            ((7, 8), Some((7, 8))),
            ((3, 6), None),
        ] {
            let found = before(&edits, Span::new(after.0, after.1));
            assert_eq!(found.map(|span| (span.start, span.end)), expected, "{after:?}");
        }
    }
}
