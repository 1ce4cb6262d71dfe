//! The tree of a whole file: items and where they stand.

use std::borrow::Cow;
use std::sync::Arc;

use crate::language::Language;
use crate::text::span::Span;
use crate::tree::item::Item;
use crate::tree::kind::{Kind, Role};
use crate::tree::node::{Flags, Node, Op};

/// Names a node of a [`Tree`]: an item and an index into its arena.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct NodeId {
    /// Number of the item in the tree.
    pub item: u32,
    /// Index in the item's arena.
    pub index: u32,
}

impl NodeId {
    /// The program node.
    pub const ROOT: NodeId = NodeId { item: u32::MAX, index: 0 };

    /// A node of an item.
    pub fn new(item: u32, index: u32) -> Self {
        NodeId { item, index }
    }
}

/// The lowered tree of a file: a value, cheap to clone, with no tie to the parser.
#[derive(Clone, Debug)]
pub struct Tree {
    language: Language,
    root: Node,
    items: Vec<Arc<Item>>,
    /// Byte offset of each item in the file; as long as `items`, ascending.
    offsets: Vec<u32>,
}

impl Tree {
    /// Puts items together. `offsets` are their places in the file, `len` the file's length, all
    /// in bytes.
    pub(crate) fn new(
        language: Language,
        items: Vec<Arc<Item>>,
        offsets: Vec<u32>,
        len: usize,
    ) -> Self {
        debug_assert_eq!(items.len(), offsets.len());
        let size = items.iter().map(|item| item.nodes.len() as u32).sum::<u32>() + 1;
        let root = Node {
            hash: 0,
            start: 0,
            end: len as u32,
            size,
            parent: 0,
            kind: Kind::Program,
            role: Role::Elem,
            op: Op::None,
            flags: Flags::empty(),
        };
        Tree { language, root, items, offsets }
    }

    /// The language of the file.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The items in their order.
    pub fn items(&self) -> &[Arc<Item>] {
        &self.items
    }

    /// The item with this number.
    pub fn item(&self, item: u32) -> &Item {
        &self.items[item as usize]
    }

    /// Where an item begins in the file, in bytes.
    pub fn item_offset(&self, item: u32) -> usize {
        self.offsets[item as usize] as usize
    }

    /// The item at a byte offset: the last that begins at or before it.
    pub fn item_at(&self, offset: usize) -> Option<u32> {
        let after = self.offsets.partition_point(|&start| start as usize <= offset);
        after.checked_sub(1).map(|item| item as u32)
    }

    /// Where an item stands in the file, in bytes.
    pub fn item_span(&self, item: u32) -> Span {
        let offset = self.item_offset(item);
        Span::new(offset, offset + self.item(item).text().len())
    }

    /// The roots of an item.
    pub fn roots(&self, item: u32) -> Children<'_> {
        let end = self.items[item as usize].nodes.len() as u32;
        Children { tree: self, item, index: 0, end, across: false }
    }

    /// The node itself. Its span is relative to the item: use [`Tree::span`] for the file's.
    pub fn node(&self, id: NodeId) -> &Node {
        if id.item == u32::MAX {
            return &self.root;
        }
        &self.items[id.item as usize].nodes[id.index as usize]
    }

    /// Shorthand for the node's kind.
    pub fn kind(&self, id: NodeId) -> Kind {
        self.node(id).kind
    }

    /// The node's place in the file, in bytes.
    pub fn span(&self, id: NodeId) -> Span {
        let node = self.node(id);
        if id.item == u32::MAX {
            return node.span();
        }
        node.span().shifted(self.offsets[id.item as usize] as usize)
    }

    /// The node's source text; empty for the program.
    pub fn text(&self, id: NodeId) -> &str {
        if id.item == u32::MAX {
            return "";
        }
        self.items[id.item as usize].node_text(id.index)
    }

    /// The node's value; see [`Item::value`].
    pub fn value(&self, id: NodeId) -> Cow<'_, str> {
        if id.item == u32::MAX {
            return Cow::Borrowed("");
        }
        self.items[id.item as usize].value(id.index)
    }

    /// The parent; the program is the parent of every item's roots and has none itself.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        if id.item == u32::MAX {
            return None;
        }
        let parent = self.node(id).parent;
        if parent == id.index { Some(NodeId::ROOT) } else { Some(NodeId::new(id.item, parent)) }
    }

    /// What a node stands in, the innermost first; the root is the last.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.parent(id), |&at| self.parent(at))
    }

    /// The children in order.
    pub fn children(&self, id: NodeId) -> Children<'_> {
        if id.item == u32::MAX {
            return Children {
                tree: self,
                item: 0,
                index: 0,
                end: self.items.first().map_or(0, |item| item.nodes.len() as u32),
                across: true,
            };
        }
        Children {
            tree: self,
            item: id.item,
            index: id.index + 1,
            end: id.index + self.node(id).size,
            across: false,
        }
    }

    /// The first child with this role.
    pub fn child(&self, id: NodeId, role: Role) -> Option<NodeId> {
        self.children(id).find(|&child| self.node(child).role == role)
    }

    /// The children with this role.
    pub fn children_with(&self, id: NodeId, role: Role) -> impl Iterator<Item = NodeId> + '_ {
        self.children(id).filter(move |&child| self.node(child).role == role)
    }

    /// The node and all below it, in pre-order.
    pub fn descendants(&self, id: NodeId) -> Descendants<'_> {
        if id.item == u32::MAX {
            return Descendants { tree: self, item: u32::MAX, index: 0, end: 1, across: true };
        }
        Descendants {
            tree: self,
            item: id.item,
            index: id.index,
            end: id.index + self.node(id).size,
            across: false,
        }
    }

    /// Whether `inner` is `outer` or lies in it.
    pub fn contains(&self, outer: NodeId, inner: NodeId) -> bool {
        outer.item == u32::MAX
            || (outer.item == inner.item
                && inner.index >= outer.index
                && inner.index < outer.index + self.node(outer).size)
    }

    /// The dotted path that a chain of plain members spells (`a.b.c`), or the name alone.
    pub fn dotted_path(&self, id: NodeId) -> Option<String> {
        match self.kind(id) {
            Kind::Name => Some(self.text(id).to_owned()),
            Kind::Member => {
                let object = self.child(id, Role::Object)?;
                let property = self.child(id, Role::Property)?;
                let mut path = self.dotted_path(object)?;
                path.push('.');
                path.push_str(self.text(property));
                Some(path)
            }
            _ => None,
        }
    }

    /// A hash of every node's structure and place: equal for equal trees.
    pub fn content_hash(&self) -> u64 {
        let mut hasher = xxhash_rust::xxh3::Xxh3::new();
        for (item, offset) in self.items.iter().zip(&self.offsets) {
            hasher.update(&offset.to_le_bytes());
            for node in item.nodes() {
                hasher.update(&node.hash.to_le_bytes());
                hasher.update(&node.start.to_le_bytes());
                hasher.update(&node.end.to_le_bytes());
            }
        }
        hasher.digest()
    }

    /// An outline for tests and debugging: one line a node, indented, with kind, role and, for
    /// leaves, the text.
    pub fn outline(&self) -> String {
        let mut out = String::new();
        for child in self.children(NodeId::ROOT) {
            self.outline_into(child, 0, &mut out);
        }
        out
    }

    fn outline_into(&self, id: NodeId, depth: usize, out: &mut String) {
        use std::fmt::Write as _;
        let node = self.node(id);
        let _ = write!(out, "{:indent$}{:?} {:?}", "", node.role, node.kind, indent = depth * 2);
        if node.op != Op::None {
            let _ = write!(out, " {:?}", node.op);
        }
        if !node.flags.is_empty() {
            let _ = write!(
                out,
                " [{:?}]",
                node.flags.iter_names().map(|(n, _)| n).collect::<Vec<_>>().join(" ")
            );
        }
        if node.size == 1 {
            let _ = write!(out, " {:?}", self.value(id));
        }
        out.push('\n');
        for child in self.children(id) {
            self.outline_into(child, depth + 1, out);
        }
    }
}

/// Iterator over the children of a node.
pub struct Children<'a> {
    tree: &'a Tree,
    item: u32,
    index: u32,
    end: u32,
    across: bool,
}

impl Iterator for Children<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        while self.index >= self.end {
            if !self.across || self.item as usize + 1 >= self.tree.items.len() {
                return None;
            }
            self.item += 1;
            self.index = 0;
            self.end = self.tree.items[self.item as usize].nodes.len() as u32;
        }
        let id = NodeId::new(self.item, self.index);
        self.index = self.tree.items[self.item as usize].next_sibling_index(self.index);
        Some(id)
    }
}

/// Iterator over a node and all below it.
pub struct Descendants<'a> {
    tree: &'a Tree,
    item: u32,
    index: u32,
    end: u32,
    across: bool,
}

impl Iterator for Descendants<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        while self.index >= self.end {
            // The program's walk enters the next item (`u32::MAX` + 1 is the first); any other
            // walk ends with its item.
            let next = self.item.wrapping_add(1);
            if !self.across || next as usize >= self.tree.items.len() {
                return None;
            }
            self.item = next;
            self.index = 0;
            self.end = self.tree.items[next as usize].nodes.len() as u32;
        }
        let id = NodeId::new(self.item, self.index);
        self.index += 1;
        Some(id)
    }
}
