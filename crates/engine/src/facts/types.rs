//! What type an expression has: declared, made by a literal or a call of its class, that of a field
//! or of a function's result.
//!
//! Must never know: patterns, and what a type is asked for.

use stockade_syntax::{Kind, Language, NodeId, Op, Role, Tree};

use super::Facts;
use super::names::{Type, class_around, is_own, plain_type, type_name};
use super::outlines::Outline;

/// Steps from an expression to what tells its type; facts' keys reach as far.
pub const MAX_TYPE_HOPS: u32 = 6;

/// Classes that are looked at for what one of them has.
const MAX_LINEAGE: usize = 16;

/// Whose methods a type has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Those of a class or type of this file, by the name of which this is a node.
    Known(NodeId),
    /// Those of some type that fits an interface of this file.
    Open,
    /// Those of a library.
    Foreign,
    /// Nobody knows.
    Unknown,
}

impl Facts {
    /// The type of an expression.
    pub fn type_of(&self, tree: &Tree, id: NodeId) -> Option<Type> {
        self.type_at(tree, id, 0)
    }

    /// The class of what a method is called on: of a value, or the class itself.
    pub fn owner(&self, tree: &Tree, object: NodeId) -> Owner {
        if tree.kind(object) == Kind::Name && self.is_type_or_object(tree, object) {
            return Owner::Known(object);
        }
        match self.type_of(tree, object) {
            Some(own) => self.owner_of_type(tree, own.node),
            None if self.canonical(tree, object).is_some() => Owner::Foreign,
            None => Owner::Unknown,
        }
    }

    /// Whether a name stands for a class or an object that is written out.
    fn is_type_or_object(&self, tree: &Tree, name: NodeId) -> bool {
        let value = self.entity(name).filter(|entity| entity.definitions() == 1);
        let value = value.and_then(|entity| entity.value());
        value.is_some_and(|value| tree.kind(value) == Kind::Object)
            || self.outline(tree, name).is_some()
    }

    /// The number under which the methods of a class are known, by its name.
    pub fn owner_number(&self, tree: &Tree, class: NodeId) -> Option<u64> {
        let known = self.entity_number(class).filter(|_| tree.kind(class) == Kind::Name);
        known.or_else(|| Some(type_name(tree, class)? | 1 << 63))
    }

    fn owner_of_type(&self, tree: &Tree, node: NodeId) -> Owner {
        match self.outline(tree, node) {
            Some((_, outline)) if outline.open => Owner::Open,
            Some(_) => Owner::Known(node),
            // A function of the file may give anything; in Go, other files declare types too.
            None if matches!(tree.kind(node), Kind::Name | Kind::Str)
                && self.canonical(tree, node).is_none() =>
            {
                let typed = tree.language() == Language::Go && self.entity(node).is_none();
                if typed { Owner::Known(node) } else { Owner::Unknown }
            }
            None => Owner::Foreign,
        }
    }

    /// What a class inherits or a type embeds, and whether all of it is known here.
    pub fn supers(&self, tree: &Tree, class: NodeId) -> Vec<NodeId> {
        let Some((item, outline)) = self.outline(tree, class) else { return Vec::new() };
        let supers = outline.supers.iter().map(|&node| NodeId::new(item, node));
        supers.map(|node| plain_type(tree, node).node).collect()
    }

    /// A class and those that it inherits from, the nearest first.
    pub fn lineage(&self, tree: &Tree, class: NodeId) -> Vec<NodeId> {
        let mut out = vec![class];
        let mut at = 0;
        while let Some(&class) = out.get(at) {
            at += 1;
            for own in self.supers(tree, class) {
                let number = self.owner_number(tree, own);
                let known = out.iter().any(|&known| self.owner_number(tree, known) == number);
                if out.len() < MAX_LINEAGE && !known {
                    out.push(own);
                }
            }
        }
        out
    }

    /// Whether a class inherits from one that is not in this file, beside those that say nothing.
    pub fn inherits_foreign(&self, tree: &Tree, class: NodeId) -> bool {
        let plain = ["object", "ABC", "Generic", "Protocol"];
        let foreign =
            |own: &NodeId| self.outline(tree, *own).is_none() && !plain.contains(&tree.text(*own));
        self.lineage(tree, class).iter().any(foreign)
    }

    fn outline(&self, tree: &Tree, name: NodeId) -> Option<(u32, &Outline)> {
        let of = |item: u32, number: u32| {
            let outlines = &self.items.get(item as usize)?.outlines;
            outlines.iter().find(|own| own.entity == number).map(|own| (item, own))
        };
        if tree.kind(name) == Kind::Name
            && let Some((item, number)) = self.entity(name)?.local()
        {
            return of(item, number);
        }
        let name = type_name(tree, name)?;
        self.given.get(&name)?.iter().find_map(|&(item, number)| of(item, number))
    }

    fn type_at(&self, tree: &Tree, id: NodeId, hops: u32) -> Option<Type> {
        if hops > MAX_TYPE_HOPS {
            return None;
        }
        let child = |role: Role| tree.child(id, role);
        match tree.kind(id) {
            Kind::Name if is_own(tree, id) => {
                Some(Type { node: class_around(tree, id)?, pointer: false })
            }
            Kind::Name => {
                let entity = self.entity(id)?;
                if let Some(declared) = entity.declared() {
                    return Some(plain_type(tree, declared));
                }
                if entity.definitions() != 1 {
                    return None;
                }
                match (entity.value(), entity.part()) {
                    (Some(value), _) => self.type_at(tree, value, hops + 1),
                    (_, Some((call, part))) if tree.kind(call) == Kind::Call => {
                        self.called(tree, call, part)
                    }
                    _ => None,
                }
            }
            Kind::Member => {
                let property = tree.node(child(Role::Property)?).hash;
                let object = self.type_at(tree, child(Role::Object)?, hops + 1)?;
                self.field(tree, object.node, property, hops + 1)
            }
            Kind::New => Some(Type { node: child(Role::Callee)?, pointer: false }),
            Kind::Composite => Some(plain_type(tree, child(Role::Type)?)),
            Kind::Unary if tree.node(id).op == Op::AddrOf => {
                let own = self.type_at(tree, child(Role::Operand)?, hops + 1)?;
                Some(Type { pointer: true, ..own })
            }
            Kind::Unary if tree.node(id).op == Op::Deref => {
                let own = self.type_at(tree, child(Role::Operand)?, hops + 1)?;
                Some(Type { pointer: false, ..own })
            }
            Kind::Call => self.called(tree, id, 0),
            Kind::Cast => match child(Role::Type) {
                Some(declared) => Some(plain_type(tree, declared)),
                None => self.type_at(tree, child(Role::Value)?, hops + 1),
            },
            Kind::Await => self.type_at(tree, child(Role::Elem)?, hops + 1),
            Kind::Binary if matches!(tree.node(id).op, Op::Or | Op::Nullish) => self
                .type_at(tree, child(Role::Left)?, hops + 1)
                .or_else(|| self.type_at(tree, child(Role::Right)?, hops + 1)),
            _ => None,
        }
    }

    /// The type of a field of what has a type.
    fn field(&self, tree: &Tree, owner: NodeId, name: u64, hops: u32) -> Option<Type> {
        if hops > MAX_TYPE_HOPS {
            return None;
        }
        let node = self.lineage(tree, owner).into_iter().find_map(|class| {
            let (item, outline) = self.outline(tree, class)?;
            Some(NodeId::new(item, outline.field(name)?))
        })?;
        match tree.node(node).role {
            Role::Type => Some(plain_type(tree, node)),
            _ => self.type_at(tree, node, hops + 1),
        }
    }

    /// The type of what a call gives back; of several results, that of one of them.
    fn called(&self, tree: &Tree, call: NodeId, part: u32) -> Option<Type> {
        let callee = tree.child(call, Role::Callee)?;
        if tree.language() == Language::Go && tree.text(callee) == "new" && part == 0 {
            let own = plain_type(tree, tree.child(call, Role::Arg)?);
            return Some(Type { pointer: true, ..own });
        }
        if tree.kind(callee) == Kind::Name
            && let Some(result) = self.result(tree, callee)
        {
            let one = match tree.kind(result) {
                Kind::Tuple => tree.children(result).nth(part as usize)?,
                _ => Some(result).filter(|_| part == 0)?,
            };
            let named = tree.child(one, Role::Type).filter(|_| tree.kind(one) == Kind::Param);
            return Some(plain_type(tree, named.unwrap_or(one)));
        }
        // Python makes an object by calling its class.
        let makes = tree.language() == Language::Python && part == 0;
        makes.then_some(Type { node: callee, pointer: false })
    }

    /// The declared result of a function of this file.
    fn result(&self, tree: &Tree, name: NodeId) -> Option<NodeId> {
        let of = |item: u32, number: u32| {
            let results = &self.items.get(item as usize)?.results;
            let own = results.iter().find(|(entity, _)| *entity == number)?;
            Some(NodeId::new(item, own.1))
        };
        match self.entity(name)?.local() {
            Some((item, number)) => of(item, number),
            None => {
                let givers = self.given.get(&tree.node(name).hash)?;
                givers.iter().find_map(|&(item, number)| of(item, number))
            }
        }
    }
}
