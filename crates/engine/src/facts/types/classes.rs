//! What the classes and types of a file have: fields, methods, what they inherit.

use stockade_syntax::{Kind, Language, NodeId, Role, Tree};

use super::kind::Type;
use crate::facts::Facts;
use crate::facts::names::{plain_type, type_name};
use crate::facts::outlines::Outline;

/// Classes that are looked at for what one of them has.
const MAX_LINEAGE: usize = 16;

impl Facts {
    /// The number under which the methods of a class are known, by its name.
    pub fn owner_number(&self, tree: &Tree, class: NodeId) -> Option<u64> {
        let known = self.entity_number(class).filter(|_| tree.kind(class) == Kind::Name);
        known.or_else(|| Some(type_name(tree, class)? | 1 << 63))
    }

    /// What a class inherits or a type embeds, and whether all of it is known here.
    pub fn supers(&self, tree: &Tree, class: NodeId) -> Vec<NodeId> {
        let Some((item, outline)) = self.outline(tree, class) else { return Vec::new() };
        let supers = outline.supers.iter().map(|&node| NodeId::new(item, node));
        supers.map(|node| plain_type(tree, node)).collect()
    }

    /// A class and those that it inherits from, the nearest first.
    pub fn lineage(&self, tree: &Tree, class: NodeId) -> Vec<NodeId> {
        let mut out = vec![class];
        let mut at = 0;
        while let Some(&class) = out.get(at) {
            at += 1;
            for own in self.supers(tree, class) {
                let number = self.owner_number(tree, own);
                let known = out
                    .iter()
                    .any(|&known| number.is_some() && self.owner_number(tree, known) == number);
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

    /// The types that a value of a type can be used as where a member of it is named: its own, and
    /// those that it has the member from.
    pub fn lends(&self, tree: &Tree, own: Type, member: u64) -> Vec<Type> {
        let mut out = vec![own];
        let Some(class) = own.node(tree) else { return out };
        if self.outline(tree, class).is_some_and(|(_, outline)| !outline.supers.is_empty())
            && !self.has_member(tree, class, member)
        {
            for lent in self.lineage(tree, class).into_iter().skip(1) {
                out.push(Type::code(lent));
                if self.has_member(tree, lent, member) {
                    break;
                }
            }
        }
        out
    }

    /// Whether a class of this file says itself that it has a member.
    fn has_member(&self, tree: &Tree, class: NodeId, name: u64) -> bool {
        self.outline(tree, class).is_some_and(|(_, outline)| outline.field(name).is_some())
            || self.method(tree, class, name).is_some()
    }

    /// The result that a method declares: in the class or what it inherits from.
    pub(super) fn method_result(&self, tree: &Tree, class: NodeId, name: u64) -> Option<NodeId> {
        if !self.methods.contains_key(&name) {
            return None;
        }
        let lineage = self.lineage(tree, class);
        lineage.into_iter().find_map(|class| self.method(tree, class, name))?
    }

    /// A method that a class of this file says it has, with its declared result.
    fn method(&self, tree: &Tree, class: NodeId, name: u64) -> Option<Option<NodeId>> {
        let owner = type_name(tree, class)?;
        let known = self.methods.get(&name)?.iter().find_map(|&(item, at)| {
            let method = self.items.get(item as usize)?.methods.get(at as usize)?;
            (method.owner == owner).then_some((item, method.result))
        });
        known.map(|(item, result)| result.map(|result| NodeId::new(item, result)))
    }

    /// What tells the type of a field of a class of this file: in the class or what it inherits.
    pub(super) fn field(&self, tree: &Tree, class: NodeId, name: u64) -> Option<NodeId> {
        self.lineage(tree, class).into_iter().find_map(|class| {
            let (item, outline) = self.outline(tree, class)?;
            // Go calls what is embedded by the name of its type.
            let embedded = || {
                let is_it = |&&node: &&u32| {
                    let own = plain_type(tree, NodeId::new(item, node));
                    let last = tree.child(own, Role::Property).unwrap_or(own);
                    tree.node(last).hash == name
                };
                let go = tree.language() == Language::Go;
                outline.supers.iter().find(is_it).copied().filter(|_| go)
            };
            Some(NodeId::new(item, outline.field(name).or_else(embedded)?))
        })
    }

    /// The declared result of a function of this file.
    pub(super) fn result(&self, tree: &Tree, name: NodeId) -> Option<NodeId> {
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

    /// What a type of this file says of its inside.
    pub(super) fn outline(&self, tree: &Tree, name: NodeId) -> Option<(u32, &Outline)> {
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
}
