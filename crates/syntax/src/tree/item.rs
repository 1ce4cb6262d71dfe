//! An item: the unit of reuse. One top-level construct with its text and its nodes.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::tree::kind::{Kind, Role};
use crate::tree::node::Node;

/// One top-level construct of a file. It may have several roots (`let a = 1, b = 2`).
#[derive(Debug)]
pub struct Item {
    /// The source text of the construct.
    pub(crate) text: Box<str>,
    /// Pre-order arena.
    pub(crate) nodes: Box<[Node]>,
    /// Decoded values of literals whose value is not simply the text between the quotes.
    pub(crate) values: FxHashMap<u32, Box<str>>,
    /// Hash of the language, the text and how it was read.
    pub(crate) key: u64,
    /// Whether the grammar had to recover from an error in here.
    pub(crate) has_error: bool,
}

impl Item {
    /// The item's text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The item's nodes in pre-order.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Identifies the content: equal keys, equal language, text and nodes.
    pub fn key(&self) -> u64 {
        self.key
    }

    /// Whether the grammar had to recover from an error in here.
    pub fn has_error(&self) -> bool {
        self.has_error
    }

    /// Source text of a node.
    pub fn node_text(&self, index: u32) -> &str {
        let node = &self.nodes[index as usize];
        self.text.get(node.start as usize..node.end as usize).unwrap_or_default()
    }

    /// The value of a string, regex, JSX text or name: escapes decoded, quotes and prefixes gone.
    /// For other kinds the source text.
    pub fn value(&self, index: u32) -> Cow<'_, str> {
        if let Some(value) = self.values.get(&index) {
            return Cow::Borrowed(value);
        }
        let text = self.node_text(index);
        match self.nodes[index as usize].kind {
            // A text piece of a template has no quotes of its own.
            Kind::Str if self.nodes[index as usize].role != Role::Part => {
                Cow::Borrowed(unquote(text))
            }
            _ => Cow::Borrowed(text),
        }
    }

    /// The children of a node, in order.
    pub(crate) fn next_sibling_index(&self, index: u32) -> u32 {
        index + self.nodes[index as usize].size
    }
}

/// The text between the quotes of a string literal in any of our languages: a prefix of letters
/// (`rb"…"`), then `"""`, `'''`, `"`, `'` or a back-quote on both sides. Text without quotes is
/// returned as it is.
pub(crate) fn unquote(text: &str) -> &str {
    let body = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    for quote in ["\"\"\"", "'''", "\"", "'", "`"] {
        if let Some(rest) = body.strip_prefix(quote) {
            return rest.strip_suffix(quote).unwrap_or(rest);
        }
    }
    text
}
