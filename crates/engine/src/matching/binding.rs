//! What metavariables are bound to.

use std::sync::Arc;

use smallvec::SmallVec;
use stockade_syntax::{NodeId, Span};

/// What one metavariable is bound to.
#[derive(Clone, Debug)]
pub struct Binding {
    /// The metavariable, with its `$`.
    pub name: Arc<str>,
    /// Where the bound code stands in the file, in bytes.
    pub span: Span,
    /// Equal for equal code.
    pub hash: u64,
    /// What it is.
    pub bound: Bound,
}

/// The bound code.
#[derive(Clone, Debug)]
pub enum Bound {
    /// One node.
    Node(NodeId),
    /// Nodes that follow each other; may be none.
    Nodes(Vec<NodeId>),
    /// Text: a piece of a string's content, or what a regex captured.
    Text(Arc<str>),
}

/// The bindings of a match, in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub struct Env {
    bindings: SmallVec<[Binding; 4]>,
}

impl Env {
    /// The binding of a metavariable (with its `$`).
    pub fn get(&self, name: &str) -> Option<&Binding> {
        self.bindings.iter().find(|binding| &*binding.name == name)
    }

    /// All bindings.
    pub fn iter(&self) -> impl Iterator<Item = &Binding> {
        self.bindings.iter()
    }

    /// How many there are; with [`Env::truncate`] a way back.
    pub fn len(&self) -> usize {
        self.bindings.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.bindings.is_empty()
    }

    /// Forgets all bindings made since there were `len`.
    pub fn truncate(&mut self, len: usize) {
        self.bindings.truncate(len);
    }

    /// Adds a binding, if it agrees with the one that is there.
    pub fn bind(&mut self, binding: Binding) -> bool {
        match self.get(&binding.name) {
            Some(known) => known.hash == binding.hash,
            None => {
                self.bindings.push(binding);
                true
            }
        }
    }

    /// Both together, if they agree wherever both have a binding.
    pub fn merged(&self, other: &Env) -> Option<Env> {
        let mut all = self.clone();
        for binding in &other.bindings {
            if !all.bind(binding.clone()) {
                return None;
            }
        }
        Some(all)
    }

    /// Whether both agree wherever both have a binding.
    pub fn agrees(&self, other: &Env) -> bool {
        self.bindings
            .iter()
            .all(|mine| other.get(&mine.name).is_none_or(|theirs| theirs.hash == mine.hash))
    }

    /// The same bindings at other places.
    pub fn moved(&self, node: &dyn Fn(NodeId) -> NodeId, span: &dyn Fn(Span) -> Span) -> Env {
        let moved = |own: &Binding| Binding {
            span: span(own.span),
            bound: match &own.bound {
                Bound::Node(own) => Bound::Node(node(*own)),
                Bound::Nodes(own) => Bound::Nodes(own.iter().map(|own| node(*own)).collect()),
                Bound::Text(text) => Bound::Text(Arc::clone(text)),
            },
            ..own.clone()
        };
        Env { bindings: self.bindings.iter().map(moved).collect() }
    }
}
