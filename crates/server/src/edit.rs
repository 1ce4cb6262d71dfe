//! Changes of a text, from the protocol's form and back.

use stockade_engine::TextEdit;
use stockade_syntax::Span;
use stockade_syntax::document::Edit;
use stockade_syntax::text::position::Position;
use tower_lsp::ls_types as lsp;

/// A change as documents know it.
pub fn of(change: lsp::TextDocumentContentChangeEvent) -> Edit {
    let place = |at: lsp::Position| Position { line: at.line, column: at.character };
    Edit {
        range: change.range.map(|range| (place(range.start), place(range.end))),
        text: change.text,
    }
}

/// The lines that differ between two texts, as edits of the first.
pub fn between(old: &str, new: &str) -> Vec<TextEdit> {
    let mut edits: Vec<TextEdit> = Vec::new();
    let mut at = 0;
    let mut is_open = false;
    // The changes are followed in their order; the positions that the operations of the diff carry
    // are not those of the old text where insertions were moved.
    for change in similar::TextDiff::from_lines(old, new).iter_all_changes() {
        let line = change.value();
        if change.tag() == similar::ChangeTag::Equal {
            at += line.len();
            is_open = false;
            continue;
        }
        if !std::mem::replace(&mut is_open, true) {
            edits.push(TextEdit { span: Span::new(at, at), text: String::new() });
        }
        let Some(edit) = edits.last_mut() else { continue };
        if change.tag() == similar::ChangeTag::Delete {
            at += line.len();
            edit.span.end = at;
        } else {
            edit.text.push_str(line);
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use stockade_engine::finding::apply_edits;

    use super::*;

    proptest! {
        #[test]
        fn the_edits_between_two_texts_make_one_of_the_other(
            old in "[ab\r\n]{0,40}", new in "[ab\r\né]{0,40}",
        ) {
            prop_assert_eq!(apply_edits(&old, &between(&old, &new)), new);
        }
    }
}
