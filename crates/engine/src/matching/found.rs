//! A match: where a pattern was found, and what its metavariables are there.

use std::sync::Arc;

use stockade_syntax::{NodeId, Span, Tree};

use super::binding::{Bound, Env};

/// One match.
#[derive(Clone, Debug)]
pub struct Match {
    /// The code matched, in bytes of the file.
    pub span: Span,
    /// The node, where it is one.
    pub node: Option<NodeId>,
    /// The bindings.
    pub env: Arc<Env>,
    /// Only a context, not a place of its own.
    pub context: bool,
}

/// Where an item stands in a state of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stand {
    /// Its number.
    pub item: u32,
    /// What it covers, in bytes.
    pub span: Span,
}

impl Stand {
    /// Of an item in a tree.
    pub fn of(tree: &Tree, item: u32) -> Stand {
        Stand { item, span: tree.item_span(item) }
    }

    fn has_node(&self, node: NodeId) -> bool {
        node.item == self.item
    }
}

impl Match {
    /// Whether it and all that is bound lies in an item, so that it can be told by the item alone.
    pub fn lies_in(&self, stand: Stand) -> bool {
        let bound = |bound: &Bound| match bound {
            Bound::Node(node) => stand.has_node(*node),
            Bound::Nodes(nodes) => nodes.iter().all(|node| stand.has_node(*node)),
            Bound::Text(_) => true,
        };
        stand.span.contains(self.span)
            && self.node.is_none_or(|node| stand.has_node(node))
            && self.env.iter().all(|own| stand.span.contains(own.span) && bound(&own.bound))
    }

    /// The same match where its item, with the same content, stands now. One that does not lie in
    /// its item stays where it is: it holds only while the item has not moved.
    pub fn moved(&self, from: Stand, to: Stand) -> Match {
        if from == to {
            return self.clone();
        }
        let node = |own: NodeId| NodeId { item: to.item, ..own };
        let span = |own: Span| {
            Span::new(own.start - from.span.start, own.end - from.span.start).shifted(to.span.start)
        };
        Match {
            span: span(self.span),
            node: self.node.map(node),
            env: Arc::new(self.env.moved(&node, &span)),
            context: self.context,
        }
    }
}
