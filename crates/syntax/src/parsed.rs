//! A parsed text, piece by piece: each is parsed and lowered by itself, and kept while its text stays.
//!
//! In: a text; after edits, what was replaced. Out: its lowered tree. How a text came to be cannot
//! show: pieces are told from the text alone (`cut`), and no concrete tree is kept.
//! Must never know: rules; what a language's constructs are.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tree_sitter as ts;
use xxhash_rust::xxh3::xxh3_128;

use crate::cut::{Pieces, Range};
use crate::language::Language;
use crate::lowering::Lowering;
use crate::parse::{ParseError, Parser};
use crate::tree::{Item, Role, Tree};

/// A text's lowered tree, and what it takes to make that of the text after an edit.
#[derive(Clone)]
pub struct Parsed {
    /// The lowered tree.
    pub tree: Tree,
    /// The pieces with their places, ascending and without gaps.
    pieces: Vec<(Range, Arc<Piece>)>,
}

/// What a piece of text is, wherever it stands.
struct Piece {
    /// Identifies the text.
    key: u128,
    /// The items with their places in the piece, in bytes.
    items: Vec<(u32, Arc<Item>)>,
    /// Whether the grammar had to recover from an error.
    has_error: bool,
}

/// A piece of the text before that was replaced; in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where it began.
    pub start: usize,
    /// Where it ended.
    pub end: usize,
    /// The length of what stands there now.
    pub len: usize,
}

impl Change {
    /// Both as one: this, and a later one whose place is in the text that this has left.
    #[must_use]
    pub fn and_then(self, later: Change) -> Change {
        let end = self.start + self.len;
        // What the later one takes away behind this, and the text in between.
        let behind = later.end.saturating_sub(end);
        let start = self.start.min(later.start);
        let until = end.max(later.end);
        Change {
            start,
            end: self.end + behind,
            len: until - start - (later.end - later.start) + later.len,
        }
    }
}

impl Parsed {
    /// Parses a text. `stop` is asked now and then; when it returns `true` the parse ends with
    /// [`ParseError::Stopped`].
    pub fn of(
        language: Language,
        text: &str,
        stop: &mut dyn FnMut() -> bool,
    ) -> Result<Parsed, ParseError> {
        let ranges = Pieces::from(language.spec().cut, text, 0).collect();
        Parsed::put_together(language, text, Kept::default(), ranges, stop)
    }

    /// Parses a text in one piece.
    pub fn uncut(language: Language, text: &str) -> Result<Parsed, ParseError> {
        let whole = Range { start: 0, end: text.len(), open: false };
        Parsed::put_together(language, text, Kept::default(), vec![whole], &mut || false)
    }

    /// Parses `text`, which is the text that this was made from after one change, or after several
    /// that lie in what is given as one.
    pub fn after(
        &self,
        change: Change,
        text: &str,
        stop: &mut dyn FnMut() -> bool,
    ) -> Result<Parsed, ParseError> {
        let language = self.tree.language();
        let (kept, ranges) = self.cut_again(change, text);
        Parsed::put_together(language, text, kept, ranges, stop)
    }

    /// Whether the grammar had to recover from an error somewhere.
    pub fn has_error(&self) -> bool {
        self.pieces.iter().any(|(_, piece)| piece.has_error)
    }

    /// Cuts anew where the change can be felt: the pieces that stay, and the ranges of those to be
    /// made between them.
    fn cut_again(&self, change: Change, text: &str) -> (Kept<'_>, Vec<Range>) {
        let pieces = &self.pieces;
        let is_open = |(range, _): &(Range, Arc<Piece>)| range.open;
        // The piece that the change lies in, and the one before: whether a line begins a piece is
        // told from its first word.
        let touched = pieces.partition_point(|(range, _)| range.start < change.start);
        let first = touched.saturating_sub(2);
        let first = pieces.iter().position(is_open).map_or(first, |open| first.min(open));
        let last_open = pieces.iter().rposition(is_open);
        let mut ranges = Vec::new();
        // The first piece behind that stays.
        let mut behind = pieces.partition_point(|(range, _)| range.start < change.end);
        behind = behind.max(last_open.map_or(0, |open| open + 1));
        let moved = |at: usize| at + change.len - (change.end - change.start);
        let start = pieces.get(first).map_or(0, |(range, _)| range.start);
        let cut = self.tree.language().spec().cut;
        for range in Pieces::from(cut, text, start) {
            ranges.push(range);
            while pieces.get(behind).is_some_and(|(old, _)| moved(old.start) < range.end) {
                behind += 1;
            }
            let stays = pieces.get(behind).is_some_and(|(old, _)| moved(old.start) == range.end);
            if stays && !ranges.iter().any(|range| range.open) {
                break;
            }
        }
        if ranges.last().is_none_or(|range| range.end == text.len()) {
            behind = pieces.len();
        }
        let (before, rest) = pieces.split_at(first.min(pieces.len()));
        let (between, after) = rest.split_at(behind.saturating_sub(first).min(rest.len()));
        let place = after.first().map_or((0, 0), |(range, _)| (range.start, moved(range.start)));
        (Kept { before, between, after, moved: place }, ranges)
    }

    fn put_together(
        language: Language,
        text: &str,
        kept: Kept<'_>,
        ranges: Vec<Range>,
        stop: &mut dyn FnMut() -> bool,
    ) -> Result<Parsed, ParseError> {
        let known: FxHashMap<u128, &Arc<Piece>> =
            kept.between.iter().map(|(_, piece)| (piece.key, piece)).collect();
        let mut parser = Parser::new(language)?;
        let mut pieces = Vec::with_capacity(kept.before.len() + ranges.len() + kept.after.len());
        pieces.extend(kept.before.iter().cloned());
        for range in ranges {
            let source = text.get(range.start..range.end).unwrap_or_default();
            let key = xxh3_128(source.as_bytes());
            let piece = match known.get(&key) {
                Some(piece) => Arc::clone(piece),
                None => Arc::new(Piece::of(language, &mut parser, source, key, stop)?),
            };
            pieces.push((range, piece));
        }
        let (was, is) = kept.moved;
        pieces.extend(kept.after.iter().map(|(range, piece)| {
            let moved = |at: usize| at - was + is;
            let range = Range { start: moved(range.start), end: moved(range.end), ..*range };
            (range, Arc::clone(piece))
        }));
        let count = pieces.iter().map(|(_, piece)| piece.items.len()).sum();
        let (mut items, mut offsets) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for (range, piece) in &pieces {
            for (offset, item) in &piece.items {
                items.push(Arc::clone(item));
                offsets
                    .push(u32::try_from(range.start).unwrap_or(u32::MAX).saturating_add(*offset));
            }
        }
        Ok(Parsed { tree: Tree::new(language, items, offsets, text.len()), pieces })
    }
}

/// The pieces of the text before.
#[derive(Default)]
struct Kept<'a> {
    /// What stays where it is.
    before: &'a [(Range, Arc<Piece>)],
    /// What is replaced; some of it may come again.
    between: &'a [(Range, Arc<Piece>)],
    /// What stays, at another place.
    after: &'a [(Range, Arc<Piece>)],
    /// Where the first of those began, and where it begins now.
    moved: (usize, usize),
}

impl Piece {
    fn of(
        language: Language,
        parser: &mut Parser,
        text: &str,
        key: u128,
        stop: &mut dyn FnMut() -> bool,
    ) -> Result<Piece, ParseError> {
        let concrete = parser.parse(text, None, stop)?;
        let has_error = concrete.root_node().has_error();
        Ok(Piece { key, items: items_of(language, text, &concrete), has_error })
    }
}

/// Lowers each top-level construct to an item.
fn items_of(language: Language, text: &str, concrete: &ts::Tree) -> Vec<(u32, Arc<Item>)> {
    let mut items = Vec::new();
    let mut cursor = concrete.walk();
    let mut more = cursor.goto_first_child();
    while more {
        let node = cursor.node();
        let span = node.byte_range();
        if !node.is_extra() || node.is_error() {
            let source = text.get(span.clone()).unwrap_or_default();
            let mut lowering = Lowering::new(language, language.spec().lower, text, span.start);
            lowering.lower(node, Role::Stmt);
            let item = lowering.finish(source, node.has_error());
            items.extend(item.map(|item| (u32::try_from(span.start).unwrap_or(u32::MAX), item)));
        }
        more = cursor.goto_next_sibling();
    }
    items
}
