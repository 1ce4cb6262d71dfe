//! Where matches are looked for. To narrow it is always allowed and never needed: what lies
//! elsewhere is dropped later.

use stockade_syntax::{Kind, NodeId, Span, Tree};

use super::found::Match;
use super::index::Index;

/// A part of a file.
#[derive(Clone, Copy, Default)]
pub struct Area<'a> {
    /// Only this node and what is in it.
    pub within: Option<NodeId>,
    /// Only what stands in a certain way to places that are known already.
    pub guide: Guide<'a>,
}

/// How what is looked for stands to known places, each given by the innermost node around it.
#[derive(Clone, Copy, Default)]
pub enum Guide<'a> {
    /// In no certain way.
    #[default]
    Anyhow,
    /// It holds one of them.
    Around(&'a [NodeId]),
    /// It holds one of them or lies in one.
    Near(&'a [NodeId]),
}

/// Places beyond which looking everywhere is quicker.
const MAX_ANCHORS: usize = 200;

/// The innermost node around each match; none if there are too many or one is not known.
pub fn anchors(tree: &Tree, matches: &[Match]) -> Option<Vec<NodeId>> {
    if matches.len() > MAX_ANCHORS {
        return None;
    }
    let mut out: Vec<NodeId> = matches
        .iter()
        .map(|m| {
            let start = m.node.filter(|&id| tree.span(id) == m.span);
            innermost(tree, start.unwrap_or(NodeId::ROOT), m.span)
        })
        .collect();
    out.sort_unstable();
    out.dedup();
    Some(out)
}

/// The innermost node at or below `from` that covers a span.
pub fn innermost(tree: &Tree, from: NodeId, span: Span) -> NodeId {
    let mut at = from;
    if at == NodeId::ROOT {
        match tree.item_at(span.start) {
            Some(item) if tree.item_span(item).contains(span) => {
                let mut roots = tree.roots(item);
                match roots.find(|&root| tree.span(root).contains(span)) {
                    Some(root) => at = root,
                    None => return at,
                }
            }
            _ => return at,
        }
    }
    while let Some(child) = tree.children(at).find(|&child| tree.span(child).contains(span)) {
        at = child;
    }
    at
}

impl Area<'_> {
    /// The nodes of the area that have one of these kinds (or, for calls, this callee's name).
    pub fn nodes(
        &self,
        tree: &Tree,
        index: &Index,
        kinds: &[Kind],
        call: Option<u64>,
    ) -> Vec<NodeId> {
        let mut out = Vec::new();
        match self.guide {
            Guide::Anyhow => collect(index, kinds, call, self.within, tree, &mut out),
            Guide::Around(anchors) => above(tree, index, anchors, kinds, &mut out),
            Guide::Near(anchors) => {
                above(tree, index, anchors, kinds, &mut out);
                for &anchor in anchors {
                    collect(index, kinds, call, Some(anchor), tree, &mut out);
                }
            }
        }
        if !matches!(self.guide, Guide::Anyhow) {
            out.sort_unstable();
            out.dedup();
            if let Some(outer) = self.within {
                out.retain(|&id| tree.contains(outer, id));
            }
        }
        out
    }
}

fn collect(
    index: &Index,
    kinds: &[Kind],
    call: Option<u64>,
    within: Option<NodeId>,
    tree: &Tree,
    out: &mut Vec<NodeId>,
) {
    if let Some(name) = call {
        index.calls(name, within, tree, out);
    }
    for &kind in kinds {
        if call.is_none() || !matches!(kind, Kind::Call | Kind::New) {
            index.of_kind(kind, within, tree, out);
        }
    }
}

/// The nodes around the anchors, they themselves included.
fn above(tree: &Tree, index: &Index, anchors: &[NodeId], kinds: &[Kind], out: &mut Vec<NodeId>) {
    let mut before: Option<NodeId> = None;
    for &anchor in anchors {
        let mut at = Some(anchor);
        while let Some(id) = at {
            if id == NodeId::ROOT && !index.has_file() {
                break;
            }
            // Anchors are ordered: above the first node they share everything is there already.
            if before.is_some_and(|last| tree.contains(id, last) && id != anchor) {
                break;
            }
            if kinds.contains(&tree.kind(id)) {
                out.push(id);
            }
            at = tree.parent(id);
        }
        before = Some(anchor);
    }
}
