//! Where nodes of each kind are in a file, so that a pattern is only tried where it can match.

use rustc_hash::FxHashMap;
use stockade_syntax::{Kind, NodeId, Role, Tree};

use crate::facts::Facts;

/// The nodes of a file by kind, and calls by the last name of what they call.
#[derive(Debug, Default)]
pub struct Index {
    by_kind: FxHashMap<u8, Vec<NodeId>>,
    calls: FxHashMap<u64, Vec<NodeId>>,
    blocks: Vec<NodeId>,
}

impl Index {
    /// Indexes a file.
    pub fn of(tree: &Tree, facts: &Facts) -> Index {
        let mut index = Index::default();
        for id in tree.descendants(NodeId::ROOT) {
            let node = tree.node(id);
            index.by_kind.entry(node.kind as u8).or_default().push(id);
            match node.kind {
                Kind::Call | Kind::New => {
                    let Some(callee) = tree.child(id, Role::Callee) else { continue };
                    let written = match tree.kind(callee) {
                        Kind::Name => Some(tree.node(callee).hash),
                        Kind::Member => {
                            tree.child(callee, Role::Property).map(|name| tree.node(name).hash)
                        }
                        _ => None,
                    };
                    let meant = (tree.kind(callee) == Kind::Name)
                        .then(|| facts.canonical(tree, callee)?.last().copied())
                        .flatten();
                    for key in
                        [written, meant.filter(|m| Some(*m) != written)].into_iter().flatten()
                    {
                        index.calls.entry(key).or_default().push(id);
                    }
                }
                Kind::Program | Kind::Block => index.blocks.push(id),
                _ => {}
            }
        }
        index
    }

    /// The nodes of a kind, in order.
    pub fn of_kind(&self, kind: Kind) -> &[NodeId] {
        self.by_kind.get(&(kind as u8)).map_or(&[], Vec::as_slice)
    }

    /// The calls whose callee ends in this name, as written or as resolved.
    pub fn calls(&self, name: u64) -> &[NodeId] {
        self.calls.get(&name).map_or(&[], Vec::as_slice)
    }

    /// The program and all blocks.
    pub fn blocks(&self) -> &[NodeId] {
        &self.blocks
    }
}
