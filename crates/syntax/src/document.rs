//! A document: text that changes by edits, with its trees kept in step.
//!
//! In: edits in the client's positions. Out: immutable [`Snapshot`]s.
//! Must never know: who sends the edits, what snapshots are used for.

use std::sync::Arc;

use ropey::Rope;

use crate::language::Language;
use crate::parsed::{Change, Parsed};
use crate::text::position::{Encoding, Position};

/// A change to a document.
#[derive(Clone, Debug)]
pub struct Edit {
    /// What is replaced; none is the whole text.
    pub range: Option<(Position, Position)>,
    /// By what.
    pub text: String,
}

/// An open document.
pub struct Document {
    rope: Rope,
    /// The rope's text in one piece, which everything but the edits wants.
    text: Arc<str>,
    language: Option<Language>,
    version: i32,
    parsed: Option<Arc<Parsed>>,
}

/// A document as it was at one moment.
#[derive(Clone)]
pub struct Snapshot {
    /// The text.
    pub text: Arc<str>,
    /// The tree, where the document has a language: that of opening the text anew.
    pub parsed: Option<Arc<Parsed>>,
    /// The client's number of this state.
    pub version: i32,
}

impl Document {
    /// Opens a document.
    pub fn new(text: &str, language: Option<Language>, version: i32) -> Self {
        let mut document = Document {
            rope: Rope::from_str(text),
            text: Arc::from(text),
            language,
            version,
            parsed: None,
        };
        document.parse(None);
        document
    }

    /// The language.
    pub fn language(&self) -> Option<Language> {
        self.language
    }

    /// Applies edits in their order; each refers to the text that the one before left.
    pub fn apply(&mut self, edits: &[Edit], encoding: Encoding, version: i32) {
        let mut changed: Option<Change> = None;
        for edit in edits {
            let Some((start, end)) = edit.range else {
                let all = Change { start: 0, end: self.rope.len_bytes(), len: edit.text.len() };
                changed = Some(changed.map_or(all, |changed| changed.and_then(all)));
                self.rope = Rope::from_str(&edit.text);
                continue;
            };
            let start = self.offset(start, encoding);
            let end = self.offset(end, encoding).max(start);
            let (start_char, end_char) =
                (self.rope.byte_to_char(start), self.rope.byte_to_char(end));
            self.rope.remove(start_char..end_char);
            self.rope.insert(start_char, &edit.text);
            let change = Change { start, end, len: edit.text.len() };
            changed = Some(changed.map_or(change, |changed| changed.and_then(change)));
        }
        self.version = version;
        let mut text = String::with_capacity(self.rope.len_bytes());
        self.rope.chunks().for_each(|chunk| text.push_str(chunk));
        self.text = Arc::from(text);
        self.parse(changed);
    }

    /// The byte offset of a position; see [`crate::text::position`].
    fn offset(&self, position: Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        if line >= self.rope.len_lines() {
            return self.rope.len_bytes();
        }
        let start = self.rope.line_to_byte(line);
        let mut units = 0;
        let mut at = start;
        for c in self.rope.line(line).chars().take_while(|c| !matches!(c, '\n' | '\r')) {
            units += encoding.units(c);
            if units > position.column as usize {
                break;
            }
            at += c.len_utf8();
        }
        at
    }

    fn parse(&mut self, changed: Option<Change>) {
        let Some(language) = self.language else { return };
        let never = &mut || false;
        let parsed = match (self.parsed.take(), changed) {
            (Some(before), Some(change)) => before.after(change, &self.text, never),
            _ => Parsed::of(language, &self.text, never),
        };
        self.parsed = parsed.ok().map(Arc::new);
    }

    /// The document as it is now.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            text: Arc::clone(&self.text),
            parsed: self.parsed.clone(),
            version: self.version,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::position::Lines;

    const PIECES: [&str; 14] = [
        "const a = 1;\n",
        "f(b, 'x');\n",
        "{",
        "}",
        "\"",
        "\n",
        "\r\n",
        "😀",
        "é",
        "function g() {\n  return 1;\n}\n",
        "/*",
        "*/",
        "x",
        "// note\n",
    ];

    fn hashes(parsed: &Option<Arc<Parsed>>) -> Vec<(u64, usize)> {
        let Some(parsed) = parsed else { return Vec::new() };
        let tree = &parsed.tree;
        tree.descendants(crate::NodeId::ROOT)
            .map(|id| (tree.node(id).hash, tree.span(id).start))
            .collect()
    }

    proptest! {
        /// Incremental equals fresh: text and lowered tree.
        #[test]
        fn edits_leave_what_opening_anew_gives(
            first in proptest::collection::vec(0..PIECES.len(), 0..12),
            edits in proptest::collection::vec((0u32..12, 0u32..12, 0u32..12, 0u32..12, 0..PIECES.len()), 1..12),
            unit in 0usize..3,
        ) {
            let encoding = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32][unit];
            let text: String = first.iter().map(|at| PIECES[*at]).collect();
            for language in [Language::JavaScript, Language::Python, Language::Go] {
                let mut document = Document::new(&text, Some(language), 0);
                let mut model = text.clone();
                for (line, column, to_line, to_column, piece) in &edits {
                    let a = Position { line: *line, column: *column };
                    let b = Position { line: *to_line, column: *to_column };
                    let (start, end) = (a.min(b), a.max(b));
                    let lines = Lines::of(&model);
                    let from = lines.offset(&model, start, encoding);
                    let to = lines.offset(&model, end, encoding);
                    model.replace_range(from..to, PIECES[*piece]);
                    let edit = Edit { range: Some((start, end)), text: PIECES[*piece].to_owned() };
                    document.apply(&[edit], encoding, 1);
                }
                let fresh = Document::new(&model, Some(language), 1);
                prop_assert_eq!(&*document.snapshot().text, model.as_str());
                prop_assert_eq!(hashes(&document.snapshot().parsed), hashes(&fresh.snapshot().parsed));
            }
        }
    }
}
