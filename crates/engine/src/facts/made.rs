//! Where a variable has its value from, as far as its type is concerned.
//!
//! Must never know: what names stand for.

use stockade_syntax::{Kind, NodeId, Op, Role, Tree};

use super::names::type_name;

/// An odd number with bits all over, to mix hashes with.
const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

/// Where a variable has its value from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// It is given this.
    Value(NodeId),
    /// It is one of the results of this, or what Go's two-valued forms give beside the truth.
    Part(NodeId, u32),
    /// It is what this has under a name.
    Field(NodeId, u64),
    /// It is each of what is in this.
    Element(NodeId),
    /// It is each of what a loop over this gives first.
    First(NodeId),
    /// It is a list of what has this type.
    List(NodeId),
    /// It is given several values one after the other.
    Several,
    /// Nobody knows.
    Unknown,
}

impl Made {
    /// The same with its node as another sees it.
    pub fn at(self, place: impl Fn(NodeId) -> NodeId) -> Made {
        match self {
            Made::Value(node) => Made::Value(place(node)),
            Made::Part(node, part) => Made::Part(place(node), part),
            Made::Field(node, name) => Made::Field(place(node), name),
            Made::Element(node) => Made::Element(place(node)),
            Made::First(node) => Made::First(place(node)),
            Made::List(node) => Made::List(place(node)),
            Made::Several | Made::Unknown => self,
        }
    }

    /// Equal keys, the same origin. `hash` tells what a node says.
    pub fn key(self, hash: &dyn Fn(NodeId) -> u64) -> u64 {
        let (form, node, more) = match self {
            Made::Value(node) => (1, Some(node), 0),
            Made::Part(node, part) => (2, Some(node), u64::from(part)),
            Made::Field(node, name) => (3, Some(node), name),
            Made::Element(node) => (4, Some(node), 0),
            Made::First(node) => (5, Some(node), 0),
            Made::List(node) => (6, Some(node), 0),
            Made::Several => (7, None, 0),
            Made::Unknown => (8, None, 0),
        };
        let parts = [form, node.map_or(0, hash), more];
        parts.into_iter().fold(0, |key: u64, part| (key.rotate_left(7) ^ part).wrapping_mul(MIX))
    }

    /// What it is after it was given something else as well.
    pub fn and(self, other: Made) -> Made {
        match (self, other) {
            (Made::Value(_) | Made::Several, Made::Value(_) | Made::Several) => Made::Several,
            _ => Made::Unknown,
        }
    }
}

/// Adds the names that tell the type of an expression: those of types, variables, functions and
/// methods on the way to it.
pub fn leads(tree: &Tree, value: NodeId, out: &mut Vec<u64>) {
    let mut open = vec![value];
    while let Some(id) = open.pop() {
        let child = |role: Role| tree.child(id, role);
        match tree.kind(id) {
            Kind::Name => out.push(tree.node(id).hash),
            Kind::Member => {
                out.extend(child(Role::Property).map(|name| tree.node(name).hash));
                open.extend(child(Role::Object));
            }
            Kind::Call => {
                open.extend(child(Role::Callee));
                let callee = child(Role::Callee).map_or("", |callee| tree.text(callee));
                if matches!(callee, "new" | "make" | "append") {
                    open.extend(child(Role::Arg));
                }
            }
            Kind::New => open.extend(child(Role::Callee)),
            Kind::Composite => {
                child(Role::Type).into_iter().for_each(|said| names_in(tree, said, out));
            }
            Kind::Cast => match child(Role::Type) {
                Some(said) => names_in(tree, said, out),
                None => open.extend(child(Role::Value)),
            },
            Kind::Index => open.extend(child(Role::Object)),
            Kind::Await | Kind::Array => open.extend(child(Role::Elem)),
            Kind::Unary => open.extend(child(Role::Operand)),
            Kind::Binary if matches!(tree.node(id).op, Op::Or | Op::Nullish | Op::And) => {
                open.extend([Role::Left, Role::Right].into_iter().filter_map(child));
            }
            Kind::Conditional => {
                open.extend([Role::Then, Role::Else].into_iter().filter_map(child));
            }
            _ => {}
        }
    }
}

/// Adds the names that a type consists of.
pub fn names_in(tree: &Tree, said: NodeId, out: &mut Vec<u64>) {
    out.extend(tree.descendants(said).filter_map(|id| type_name(tree, id)));
}
