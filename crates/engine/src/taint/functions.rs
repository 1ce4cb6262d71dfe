//! The functions of a file, by what calls them.

use rustc_hash::FxHashMap;
use stockade_syntax::{Flags, Kind, NodeId, Role, Tree};

use crate::matching::{Code, Index};

/// Functions that a call in the same file can be resolved to.
pub struct Functions {
    /// By the number of the variable that holds them.
    by_variable: FxHashMap<u64, NodeId>,
    /// Methods by name; none where two have it.
    methods: FxHashMap<u64, Option<NodeId>>,
}

impl Functions {
    /// Collects the functions of a file.
    pub fn of(code: Code<'_>, index: &Index) -> Functions {
        let tree = code.tree;
        let mut all = Vec::new();
        index.of_kind(Kind::Function, None, tree, &mut all);
        let mut functions =
            Functions { by_variable: FxHashMap::default(), methods: FxHashMap::default() };
        for function in all {
            let Some(name) = name_of(tree, function) else { continue };
            if tree.node(function).flags.contains(Flags::METHOD) || in_class(tree, function) {
                let same = functions.methods.entry(tree.node(name).hash);
                same.and_modify(|known| *known = None).or_insert(Some(function));
            } else if let Some(number) = code.facts.entity_number(name) {
                functions.by_variable.insert(number, function);
            }
        }
        functions
    }

    /// The function that a callee names, if it is one of this file.
    pub fn called_by(&self, code: Code<'_>, callee: NodeId) -> Option<NodeId> {
        let tree = code.tree;
        match tree.kind(callee) {
            Kind::Name => self.by_variable.get(&code.facts.entity_number(callee)?).copied(),
            Kind::Member => {
                let object = tree.child(callee, Role::Object)?;
                let own = matches!(tree.text(object), "self" | "this" | "cls")
                    || self.is_receiver(code, object);
                let property = tree.child(callee, Role::Property)?;
                own.then(|| *self.methods.get(&tree.node(property).hash)?)?
            }
            _ => None,
        }
    }

    /// Whether a name is the receiver of the method around it (Go).
    fn is_receiver(&self, code: Code<'_>, name: NodeId) -> bool {
        let tree = code.tree;
        let mut at = tree.parent(name);
        while let Some(id) = at {
            if tree.kind(id) == Kind::Function
                && let Some(receiver) = tree.child(id, Role::Receiver)
            {
                return tree
                    .child(receiver, Role::Target)
                    .is_some_and(|target| tree.node(target).hash == tree.node(name).hash);
            }
            at = tree.parent(id);
        }
        false
    }
}

/// The name of a function: its own, or that of the variable it is given to.
fn name_of(tree: &Tree, function: NodeId) -> Option<NodeId> {
    if let Some(name) = tree.child(function, Role::Name) {
        return Some(name);
    }
    let parent = tree.parent(function)?;
    match tree.kind(parent) {
        Kind::Assign => tree.child(parent, Role::Target).filter(|&t| tree.kind(t) == Kind::Name),
        Kind::Pair => tree.child(parent, Role::Key).filter(|&key| tree.kind(key) == Kind::Name),
        _ => None,
    }
}

/// Whether a function stands directly in a class or is an entry of an object.
fn in_class(tree: &Tree, function: NodeId) -> bool {
    let Some(parent) = tree.parent(function) else { return false };
    match tree.kind(parent) {
        Kind::Pair => true,
        Kind::Block => tree.parent(parent).is_some_and(|outer| tree.kind(outer) == Kind::Class),
        Kind::Assign => tree.node(parent).flags.contains(Flags::FIELD),
        _ => false,
    }
}
