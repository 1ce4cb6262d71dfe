//! The trees of a text that a few replacements made out of a parsed one.
//!
//! In: the trees of the text before, the replacements, the text after. Out: the trees of the text
//! after, sharing what did not change. Must never know: why the text is changed.

use tree_sitter as ts;

use crate::lower::{Before, Change, Parsed, lower};
use crate::parse::{ParseError, parse};
use crate::text::span::Span;

/// Parses and lowers `after`, which is `before` with the replacements applied. These do not overlap
/// and ascend; their places are those of `before`, the text that `old` was made from.
///
/// With a syntax error in either text the result may differ from that of parsing `after` anew: see
/// [`crate::document::Snapshot::settled`].
pub fn reparse(
    old: &Parsed,
    before: &str,
    replacements: &[(Span, &str)],
    after: &str,
    stop: &mut dyn FnMut() -> bool,
) -> Result<Parsed, ParseError> {
    let language = old.tree.language();
    let mut points = Points { text: before, at: 0, point: ts::Point { row: 0, column: 0 } };
    let edits: Vec<ts::InputEdit> = replacements
        .iter()
        .map(|(span, new)| {
            let start_position = points.of(span.start);
            ts::InputEdit {
                start_byte: span.start,
                old_end_byte: span.end,
                new_end_byte: span.start + new.len(),
                start_position,
                old_end_position: points.of(span.end),
                new_end_position: advanced(start_position, new),
            }
        })
        .collect();
    let mut edited = old.clone();
    // From the last on, so that the places of those before it still hold.
    for edit in edits.iter().rev() {
        edited.concrete.edit(edit);
    }
    let concrete = parse(language, after, Some(&edited.concrete), stop)?;
    let changes: Vec<Change> = replacements
        .iter()
        .map(|(span, new)| Change { start: span.start, end: span.end, len: new.len() })
        .collect();
    Ok(lower(language, after, concrete, Some(Before { parsed: &edited, changes: &changes })))
}

/// Turns ascending offsets into points, in one pass.
struct Points<'t> {
    text: &'t str,
    at: usize,
    point: ts::Point,
}

impl Points<'_> {
    fn of(&mut self, offset: usize) -> ts::Point {
        let between = self.text.get(self.at..offset).unwrap_or_default();
        self.point = advanced(self.point, between);
        self.at = offset;
        self.point
    }
}

/// Where a text that begins at `start` ends; rows as the grammars count them: by `\n` alone.
pub(crate) fn advanced(start: ts::Point, text: &str) -> ts::Point {
    match text.rfind('\n') {
        Some(last) => {
            ts::Point { row: start.row + text.matches('\n').count(), column: text.len() - last - 1 }
        }
        None => ts::Point { row: start.row, column: start.column + text.len() },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::language::Language;

    const PIECES: [&str; 7] = [
        "a = 1\n",
        "def f(x):\n    return g(x, é='ü')\n",
        "class C:\n    def m(self):\n        pass\n\n",
        "\n",
        "f(1)\n",
        "if a:\n    b()\n",
        "# note\n",
    ];

    fn fresh(text: &str) -> Parsed {
        let concrete = parse(Language::Python, text, None, &mut || false);
        lower(Language::Python, text, concrete.unwrap_or_else(|e| panic!("{e}")), None)
    }

    fn shape(parsed: &Parsed) -> Vec<(u64, usize)> {
        let tree = &parsed.tree;
        let nodes = tree.descendants(crate::NodeId::ROOT);
        nodes.map(|id| (tree.node(id).hash, tree.span(id).start)).collect()
    }

    #[test]
    fn what_did_not_change_is_shared() {
        let functions = (0..200).map(|n| format!("def f{n}(x):\n    return x + {n}\n\n"));
        let before: String = functions.collect();
        let old = fresh(&before);
        for name in ["f0", "f100", "f199"] {
            let start = before.find(name).unwrap_or_default();
            let replacements = [(Span::new(start, start + name.len()), "other")];
            let after = before.replacen(name, "other", 1);
            let again = reparse(&old, &before, &replacements, &after, &mut || false);
            let again = again.unwrap_or_else(|e| panic!("{e}"));
            let pairs = again.tree.items().iter().zip(old.tree.items());
            assert_eq!(pairs.filter(|(a, b)| !std::sync::Arc::ptr_eq(a, b)).count(), 1, "{name}");
        }
    }

    proptest! {
        /// Reparsed equals parsed anew.
        #[test]
        fn replacements_leave_what_parsing_anew_gives(
            pieces in proptest::collection::vec((0..PIECES.len(), proptest::option::of(0..PIECES.len())), 0..16),
        ) {
            let (mut before, mut after) = (String::new(), String::new());
            let mut replacements = Vec::new();
            for (piece, other) in pieces {
                let start = before.len();
                before.push_str(PIECES[piece]);
                after.push_str(PIECES[other.unwrap_or(piece)]);
                if let Some(other) = other {
                    replacements.push((Span::new(start, before.len()), PIECES[other]));
                }
            }
            let again = reparse(&fresh(&before), &before, &replacements, &after, &mut || false);
            prop_assert_eq!(again.map(|parsed| shape(&parsed)), Ok(shape(&fresh(&after))));
        }
    }
}
