//! Where nodes of each kind are, so that a pattern is only tried where it can match. By item, like
//! the facts.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use stockade_syntax::{Kind, NodeId, Role, Tree};

use crate::facts::Facts;

/// The nodes of one item by kind, and its calls by the last name of what they call.
#[derive(Debug, Default)]
pub struct ItemIndex {
    by_kind: FxHashMap<u8, Vec<u32>>,
    calls: FxHashMap<u64, Vec<u32>>,
    blocks: Vec<u32>,
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
                Kind::Block => index.blocks.push(at),
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

/// The nodes of a file, or of one item of it.
#[derive(Clone, Debug)]
pub struct Index {
    items: Arc<[Arc<ItemIndex>]>,
    /// Other names for the last name of something imported.
    aliases: Arc<FxHashMap<u64, Vec<u64>>>,
    /// Only this item.
    only: Option<u32>,
}

impl Default for Index {
    fn default() -> Self {
        Index { items: Arc::from([]), aliases: Arc::default(), only: None }
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
        Index { items: items.into(), aliases: Arc::new(facts.aliases(tree)), only: None }
    }

    /// The same for one item alone.
    pub fn only(&self, item: u32) -> Index {
        Index { only: Some(item), ..self.clone() }
    }

    fn each(&self) -> impl Iterator<Item = (u32, &ItemIndex)> {
        let range = match self.only {
            Some(item) => item as usize..(item as usize + 1).min(self.items.len()),
            None => 0..self.items.len(),
        };
        range.filter_map(|at| Some((at as u32, &**self.items.get(at)?)))
    }

    /// The nodes of a kind, in order.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = NodeId> {
        self.each().flat_map(move |(item, index)| {
            let nodes = index.by_kind.get(&(kind as u8)).map_or(&[][..], Vec::as_slice);
            nodes.iter().map(move |&at| NodeId::new(item, at))
        })
    }

    /// The calls whose callee ends in this name, as written or as resolved.
    pub fn calls(&self, name: u64) -> impl Iterator<Item = NodeId> {
        let others = self.aliases.get(&name).map_or(&[][..], Vec::as_slice);
        self.each().flat_map(move |(item, index)| {
            std::iter::once(name)
                .chain(others.iter().copied())
                .filter_map(|name| index.calls.get(&name))
                .flatten()
                .map(move |&at| NodeId::new(item, at))
        })
    }

    /// The program (unless it is one item alone) and all blocks.
    pub fn blocks(&self) -> impl Iterator<Item = NodeId> {
        let program = self.only.is_none().then_some(NodeId::ROOT);
        program.into_iter().chain(
            self.each().flat_map(|(item, index)| {
                index.blocks.iter().map(move |&at| NodeId::new(item, at))
            }),
        )
    }
}
