//! Facts: what names mean in a file. Imports resolved to canonical names, scopes with shadowing,
//! constants.
//!
//! In: a lowered tree. Out: [`Facts`], tables by node.
//! Must never know: rules and patterns.

mod collect;
mod imports;

pub(crate) use imports::go_package;

use std::sync::Arc;

use rustc_hash::FxHashMap;
use stockade_syntax::{Kind, NodeId, Op, Role, Tree};

/// What a name stands for in its scope.
#[derive(Debug, Default, Clone)]
pub struct Entity {
    /// The imports that bind it, in the order of the code: where each stands, and the hashes of
    /// the segments of the imported thing's canonical name (`requests`, `get`).
    pub imports: Vec<(NodeId, Arc<[u64]>)>,
    /// How often it is assigned or declared with a value.
    pub definitions: u32,
    /// The value, where it has exactly one.
    pub value: Option<NodeId>,
    /// The declared type.
    pub declared: Option<NodeId>,
    /// Lives in a function rather than in the module.
    pub local: bool,
    /// Shadows an import of the same name.
    pub shadows_import: bool,
    /// A parameter, a loop variable or the like: its value is not known here.
    pub opaque: bool,
}

impl Entity {
    /// What the name stands for where it is used: the last import before that place.
    pub fn import_at(&self, place: NodeId) -> Option<&Arc<[u64]>> {
        self.imports.iter().rev().find(|(at, _)| *at <= place).map(|(_, path)| path)
    }
}

/// Facts of one file.
#[derive(Debug)]
pub struct Facts {
    entities: Vec<Entity>,
    /// For each item, the entity of each node; `u32::MAX` where there is none.
    by_node: Vec<Vec<u32>>,
    /// Canonical names of calls that are imports in themselves (`require('m')`).
    required: FxHashMap<NodeId, Arc<[u64]>>,
}

/// How many statements back the assignment of a name is looked for.
const MAX_STATEMENTS: usize = 200;

/// How far names are followed to their values.
const MAX_HOPS: u32 = 8;

impl Facts {
    /// Collects the facts of a file.
    pub fn of(tree: &Tree) -> Facts {
        collect::collect(tree)
    }

    /// The number of the entity that a name refers to; equal numbers, the same variable.
    pub fn entity_number(&self, id: NodeId) -> Option<u32> {
        let number = *self.by_node.get(id.item as usize)?.get(id.index as usize)?;
        (number != u32::MAX).then_some(number)
    }

    /// The entity that a name refers to.
    pub fn entity(&self, id: NodeId) -> Option<&Entity> {
        self.entities.get(self.entity_number(id)? as usize)
    }

    /// The canonical name of a name, a member chain or a `require` call, where it leads to an
    /// import: `w` is `requests.get` after `from requests import get as w`.
    pub fn canonical(&self, tree: &Tree, id: NodeId) -> Option<Vec<u64>> {
        self.canonical_at(tree, id, 0)
    }

    fn canonical_at(&self, tree: &Tree, id: NodeId, hops: u32) -> Option<Vec<u64>> {
        if hops > MAX_HOPS {
            return None;
        }
        match tree.kind(id) {
            Kind::Name => {
                let entity = self.entity(id)?;
                if let Some(path) = entity.import_at(id) {
                    return Some(path.to_vec());
                }
                if entity.definitions != 1 {
                    return None;
                }
                let value = entity.value?;
                matches!(tree.kind(value), Kind::Name | Kind::Member | Kind::Call)
                    .then(|| self.canonical_at(tree, value, hops + 1))?
            }
            Kind::Member => {
                let object = tree.child(id, Role::Object)?;
                let property = tree.child(id, Role::Property)?;
                let mut path = self.canonical_at(tree, object, hops + 1)?;
                path.push(tree.node(property).hash);
                Some(path)
            }
            Kind::Call => self.required.get(&id).map(|path| path.to_vec()),
            Kind::Await => self.canonical_at(tree, tree.child(id, Role::Elem)?, hops + 1),
            _ => None,
        }
    }

    /// The expression that a name was given once and for all.
    pub fn value_of(&self, tree: &Tree, id: NodeId) -> Option<NodeId> {
        let mut at = id;
        for _ in 0..MAX_HOPS {
            if tree.kind(at) != Kind::Name {
                return Some(at);
            }
            at = match self.entity(at) {
                Some(entity) if entity.definitions == 1 && !entity.opaque => entity.value?,
                Some(entity) if entity.opaque => return None,
                _ => self.assigned_before(tree, at)?,
            };
        }
        None
    }

    /// The value of the assignment before a place that certainly ran last: a statement before it
    /// in its block or a block around that, within the function, with none in between that may
    /// assign as well.
    fn assigned_before(&self, tree: &Tree, name: NodeId) -> Option<NodeId> {
        let same = |id: NodeId| {
            tree.node(id).hash == tree.node(name).hash
                && tree.kind(id) == Kind::Name
                && self.entity_number(id) == self.entity_number(name)
        };
        let assigns = |id: NodeId| {
            tree.kind(id) == Kind::Assign && tree.child(id, Role::Target).is_some_and(same)
        };
        let mut inside = name;
        loop {
            let around = tree.parent(inside)?;
            if matches!(tree.kind(around), Kind::Function | Kind::Class) {
                return None;
            }
            if matches!(tree.kind(around), Kind::Block | Kind::Program) {
                let before: Vec<NodeId> =
                    tree.children(around).take_while(|&statement| statement != inside).collect();
                for &statement in before.iter().rev().take(MAX_STATEMENTS) {
                    if assigns(statement) {
                        let plain = tree.node(statement).op == Op::None;
                        return tree.child(statement, Role::Value).filter(|_| plain);
                    }
                    if tree.kind(statement) != Kind::Function
                        && tree.descendants(statement).any(assigns)
                    {
                        return None;
                    }
                }
                if around == NodeId::ROOT {
                    return None;
                }
            }
            if matches!(tree.kind(around), Kind::While | Kind::DoWhile | Kind::For | Kind::ForEach)
                && tree.descendants(around).any(assigns)
            {
                return None;
            }
            inside = around;
        }
    }

    /// The literal that a name stands for, if it does.
    pub fn constant(&self, tree: &Tree, id: NodeId) -> Option<NodeId> {
        let value = self.value_of(tree, id)?;
        matches!(tree.kind(value), Kind::Str | Kind::Number | Kind::Bool | Kind::Null | Kind::Regex)
            .then_some(value)
    }

    /// The text of a string expression that is known: literals, names that stand for them, their
    /// concatenations and templates.
    pub fn string(&self, tree: &Tree, id: NodeId) -> Option<String> {
        self.string_at(tree, id, 0)
    }

    fn string_at(&self, tree: &Tree, id: NodeId, depth: u32) -> Option<String> {
        if depth > MAX_HOPS {
            return None;
        }
        match tree.kind(id) {
            Kind::Str => Some(tree.value(id).into_owned()),
            Kind::Name => self.string_at(tree, self.value_of(tree, id)?, depth + 1),
            Kind::Binary if tree.node(id).op == Op::Add => {
                let left = self.string_at(tree, tree.child(id, Role::Left)?, depth + 1)?;
                let right = self.string_at(tree, tree.child(id, Role::Right)?, depth + 1)?;
                Some(left + &right)
            }
            Kind::Template => tree
                .children(id)
                .map(|part| self.string_at(tree, part, depth + 1))
                .collect::<Option<String>>(),
            _ => None,
        }
    }
}
