//! Where nodes of each kind are, so that a pattern is only tried where it can match. By item, like
//! the facts.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use stockade_syntax::{Kind, NodeId, Role, Tree};

use crate::facts::Facts;

/// The nodes of one item by kind, and its calls by the last name of what they call.
#[derive(Debug, Default)]
pub struct ItemIndex {
    by_kind: FxHashMap<u8, Vec<u32>>,
    calls: FxHashMap<u64, Vec<u32>>,
}

impl ItemIndex {
    /// Indexes one item.
    pub fn of(tree: &Tree, item: u32) -> ItemIndex {
        let mut index = ItemIndex::default();
        for (at, node) in tree.item(item).nodes().iter().enumerate() {
            let at = at as u32;
            index.by_kind.entry(node.kind as u8).or_default().push(at);
            match node.kind {
                Kind::Call | Kind::New => {
                    if let Some(name) = callee_name(tree, NodeId::new(item, at)) {
                        index.calls.entry(name).or_default().push(at);
                    }
                }
                _ => {}
            }
        }
        index
    }
}

/// The last name of what a call calls, as it is written.
fn callee_name(tree: &Tree, call: NodeId) -> Option<u64> {
    let callee = tree.child(call, Role::Callee)?;
    match tree.kind(callee) {
        Kind::Name => Some(tree.node(callee).hash),
        Kind::Member => tree.child(callee, Role::Property).map(|name| tree.node(name).hash),
        _ => None,
    }
}

/// The nodes of a file, or of some items of it.
#[derive(Clone, Debug)]
pub struct Index {
    items: Arc<[Arc<ItemIndex>]>,
    /// Other names for the last name of something imported.
    aliases: Arc<FxHashMap<u64, Vec<u64>>>,
    only: Only,
}

/// Where places are looked for.
#[derive(Clone, Debug)]
enum Only {
    All,
    /// In these items, ascending.
    Items(Arc<[u32]>),
    /// In one item, and in sequences of the file's statements if so it says.
    Item(u32, Statements),
}

/// Whether the statements of the file itself are looked at beside those in one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statements {
    /// They are.
    OfFile,
    /// Only those within the item.
    OfItem,
}

impl Default for Index {
    fn default() -> Self {
        Index { items: Arc::from([]), aliases: Arc::default(), only: Only::All }
    }
}

impl Index {
    /// Indexes a file.
    pub fn of(tree: &Tree, facts: &Facts) -> Index {
        let items = 0..tree.items().len() as u32;
        Index::from_items(
            tree,
            facts,
            items.map(|item| Arc::new(ItemIndex::of(tree, item))).collect(),
        )
    }

    /// Puts the indexes of the items together, in their order.
    pub fn from_items(tree: &Tree, facts: &Facts, items: Vec<Arc<ItemIndex>>) -> Index {
        Index { items: items.into(), aliases: Arc::new(facts.aliases(tree)), only: Only::All }
    }

    /// The same for places in one item.
    pub fn only(&self, item: u32, statements: Statements) -> Index {
        Index { only: Only::Item(item, statements), ..self.clone() }
    }

    /// The same for places in some of the items; ascending.
    pub fn among(&self, items: &[u32]) -> Index {
        Index { only: Only::Items(items.into()), ..self.clone() }
    }

    /// Whether the statements of the file itself are looked at.
    pub fn has_file(&self) -> bool {
        !matches!(self.only, Only::Item(_, Statements::OfItem))
    }

    /// The nodes in a part of the file: those that `list` gives for each item.
    fn parts<'i>(
        &'i self,
        within: Option<NodeId>,
        tree: &Tree,
        list: impl Fn(&'i ItemIndex) -> Option<&'i Vec<u32>>,
        out: &mut Vec<NodeId>,
    ) {
        let mut add = |item: u32, nodes: Range<u32>| {
            if let Some(list) = self.items.get(item as usize).and_then(|own| list(own)) {
                add(list, &nodes, item, out);
            }
        };
        let all = 0..u32::MAX;
        match (within, &self.only) {
            // What a name stands for may lie in another item.
            (Some(node), _) if node != NodeId::ROOT => {
                add(node.item, node.index..node.index + tree.node(node).size);
            }
            (_, Only::Item(item, _)) => add(*item, all),
            (_, Only::Items(items)) => items.iter().for_each(|&item| add(item, all.clone())),
            (_, Only::All) => {
                (0..self.items.len() as u32).for_each(|item| add(item, all.clone()));
            }
        }
    }

    /// Adds the nodes of a kind in a part of the file, in order.
    pub fn of_kind(&self, kind: Kind, within: Option<NodeId>, tree: &Tree, out: &mut Vec<NodeId>) {
        if kind == Kind::Program {
            let whole = self.has_file() && within.is_none_or(|node| node == NodeId::ROOT);
            out.extend(whole.then_some(NodeId::ROOT));
            return;
        }
        self.parts(within, tree, |own| own.by_kind.get(&(kind as u8)), out);
    }

    /// Adds the calls whose callee ends in this name, as written or as resolved.
    pub fn calls(&self, name: u64, within: Option<NodeId>, tree: &Tree, out: &mut Vec<NodeId>) {
        let others = self.aliases.get(&name).map_or(&[][..], Vec::as_slice);
        for name in std::iter::once(&name).chain(others) {
            self.parts(within, tree, |own| own.calls.get(name), out);
        }
    }
}

/// Adds those of an item's nodes that lie in a range.
fn add(list: &[u32], nodes: &Range<u32>, item: u32, out: &mut Vec<NodeId>) {
    let start = list.partition_point(|&at| at < nodes.start);
    let inside = list[start..].iter().take_while(|&&at| at < nodes.end);
    out.extend(inside.map(|&at| NodeId::new(item, at)));
}
