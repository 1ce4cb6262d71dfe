//! How a file's symbols hang together, and with those of others: exports, what functions are called
//! with and give back.
//!
//! In: the symbols that the rules speak of. Out: the rest of a [`Summary`]. Must never know: rules.

use rustc_hash::FxHashSet;
use stockade_syntax::{Flags, Kind, Language, NodeId, Role, Tree};

use super::imports::required;
use super::summary::{Import, Summary, SymbolId};
use super::symbols::{Symbols, exported_by};

/// Calls beyond which a file's calls are not looked at.
const MAX_CALLS: usize = 400;

/// Adds to a summary that has its parts.
pub fn add(symbols: &mut Symbols<'_>, summary: &mut Summary) {
    let tree = symbols.code.tree;
    let mut wiring = Wiring { touched: touched(summary), symbols, summary };
    for (number, item) in tree.items().iter().enumerate() {
        for (at, node) in item.nodes().iter().enumerate() {
            let id = NodeId::new(number as u32, at as u32);
            match node.kind {
                Kind::Call | Kind::New => wiring.call(id),
                Kind::Return => wiring.returned(id),
                Kind::Function => {
                    wiring.arrow(id);
                    wiring.exported(id);
                }
                Kind::Class => wiring.exported(id),
                Kind::Assign => {
                    wiring.exported(id);
                    wiring.assigned(id);
                }
                Kind::Export => wiring.export(id),
                _ => {}
            }
        }
    }
    wiring.imports();
}

/// The symbols that the rules' parts speak of.
fn touched(summary: &Summary) -> FxHashSet<SymbolId> {
    let mut out = FxHashSet::default();
    for part in &summary.parts {
        part.apps.iter().for_each(|app| out.extend(&app.hosts));
        part.routes.iter().for_each(|route| out.extend(&route.hosts));
        part.uses.iter().for_each(|own| out.extend(&own.hosts));
        for mount in &part.mounts {
            out.extend(&mount.hosts);
            out.extend(&mount.routers);
        }
    }
    out
}

struct Wiring<'w, 'a> {
    symbols: &'w mut Symbols<'a>,
    summary: &'w mut Summary,
    touched: FxHashSet<SymbolId>,
}

impl Wiring<'_, '_> {
    /// Whether a symbol may be an application or a router.
    fn counts(&self, symbol: SymbolId) -> bool {
        self.touched.contains(&symbol)
            || self.symbols.is_made(symbol)
            || self.symbols.is_param(symbol)
            || self.symbols.is_result(symbol)
    }

    fn join(&mut self, one: SymbolId, other: SymbolId) {
        if one != other && !self.summary.same.contains(&(one, other)) {
            self.summary.same.push((one, other));
        }
    }

    fn export_as(&mut self, name: &str, symbol: SymbolId) {
        self.summary.exports.push((name.to_owned(), symbol));
    }

    fn call(&mut self, id: NodeId) {
        let tree = self.symbols.code.tree;
        if self.summary.calls.len() >= MAX_CALLS || required(tree, id).is_some() {
            return;
        }
        let arguments: Vec<NodeId> = tree.children_with(id, Role::Arg).collect();
        for (nth, argument) in arguments.into_iter().enumerate().take(8) {
            if !matches!(tree.kind(argument), Kind::Name | Kind::Member) {
                continue;
            }
            for symbol in self.symbols.same(argument) {
                let Some(callee) = tree.child(id, Role::Callee).filter(|_| self.counts(symbol))
                else {
                    continue;
                };
                let Some(function) = self.symbols.callee(callee) else { continue };
                let call = (function, nth as u16, symbol);
                if !self.summary.calls.contains(&call) {
                    self.summary.calls.push(call);
                }
            }
        }
    }

    /// `return app`
    fn returned(&mut self, id: NodeId) {
        let tree = self.symbols.code.tree;
        let Some(value) = tree.child(id, Role::Elem) else { return };
        let mut at = tree.parent(id);
        while let Some(around) = at.filter(|&around| tree.kind(around) != Kind::Function) {
            at = tree.parent(around);
        }
        if let Some(function) = at {
            self.gives(function, value);
        }
    }

    /// `() => app`
    fn arrow(&mut self, function: NodeId) {
        let tree = self.symbols.code.tree;
        if let Some(body) = tree.child(function, Role::Body)
            && tree.kind(body) != Kind::Block
        {
            self.gives(function, body);
        }
    }

    fn gives(&mut self, function: NodeId, value: NodeId) {
        let tree = self.symbols.code.tree;
        let mut values = vec![value];
        if tree.kind(value) == Kind::Tuple {
            values = tree.children(value).collect();
        }
        for value in values {
            let simple = matches!(tree.kind(value), Kind::Name | Kind::Member | Kind::Call);
            for symbol in if simple { self.symbols.same(value) } else { Vec::new() } {
                if self.counts(symbol)
                    && !self.symbols.is_param(symbol)
                    && let Some(function) = self.symbols.of_function(function)
                {
                    self.summary.results.push((function, symbol));
                }
            }
        }
    }

    /// A declaration that is exported where it stands.
    fn exported(&mut self, id: NodeId) {
        let tree = self.symbols.code.tree;
        if !tree.node(id).flags.contains(Flags::EXPORTED) {
            return;
        }
        let name = tree.child(id, Role::Name).or(tree.child(id, Role::Target));
        if let Some(name) = name.filter(|&name| tree.kind(name) == Kind::Name) {
            let symbol = self.symbols.of_name(name);
            self.export_as(tree.text(name), symbol);
        }
    }

    /// Names of the module and exports that stand for what they are given.
    fn assigned(&mut self, id: NodeId) {
        let tree = self.symbols.code.tree;
        let (Some(target), Some(value)) =
            (tree.child(id, Role::Target), tree.child(id, Role::Value))
        else {
            return;
        };
        if let Some(name) = exported_by(tree, target) {
            let symbol = self.symbols.export(&name);
            self.export_as(&name, symbol);
            self.stands_for(symbol, value);
            if name == "=" && tree.kind(value) == Kind::Object {
                self.exported_object(value);
            }
        } else if tree.parent(id) == Some(NodeId::ROOT)
            && matches!(tree.kind(target), Kind::Name | Kind::Member)
            && matches!(tree.kind(value), Kind::Name | Kind::Member | Kind::Call | Kind::Await)
            && let Some(symbol) = self.symbols.target(target)
            && !self.symbols.is_made(symbol)
        {
            self.stands_for(symbol, value);
        } else if tree.kind(target) == Kind::Member
            && matches!(tree.kind(value), Kind::Name | Kind::Call)
            && let Some(symbol) = self.symbols.target(target)
        {
            // `self.app = app`
            for other in self.symbols.same(value) {
                if self.counts(other) && self.symbols.is_field(symbol) {
                    self.join(symbol, other);
                }
            }
        }
    }

    fn stands_for(&mut self, symbol: SymbolId, value: NodeId) {
        for other in self.symbols.same(value) {
            self.join(symbol, other);
        }
    }

    /// `module.exports = { a, b: c }`
    fn exported_object(&mut self, object: NodeId) {
        let tree = self.symbols.code.tree;
        for pair in tree.children(object).filter(|&pair| tree.kind(pair) == Kind::Pair) {
            let (Some(key), Some(value)) =
                (tree.child(pair, Role::Key), tree.child(pair, Role::Value))
            else {
                continue;
            };
            let name = tree.value(key).into_owned();
            let symbol = self.symbols.export(&name);
            self.export_as(&name, symbol);
            self.stands_for(symbol, value);
        }
    }

    /// `export default e`, `export { a as b }`, `export { a } from 'm'`
    fn export(&mut self, id: NodeId) {
        let tree = self.symbols.code.tree;
        let module = tree.child(id, Role::Module).map(|module| tree.value(module).into_owned());
        let elements: Vec<NodeId> = tree.children_with(id, Role::Elem).collect();
        for element in elements {
            if tree.kind(element) != Kind::ImportName {
                let symbol = self.symbols.export("default");
                self.export_as("default", symbol);
                if let Some(name) = named_declaration(tree, element) {
                    let other = self.symbols.of_name(name);
                    self.join(symbol, other);
                } else {
                    self.stands_for(symbol, element);
                }
                continue;
            }
            let Some(name) = tree.child(element, Role::Name) else { continue };
            let shown = tree.child(element, Role::Alias).unwrap_or(name);
            let shown = tree.value(shown).into_owned();
            let symbol = self.symbols.export(&shown);
            self.export_as(&shown, symbol);
            match &module {
                Some(module) => {
                    let own = tree.value(name).into_owned();
                    let names = Some(own).filter(|own| own != "default").into_iter().collect();
                    let other = self.symbols.imported(Import { module: module.clone(), names });
                    self.join(symbol, other);
                }
                None => self.stands_for(symbol, name),
            }
        }
    }

    /// What a Python module imports is a name of it; and wildcards.
    fn imports(&mut self) {
        let tree = self.symbols.code.tree;
        if tree.language() == Language::Python {
            for name in self.symbols.imports.names() {
                let last = NodeId::new(u32::MAX - 1, u32::MAX);
                let Some(import) = self.symbols.imports.get(name, last).cloned() else { continue };
                let symbol = self.symbols.number(super::summary::Symbol::Named(name));
                let other = self.symbols.imported(import);
                self.join(symbol, other);
            }
        }
        for import in std::mem::take(&mut self.symbols.imports.wildcards) {
            let number = self.symbols.import(import);
            self.summary.wildcards.push(number);
        }
    }
}

fn named_declaration(tree: &Tree, id: NodeId) -> Option<NodeId> {
    matches!(tree.kind(id), Kind::Function | Kind::Class)
        .then(|| tree.child(id, Role::Name))
        .flatten()
}
