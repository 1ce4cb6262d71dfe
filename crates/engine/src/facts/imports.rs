//! Which local names an import binds, and to what.
//!
//! Canonical names are sequences of segments: `a.b` and `c` for Python's `from a.b import c`, the
//! module's name for JavaScript (`node:` dropped), the package's usual name for Go.

use stockade_syntax::lowering::leaf_hash;
use stockade_syntax::{Flags, Kind, Language, NodeId, Role, Tree};

/// One name that an import binds: the node of the name, and its canonical segments.
pub struct Bound {
    /// The local name's node, if it is written; else the module's.
    pub node: NodeId,
    /// The local name.
    pub name: u64,
    /// What is taken of the module, if it is not the module itself.
    pub imported: Option<NodeId>,
    /// What it stands for.
    pub path: Vec<u64>,
}

fn hash(name: &str) -> u64 {
    leaf_hash(Kind::Name, name)
}

/// The segments of a module's name.
pub fn module_path(language: Language, module: &str) -> Vec<u64> {
    match language {
        Language::Python => module.split('.').filter(|part| !part.is_empty()).map(hash).collect(),
        Language::Go => vec![hash(go_package(module))],
        _ => vec![hash(module.strip_prefix("node:").unwrap_or(module))],
    }
}

/// The name under which a Go package is usually known: the last segment that is no version,
/// without `go-` and `.vN`.
pub(crate) fn go_package(path: &str) -> &str {
    let is_version = |part: &str| {
        part.strip_prefix('v')
            .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    };
    let mut parts = path.rsplit('/');
    let mut last = parts.next().unwrap_or(path);
    if is_version(last) {
        last = parts.next().unwrap_or(last);
    }
    let last = last.split_once(".v").map_or(last, |(name, _)| name);
    last.strip_prefix("go-").unwrap_or(last)
}

/// What an `Import` node binds.
pub fn bound_by(tree: &Tree, id: NodeId) -> Vec<Bound> {
    let language = tree.language();
    let Some(module) = tree.child(id, Role::Module) else { return Vec::new() };
    let text = tree.value(module);
    let path = module_path(language, &text);
    let flags = tree.node(id).flags;
    let mut out = Vec::new();
    let elements: Vec<NodeId> = tree.children_with(id, Role::Elem).collect();
    if elements.is_empty() && !flags.contains(Flags::WILDCARD) {
        match language {
            // `import a.b` binds `a`.
            Language::Python => {
                if let Some(first) = path.first() {
                    out.push(Bound {
                        node: module,
                        name: *first,
                        imported: None,
                        path: vec![*first],
                    });
                }
            }
            Language::Go => {
                out.push(Bound {
                    node: module,
                    name: hash(go_package(&text)),
                    imported: None,
                    path,
                });
            }
            _ => {}
        }
        return out;
    }
    for element in elements {
        let name = tree.child(element, Role::Name);
        let Some(local) = tree.child(element, Role::Alias).or(name) else { continue };
        let is_default = |name: NodeId| language.is_ecmascript() && tree.value(name) == "default";
        let imported = name.filter(|&name| !is_default(name));
        let mut path = path.clone();
        path.extend(imported.map(|name| tree.node(name).hash));
        out.push(Bound { node: local, name: tree.node(local).hash, imported, path });
    }
    out
}

/// The canonical name that a call imports in itself.
pub fn required(tree: &Tree, call: NodeId) -> Option<Vec<u64>> {
    let module = required_module(tree, call)?;
    Some(module_path(tree.language(), &tree.value(module)))
}

/// The name of the module that a call imports in itself: `require('m')`, `import('m')`.
pub fn required_module(tree: &Tree, call: NodeId) -> Option<NodeId> {
    if !tree.language().is_ecmascript() {
        return None;
    }
    let callee = tree.child(call, Role::Callee)?;
    if tree.kind(callee) != Kind::Name || !matches!(tree.text(callee), "require" | "import") {
        return None;
    }
    let argument = tree.child(call, Role::Arg)?;
    (tree.kind(argument) == Kind::Str).then_some(argument)
}
