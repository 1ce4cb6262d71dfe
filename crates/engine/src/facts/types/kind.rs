//! A type: where the file says it, or what a library calls it.
//!
//! Must never know: what names stand for.

use stockade_syntax::{Kind, Language, NodeId, Op, Role, Tree};

use crate::facts::names::plain_type;

/// The type of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Type {
    /// Which one.
    pub said: Said,
    /// It is a pointer to it.
    pub pointer: bool,
    /// So many collections of it (or of pointers to it), one in the other.
    pub many: u8,
}

/// Where a type is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// As it stands in the code: where it is declared, or where something is made of it.
    Code(NodeId),
    /// A type of a library, by the segments of its canonical name.
    Library(&'static [u64]),
    /// A string.
    Text,
    /// A truth value.
    Truth,
    /// A number that is written without a fraction.
    Whole,
    /// A number that is written with one.
    Real,
}

/// Types of collections whose first parameter is the type of the elements.
const COLLECTIONS: &str = "
    Array ReadonlyArray Set ReadonlySet Iterable Iterator Generator AsyncIterable AsyncIterator
    AsyncGenerator Collection Sequence MutableSequence MutableSet AbstractSet FrozenSet Deque List
    Tuple QuerySet list set frozenset deque tuple
";

/// Types of collections that have keys; iterated over they give these.
const MAPPINGS: &str = "Dict DefaultDict OrderedDict Mapping MutableMapping dict defaultdict";

fn is_one_of(list: &str, name: &str) -> bool {
    list.split_ascii_whitespace().any(|own| own == name)
}

impl Type {
    /// The type that a node says.
    pub fn code(node: NodeId) -> Type {
        Type::of(Said::Code(node))
    }

    /// A type by itself.
    pub fn of(said: Said) -> Type {
        Type { said, pointer: false, many: 0 }
    }

    /// Where the code says it, without pointers and what is around it; none of collections.
    pub fn node(self, tree: &Tree) -> Option<NodeId> {
        match self.said {
            Said::Code(node) if self.many == 0 => Some(plain_type(tree, node)),
            _ => None,
        }
    }

    /// A pointer to it.
    pub fn address(self) -> Type {
        Type { pointer: true, ..self }
    }

    /// What a pointer points to; what is no pointer is left as it is.
    pub fn pointed(self, tree: &Tree) -> Type {
        match self.said {
            Said::Code(node) if !self.pointer && is_pointer(tree, node) => {
                Type { said: Said::Code(tree.child(node, Role::Operand).unwrap_or(node)), ..self }
            }
            _ => Type { pointer: false, ..self },
        }
    }

    /// The type of what is in a collection.
    pub fn element(self, tree: &Tree) -> Option<Type> {
        self.inside(tree, true)
    }

    /// The type of what a loop over a collection gives first: of a mapping, its keys.
    pub fn iterated(self, tree: &Tree) -> Option<Type> {
        self.inside(tree, false)
    }

    fn inside(self, tree: &Tree, value: bool) -> Option<Type> {
        if let Some(many) = self.many.checked_sub(1) {
            return Some(Type { many, ..self });
        }
        let Said::Code(node) = self.said else { return None };
        let inner = match tree.kind(node) {
            // `[]T`, `[n]T`; what a loop over it gives first is a number.
            Kind::Array => tree.children(node).last().filter(|_| value),
            Kind::Index => {
                let object = tree.child(node, Role::Object)?;
                let name = tree.text(tree.child(object, Role::Property).unwrap_or(object));
                let mut given = tree.children_with(node, Role::Index);
                match () {
                    () if is_one_of(COLLECTIONS, name) => given.next(),
                    () if is_one_of(MAPPINGS, name) && value => given.last(),
                    () if is_one_of(MAPPINGS, name) => given.next(),
                    () => None,
                }
            }
            Kind::Other if tree.language() == Language::Go => {
                let text = tree.text(node);
                let holds = if text.starts_with("map[") { value } else { text.contains("chan") };
                tree.children(node).last().filter(|_| holds)
            }
            // `T[]`.
            Kind::Other if tree.language().is_ecmascript() && tree.text(node).ends_with("[]") => {
                tree.children(node).next()
            }
            _ => None,
        };
        inner.map(Type::code)
    }
}

/// Whether a type is written as a pointer.
pub fn is_pointer(tree: &Tree, node: NodeId) -> bool {
    tree.kind(node) == Kind::Unary && tree.node(node).op == Op::Deref
}
