//! The imports of a file as they are written: which module a local name comes from.
//!
//! In: a lowered tree. Out: modules and ways into them by local name. Must never know: files.

use rustc_hash::FxHashMap;
use stockade_syntax::{Flags, Kind, Language, NodeId, Role, Tree};

use super::summary::Import;
use crate::facts::go_package;
use stockade_syntax::lower::leaf_hash;

/// By the hash of the local name: where it is bound, in the order of the code, and to what.
#[derive(Default)]
pub struct Imports {
    by_name: FxHashMap<u64, Vec<(NodeId, Import)>>,
    /// Modules whose names are all taken over, or passed on.
    pub wildcards: Vec<Import>,
}

impl Imports {
    /// Reads them.
    pub fn of(tree: &Tree) -> Imports {
        let mut imports = Imports::default();
        for (number, item) in tree.items().iter().enumerate() {
            for (at, node) in item.nodes().iter().enumerate() {
                let id = NodeId::new(number as u32, at as u32);
                match node.kind {
                    Kind::Import => imports.import(tree, id),
                    Kind::Assign => imports.destructured(tree, id),
                    Kind::Export => imports.passed_on(tree, id),
                    _ => {}
                }
            }
        }
        imports
    }

    /// What a name that some import binds stands for at a place: the last import before it.
    pub fn get(&self, name: u64, place: NodeId) -> Option<&Import> {
        let all = self.by_name.get(&name)?;
        let before = all.iter().rev().find(|(at, _)| *at <= place);
        before.or(all.first()).map(|(_, import)| import)
    }

    /// The names that imports bind.
    pub fn names(&self) -> Vec<u64> {
        let mut names: Vec<u64> = self.by_name.keys().copied().collect();
        names.sort_unstable();
        names
    }

    fn bind(&mut self, name: u64, at: NodeId, import: Import) {
        self.by_name.entry(name).or_default().push((at, import));
    }

    fn import(&mut self, tree: &Tree, id: NodeId) {
        let Some(module) = tree.child(id, Role::Module) else { return };
        let module = tree.value(module).into_owned();
        let elements: Vec<NodeId> = tree.children_with(id, Role::Elem).collect();
        if elements.is_empty() {
            if tree.node(id).flags.contains(Flags::WILDCARD) {
                self.wildcards.push(Import { module, names: Vec::new() });
                return;
            }
            let (name, whole) = match tree.language() {
                Language::Python => {
                    let first = module.split('.').next().unwrap_or_default().to_owned();
                    (first.clone(), first)
                }
                Language::Go => (go_package(&module).to_owned(), module),
                _ => return,
            };
            self.bind(
                leaf_hash(Kind::Name, &name),
                id,
                Import { module: whole, names: Vec::new() },
            );
            return;
        }
        for element in elements {
            let name = tree.child(element, Role::Name);
            let Some(local) = tree.child(element, Role::Alias).or(name) else { continue };
            let names = name.map(|name| tree.value(name).into_owned());
            let names = names.filter(|name| name != "default").into_iter().collect();
            let import = Import { module: module.clone(), names };
            self.bind(tree.node(local).hash, id, import);
        }
    }

    /// `const {a: b} = require('m')`, also of an awaited `import('m')`.
    fn destructured(&mut self, tree: &Tree, assign: NodeId) {
        let (Some(target), Some(value)) =
            (tree.child(assign, Role::Target), tree.child(assign, Role::Value))
        else {
            return;
        };
        let Some(module) = required(tree, value).filter(|_| tree.kind(target) == Kind::Object)
        else {
            return;
        };
        for pair in tree.children(target).filter(|&pair| tree.kind(pair) == Kind::Pair) {
            let (Some(key), Some(local)) =
                (tree.child(pair, Role::Key), tree.child(pair, Role::Value))
            else {
                continue;
            };
            let names = vec![tree.value(key).into_owned()];
            let import = Import { module: module.clone(), names };
            self.bind(tree.node(local).hash, assign, import);
        }
    }

    /// `export * from 'm'`.
    fn passed_on(&mut self, tree: &Tree, id: NodeId) {
        let Some(module) = tree.child(id, Role::Module) else { return };
        if tree.child(id, Role::Elem).is_none() {
            let module = tree.value(module).into_owned();
            self.wildcards.push(Import { module, names: Vec::new() });
        }
    }
}

/// The module that a call takes in by itself: `require('m')`, `await import('m')`.
pub fn required(tree: &Tree, id: NodeId) -> Option<String> {
    match tree.kind(id) {
        Kind::Await | Kind::Cast => {
            let inner = tree.child(id, Role::Elem).or(tree.child(id, Role::Value))?;
            required(tree, inner)
        }
        Kind::Call if tree.language().is_ecmascript() => {
            let callee = tree.child(id, Role::Callee)?;
            if !matches!(tree.text(callee), "require" | "import") {
                return None;
            }
            let argument = tree.child(id, Role::Arg)?;
            (tree.kind(argument) == Kind::Str).then(|| tree.value(argument).into_owned())
        }
        _ => None,
    }
}
