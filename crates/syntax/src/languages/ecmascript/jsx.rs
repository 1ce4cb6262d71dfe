//! JSX.

use tree_sitter as ts;

use crate::lowering::{Lowering, named_children};
use crate::tree::{Kind, Role};

/// Lowers a JSX node; `false` if the node is none.
pub(super) fn lower(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) -> bool {
    match node.kind() {
        "jsx_element" => {
            let mark = l.open(Kind::JsxElement, role, node);
            if let Some(tag) = l.child(node, "open_tag") {
                tag_parts(l, tag);
            }
            for child in named_children(node) {
                if !matches!(child.kind(), "jsx_opening_element" | "jsx_closing_element") {
                    l.lower(child, Role::Child);
                }
            }
            l.close(mark);
        }
        "jsx_self_closing_element" => {
            let mark = l.open(Kind::JsxElement, role, node);
            tag_parts(l, node);
            l.close(mark);
        }
        "jsx_attribute" => {
            let mark = l.open(Kind::JsxAttr, role, node);
            let mut parts = named_children(node).into_iter();
            if let Some(name) = parts.next() {
                l.leaf(Kind::Name, Role::Key, name);
            }
            if let Some(value) = parts.next() {
                if value.kind() == "jsx_expression" {
                    l.named(value, Role::Value);
                } else {
                    l.lower(value, Role::Value);
                }
            }
            l.close(mark);
        }
        "jsx_expression" if role == Role::Attr => l.named(node, role),
        "jsx_expression" => l.wrap(Kind::JsxExpr, role, node, Role::Elem),
        "jsx_text" => {
            if !l.source(node).trim().is_empty() {
                l.leaf(Kind::JsxText, role, node);
            }
        }
        "jsx_namespace_name" | "jsx_identifier" => l.leaf(Kind::Name, role, node),
        _ => return false,
    }
    true
}

fn tag_parts(l: &mut Lowering<'_>, tag: ts::Node<'_>) {
    let name = l.child(tag, "name");
    if let Some(name) = name {
        l.lower(name, Role::Name);
    }
    for child in named_children(tag) {
        let is_name = Some(child.id()) == name.map(|n| n.id());
        if !is_name && !matches!(child.kind(), "type_arguments") {
            l.lower(child, Role::Attr);
        }
    }
}
