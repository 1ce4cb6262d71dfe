//! From places of code to symbols: what a name, a member or a call stands for in its file.
//!
//! In: a lowered tree with its facts. Out: numbers of symbols. Must never know: rules, other files.

use rustc_hash::{FxHashMap, FxHashSet};
use stockade_syntax::lowering::leaf_hash;
use stockade_syntax::{Flags, Kind, Language, NodeId, Role, Tree};

use super::imports::{Imports, required};
use super::summary::{Import, Symbol, SymbolId};
use crate::matching::Code;

/// How far names are followed to their values.
const MAX_HOPS: u32 = 6;

/// The symbols of one file, numbered as they come.
pub struct Symbols<'a> {
    /// The file.
    pub code: Code<'a>,
    /// Its imports.
    pub imports: Imports,
    list: Vec<Symbol>,
    numbers: FxHashMap<Symbol, SymbolId>,
    taken: Vec<Import>,
    by_import: FxHashMap<Import, u32>,
    locals: FxHashMap<u64, u32>,
    /// By the number of the variable: the function whose parameter it is, and which one.
    params: FxHashMap<u64, (NodeId, u16)>,
    /// What is known to be an application or a router: names are followed no further.
    made: FxHashSet<SymbolId>,
    /// Names of the methods that the file defines.
    methods: FxHashSet<u64>,
    /// Functions and classes by the number of the variable that holds them.
    pub defined: FxHashMap<u64, NodeId>,
}

impl<'a> Symbols<'a> {
    /// Of a file.
    pub fn of(code: Code<'a>) -> Symbols<'a> {
        let mut symbols = Symbols {
            code,
            imports: Imports::of(code.tree),
            list: Vec::new(),
            numbers: FxHashMap::default(),
            taken: Vec::new(),
            by_import: FxHashMap::default(),
            locals: FxHashMap::default(),
            params: FxHashMap::default(),
            made: FxHashSet::default(),
            methods: FxHashSet::default(),
            defined: FxHashMap::default(),
        };
        for definition in definitions(code.tree) {
            let name = code.tree.child(definition, Role::Name);
            if let Some(number) = name.and_then(|name| code.facts.entity_number(name)) {
                symbols.defined.insert(number, definition);
            }
            if code.tree.kind(definition) == Kind::Function {
                symbols.add_params(definition);
            }
        }
        symbols
    }

    /// All symbols, and all imports that one of them stands for.
    pub fn finish(self) -> (Vec<Symbol>, Vec<Import>) {
        (self.list, self.taken)
    }

    /// The number of a symbol.
    pub fn number(&mut self, symbol: Symbol) -> SymbolId {
        let next = self.list.len() as SymbolId;
        let number = *self.numbers.entry(symbol.clone()).or_insert(next);
        if number == next {
            self.list.push(symbol);
        }
        number
    }

    /// What an export's name stands for; a name that no program can use itself.
    pub fn export(&mut self, name: &str) -> SymbolId {
        self.number(Symbol::Named(leaf_hash(Kind::Str, name)))
    }

    /// Something of another module.
    pub fn imported(&mut self, import: Import) -> SymbolId {
        let number = self.import(import);
        self.number(Symbol::Imported(number))
    }

    /// The number of an import.
    pub fn import(&mut self, import: Import) -> u32 {
        let next = self.taken.len() as u32;
        let number = *self.by_import.entry(import.clone()).or_insert(next);
        if number == next {
            self.taken.push(import);
        }
        number
    }

    /// Whether a symbol is one of another module.
    pub fn is_imported(&self, symbol: SymbolId) -> bool {
        matches!(self.list.get(symbol as usize), Some(Symbol::Imported(_)))
    }

    /// Whether a symbol is a member of whatever object.
    pub fn is_field(&self, symbol: SymbolId) -> bool {
        matches!(self.list.get(symbol as usize), Some(Symbol::Field(_)))
    }

    /// Whether a symbol is a parameter.
    pub fn is_param(&self, symbol: SymbolId) -> bool {
        matches!(self.list.get(symbol as usize), Some(Symbol::Param(..)))
    }

    /// Whether a symbol is what a call gives back.
    pub fn is_result(&self, symbol: SymbolId) -> bool {
        matches!(self.list.get(symbol as usize), Some(Symbol::Result(_)))
    }

    /// Notes that an application or a router is held by this.
    pub fn make(&mut self, symbol: SymbolId) {
        self.made.insert(symbol);
    }

    /// Whether an application or a router is held by this.
    pub fn is_made(&self, symbol: SymbolId) -> bool {
        self.made.contains(&symbol)
    }

    fn tree(&self) -> &'a Tree {
        self.code.tree
    }

    fn add_params(&mut self, function: NodeId) {
        let (tree, facts) = (self.code.tree, self.code.facts);
        if let Some(name) = tree.child(function, Role::Name) {
            self.methods.insert(tree.node(name).hash);
        }
        let mut nth = 0;
        for param in tree.children_with(function, Role::Param) {
            let Some(target) = tree.child(param, Role::Target) else { continue };
            // The object itself is no argument.
            let is_self = tree.language() == Language::Python
                && nth == 0
                && matches!(tree.text(target), "self" | "cls");
            if is_self {
                continue;
            }
            if let Some(number) = facts.entity_number(target) {
                self.params.insert(number, (function, nth));
            }
            nth = nth.saturating_add(1);
        }
    }

    /// The symbol of a variable by its name's node, not followed to its value.
    pub fn of_name(&mut self, name: NodeId) -> SymbolId {
        let (tree, facts) = (self.code.tree, self.code.facts);
        let hash = tree.node(name).hash;
        if matches!(tree.node(name).role, Role::Property | Role::Key) {
            return self.number(Symbol::Field(hash));
        }
        let Some(entity) = facts.entity(name) else { return self.number(Symbol::Named(hash)) };
        if entity.import_at(name).is_some()
            && let Some(import) = self.imports.get(hash, name)
        {
            let import = import.clone();
            return self.imported(import);
        }
        if entity.definitions() == 1
            && let Some(module) = entity.value().and_then(|value| required(tree, value))
        {
            return self.imported(Import { module, names: Vec::new() });
        }
        let Some(number) = facts.entity_number(name) else {
            return self.number(Symbol::Named(hash));
        };
        if let Some(&(function, nth)) = self.params.get(&number) {
            return match self.of_function(function) {
                Some(function) => self.number(Symbol::Param(function, nth)),
                None => self.local(number),
            };
        }
        // Names of the module are numbered apart from those of functions.
        if number >> 63 == 1 { self.number(Symbol::Named(hash)) } else { self.local(number) }
    }

    fn local(&mut self, variable: u64) -> SymbolId {
        let next = self.locals.len() as u32;
        let local = *self.locals.entry(variable).or_insert(next);
        self.number(Symbol::Local(local))
    }

    /// The symbol that a function is known by: its name, or what it is given to.
    pub fn of_function(&mut self, function: NodeId) -> Option<SymbolId> {
        let tree = self.tree();
        if let Some(name) = tree.child(function, Role::Name) {
            let parent = tree.parent(function)?;
            let is_method = tree.node(function).flags.contains(Flags::METHOD)
                || tree.parent(parent).is_some_and(|outer| tree.kind(outer) == Kind::Class);
            if is_method {
                return Some(self.number(Symbol::Field(tree.node(name).hash)));
            }
            if tree.kind(parent) == Kind::Export {
                return Some(self.export("default"));
            }
            return Some(self.of_name(name));
        }
        let parent = tree.parent(function)?;
        match tree.kind(parent) {
            Kind::Assign => {
                let target = tree.child(parent, Role::Target)?;
                self.target(target)
            }
            Kind::Pair => {
                let key = tree.child(parent, Role::Key)?;
                Some(self.number(Symbol::Field(tree.node(key).hash)))
            }
            Kind::Export => Some(self.export("default")),
            _ => None,
        }
    }

    /// The symbol of what is assigned to.
    pub fn target(&mut self, target: NodeId) -> Option<SymbolId> {
        let tree = self.tree();
        match tree.kind(target) {
            // A field of a class is reached through its object.
            Kind::Name if tree.parent(target).is_some_and(|assign| is_field(tree, assign)) => {
                Some(self.number(Symbol::Field(tree.node(target).hash)))
            }
            Kind::Name => Some(self.of_name(target)),
            Kind::Member => match exported_by(tree, target) {
                Some(name) => Some(self.export(&name)),
                None => {
                    let property = tree.child(target, Role::Property)?;
                    Some(self.number(Symbol::Field(tree.node(property).hash)))
                }
            },
            _ => None,
        }
    }

    /// What an expression is, as far as it can be said: names are followed to their values.
    pub fn same(&mut self, id: NodeId) -> Vec<SymbolId> {
        let mut out = Vec::new();
        self.find(id, false, 0, &mut out);
        out
    }

    /// What an expression is, or is made around: the arguments of calls and the objects of method
    /// calls count as well.
    pub fn inside(&mut self, id: NodeId) -> Vec<SymbolId> {
        let mut out = Vec::new();
        self.find(id, true, 0, &mut out);
        out
    }

    fn find(&mut self, id: NodeId, around: bool, hops: u32, out: &mut Vec<SymbolId>) {
        let tree = self.tree();
        if hops > MAX_HOPS {
            return;
        }
        let push = |symbol: SymbolId, out: &mut Vec<SymbolId>| {
            if !out.contains(&symbol) {
                out.push(symbol);
            }
        };
        match tree.kind(id) {
            Kind::Name => {
                let symbol = self.of_name(id);
                let value = self.code.facts.entity(id).filter(|entity| {
                    entity.definitions() == 1 && !entity.is_opaque() && !self.is_imported(symbol)
                });
                let known = out.len();
                if let Some(value) = value.and_then(|entity| entity.value())
                    && !self.made.contains(&symbol)
                {
                    self.find(value, around, hops + 1, out);
                }
                if out.len() == known {
                    push(symbol, out);
                }
            }
            Kind::Member => {
                if let Some(import) = self.import_of(id) {
                    let symbol = self.imported(import);
                    push(symbol, out);
                } else if let Some(symbol) = self.target(id) {
                    push(symbol, out);
                }
            }
            Kind::Str => {
                let module = tree.value(id).into_owned();
                let symbol = self.imported(Import { module, names: Vec::new() });
                push(symbol, out);
            }
            Kind::Call | Kind::New => self.find_call(id, around, hops, out),
            Kind::Await | Kind::Cast | Kind::Unary | Kind::Spread | Kind::KeywordArg => {
                let inner = [Role::Elem, Role::Value, Role::Operand];
                if let Some(inner) = inner.iter().find_map(|role| tree.child(id, *role)) {
                    self.find(inner, around, hops + 1, out);
                }
            }
            // `const app = module.exports = express()`
            Kind::Assign => {
                if let Some(symbol) = tree.child(id, Role::Target).and_then(|t| self.target(t)) {
                    push(symbol, out);
                }
            }
            Kind::Function => {
                if let Some(symbol) = self.of_function(id) {
                    push(symbol, out);
                }
            }
            Kind::Array | Kind::Tuple | Kind::Object | Kind::Pair | Kind::Composite if around => {
                let parts: Vec<NodeId> = tree
                    .children(id)
                    .filter(|&part| !matches!(tree.node(part).role, Role::Key | Role::Type))
                    .collect();
                for part in parts {
                    self.find(part, around, hops + 1, out);
                }
            }
            _ => {}
        }
    }

    fn find_call(&mut self, call: NodeId, around: bool, hops: u32, out: &mut Vec<SymbolId>) {
        let tree = self.tree();
        if let Some(module) = required(tree, call) {
            let symbol = self.imported(Import { module, names: Vec::new() });
            out.push(symbol);
            return;
        }
        let Some(callee) = tree.child(call, Role::Callee) else { return };
        let is_method = tree.kind(callee) == Kind::Member && self.import_of(callee).is_none();
        // What a method of an object from elsewhere gives back is not told apart by its name.
        let is_known = !is_method
            || tree
                .child(callee, Role::Property)
                .is_some_and(|property| self.methods.contains(&tree.node(property).hash));
        if let Some(function) = self.callee(callee).filter(|_| is_known) {
            let result = self.number(Symbol::Result(function));
            if !out.contains(&result) {
                out.push(result);
            }
        }
        if around {
            if is_method && let Some(object) = tree.child(callee, Role::Object) {
                self.find(object, around, hops + 1, out);
            }
            let arguments: Vec<NodeId> = tree.children_with(call, Role::Arg).collect();
            for argument in arguments {
                if tree.kind(argument) != Kind::Str {
                    self.find(argument, around, hops + 1, out);
                }
            }
        }
    }

    /// The function that a call goes to.
    pub fn callee(&mut self, callee: NodeId) -> Option<SymbolId> {
        let tree = self.tree();
        match tree.kind(callee) {
            Kind::Name => Some(self.of_name(callee)),
            Kind::Call => required(tree, callee)
                .map(|module| self.imported(Import { module, names: Vec::new() })),
            Kind::Member => match self.import_of(callee) {
                Some(import) => Some(self.imported(import)),
                None => {
                    let property = tree.child(callee, Role::Property)?;
                    Some(self.number(Symbol::Field(tree.node(property).hash)))
                }
            },
            _ => None,
        }
    }

    /// The import that a chain of members begins with, and the way on from there.
    fn import_of(&mut self, member: NodeId) -> Option<Import> {
        let tree = self.tree();
        let mut names = Vec::new();
        let mut at = member;
        while tree.kind(at) == Kind::Member {
            names.push(tree.text(tree.child(at, Role::Property)?).to_owned());
            at = tree.child(at, Role::Object)?;
        }
        names.reverse();
        if let Some(module) = required(tree, at) {
            return Some(Import { module, names });
        }
        if tree.kind(at) != Kind::Name {
            return None;
        }
        let mut symbol = self.of_name(at);
        // `routes.register` of `const routes = new Routes()` is one of the class `Routes`.
        let value = self.code.facts.entity(at).filter(|entity| entity.definitions() == 1);
        if let Some(value) = value.and_then(|entity| entity.value())
            && (tree.kind(value) == Kind::New || tree.language() != Language::Go)
            && matches!(tree.kind(value), Kind::New | Kind::Call)
            && required(tree, value).is_none()
            && let Some(class) = tree.child(value, Role::Callee)
            && tree.kind(class) == Kind::Name
        {
            symbol = self.of_name(class);
        }
        let Some(Symbol::Imported(number)) = self.list.get(symbol as usize) else { return None };
        let mut import = self.taken.get(*number as usize)?.clone();
        import.names.extend(names.into_iter().filter(|name| name != "default"));
        Some(import)
    }
}

fn is_field(tree: &Tree, assign: NodeId) -> bool {
    tree.kind(assign) == Kind::Assign
        && (tree.node(assign).flags.contains(Flags::FIELD)
            || tree.parent(assign).and_then(|block| tree.parent(block)).is_some_and(|class| {
                tree.kind(class) == Kind::Class && tree.language() == Language::Python
            }))
}

/// The functions and classes of a file in the order of the code.
pub fn definitions(tree: &Tree) -> Vec<NodeId> {
    let mut out = Vec::new();
    for (number, item) in tree.items().iter().enumerate() {
        for (at, node) in item.nodes().iter().enumerate() {
            if matches!(node.kind, Kind::Function | Kind::Class) {
                out.push(NodeId::new(number as u32, at as u32));
            }
        }
    }
    out
}

/// The name under which an assignment to this member exports: `=` for `module.exports` itself,
/// `x` for `module.exports.x` and `exports.x`.
pub fn exported_by(tree: &Tree, member: NodeId) -> Option<String> {
    if !tree.language().is_ecmascript() || tree.kind(member) != Kind::Member {
        return None;
    }
    let path = tree.dotted_path(member)?;
    if path == "module.exports" {
        return Some("=".to_owned());
    }
    let rest = path.strip_prefix("module.exports.").or_else(|| path.strip_prefix("exports."))?;
    (!rest.contains('.')).then(|| rest.to_owned())
}
