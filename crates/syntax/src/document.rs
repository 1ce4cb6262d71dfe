//! A document: text that changes by edits, with its trees kept in step.
//!
//! In: edits in the client's positions. Out: immutable [`Snapshot`]s.
//! Must never know: who sends the edits, what snapshots are used for.

use std::sync::Arc;

use ropey::Rope;
use tree_sitter as ts;

use crate::language::Language;
use crate::lower::{Before, Change, Parsed, lower};
use crate::parse::parse;
use crate::reparse::advanced;
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
    /// The trees came from those before an edit.
    incremental: bool,
    /// A carriage return may stand alone somewhere; the grammars do not count it as a line.
    carriage_returns: bool,
}

/// A document as it was at one moment.
#[derive(Clone)]
pub struct Snapshot {
    /// The text.
    pub text: Arc<str>,
    /// The trees, where the document has a language.
    pub parsed: Option<Arc<Parsed>>,
    /// Whether the trees are those of opening the text anew. tree-sitter recovers from an error in
    /// another way when it parses incrementally than when it parses anew (in 0.3 % of random edits
    /// that leave an error); see [`Document::settle`].
    pub settled: bool,
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
            incremental: false,
            carriage_returns: text.contains('\r'),
        };
        document.reparse(None, None);
        document
    }

    /// The language.
    pub fn language(&self) -> Option<Language> {
        self.language
    }

    /// Applies edits in their order; each refers to the text that the one before left.
    pub fn apply(&mut self, edits: &[Edit], encoding: Encoding, version: i32) {
        let mut old = self.parsed.take().map(Arc::unwrap_or_clone);
        let mut changed: Option<Change> = None;
        for edit in edits {
            self.carriage_returns |= edit.text.contains('\r');
            let Some((start, end)) = edit.range else {
                self.rope = Rope::from_str(&edit.text);
                old = None;
                continue;
            };
            let start = self.offset(start, encoding);
            let end = self.offset(end, encoding).max(start);
            let (start_position, old_end_position) = (self.point(start), self.point(end));
            let (start_char, end_char) =
                (self.rope.byte_to_char(start), self.rope.byte_to_char(end));
            self.rope.remove(start_char..end_char);
            self.rope.insert(start_char, &edit.text);
            let change = Change { start, end, len: edit.text.len() };
            changed = Some(changed.map_or(change, |changed| changed.and_then(change)));
            if let Some(old) = &mut old {
                old.concrete.edit(&ts::InputEdit {
                    start_byte: start,
                    old_end_byte: end,
                    new_end_byte: start + edit.text.len(),
                    start_position,
                    old_end_position,
                    new_end_position: advanced(start_position, &edit.text),
                });
            }
        }
        self.version = version;
        self.text = Arc::from(self.rope.to_string());
        self.reparse(old, changed);
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

    /// Row and byte column of an offset as the grammars count them: by `\n` alone.
    fn point(&self, at: usize) -> ts::Point {
        if self.carriage_returns {
            let before = self.rope.byte_slice(..at).to_string();
            return advanced(ts::Point { row: 0, column: 0 }, &before);
        }
        let row = self.rope.byte_to_line(at);
        ts::Point { row, column: at - self.rope.line_to_byte(row) }
    }

    fn reparse(&mut self, old: Option<Parsed>, changed: Option<Change>) {
        let Some(language) = self.language else { return };
        self.incremental = old.is_some();
        let concrete = old.as_ref().map(|old| &old.concrete);
        let changes = changed.as_slice();
        let before = old.as_ref().map(|parsed| Before { parsed, changes });
        self.parsed = parse(language, &self.text, concrete, &mut || false)
            .ok()
            .map(|concrete| Arc::new(lower(language, &self.text, concrete, before)));
    }

    /// Whether the trees are those of opening the text anew.
    pub fn is_settled(&self) -> bool {
        let has_error = |parsed: &Arc<Parsed>| parsed.concrete.root_node().has_error();
        !self.incremental || !self.parsed.as_ref().is_some_and(has_error)
    }

    /// Parses anew where that may give other trees than the edits did: with a syntax error, how the
    /// text was typed could show. For when nobody waits; it costs a whole parse.
    pub fn settle(&mut self) {
        if self.is_settled() {
            return;
        }
        let Some(language) = self.language else { return };
        if let Ok(concrete) = parse(language, &self.text, None, &mut || false) {
            let old = self.parsed.take();
            let before = old.as_deref().map(|parsed| Before { parsed, changes: &[] });
            self.parsed = Some(Arc::new(lower(language, &self.text, concrete, before)));
            self.incremental = false;
        }
    }

    /// The document as it is now.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            text: Arc::clone(&self.text),
            parsed: self.parsed.clone(),
            settled: self.is_settled(),
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
                document.settle();
                prop_assert!(document.snapshot().settled);
                prop_assert_eq!(hashes(&document.snapshot().parsed), hashes(&fresh.snapshot().parsed));
            }
        }
    }
}
