//! Variables, and what one item says about them.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use stockade_syntax::NodeId;

use super::made::Made;
use super::outlines::{Method, Outline};

/// What a name stands for in its scope. Places are nodes of the item it was found in (their item
/// number counts only for names of the module).
#[derive(Debug, Default, Clone)]
pub struct Entity {
    pub(super) name: u64,
    /// A name of the module: declared by any item, or by none.
    pub(super) module: bool,
    /// Some item declares it.
    pub(super) is_declared: bool,
    /// The imports that bind it, in the order of the code, with the hashes of the segments of the
    /// imported thing's canonical name (`requests`, `get`).
    pub(super) imports: Vec<(NodeId, Arc<[u64]>)>,
    /// How often it is assigned or declared with a value.
    pub(super) definitions: u32,
    /// The value, where it has exactly one.
    pub(super) value: Option<NodeId>,
    /// Where it has its value from.
    pub(super) made: Option<Made>,
    /// That is the type it has for good: a language that declares them says so.
    pub(super) fixed: bool,
    /// The declared type.
    pub(super) declared: Option<NodeId>,
    /// Names that tell of types: in the fields of one, the result of a function, the value of a variable.
    pub(super) types: Vec<u64>,
    /// It hides an import of an outer function.
    pub(super) shadows_import: bool,
    /// A parameter, a loop variable or the like: its value is not known here.
    pub(super) opaque: bool,
    /// Hash of the values it is given, in their order.
    pub(super) given: u64,
    /// What it is given may lead to other names.
    pub(super) leads_on: bool,
    /// Hash of all that another item may see of it.
    pub(super) content: u64,
    /// The same without the values and their number.
    pub(super) outline: u64,
}

impl Entity {
    /// Notes where it has a value from; with `fixed`, for good.
    pub(super) fn make(&mut self, made: Made, fixed: bool) {
        match self.made {
            _ if self.fixed => return,
            None => self.made = Some(made),
            Some(_) if fixed => self.made = Some(made),
            Some(before) => self.made = Some(before.and(made)),
        }
        self.fixed |= fixed;
    }

    /// Adds what another item says about the same name of the module.
    pub(super) fn merge(&mut self, other: &Entity, item: u32) {
        let place = |id: NodeId| NodeId::new(item, id.index);
        self.name = other.name;
        self.module = true;
        self.is_declared |= other.is_declared;
        self.opaque |= other.opaque;
        self.imports.extend(other.imports.iter().map(|(at, path)| (place(*at), Arc::clone(path))));
        self.definitions += other.definitions;
        let only = self.definitions == 1;
        self.value = if only { self.value.or(other.value.map(place)) } else { None };
        if let Some(made) = other.made.map(|made| made.at(place)) {
            self.make(made, other.fixed);
        }
        self.declared = self.declared.or(other.declared.map(place));
    }
}

/// A variable, as seen from a place in the file.
#[derive(Clone, Copy)]
pub struct EntityRef<'f> {
    entity: &'f Entity,
    /// Item and number, for a variable of an item's own.
    own: Option<(u32, u32)>,
    /// The module imports something of that name.
    over_import: bool,
}

impl<'f> EntityRef<'f> {
    pub(super) fn of_module(entity: &'f Entity) -> Self {
        EntityRef { entity, own: None, over_import: false }
    }

    pub(super) fn of_item(entity: &'f Entity, item: u32, number: u32, over_import: bool) -> Self {
        EntityRef { entity, own: Some((item, number)), over_import }
    }

    /// Item and number, for a variable that is none of the module.
    pub fn local(&self) -> Option<(u32, u32)> {
        self.own
    }

    pub(super) fn name(&self) -> u64 {
        self.entity.name
    }

    fn place(&self, id: NodeId) -> NodeId {
        self.own.map_or(id, |(item, _)| NodeId::new(item, id.index))
    }

    /// How often it is assigned or declared with a value.
    pub fn definitions(&self) -> u32 {
        self.entity.definitions
    }

    /// The value, where it has exactly one.
    pub fn value(&self) -> Option<NodeId> {
        self.entity.value.map(|id| self.place(id))
    }

    /// Where it has its value from.
    pub(super) fn made(&self) -> Option<Made> {
        self.entity.made.map(|made| made.at(|id| self.place(id)))
    }

    /// The declared type.
    pub fn declared(&self) -> Option<NodeId> {
        self.entity.declared.map(|id| self.place(id))
    }

    /// A parameter, a loop variable or the like: its value is not known here.
    pub fn is_opaque(&self) -> bool {
        self.entity.opaque
    }

    /// Whether it is no import itself and hides one of the same name.
    pub fn shadows_import(&self) -> bool {
        self.entity.imports.is_empty() && (self.entity.shadows_import || self.over_import)
    }

    /// What the name stands for where it is used: the last import before that place.
    pub fn import_at(&self, place: NodeId) -> Option<&'f Arc<[u64]>> {
        let before = |at: NodeId| self.place(at) <= place;
        self.entity.imports.iter().rev().find(|(at, _)| before(*at)).map(|(_, path)| path)
    }
}

/// A method that is called on something.
#[derive(Debug, Clone, Copy)]
pub struct Called {
    /// Its name.
    pub name: u64,
    /// The member that is called; of a name that is not usual, the first one.
    pub callee: u32,
    /// Library types have methods of that name: it is followed only where the type is known.
    pub usual: bool,
}

/// The ties of one item. Names are hashes; each list is ordered and has no repetition.
#[derive(Debug, Default)]
pub struct Links {
    /// Names of the module that occur in it.
    pub uses: Vec<u64>,
    /// Names of its own, which may hide those of the module.
    pub hides: Vec<u64>,
    /// Names of the module that it declares, or whose value may be another behind it.
    pub gives: Vec<u64>,
    /// The same as `uses` and `gives` for names that no item declares (`exports`, `window`): each
    /// together with the member that is spoken of, as those are many things under one name.
    pub uses_of_others: Vec<(u64, u64)>,
    /// See `uses_of_others`.
    pub gives_of_others: Vec<(u64, u64)>,
    /// Methods of its own object that it speaks of.
    pub own_members: Vec<u64>,
    /// Methods of other objects that it calls or gives away.
    pub called: Vec<Called>,
    /// Methods that are defined in it.
    pub methods: Vec<u64>,
    /// It does nothing but import.
    pub imports: bool,
}

/// The facts that one item gives by itself; they depend on nothing else.
#[derive(Debug, Default)]
pub struct ItemFacts {
    pub(super) entities: Vec<Entity>,
    /// The entity of each node; `u32::MAX` where there is none.
    pub(super) by_node: Vec<u32>,
    /// The entities of the module that the item declares or assigns.
    pub(super) contributes: Vec<u32>,
    /// Own entities that may stand for something imported.
    pub(super) renames: Vec<u32>,
    /// Canonical names of calls that are imports in themselves (`require('m')`).
    pub(super) required: FxHashMap<u32, Arc<[u64]>>,
    /// The classes and types that it declares.
    pub(super) outlines: Vec<Outline>,
    /// Functions that declare their result: the variable that holds one, and the result.
    pub(super) results: Vec<(u32, u32)>,
    /// The methods of its types.
    pub(super) methods: Vec<Method>,
    /// It only defines functions: what it assigns is assigned when they are called.
    pub(super) only_defines: bool,
    /// What it has to do with other items.
    pub(super) links: Links,
}

impl ItemFacts {
    /// What the item has to do with the others of its file.
    pub fn links(&self) -> &Links {
        &self.links
    }
}
