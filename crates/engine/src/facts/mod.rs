//! Facts: what names mean in a file. Imports resolved to canonical names, scopes with shadowing,
//! constants.
//!
//! In: a lowered tree. Out: [`Facts`], tables by node.
//! Must never know: rules and patterns.

mod collect;
mod entity;
mod functions;
mod imports;
mod links;
mod made;
mod names;
mod outlines;
mod types;
mod usual;

pub(crate) use imports::{bound_by, go_package, required_module};

use std::hash::Hasher as _;
use std::sync::{Arc, Mutex};

use rustc_hash::{FxBuildHasher, FxHashMap, FxHasher};
use smallvec::SmallVec;
use stockade_syntax::{Kind, NodeId, Op, Role, Tree};

pub use entity::{Entity, EntityRef, ItemFacts, Links};
pub use functions::{Functions, How};
pub use links::{PUTS, may_change};
pub use names::{is_super, takes_object};
use types::MAX_TYPE_HOPS;
pub use types::{Owner, Said, Type};

/// Facts of one file: those of its items, and the names of the module put together from them.
#[derive(Debug)]
pub struct Facts {
    items: Vec<Arc<ItemFacts>>,
    /// The module's names that some item declares or assigns.
    module: FxHashMap<u64, Entity>,
    /// By name of the module, the items that declare it or assign to it.
    given: FxHashMap<u64, Givers>,
    /// By name, the methods: items, each with the number of the method in it.
    methods: FxHashMap<u64, Givers>,
    /// Types of expressions that were asked for: many rules ask for the same ones.
    types: Mutex<FxHashMap<NodeId, Option<Type>>>,
}

/// The statements of a block before one of them, the last first.
fn before(tree: &Tree, block: NodeId, statement: NodeId) -> Vec<NodeId> {
    // Those of the program are many, and only the last ones count.
    let own: Vec<NodeId> = if block == NodeId::ROOT {
        let first = statement.item.saturating_sub(MAX_STATEMENTS as u32);
        let items = first..=statement.item;
        items.flat_map(|item| tree.roots(item)).take_while(|&own| own != statement).collect()
    } else {
        tree.children(block).take_while(|&own| own != statement).collect()
    };
    own.into_iter().rev().take(MAX_STATEMENTS).collect()
}

/// Items, each with the number of the entity in it.
type Givers = SmallVec<[(u32, u32); 1]>;

fn with_room<V>(names: usize) -> FxHashMap<u64, V> {
    FxHashMap::with_capacity_and_hasher(names, FxBuildHasher)
}

/// Computes what the facts of items depend on.
struct Keys<'f> {
    facts: &'f Facts,
    /// By item; none: not looked at yet.
    items: Vec<Option<u64>>,
    /// By name.
    names: FxHashMap<u64, u64>,
    /// By name and steps that are left.
    types: FxHashMap<(u64, u32), u64>,
    /// The same for methods.
    methods: FxHashMap<(u64, u32), u64>,
    /// What all names depend on.
    all: u64,
}

/// Names that stand for names, followed; deeper than facts follow them.
const MAX_CHAIN: u32 = 64;

impl Keys<'_> {
    fn of(&mut self, item: u32, depth: u32) -> u64 {
        if let Some(known) = self.items[item as usize] {
            return known;
        }
        // Names that lead back here depend on all names, as far as we know.
        self.items[item as usize] = Some(self.all);
        let facts = self.facts;
        let mut hasher = FxHasher::default();
        for name in &facts.items[item as usize].links.uses {
            let Some(givers) = facts.given.get(name) else { continue };
            // Where among those that give it the item stands.
            let before = givers.partition_point(|(giver, _)| *giver < item);
            let itself = givers.get(before).is_some_and(|(giver, _)| *giver == item);
            if itself && givers.len() == 1 {
                continue;
            }
            hasher.write_u64(self.of_name(*name, givers, depth));
            hasher.write_u64(self.of_types(*name, MAX_TYPE_HOPS));
            hasher.write_usize(before);
        }
        let links = &facts.items[item as usize].links;
        let called = links.called.iter().map(|called| called.name);
        for name in links.own_members.iter().copied().chain(called) {
            hasher.write_u64(self.of_methods(name, MAX_TYPE_HOPS));
        }
        for name in &facts.items[item as usize].links.hides {
            let imported = facts.module.get(name).is_some_and(|outer| !outer.imports.is_empty());
            hasher.write_u64(if imported { *name } else { 0 });
        }
        let key = hasher.finish();
        self.items[item as usize] = Some(key);
        key
    }

    /// What types, of fields and of fields of these, a name leads to.
    fn of_types(&mut self, name: u64, hops: u32) -> u64 {
        let facts = self.facts;
        let Some(givers) = facts.given.get(&name).filter(|_| hops > 0) else { return 0 };
        if let Some(known) = self.types.get(&(name, hops)) {
            return *known;
        }
        let mut hasher = FxHasher::default();
        for &(giver, at) in givers {
            let entity = &facts.items[giver as usize].entities[at as usize];
            for lead in &entity.types {
                self.of_lead(*lead, hops - 1, &mut hasher);
                hasher.write_u64(self.of_methods(*lead, hops - 1));
            }
        }
        let key = hasher.finish();
        self.types.insert((name, hops), key);
        key
    }

    /// What types the methods of a name lead to.
    fn of_methods(&mut self, name: u64, hops: u32) -> u64 {
        let facts = self.facts;
        let Some(methods) = facts.methods.get(&name).filter(|_| hops > 0) else { return 0 };
        if let Some(known) = self.methods.get(&(name, hops)) {
            return *known;
        }
        let mut hasher = FxHasher::default();
        for &(giver, at) in methods {
            let method = &facts.items[giver as usize].methods[at as usize];
            hasher.write_u64(method.owner);
            hasher.write_u64(method.said);
            for lead in &method.types {
                self.of_lead(*lead, hops - 1, &mut hasher);
            }
        }
        let key = hasher.finish();
        self.methods.insert((name, hops), key);
        key
    }

    /// What declares a type, and what types that leads to.
    fn of_lead(&mut self, lead: u64, hops: u32, hasher: &mut FxHasher) {
        let facts = self.facts;
        for (giver, at) in facts.given.get(&lead).into_iter().flatten() {
            hasher.write_u64(facts.items[*giver as usize].entities[*at as usize].content);
        }
        hasher.write_u64(self.of_types(lead, hops));
    }

    fn of_name(&mut self, name: u64, givers: &Givers, depth: u32) -> u64 {
        if let Some(known) = self.names.get(&name) {
            return *known;
        }
        self.names.insert(name, self.all);
        let mut hasher = FxHasher::default();
        // What the name stands for is asked for only where it has one value.
        let definitions = self.facts.module.get(&name).map_or(0, |entity| entity.definitions);
        let has_value = definitions == 1 && self.facts.declares(name);
        hasher.write_u32(definitions.min(2));
        for &(giver, at) in givers {
            let item = &self.facts.items[giver as usize];
            let entity = &item.entities[at as usize];
            if !has_value && item.only_defines {
                hasher.write_u64(entity.outline);
                continue;
            }
            hasher.write_u64(entity.content);
            if entity.leads_on && depth < MAX_CHAIN {
                let key = self.of(giver, depth + 1);
                hasher.write_u64(key);
            }
        }
        let key = hasher.finish();
        self.names.insert(name, key);
        key
    }
}

/// How many statements back the assignment of a name is looked for.
const MAX_STATEMENTS: usize = 200;

/// How far names are followed to their values.
const MAX_HOPS: u32 = 8;

impl Facts {
    /// Collects the facts of a file.
    pub fn of(tree: &Tree) -> Facts {
        let items = 0..tree.items().len() as u32;
        Facts::from_items(items.map(|item| Arc::new(ItemFacts::of(tree, item))).collect())
    }

    /// Puts the facts of the items together; in their order.
    pub fn from_items(items: Vec<Arc<ItemFacts>>) -> Facts {
        // Made anew with each key that is typed: tables that grow would be filled several times.
        let names = items.iter().map(|facts| facts.contributes.len()).sum();
        let mut module: FxHashMap<u64, Entity> = with_room(names);
        let mut given: FxHashMap<u64, Givers> = with_room(names);
        let mut methods: FxHashMap<u64, Givers> = FxHashMap::default();
        for (number, facts) in items.iter().enumerate() {
            for &at in &facts.contributes {
                let entity = &facts.entities[at as usize];
                let number = number as u32;
                module.entry(entity.name).or_default().merge(entity, number);
                given.entry(entity.name).or_default().push((number, at));
            }
            for (at, method) in facts.methods.iter().enumerate() {
                methods.entry(method.name).or_default().push((number as u32, at as u32));
            }
        }
        // A name that is declared nowhere stands for nothing here, whatever functions assign to it.
        for (name, givers) in &mut given {
            if !module.get(name).is_some_and(|entity| entity.is_declared) {
                givers.retain(|(giver, _)| !items[*giver as usize].only_defines);
            }
        }
        Facts { items, module, given, methods, types: Mutex::default() }
    }

    /// The facts of the items by themselves.
    pub fn items(&self) -> &[Arc<ItemFacts>] {
        &self.items
    }

    /// Whether an item declares a name of the module.
    pub fn declares(&self, name: u64) -> bool {
        self.module.get(&name).is_some_and(|entity| entity.is_declared)
    }

    /// The items that say what the names in an item stand for: a name that several items give is
    /// followed only to statements of the program.
    pub fn givers(&self, item: u32) -> impl Iterator<Item = u32> + '_ {
        let names = self.items[item as usize].links.uses.iter();
        let given = names.filter_map(|name| self.given.get(name));
        given.filter(|givers| givers.len() == 1).flatten().map(|(giver, _)| *giver)
    }

    /// For each item, what its facts depend on beside itself: the names of the module that it
    /// uses, and where among their declarations it stands.
    pub fn keys(&self) -> Vec<u64> {
        let mut all = FxHasher::default();
        for facts in &self.items {
            for &at in &facts.contributes {
                all.write_u64(facts.entities[at as usize].content);
            }
        }
        let mut keys = Keys {
            facts: self,
            items: vec![None; self.items.len()],
            names: with_room(self.module.len()),
            types: FxHashMap::default(),
            methods: FxHashMap::default(),
            all: all.finish(),
        };
        (0..self.items.len() as u32).map(|item| keys.of(item, 0)).collect()
    }

    /// The number of the variable that a name refers to; equal numbers, the same variable.
    pub fn entity_number(&self, id: NodeId) -> Option<u64> {
        let entity = self.entity(id)?;
        Some(match entity.local() {
            Some((item, number)) => u64::from(item) << 32 | u64::from(number),
            None => entity.name() | 1 << 63,
        })
    }

    /// The variable that a name refers to; none if it is declared nowhere here.
    pub fn entity(&self, id: NodeId) -> Option<EntityRef<'_>> {
        let facts = self.items.get(id.item as usize)?;
        let number = *facts.by_node.get(id.index as usize)?;
        let own = facts.entities.get(number as usize)?;
        if own.module {
            return self.module.get(&own.name).filter(|e| e.is_declared).map(EntityRef::of_module);
        }
        let outer = self.module.get(&own.name).is_some_and(|outer| !outer.imports.is_empty());
        Some(EntityRef::of_item(own, id.item, number, outer))
    }

    /// The local names under which something whose canonical name ends in `last` may be called.
    pub fn aliases(&self, tree: &Tree) -> FxHashMap<u64, Vec<u64>> {
        let mut out: FxHashMap<u64, Vec<u64>> = FxHashMap::default();
        let mut add = |last: Option<&u64>, name: u64| {
            if let Some(&last) = last.filter(|last| **last != name) {
                let names = out.entry(last).or_default();
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        };
        for (name, entity) in &self.module {
            for (_, path) in &entity.imports {
                add(path.last(), *name);
            }
            if let Some(value) = entity.value.filter(|_| entity.definitions == 1)
                && matches!(tree.kind(value), Kind::Name | Kind::Member | Kind::Call)
            {
                add(
                    self.canonical(tree, value).and_then(|path| path.last().copied()).as_ref(),
                    *name,
                );
            }
        }
        for (number, facts) in self.items.iter().enumerate() {
            for &at in &facts.renames {
                let entity = &facts.entities[at as usize];
                for (_, path) in &entity.imports {
                    add(path.last(), entity.name);
                }
                if let Some(value) = entity.value.filter(|_| entity.definitions == 1) {
                    let value = NodeId::new(number as u32, value.index);
                    add(
                        self.canonical(tree, value).and_then(|path| path.last().copied()).as_ref(),
                        entity.name,
                    );
                }
            }
        }
        out
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
                if entity.definitions() != 1 {
                    return None;
                }
                let value = entity.value()?;
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
            Kind::Call => {
                let facts = self.items.get(id.item as usize)?;
                facts.required.get(&id.index).map(|path| path.to_vec())
            }
            Kind::Await => self.canonical_at(tree, tree.child(id, Role::Elem)?, hops + 1),
            Kind::Cast => self.canonical_at(tree, tree.child(id, Role::Value)?, hops + 1),
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
                Some(entity) if entity.definitions() == 1 && !entity.is_opaque() => {
                    entity.value()?
                }
                Some(entity) if entity.is_opaque() => return None,
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
                for statement in before(tree, around, inside) {
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
