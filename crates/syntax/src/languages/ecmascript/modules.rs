//! Imports and exports.

use tree_sitter as ts;

use crate::lowering::{Lowering, has_token, named_children};
use crate::text::span::Span;
use crate::tree::{Flags, Kind, Role};

/// Lowers an import or export; `false` if the node is none.
pub(super) fn lower(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) -> bool {
    match node.kind() {
        "import_statement" => import(l, node, role),
        "export_statement" => export(l, node, role),
        _ => return false,
    }
    true
}

fn import(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let clauses = named_children(node);
    if let Some(required) = clauses.iter().find(|c| c.kind() == "import_require_clause") {
        // `import x = require('m')`
        let mark = l.open(Kind::Assign, role, node);
        l.add_flags(mark, Flags::DECL | Flags::CONST);
        if let Some(name) = named_children(*required).first() {
            l.leaf(Kind::Name, Role::Target, *name);
        }
        if let Some(source) = l.child(*required, "source") {
            let call = l.open(Kind::Call, Role::Value, *required);
            l.leaf_value(Kind::Name, Role::Callee, *required, "require");
            l.lower(source, Role::Arg);
            l.close(call);
        }
        l.close(mark);
        return;
    }
    let mark = l.open(Kind::Import, role, node);
    l.field(node, "source", Role::Module);
    for clause in clauses.into_iter().filter(|c| c.kind() == "import_clause") {
        for part in named_children(clause) {
            match part.kind() {
                "namespace_import" => {
                    l.add_flags(mark, Flags::WHOLE);
                    let name = l.open(Kind::ImportName, Role::Elem, part);
                    l.named(part, Role::Alias);
                    l.close(name);
                }
                "named_imports" => {
                    for specifier in named_children(part) {
                        let name = l.open(Kind::ImportName, Role::Elem, specifier);
                        names(l, specifier);
                        l.close(name);
                    }
                }
                _ => {
                    let name = l.open(Kind::ImportName, Role::Elem, part);
                    let start = part.start_byte();
                    l.leaf_value_span(Kind::Name, Role::Name, Span::new(start, start), "default");
                    l.leaf(Kind::Name, Role::Alias, part);
                    l.close(name);
                }
            }
        }
    }
    l.close(mark);
}

fn names(l: &mut Lowering<'_>, specifier: ts::Node<'_>) {
    if let Some(name) = l.child(specifier, "name") {
        l.leaf(Kind::Name, Role::Name, name);
    }
    if let Some(alias) = l.child(specifier, "alias") {
        l.leaf(Kind::Name, Role::Alias, alias);
    }
}

fn export(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let declaration = l.child(node, "declaration");
    if let Some(declaration) = declaration
        && !has_token(node, "default")
    {
        let first = l.count();
        l.lower(declaration, role);
        l.flag_roots(first, Flags::EXPORTED);
        return;
    }
    let mark = l.open(Kind::Export, role, node);
    for child in named_children(node) {
        match child.kind() {
            "export_clause" => {
                for specifier in named_children(child) {
                    let name = l.open(Kind::ImportName, Role::Elem, specifier);
                    names(l, specifier);
                    l.close(name);
                }
            }
            "decorator" => {}
            _ if Some(child.id()) == l.child(node, "source").map(|s| s.id()) => {
                l.lower(child, Role::Module);
            }
            _ => l.lower(child, Role::Elem),
        }
    }
    l.close(mark);
}
