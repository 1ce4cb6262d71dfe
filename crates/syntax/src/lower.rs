//! From a concrete tree to the lowered one: the walk over top-level constructs, sharing the items
//! that did not change.
//!
//! Must never know: rules; what a language's constructs are.

use std::sync::Arc;

use tree_sitter as ts;

use crate::language::Language;
use crate::lowering::Lowering;
use crate::text::span::Span;
use crate::tree::{Item, Role, Tree};

/// A concrete tree and the lowered tree made from it.
#[derive(Clone)]
pub struct Parsed {
    /// The concrete tree.
    pub concrete: ts::Tree,
    /// The lowered tree.
    pub tree: Tree,
    /// The grammar's kinds of the constructs that became items, beside the items.
    kinds: Vec<u16>,
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

/// What a text was before a few changes.
#[derive(Clone, Copy)]
pub struct Before<'a> {
    /// Its trees; the concrete one has been told of the changes.
    pub parsed: &'a Parsed,
    /// What has changed in the text, ascending.
    pub changes: &'a [Change],
}

/// Lowers a concrete tree. Items of the text before are shared instead of lowered again where
/// neither the text nor the structure has changed and there is no syntax error.
///
/// Ids of concrete nodes would not tell what the parser has reused: an id is a node's place in its
/// parent, and the parents of statements are made anew with each parse.
pub fn lower(
    language: Language,
    text: &str,
    concrete: ts::Tree,
    before: Option<Before<'_>>,
) -> Parsed {
    let mut known = before
        .filter(|before| before.parsed.tree.language() == language)
        .map_or_else(Vec::new, |before| before.unchanged(&concrete))
        .into_iter()
        .peekable();
    let mut items = Vec::with_capacity(known.len());
    let mut offsets = Vec::with_capacity(known.len());
    let mut kinds = Vec::with_capacity(known.len());
    let mut cursor = concrete.walk();
    let mut more = cursor.goto_first_child();
    while more {
        let node = cursor.node();
        let span = node.byte_range();
        let source = text.get(span.clone()).unwrap_or_default();
        if !node.is_extra() || node.is_error() {
            while known.next_if(|(start, ..)| *start < span.start).is_some() {}
            let reused =
                known.next_if(|(start, ..)| *start == span.start).filter(|(_, kind, item)| {
                    *kind == node.kind_id() && *item.text == *source && !node.has_error()
                });
            let item = reused.map(|(.., item)| Arc::clone(item)).or_else(|| {
                let mut lowering = Lowering::new(language, language.spec().lower, text, span.start);
                lowering.lower(node, Role::Stmt);
                lowering.finish(source, node.has_error())
            });
            if let Some(item) = item {
                items.push(item);
                offsets.push(u32::try_from(span.start).unwrap_or(u32::MAX));
                kinds.push(node.kind_id());
            }
        }
        more = cursor.goto_next_sibling();
    }
    drop(cursor);
    let tree = Tree::new(language, items, offsets, text.len());
    Parsed { concrete, tree, kinds }
}

impl<'a> Before<'a> {
    /// The items without a syntax error that lie in nothing that has changed: where each begins
    /// now, and the grammar's kind of it; ascending.
    fn unchanged(self, now: &ts::Tree) -> Vec<(usize, u16, &'a Arc<Item>)> {
        let Before { parsed, changes } = self;
        // Without an error in either, the same text under the same kind is read in the same way.
        let has_error = parsed.concrete.root_node().has_error() || now.root_node().has_error();
        let restructured: Vec<ts::Range> = match has_error {
            true => parsed.concrete.changed_ranges(now).collect(),
            false => Vec::new(),
        };
        let mut restructured = restructured.iter().peekable();
        let mut changes = changes.iter().peekable();
        // How much of the text before those changes was, and what it has become.
        let (mut was, mut is) = (0, 0);
        let mut out = Vec::with_capacity(parsed.kinds.len());
        for ((number, item), kind) in parsed.tree.items().iter().enumerate().zip(&parsed.kinds) {
            let span = parsed.tree.item_span(number as u32);
            while let Some(change) = changes.next_if(|change| change.end < span.start) {
                was += change.end - change.start;
                is += change.len;
            }
            if item.has_error || changes.peek().is_some_and(|change| change.start <= span.end) {
                continue;
            }
            let now = Span::new(span.start + is - was, span.end + is - was);
            while restructured.next_if(|range| range.end_byte < now.start).is_some() {}
            if restructured.peek().is_none_or(|range| range.start_byte > now.end) {
                out.push((now.start, *kind, item));
            }
        }
        out
    }
}
