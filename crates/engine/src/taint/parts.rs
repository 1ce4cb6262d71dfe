//! The names of the parts of values.

use stockade_syntax::lowering::leaf_hash;
use stockade_syntax::{Kind, NodeId, Role, Tree};

/// The name of a part of a value, where it is known: `a` of `x.a`, `x["a"]` and `{a: 1}`.
pub fn key(tree: &Tree, name: NodeId) -> Option<u64> {
    match tree.kind(name) {
        Kind::Name if matches!(tree.node(name).role, Role::Property | Role::Key) => {
            Some(tree.node(name).hash)
        }
        Kind::Str => Some(named(&tree.value(name))),
        Kind::Number => Some(leaf_hash(Kind::Number, tree.text(name))),
        _ => None,
    }
}

/// The name of an entry.
pub fn named(key: &str) -> u64 {
    leaf_hash(Kind::Name, key)
}

/// The name of an element.
pub fn index(at: usize) -> u64 {
    leaf_hash(Kind::Number, &at.to_string())
}
