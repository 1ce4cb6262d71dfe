//! Packages, imports, variables, constants, named types.

use tree_sitter as ts;

use crate::lowering::{Lowering, named_children};
use crate::text::span::Span;
use crate::tree::{Flags, Kind, Role};

/// Lowers a declaration; `false` if the node is none.
pub(super) fn lower(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) -> bool {
    match node.kind() {
        "package_clause" => l.wrap(Kind::Package, role, node, Role::Name),
        "import_declaration" | "var_declaration" | "const_declaration" | "type_declaration" => {
            declaration(l, node, role);
        }
        // Alone, after an error.
        "import_spec" | "var_spec" | "const_spec" | "type_spec" | "type_alias" => {
            one(l, node, node, role);
        }
        _ => return false,
    }
    true
}

/// Each declaration of a group is a node with its own place; one without a group has the place of
/// the whole statement.
fn declaration(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let grouped = node.children(&mut node.walk()).any(|child| child.kind() == "(");
    for child in named_children(node) {
        match child.kind() {
            "import_spec_list" | "var_spec_list" => l.named(child, role),
            _ => one(l, child, if grouped { child } else { node }, role),
        }
    }
}

/// Lowers one declaration; `outer` is what it takes up.
fn one(l: &mut Lowering<'_>, node: ts::Node<'_>, outer: ts::Node<'_>, role: Role) {
    match node.kind() {
        "import_spec" => import(l, node, outer, role),
        "var_spec" => variable(l, node, outer, role, Flags::DECL),
        "const_spec" => variable(l, node, outer, role, Flags::DECL | Flags::CONST),
        "type_spec" | "type_alias" => {
            let mark = l.open(Kind::TypeDecl, role, outer);
            l.field(node, "name", Role::Name);
            l.field(node, "type", Role::Value);
            l.close_over(mark, node);
        }
        _ => l.lower(node, role),
    }
}

fn import(l: &mut Lowering<'_>, node: ts::Node<'_>, outer: ts::Node<'_>, role: Role) {
    let mark = l.open(Kind::Import, role, outer);
    l.field(node, "path", Role::Module);
    match l.child(node, "name") {
        Some(dot) if dot.kind() == "dot" => l.add_flags(mark, Flags::WILDCARD),
        Some(alias) => {
            l.add_flags(mark, Flags::WHOLE);
            let name = l.open(Kind::ImportName, Role::Elem, alias);
            l.lower(alias, Role::Alias);
            l.close(name);
        }
        None => {}
    }
    l.close_over(mark, node);
}

fn variable(
    l: &mut Lowering<'_>,
    node: ts::Node<'_>,
    outer: ts::Node<'_>,
    role: Role,
    flags: Flags,
) {
    let mark = l.open(Kind::Assign, role, outer);
    l.add_flags(mark, flags);
    let mut cursor = node.walk();
    let names: Vec<_> =
        node.children_by_field_name("name", &mut cursor).filter(|n| n.is_named()).collect();
    match names.as_slice() {
        [] => {}
        [one] => l.lower(*one, Role::Target),
        [first, .., last] => {
            let span = Span::new(first.start_byte(), last.end_byte());
            let tuple = l.open_span(Kind::Tuple, Role::Target, span);
            for name in &names {
                l.lower(*name, Role::Elem);
            }
            l.close(tuple);
        }
    }
    l.field(node, "type", Role::Type);
    l.field(node, "value", Role::Value);
    l.close_over(mark, node);
}
