//! The functions of a file: by what calls them, and which call which.

use rustc_hash::{FxHashMap, FxHashSet};
use stockade_syntax::lowering::leaf_hash;
use stockade_syntax::{Flags, Kind, Language, NodeId, Role, Span, Tree};

use super::Facts;
use super::names::{class_around, class_of, first_is};
use super::names::{is_method, is_own, is_receiver, is_super, name_of, takes_object};
use super::types::Owner;
use super::usual::is_usual;

/// How a function is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// By its name, all that it takes being given.
    Plain,
    /// On an object.
    Method,
    /// To make an object.
    Constructor,
    /// On an object that may have another method of that name.
    Guess,
}

/// A function that is called.
#[derive(Clone, Copy, Debug)]
pub struct Called {
    /// The function.
    pub function: NodeId,
    /// How.
    pub how: How,
}

/// Functions that a call in the same file can be resolved to.
#[derive(Debug)]
pub struct Functions {
    /// By the number of the variable that holds them.
    by_variable: FxHashMap<u64, NodeId>,
    /// Methods by name; none where two have it.
    methods: FxHashMap<u64, Option<NodeId>>,
    /// Methods by the number of their class and by name.
    by_owner: FxHashMap<(u64, u64), NodeId>,
    /// All functions, those without a name too, in the order of the code.
    all: Vec<NodeId>,
    /// For each function, those in which it is called.
    callers: FxHashMap<NodeId, Vec<NodeId>>,
    /// The calls of these functions, each with the function.
    calls: Vec<(NodeId, NodeId)>,
    /// By callee, or by what is given away, what is called there.
    called: FxHashMap<NodeId, Called>,
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
            called: FxHashMap::default(),
            by_owner: FxHashMap::default(),
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
                let Some(own) = functions.find(tree, facts, call, part) else { continue };
                functions.called.insert(part, own);
                let called = own.function;
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
        // Without a body it only says what there is.
        if is_method(tree, function) && tree.child(function, Role::Body).is_some() {
            let method = tree.node(name).hash;
            let same = self.methods.entry(method);
            same.and_modify(|known| *known = None).or_insert(Some(function));
            let owner = class_of(tree, function);
            if let Some(owner) = owner.and_then(|class| facts.owner_number(tree, class)) {
                self.by_owner.entry((owner, method)).or_insert(function);
            }
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

    /// The function that a callee, or what is given to a call, names, if it is one of this file.
    pub fn called(&self, callee: NodeId) -> Option<Called> {
        self.called.get(&callee).copied()
    }

    fn find(&self, tree: &Tree, facts: &Facts, call: NodeId, callee: NodeId) -> Option<Called> {
        let called = |function: NodeId, how: How| Some(Called { function, how });
        let is_callee = tree.node(callee).role == Role::Callee;
        match tree.kind(callee) {
            Kind::Name if is_callee && tree.text(callee) == "super" => {
                let class = class_around(tree, call)?;
                let method = self.inherited(tree, facts, class, constructor(tree))?;
                called(method, How::Method)
            }
            Kind::Name => {
                let plain = self.by_variable.get(&facts.entity_number(callee)?);
                if let Some(&function) = plain {
                    return called(function, How::Plain);
                }
                let makes = is_callee
                    && (tree.kind(call) == Kind::New || tree.language() == Language::Python);
                let method = self.method(tree, facts, callee, constructor(tree));
                called(method.filter(|_| makes)?, How::Constructor)
            }
            Kind::Member => {
                let property = tree.child(callee, Role::Property)?;
                let method = tree.node(property).hash;
                let only = *self.methods.get(&method)?;
                let object = tree.child(callee, Role::Object)?;
                if is_own(tree, object) || is_receiver(tree, object) {
                    let class = match facts.owner(tree, object) {
                        Owner::Known(class) => self.method(tree, facts, class, method),
                        _ => None,
                    };
                    return called(class.or(only)?, How::Method);
                }
                if is_super(tree, object) {
                    let class = class_around(tree, call)?;
                    return called(self.inherited(tree, facts, class, method)?, How::Method);
                }
                match facts.owner(tree, object) {
                    Owner::Known(class) => {
                        let function = self.method(tree, facts, class, method)?;
                        // `Class.method(object, …)` names its object.
                        let unbound = tree.language() == Language::Python
                            && facts.owner_number(tree, class) == facts.entity_number(object)
                            && first_is(tree, function, "self");
                        called(function, if unbound { How::Plain } else { How::Method })
                    }
                    Owner::Open => called(only?, How::Guess),
                    Owner::Unknown if !is_usual(tree.text(property)) && is_callee => {
                        let function = only.filter(|&own| fits(tree, call, own))?;
                        called(function, How::Guess)
                    }
                    Owner::Unknown | Owner::Foreign => None,
                }
            }
            _ => None,
        }
    }

    /// A method of a class or of what it inherits.
    fn method(&self, tree: &Tree, facts: &Facts, class: NodeId, name: u64) -> Option<NodeId> {
        self.first(tree, facts, &facts.lineage(tree, class), name)
    }

    fn inherited(&self, tree: &Tree, facts: &Facts, class: NodeId, name: u64) -> Option<NodeId> {
        self.first(tree, facts, facts.lineage(tree, class).get(1..)?, name)
    }

    fn first(&self, tree: &Tree, facts: &Facts, classes: &[NodeId], name: u64) -> Option<NodeId> {
        let owners = classes.iter().filter_map(|&class| facts.owner_number(tree, class));
        owners.into_iter().find_map(|owner| self.by_owner.get(&(owner, name)).copied())
    }
}

/// What makes an object of a class.
fn constructor(tree: &Tree) -> u64 {
    let name = if tree.language() == Language::Python { "__init__" } else { "constructor" };
    leaf_hash(Kind::Name, name)
}

/// Whether a call gives a function as many arguments as it takes, and it is no entry of an object.
fn fits(tree: &Tree, call: NodeId, function: NodeId) -> bool {
    let entry = tree.parent(function).is_some_and(|parent| tree.kind(parent) == Kind::Pair);
    let bound = usize::from(takes_object(tree, function));
    let params: Vec<NodeId> = tree.children_with(function, Role::Param).skip(bound).collect();
    let given = tree.children_with(call, Role::Arg).count();
    let open = |id: NodeId| {
        tree.node(id).flags.intersects(Flags::VARIADIC | Flags::MAPPING)
            || tree.kind(id) == Kind::Spread
    };
    let any =
        params.iter().any(|&param| open(param)) || tree.children_with(call, Role::Arg).any(open);
    let needed = params.iter().filter(|&&param| {
        tree.child(param, Role::Default).is_none() && !tree.language().is_ecmascript()
    });
    !entry && (any || given <= params.len() && given >= needed.count())
}
