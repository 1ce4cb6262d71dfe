//! The functions of a file: by what calls them, and which call which.

use rustc_hash::{FxHashMap, FxHashSet};
use stockade_syntax::{Flags, Kind, NodeId, Role, Span, Tree};

use super::Facts;

/// Functions that a call in the same file can be resolved to.
#[derive(Debug)]
pub struct Functions {
    /// By the number of the variable that holds them.
    by_variable: FxHashMap<u64, NodeId>,
    /// Methods by name; none where two have it.
    methods: FxHashMap<u64, Option<NodeId>>,
    /// All functions, those without a name too, in the order of the code.
    all: Vec<NodeId>,
    /// For each function, those in which it is called.
    callers: FxHashMap<NodeId, Vec<NodeId>>,
    /// The calls of these functions, each with the function.
    calls: Vec<(NodeId, NodeId)>,
    /// Where a function is left before its end.
    leaves: Vec<Span>,
}

impl Functions {
    /// Collects the functions of a file's items.
    pub fn of(tree: &Tree, facts: &Facts, items: impl Iterator<Item = u32>) -> Functions {
        let mut functions = Functions {
            by_variable: FxHashMap::default(),
            methods: FxHashMap::default(),
            all: Vec::new(),
            callers: FxHashMap::default(),
            calls: Vec::new(),
            leaves: Vec::new(),
        };
        let mut calls = Vec::new();
        for item in items {
            for (at, node) in tree.item(item).nodes().iter().enumerate() {
                let id = NodeId::new(item, at as u32);
                match node.kind {
                    Kind::Function => functions.add(tree, facts, id),
                    Kind::Call | Kind::New => calls.push(id),
                    Kind::Return | Kind::Throw => functions.leaves.push(tree.span(id)),
                    _ => {}
                }
            }
        }
        for call in calls {
            for part in tree.children(call) {
                // What is given away is called as well.
                let part = match tree.kind(part) {
                    Kind::KeywordArg => tree.child(part, Role::Value).unwrap_or(part),
                    _ => part,
                };
                let Some(called) = functions.called_by(tree, facts, part) else { continue };
                functions.calls.push((call, called));
                let mut at = tree.parent(call);
                while let Some(around) = at {
                    if tree.kind(around) == Kind::Function {
                        functions.callers.entry(called).or_default().push(around);
                    }
                    at = tree.parent(around);
                }
            }
        }
        functions
    }

    fn add(&mut self, tree: &Tree, facts: &Facts, function: NodeId) {
        self.all.push(function);
        let Some(name) = name_of(tree, function) else { return };
        if is_method(tree, function) {
            let same = self.methods.entry(tree.node(name).hash);
            same.and_modify(|known| *known = None).or_insert(Some(function));
        } else if let Some(number) = facts.entity_number(name) {
            self.by_variable.insert(number, function);
        }
    }

    /// The functions in which one of these places lies, and those that call them, directly or not.
    pub fn concerned_by(
        &self,
        tree: &Tree,
        places: impl Iterator<Item = Span>,
    ) -> FxHashSet<NodeId> {
        let mut places: Vec<Span> = places.collect();
        places.sort_unstable_by_key(|place| place.start);
        let holds = |function: &&NodeId| {
            let span = tree.span(**function);
            let first = places.partition_point(|place| place.start < span.start);
            places.get(first).is_some_and(|place| place.start < span.end)
        };
        let mut open: Vec<NodeId> = self.all.iter().filter(holds).copied().collect();
        let mut concerned: FxHashSet<NodeId> = open.iter().copied().collect();
        while let Some(function) = open.pop() {
            for &caller in self.callers.get(&function).map_or(&[][..], Vec::as_slice) {
                if concerned.insert(caller) {
                    open.push(caller);
                }
            }
        }
        concerned
    }

    /// Where one of these functions is called.
    pub fn calls_of(&self, called: &FxHashSet<NodeId>) -> impl Iterator<Item = NodeId> {
        let calls = self.calls.iter().filter(|(_, function)| called.contains(function));
        calls.map(|(call, _)| *call)
    }

    /// Where a function is left before its end.
    pub fn leaves(&self) -> &[Span] {
        &self.leaves
    }

    /// The function that a callee names, if it is one of this file.
    pub fn called_by(&self, tree: &Tree, facts: &Facts, callee: NodeId) -> Option<NodeId> {
        match tree.kind(callee) {
            Kind::Name => self.by_variable.get(&facts.entity_number(callee)?).copied(),
            Kind::Member => {
                let object = tree.child(callee, Role::Object)?;
                let own = is_own(tree, object) || is_receiver(tree, object);
                let property = tree.child(callee, Role::Property)?;
                own.then(|| *self.methods.get(&tree.node(property).hash)?)?
            }
            _ => None,
        }
    }
}

/// Whether an expression is the object that a method belongs to.
pub fn is_own(tree: &Tree, object: NodeId) -> bool {
    matches!(tree.text(object), "self" | "this" | "cls")
}

/// The name of a function that is a method.
pub fn method_name(tree: &Tree, function: NodeId) -> Option<NodeId> {
    name_of(tree, function).filter(|_| is_method(tree, function))
}

fn is_method(tree: &Tree, function: NodeId) -> bool {
    tree.node(function).flags.contains(Flags::METHOD) || in_class(tree, function)
}

/// Whether a name is the receiver of the method around it (Go).
fn is_receiver(tree: &Tree, name: NodeId) -> bool {
    let mut at = tree.parent(name);
    while let Some(id) = at {
        if tree.kind(id) == Kind::Function
            && let Some(receiver) = tree.child(id, Role::Receiver)
        {
            return tree
                .child(receiver, Role::Target)
                .is_some_and(|target| tree.node(target).hash == tree.node(name).hash);
        }
        at = tree.parent(id);
    }
    false
}

/// The name of a function: its own, or that of the variable it is given to.
fn name_of(tree: &Tree, function: NodeId) -> Option<NodeId> {
    if let Some(name) = tree.child(function, Role::Name) {
        return Some(name);
    }
    let parent = tree.parent(function)?;
    match tree.kind(parent) {
        Kind::Assign => tree.child(parent, Role::Target).filter(|&t| tree.kind(t) == Kind::Name),
        Kind::Pair => tree.child(parent, Role::Key).filter(|&key| tree.kind(key) == Kind::Name),
        _ => None,
    }
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
