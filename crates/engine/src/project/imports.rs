//! The imports of a file as they are written: which module a local name comes from.
//!
//! In: a lowered tree. Out: modules and ways into them by local name. Must never know: files.

use rustc_hash::FxHashMap;
use stockade_syntax::{Flags, Kind, Language, NodeId, Role, Tree};

use super::summary::Import;
use crate::facts::{bound_by, required_module};

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
        let mut module = tree.value(module).into_owned();
        if tree.child(id, Role::Elem).is_none() {
            if tree.node(id).flags.contains(Flags::WILDCARD) {
                self.wildcards.push(Import { module, names: Vec::new() });
                return;
            }
            // `import a.b` binds `a`.
            if tree.language() == Language::Python {
                module.truncate(module.find('.').unwrap_or(module.len()));
            }
        }
        for bound in bound_by(tree, id) {
            let names = bound.imported.map(|name| tree.value(name).into_owned());
            let names = names.into_iter().collect();
            self.bind(bound.name, id, Import { module: module.clone(), names });
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
        Kind::Call => Some(tree.value(required_module(tree, id)?).into_owned()),
        _ => None,
    }
}
