//! How things are named: methods and their classes, types as they are written.
//!
//! Must never know: what names stand for.

use stockade_syntax::lowering::leaf_hash;
use stockade_syntax::{Flags, Kind, NodeId, Op, Role, Tree};

/// Whether an expression is the object that a method belongs to.
pub fn is_own(tree: &Tree, object: NodeId) -> bool {
    matches!(tree.text(object), "self" | "this" | "cls")
}

/// The name of a function that is a method.
pub fn method_name(tree: &Tree, function: NodeId) -> Option<NodeId> {
    name_of(tree, function).filter(|_| is_method(tree, function))
}

/// Whether a function is a method, or an entry of an object.
pub fn is_method(tree: &Tree, function: NodeId) -> bool {
    tree.node(function).flags.contains(Flags::METHOD) || in_class(tree, function)
}

/// Whether a name is the receiver of the method around it (Go).
pub fn is_receiver(tree: &Tree, name: NodeId) -> bool {
    let functions = tree.ancestors(name).filter(|&id| tree.kind(id) == Kind::Function);
    let receiver = functions.into_iter().find_map(|id| tree.child(id, Role::Receiver));
    let target = receiver.and_then(|receiver| tree.child(receiver, Role::Target));
    target.is_some_and(|target| tree.node(target).hash == tree.node(name).hash)
}

/// The name of a function: its own, or that of the variable it is given to.
pub fn name_of(tree: &Tree, function: NodeId) -> Option<NodeId> {
    let own = tree.child(function, Role::Name).or_else(|| given_to(tree, function));
    own.or_else(|| {
        let pair = tree.parent(function).filter(|&parent| tree.kind(parent) == Kind::Pair)?;
        tree.child(pair, Role::Key).filter(|&key| tree.kind(key) == Kind::Name)
    })
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

/// The class of a method, by its name: a class, a type, or the variable of an object.
pub fn class_of(tree: &Tree, function: NodeId) -> Option<NodeId> {
    if let Some(receiver) = tree.child(function, Role::Receiver) {
        return Some(plain_type(tree, tree.child(receiver, Role::Type)?));
    }
    let parent = tree.parent(function)?;
    if tree.kind(parent) == Kind::Pair {
        let object = tree.parent(parent)?;
        return given_to(tree, object);
    }
    class_around(tree, function)
}

/// The class around a place, by its name.
pub fn class_around(tree: &Tree, place: NodeId) -> Option<NodeId> {
    let class = tree.ancestors(place).find(|&id| tree.kind(id) == Kind::Class)?;
    class_name(tree, class)
}

/// Whether the first parameter of a function has this name.
pub fn first_is(tree: &Tree, function: NodeId, name: &str) -> bool {
    let first = tree.child(function, Role::Param);
    let target = first.and_then(|first| tree.child(first, Role::Target));
    target.is_some_and(|target| tree.text(target) == name)
}

/// Whether the first parameter of a function is the object that it is called on (Python).
pub fn takes_object(tree: &Tree, function: NodeId) -> bool {
    first_is(tree, function, "self") || first_is(tree, function, "cls")
}

/// `super`, `super()`.
pub fn is_super(tree: &Tree, object: NodeId) -> bool {
    let name = tree.child(object, Role::Callee).filter(|_| tree.kind(object) == Kind::Call);
    tree.text(name.unwrap_or(object)) == "super"
}

/// The name of a class: its own, or that of the variable it is given to.
pub fn class_name(tree: &Tree, class: NodeId) -> Option<NodeId> {
    tree.child(class, Role::Name).or_else(|| given_to(tree, class))
}

/// The variable that a value is given to.
pub fn given_to(tree: &Tree, value: NodeId) -> Option<NodeId> {
    let parent = tree.parent(value).filter(|&parent| tree.kind(parent) == Kind::Assign)?;
    tree.child(parent, Role::Target).filter(|&target| tree.kind(target) == Kind::Name)
}

/// The name that a node in a type says; in Python it can be written as a string.
pub fn type_name(tree: &Tree, id: NodeId) -> Option<u64> {
    match tree.kind(id) {
        Kind::Name => Some(tree.node(id).hash),
        Kind::Str => Some(leaf_hash(Kind::Name, &tree.value(id))),
        _ => None,
    }
}

/// A type as it is written, without pointers and what is around it.
pub fn plain_type(tree: &Tree, mut node: NodeId) -> NodeId {
    loop {
        let inner = match tree.kind(node) {
            Kind::Unary if tree.node(node).op == Op::Deref => tree.child(node, Role::Operand),
            Kind::Index => {
                let object = tree.child(node, Role::Object);
                let wraps = object.is_some_and(|object| {
                    let name = tree.child(object, Role::Property).unwrap_or(object);
                    matches!(tree.text(name), "Optional" | "Annotated" | "Final" | "ClassVar")
                });
                if wraps { tree.child(node, Role::Index) } else { object }
            }
            // `Repo | None`.
            Kind::Binary if tree.node(node).op == Op::BitOr => {
                tree.children(node).find(|&part| tree.kind(part) != Kind::Null)
            }
            // `Repo | undefined`.
            Kind::Other if tree.language().is_ecmascript() => {
                let nothing = |part: &NodeId| matches!(tree.text(*part), "undefined" | "null");
                let mut real = tree.children(node).filter(|part| !nothing(part));
                let only = real.next().filter(|_| real.next().is_none());
                only.filter(|_| tree.children(node).any(|part| nothing(&part)))
            }
            _ => None,
        };
        match inner {
            Some(inner) => node = inner,
            None => return node,
        }
    }
}
