//! What is done to a variable before a point of the program: the value that it certainly was given
//! last, and whether something may change it.
//!
//! Must never know: taint.

use stockade_syntax::{Kind, NodeId, Op, Role, Tree};

use crate::matching::Code;

/// Whether two names are one variable.
pub fn is_same(code: Code<'_>, a: NodeId, b: NodeId) -> bool {
    let tree = code.tree;
    tree.kind(a) == Kind::Name
        && tree.node(a).hash == tree.node(b).hash
        && !matches!(tree.node(a).role, Role::Property | Role::Key)
        && code.facts.entity_number(a) == code.facts.entity_number(b)
}

/// What ran before a place, the last first, outwards to the function around it.
pub struct Before<'a> {
    code: Code<'a>,
    inside: NodeId,
    /// What stands before `inside` beside it.
    siblings: Vec<NodeId>,
    over: bool,
}

/// What ran before a place.
pub enum Ran {
    /// Certainly, and once.
    Surely(NodeId),
    /// A loop that is around the place.
    Around(NodeId),
}

impl<'a> Before<'a> {
    /// Before a place.
    pub fn of(code: Code<'a>, place: NodeId) -> Self {
        Before { code, inside: place, siblings: Vec::new(), over: false }
    }
}

impl Iterator for Before<'_> {
    type Item = Ran;

    fn next(&mut self) -> Option<Ran> {
        let tree = self.code.tree;
        loop {
            if let Some(sibling) = self.siblings.pop() {
                return Some(Ran::Surely(sibling));
            }
            if self.over {
                return None;
            }
            let around = tree.parent(self.inside)?;
            let inside = std::mem::replace(&mut self.inside, around);
            match tree.kind(around) {
                Kind::Function | Kind::Class => {
                    self.over = true;
                    return None;
                }
                Kind::While | Kind::DoWhile | Kind::For | Kind::ForEach | Kind::Comprehension => {
                    return Some(Ran::Around(around));
                }
                _ => {}
            }
            self.over = around == NodeId::ROOT;
            // The other way of a condition did not run.
            let other = tree.node(inside).role == Role::Else;
            let siblings = self.code.children(around).take_while(|&own| own != inside);
            self.siblings.extend(siblings.filter(|&own| {
                !(other && tree.node(own).role == Role::Then) && tree.node(own).role != Role::Target
            }));
        }
    }
}

/// The expression that a name was certainly given last, where nothing can have changed it since.
pub fn last_value(code: Code<'_>, name: NodeId) -> Option<NodeId> {
    for ran in Before::of(code, name) {
        match ran {
            Ran::Surely(statement) => {
                if let Some(value) = given_by(code, statement, name) {
                    return Some(value);
                }
                if writes(code, statement, name) {
                    return None;
                }
            }
            Ran::Around(repeated) if writes(code, repeated, name) => return None,
            Ran::Around(_) => {}
        }
    }
    None
}

/// The value that a statement gives a name, if it does nothing else to it.
fn given_by(code: Code<'_>, statement: NodeId, name: NodeId) -> Option<NodeId> {
    let tree = code.tree;
    let plain = tree.kind(statement) == Kind::Assign && tree.node(statement).op == Op::None;
    let target = tree.child(statement, Role::Target).filter(|_| plain)?;
    let value = tree.child(statement, Role::Value)?;
    if is_same(code, target, name) {
        return (!writes(code, value, name)).then_some(value);
    }
    let lists = matches!(tree.kind(target), Kind::Tuple) && tree.kind(value) == Kind::Tuple;
    let mut parts = tree.children(target).zip(tree.children(value));
    let spread = |id: NodeId| tree.children(id).any(|part| tree.kind(part) == Kind::Spread);
    if !lists || spread(target) || spread(value) || writes(code, value, name) {
        return None;
    }
    let own = parts.find(|(target, _)| is_same(code, *target, name))?;
    Some(own.1)
}

/// Whether code may give a variable another value.
fn writes(code: Code<'_>, part: NodeId, name: NodeId) -> bool {
    let tree = code.tree;
    tree.descendants(part).any(|id| is_same(code, id, name) && is_written(tree, id))
}

/// Whether a function other than the one around it, or whoever has a pointer, may set a variable.
pub fn is_lent(code: Code<'_>, name: NodeId) -> bool {
    let tree = code.tree;
    let body = |id: NodeId| {
        tree.ancestors(id).find(|&at| matches!(tree.kind(at), Kind::Function | Kind::Class))
    };
    let Some(function) = body(name) else { return false };
    let lent = |id: NodeId| {
        let parent = tree.parent(id);
        let pointed = parent.is_some_and(|parent| {
            tree.kind(parent) == Kind::Unary && tree.node(parent).op == Op::AddrOf
        });
        pointed || is_written(tree, id) && body(id) != Some(function)
    };
    // `nonlocal x`: an inner function sets it.
    let shared = |id: NodeId| {
        tree.kind(id) == Kind::Name
            && tree.node(id).hash == tree.node(name).hash
            && tree.parent(id).is_some_and(|parent| tree.kind(parent) == Kind::Global)
    };
    tree.descendants(function).any(|id| is_same(code, id, name) && lent(id) || shared(id))
}

/// Whether a name is given something where it stands.
fn is_written(tree: &Tree, name: NodeId) -> bool {
    let mut at = name;
    loop {
        let Some(parent) = tree.parent(at) else { return false };
        let role = tree.node(at).role;
        match tree.kind(parent) {
            _ if matches!(role, Role::Target | Role::Alias) => return true,
            Kind::Tuple | Kind::Array | Kind::Object | Kind::Spread | Kind::Pair => at = parent,
            Kind::Unary => {
                return matches!(tree.node(parent).op, Op::Inc | Op::Dec | Op::AddrOf);
            }
            Kind::Delete | Kind::Case => return true,
            Kind::Function | Kind::Class => return role == Role::Name,
            _ => return false,
        }
    }
}
