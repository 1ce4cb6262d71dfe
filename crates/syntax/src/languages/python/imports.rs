//! Imports.

use tree_sitter as ts;

use crate::lowering::{Lowering, has_token, named_children};
use crate::text::span::Span;
use crate::tree::{Flags, Kind, Role};

/// Lowers an import; `false` if the node is none.
pub(super) fn lower(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) -> bool {
    match node.kind() {
        "import_statement" => modules(l, node, role),
        "import_from_statement" | "future_import_statement" => names(l, node, role),
        "dotted_name" => dotted(l, &named_children(node), role),
        _ => return false,
    }
    true
}

fn imported<'t>(node: ts::Node<'t>) -> Vec<ts::Node<'t>> {
    let mut cursor = node.walk();
    node.children_by_field_name("name", &mut cursor).filter(|name| name.is_named()).collect()
}

/// `import a.b, c as d`: one node a module; a module alone has the whole statement's place.
fn modules(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let names = imported(node);
    let alone = names.len() == 1;
    for name in names {
        let mark = l.open(Kind::Import, role, if alone { node } else { name });
        if name.kind() == "aliased_import" {
            l.add_flags(mark, Flags::WHOLE);
            if let Some(path) = l.child(name, "name") {
                module(l, path);
            }
            if let Some(alias) = l.child(name, "alias") {
                let element = l.open(Kind::ImportName, Role::Elem, alias);
                l.lower(alias, Role::Alias);
                l.close(element);
            }
        } else {
            module(l, name);
        }
        l.close(mark);
    }
}

/// `from m import …`.
fn names(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let mark = l.open(Kind::Import, role, node);
    match l.child(node, "module_name") {
        Some(path) => module(l, path),
        None => {
            let mut cursor = node.walk();
            let token = node.children(&mut cursor).find(|child| child.kind() == "__future__");
            if let Some(token) = token {
                module(l, token);
            }
        }
    }
    let wildcard = named_children(node).into_iter().any(|child| child.kind() == "wildcard_import");
    if wildcard || has_token(node, "*") {
        l.add_flags(mark, Flags::WILDCARD);
    }
    for name in imported(node) {
        let element = l.open(Kind::ImportName, Role::Elem, name);
        if name.kind() == "aliased_import" {
            l.field(name, "name", Role::Name);
            l.field(name, "alias", Role::Alias);
        } else {
            l.lower(name, Role::Name);
        }
        l.close(element);
    }
    l.close_over(mark, node);
}

/// A module's name as written, without white space.
fn module(l: &mut Lowering<'_>, node: ts::Node<'_>) {
    let text = l.source(node);
    if text.contains(char::is_whitespace) {
        let clean: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        l.leaf_value(Kind::Str, Role::Module, node, &clean);
    } else {
        l.leaf(Kind::Str, Role::Module, node);
    }
}

/// `a.b.c` where the grammar has it as one name.
fn dotted(l: &mut Lowering<'_>, names: &[ts::Node<'_>], role: Role) {
    match names {
        [] => {}
        [one] => l.lower(*one, role),
        [first, .., last] if l.too_deep() => {
            l.leaf_span(Kind::Other, role, Span::new(first.start_byte(), last.end_byte()));
        }
        [before @ .., last] => {
            let start = before.first().map_or(last.start_byte(), |first| first.start_byte());
            let mark = l.open_span(Kind::Member, role, Span::new(start, last.end_byte()));
            dotted(l, before, Role::Object);
            l.lower(*last, Role::Property);
            l.close(mark);
        }
    }
}
