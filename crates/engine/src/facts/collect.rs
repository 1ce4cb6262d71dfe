//! Collects facts in one walk: scopes are opened with all names they declare, then every name is
//! looked up from the inside out.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use stockade_syntax::{Flags, Kind, Language, NodeId, Op, Role, Tree};
use xxhash_rust::xxh3::Xxh3;

use super::entity::{Entity, ItemFacts};
use super::imports::{bound_by, required};
use super::links::links;
use super::made::{Made, leads, names_in};
use super::outlines::outlines;

/// An odd number with bits all over, to mix hashes with.
const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

impl ItemFacts {
    /// Collects the facts of an item. Nothing but the item's own nodes is looked at.
    pub fn of(tree: &Tree, item: u32) -> ItemFacts {
        collect(tree, item)
    }
}

fn collect(tree: &Tree, item: u32) -> ItemFacts {
    let nodes = tree.item(item).nodes();
    let mut walker = Walker {
        tree,
        facts: ItemFacts { by_node: vec![u32::MAX; nodes.len()], ..ItemFacts::default() },
        scopes: vec![Scope { names: FxHashMap::default(), function: false, class: false }],
        python: tree.language().spec().assignment_declares,
        typed: matches!(tree.language(), Language::Go | Language::TypeScript | Language::Tsx),
    };
    let mut roots = Vec::new();
    let mut at = 0;
    while let Some(node) = nodes.get(at as usize) {
        roots.push(NodeId::new(item, at));
        at += node.size;
    }
    for &root in &roots {
        walker.declare_statement(root);
    }
    for &root in &roots {
        walker.visit(root);
    }
    finish(tree, item, walker.facts)
}

/// Notes which entities others must know of.
fn finish(tree: &Tree, item: u32, mut facts: ItemFacts) -> ItemFacts {
    facts.only_defines = tree.roots(item).all(|root| tree.kind(root) == Kind::Function);
    let by_node = &facts.by_node;
    let number =
        |id: NodeId| by_node.get(id.index as usize).copied().filter(|number| *number != u32::MAX);
    (facts.outlines, facts.results, facts.methods) = outlines(tree, item, &number);
    let told = told(&facts);
    for (entity, _, node) in &told {
        let Some(node) = node.map(|node| NodeId::new(item, node)) else { continue };
        let types = &mut facts.entities[*entity as usize].types;
        match tree.node(node).role {
            Role::Value => leads(tree, node, types),
            _ => names_in(tree, node, types),
        }
    }
    for (number, entity) in facts.entities.iter_mut().enumerate() {
        let mut hasher = Xxh3::new();
        let mut feed = |value: u64| hasher.update(&value.to_le_bytes());
        let hash = |place: NodeId| tree.node(NodeId::new(item, place.index)).hash;
        feed(u64::from(entity.opaque) | u64::from(entity.is_declared) << 1);
        for (_, path) in &entity.imports {
            path.iter().for_each(|segment| feed(*segment));
        }
        entity.declared.into_iter().for_each(|place| feed(hash(place)));
        let first = told.partition_point(|(own, ..)| (*own as usize) < number);
        for (_, name, node) in told[first..].iter().take_while(|own| own.0 as usize == number) {
            feed(*name);
            feed(node.map_or(0, |node| hash(NodeId::new(item, node))));
        }
        entity.outline = hasher.digest();
        let mut feed = |value: u64| hasher.update(&value.to_le_bytes());
        feed(u64::from(entity.definitions));
        feed(entity.given);
        entity.value.into_iter().for_each(|place| feed(hash(place)));
        entity.made.into_iter().for_each(|made| feed(made.key(&hash)));
        feed(u64::from(entity.fixed));
        entity.content = hasher.digest();
        let is_function = entity.definitions == 1
            && entity
                .value
                .is_some_and(|value| tree.kind(NodeId::new(item, value.index)) == Kind::Function);
        entity.leads_on = entity.given != 0 && !is_function;
        if entity.module {
            if entity.is_declared || entity.definitions > 0 {
                facts.contributes.push(number as u32);
            }
            continue;
        }
        let renamed = entity.value.filter(|_| entity.definitions == 1).is_some_and(|value| {
            let kind = tree.kind(NodeId::new(item, value.index));
            matches!(kind, Kind::Name | Kind::Member)
                || kind == Kind::Call && facts.required.contains_key(&value.index)
        });
        if renamed || !entity.imports.is_empty() {
            facts.renames.push(number as u32);
        }
    }
    let entity = |id: NodeId| {
        let number = *facts.by_node.get(id.index as usize)?;
        facts.entities.get(number as usize)
    };
    let required = |id: NodeId| facts.required.contains_key(&id.index);
    facts.links = links(tree, item, &facts.entities, &entity, &required);
    facts
}

/// What classes and functions say of types: the variable that holds one, the field, and the node.
fn told(facts: &ItemFacts) -> Vec<(u32, u64, Option<u32>)> {
    let outlines = facts.outlines.iter();
    let fields = outlines.flat_map(|own| own.says().map(|(name, node)| (own.entity, name, node)));
    let results = facts.results.iter().map(|(entity, result)| (*entity, 0, Some(*result)));
    let mut told: Vec<_> = fields.chain(results).collect();
    told.sort_by_key(|(entity, ..)| *entity);
    told
}

struct Scope {
    names: FxHashMap<u64, u32>,
    /// A function's own scope or a block in one.
    function: bool,
    /// A class body: its names are not seen from the functions in it.
    class: bool,
}

struct Walker<'a> {
    tree: &'a Tree,
    facts: ItemFacts,
    scopes: Vec<Scope>,
    python: bool,
    /// A variable has the type of what it is declared with.
    typed: bool,
}

impl Walker<'_> {
    fn lookup(&self, name: u64) -> Option<u32> {
        let mut innermost = true;
        for scope in self.scopes.iter().rev() {
            if (!scope.class || innermost)
                && let Some(&number) = scope.names.get(&name)
            {
                return Some(number);
            }
            innermost = innermost && !scope.function;
        }
        None
    }

    /// Declares a name in the innermost scope.
    fn declare(&mut self, node: NodeId, opaque: bool) -> u32 {
        let name = self.tree.node(node).hash;
        self.declare_name(name, node, opaque)
    }

    fn declare_name(&mut self, name: u64, node: NodeId, opaque: bool) -> u32 {
        let outer = self.lookup(name);
        let shadows_import =
            outer.is_some_and(|n| !self.facts.entities[n as usize].imports.is_empty());
        let module = self.scopes.len() == 1;
        let fresh = self.facts.entities.len() as u32;
        let Some(scope) = self.scopes.last_mut() else { return fresh };
        let number = *scope.names.entry(name).or_insert(fresh);
        if number == fresh {
            let entity = Entity { name, module, shadows_import, opaque, ..Entity::default() };
            self.facts.entities.push(entity);
        } else {
            self.facts.entities[number as usize].opaque |= opaque;
        }
        self.facts.entities[number as usize].is_declared = true;
        self.set(node, number);
        number
    }

    /// The entity of a name of the module that this item may not declare itself.
    fn of_module(&mut self, name: u64) -> u32 {
        let fresh = self.facts.entities.len() as u32;
        let Some(scope) = self.scopes.first_mut() else { return fresh };
        let number = *scope.names.entry(name).or_insert(fresh);
        if number == fresh {
            self.facts.entities.push(Entity { name, module: true, ..Entity::default() });
        }
        number
    }

    fn number_of(&self, id: NodeId) -> Option<u32> {
        self.facts.by_node.get(id.index as usize).copied().filter(|number| *number != u32::MAX)
    }

    fn set(&mut self, node: NodeId, number: u32) {
        if let Some(slot) = self.facts.by_node.get_mut(node.index as usize) {
            *slot = number;
        }
    }

    /// Declares the names of a target (a name or a destructuring pattern).
    fn declare_target(&mut self, target: NodeId, opaque: bool) {
        match self.tree.kind(target) {
            Kind::Name => {
                self.declare(target, opaque);
            }
            Kind::Tuple | Kind::Array | Kind::Object | Kind::Spread => {
                let kids: Vec<NodeId> = self.tree.children(target).collect();
                for kid in kids {
                    self.declare_target(kid, opaque);
                }
            }
            Kind::Pair => {
                if let Some(value) = self.tree.child(target, Role::Value) {
                    self.declare_target(value, opaque);
                }
            }
            Kind::Assign => {
                if let Some(inner) = self.tree.child(target, Role::Target) {
                    self.declare_target(inner, true);
                }
            }
            _ => {}
        }
    }

    /// Declares what the statements directly in `block` declare; in Python, what any statement in
    /// it does that is not in a function or class of its own.
    fn declare_in(&mut self, block: NodeId) {
        let kids: Vec<NodeId> = self.tree.children(block).collect();
        for kid in kids {
            self.declare_statement(kid);
        }
    }

    fn declare_statement(&mut self, id: NodeId) {
        let tree = self.tree;
        let node = tree.node(id);
        match node.kind {
            Kind::Import => {
                for bound in bound_by(tree, id) {
                    let number = self.declare_name(bound.name, bound.node, false);
                    self.facts.entities[number as usize].imports.push((id, bound.path.into()));
                }
            }
            Kind::Assign => {
                let declares =
                    node.flags.contains(Flags::DECL) || (self.python && node.op == Op::None);
                if declares && let Some(target) = tree.child(id, Role::Target) {
                    self.declare_target(target, false);
                    self.declare_required(id, target);
                }
                if self.python
                    && let Some(value) = tree.child(id, Role::Value)
                {
                    self.declare_statement(value);
                }
            }
            Kind::Function | Kind::Class | Kind::TypeDecl => {
                if let Some(name) = tree.child(id, Role::Name)
                    && !node.flags.contains(Flags::METHOD)
                {
                    self.declare(name, true);
                }
            }
            Kind::Export => self.declare_in(id),
            Kind::Global => {
                // The name is the module's; a local must not be made for it.
                let names: Vec<NodeId> = tree.children(id).collect();
                for name in names {
                    let hash = tree.node(name).hash;
                    let number = self.of_module(hash);
                    if let Some(scope) = self.scopes.last_mut() {
                        scope.names.insert(hash, number);
                    }
                }
            }
            Kind::ForEach if self.python => {
                if let Some(target) = tree.child(id, Role::Target) {
                    self.declare_target(target, true);
                }
                self.declare_in(id);
            }
            Kind::Catch | Kind::Resource if self.python => {
                if let Some(target) = tree.child(id, Role::Target) {
                    self.declare_target(target, true);
                }
                self.declare_in(id);
            }
            Kind::Block
            | Kind::If
            | Kind::While
            | Kind::Try
            | Kind::With
            | Kind::Switch
            | Kind::Case
                if self.python =>
            {
                self.declare_in(id);
            }
            _ => {}
        }
    }

    /// `const {v: w} = require('m')`: `w` is `m.v`.
    fn declare_required(&mut self, assign: NodeId, target: NodeId) {
        let tree = self.tree;
        let Some(value) = tree.child(assign, Role::Value) else { return };
        if tree.kind(target) != Kind::Object || tree.kind(value) != Kind::Call {
            return;
        }
        let Some(path) = required(tree, value) else { return };
        for pair in tree.children(target).filter(|&p| tree.kind(p) == Kind::Pair) {
            let (Some(key), Some(local)) =
                (tree.child(pair, Role::Key), tree.child(pair, Role::Value))
            else {
                continue;
            };
            if let (Kind::Name, Some(number)) =
                (tree.kind(local), self.lookup(tree.node(local).hash))
            {
                let mut full = path.clone();
                full.push(tree.node(key).hash);
                self.facts.entities[number as usize].imports.push((assign, full.into()));
            }
        }
    }

    fn enter(&mut self, class: bool) {
        let function = !class;
        self.scopes.push(Scope { names: FxHashMap::default(), function, class });
    }

    fn visit_children(&mut self, id: NodeId) {
        let kids: Vec<NodeId> = self.tree.children(id).collect();
        for kid in kids {
            self.visit(kid);
        }
    }

    fn visit(&mut self, id: NodeId) {
        let tree = self.tree;
        let node = *tree.node(id);
        match node.kind {
            Kind::Name => {
                let is_reference = !matches!(node.role, Role::Property | Role::Key);
                if is_reference && self.number_of(id).is_none() {
                    let number =
                        self.lookup(node.hash).unwrap_or_else(|| self.of_module(node.hash));
                    self.set(id, number);
                }
            }
            Kind::Import => {}
            Kind::Assign => {
                self.visit_children(id);
                self.define(id, node.op);
            }
            Kind::Unary if matches!(node.op, Op::Inc | Op::Dec) => {
                self.visit_children(id);
                if let Some(number) = tree.child(id, Role::Operand).and_then(|o| self.number_of(o))
                {
                    self.facts.entities[number as usize].definitions += 2;
                }
            }
            Kind::Call => {
                if let Some(path) = required(tree, id) {
                    self.facts.required.insert(id.index, Arc::from(path));
                }
                self.visit_children(id);
            }
            Kind::Function => {
                let (outside, inside): (Vec<NodeId>, Vec<NodeId>) = tree
                    .children(id)
                    .partition(|&kid| matches!(tree.node(kid).role, Role::Decorator | Role::Name));
                for kid in outside {
                    self.visit(kid);
                }
                self.enter(false);
                for &kid in &inside {
                    if tree.kind(kid) == Kind::Param {
                        self.declare_param(kid);
                    }
                }
                for &kid in &inside {
                    if tree.node(kid).role == Role::Body && tree.kind(kid) == Kind::Block {
                        self.declare_in(kid);
                        self.visit_children(kid);
                    } else {
                        self.visit(kid);
                    }
                }
                self.scopes.pop();
            }
            Kind::Class => {
                self.enter(true);
                if let Some(body) = tree.child(id, Role::Body) {
                    self.declare_in(body);
                }
                self.visit_children(id);
                self.scopes.pop();
            }
            Kind::Block | Kind::For | Kind::If | Kind::Switch | Kind::Case if !self.python => {
                let function = self.scopes.last().is_some_and(|scope| scope.function);
                self.scopes.push(Scope { names: FxHashMap::default(), function, class: false });
                self.declare_in(id);
                self.visit_children(id);
                self.scopes.pop();
            }
            Kind::ForEach | Kind::Catch if !self.python => {
                self.enter(false);
                if let Some(target) = tree.child(id, Role::Target)
                    && (node.kind == Kind::Catch || node.flags.contains(Flags::DECL))
                {
                    self.declare_target(target, true);
                }
                self.visit_children(id);
                self.give(id);
                self.scopes.pop();
            }
            Kind::ForEach | Kind::Catch | Kind::Resource => {
                self.visit_children(id);
                self.give(id);
            }
            Kind::Comprehension => {
                self.enter(false);
                let clauses: Vec<NodeId> = tree.children_with(id, Role::Clause).collect();
                for clause in clauses {
                    if let Some(target) = tree.child(clause, Role::Target) {
                        self.declare_target(target, true);
                    }
                }
                self.visit_children(id);
                self.scopes.pop();
            }
            _ => self.visit_children(id),
        }
    }

    fn declare_param(&mut self, param: NodeId) {
        let tree = self.tree;
        let Some(target) = tree.child(param, Role::Target) else { return };
        self.declare_target(target, true);
        let declared = tree.child(param, Role::Type);
        if tree.node(param).flags.contains(Flags::VARIADIC) {
            if let Some(declared) = declared {
                self.make(target, Made::List(declared), None);
            }
        } else if let Some(number) = self.number_of(target) {
            self.facts.entities[number as usize].declared = declared;
        }
    }

    /// Notes where a variable has its value from. `assign`: by this assignment.
    fn make(&mut self, target: NodeId, made: Made, assign: Option<NodeId>) {
        let Some(number) = self.number_of(target) else { return };
        let tree = self.tree;
        let declares = |assign: NodeId| tree.node(assign).flags.contains(Flags::DECL);
        let entity = &mut self.facts.entities[number as usize];
        entity.make(made, self.typed && assign.is_none_or(declares));
        if entity.module
            && let Made::Value(node)
            | Made::Part(node, _)
            | Made::Field(node, _)
            | Made::Element(node)
            | Made::First(node) = made
        {
            leads(tree, node, &mut entity.types);
        }
    }

    /// Notes what loops, handlers and resources give to their targets.
    fn give(&mut self, id: NodeId) {
        let tree = self.tree;
        let Some(target) = tree.child(id, Role::Target) else { return };
        match tree.kind(id) {
            Kind::ForEach => {
                let Some(iter) = tree.child(id, Role::Iter) else { return };
                let mut parts = tree.children(target);
                match (tree.kind(target), tree.language()) {
                    (Kind::Tuple, Language::Go) => {
                        if let Some(second) = parts.nth(1) {
                            self.make(second, Made::Element(iter), None);
                        }
                    }
                    (Kind::Name, language) if language.is_ecmascript() => {
                        let keys = tree.node(id).flags.contains(Flags::KEYS);
                        let made = if keys { Made::Unknown } else { Made::Element(iter) };
                        self.make(target, made, None);
                    }
                    (Kind::Name, _) => self.make(target, Made::First(iter), None),
                    _ => {}
                }
            }
            Kind::Catch => self.make(target, Made::Unknown, None),
            // What is entered is what is used, but for few.
            Kind::Resource => {
                if let Some(value) = tree.child(id, Role::Value) {
                    self.make(target, Made::Value(value), None);
                }
            }
            _ => {}
        }
    }

    /// Counts an assignment and remembers its value.
    fn define(&mut self, assign: NodeId, op: Op) {
        let tree = self.tree;
        let Some(target) = tree.child(assign, Role::Target) else { return };
        let value = tree.child(assign, Role::Value);
        if let Some(number) = self.number_of(target) {
            let entity = &mut self.facts.entities[number as usize];
            if let Some(declared) = tree.child(assign, Role::Type) {
                entity.declared = Some(declared);
                if entity.module {
                    names_in(tree, declared, &mut entity.types);
                }
            }
            if let Some(value) = value {
                let own = tree.node(value).hash ^ op as u64;
                entity.given = entity.given.rotate_left(7).wrapping_mul(MIX) ^ own;
            }
            if let Some(value) = value {
                entity.definitions += if op == Op::None { 1 } else { 2 };
                entity.value = if entity.definitions == 1 { Some(value) } else { None };
                // What is nothing yet has no type.
                if tree.kind(value) != Kind::Null && op == Op::None {
                    self.make(target, Made::Value(value), Some(assign));
                }
            }
        } else if matches!(tree.kind(target), Kind::Tuple | Kind::Array | Kind::Object) {
            let targets: Vec<NodeId> = tree.children(target).collect();
            let values: Vec<NodeId> = match value {
                Some(v) if tree.kind(v) == Kind::Tuple => tree.children(v).collect(),
                _ => Vec::new(),
            };
            let known_all = values.len() == targets.len();
            for (at, part) in targets.iter().enumerate() {
                let Some(number) = self.number_of(*part) else { continue };
                let entity = &mut self.facts.entities[number as usize];
                if let Some(declared) = tree.child(assign, Role::Type) {
                    entity.declared = Some(declared);
                    if entity.module {
                        names_in(tree, declared, &mut entity.types);
                    }
                }
                entity.definitions += 1;
                let own = value.map_or(0, |value| tree.node(value).hash) ^ at as u64;
                entity.given = entity.given.rotate_left(7).wrapping_mul(MIX) ^ own;
                let known = known_all && entity.definitions == 1;
                entity.value = if known { values.get(at).copied() } else { None };
                entity.opaque |= !known;
                let made = match (values.get(at).filter(|_| known_all), value) {
                    (Some(&own), _) => Made::Value(own),
                    (None, Some(value)) => Made::Part(value, at as u32),
                    (None, None) => continue,
                };
                self.make(*part, made, Some(assign));
            }
            if let (Kind::Object, Some(value)) = (tree.kind(target), value) {
                for pair in targets.into_iter().filter(|&own| tree.kind(own) == Kind::Pair) {
                    let key = tree.child(pair, Role::Key).map(|key| tree.node(key).hash);
                    if let (Some(key), Some(local)) = (key, tree.child(pair, Role::Value)) {
                        self.make(local, Made::Field(value, key), Some(assign));
                    }
                }
            }
        }
    }
}
