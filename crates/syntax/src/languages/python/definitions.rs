//! Functions, lambdas, parameters, classes, types.

use tree_sitter as ts;

use crate::lowering::{Lowering, has_token, named_children};
use crate::tree::{Flags, Kind, Op, Role};

/// Lowers a definition or a type; `false` if the node is none.
pub(super) fn lower(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) -> bool {
    match node.kind() {
        "decorated_definition" => decorated(l, node, role),
        "function_definition" => function(l, node, node, role),
        "class_definition" => class(l, node, node, role),
        "decorator" => l.wrap(Kind::Decorator, role, node, Role::Elem),
        "lambda" => {
            let mark = l.open(Kind::Function, role, node);
            l.add_flags(mark, Flags::ARROW);
            parameters(l, node);
            l.field(node, "body", Role::Body);
            l.close_over(mark, node);
        }
        "generic_type" => {
            let mark = l.open(Kind::Index, role, node);
            for child in named_children(node) {
                match child.kind() {
                    "type_parameter" => l.named(child, Role::Index),
                    _ => l.lower(child, Role::Object),
                }
            }
            l.close(mark);
        }
        "union_type" => {
            let mark = l.open(Kind::Binary, role, node);
            l.set_op(mark, Op::BitOr);
            for (at, child) in named_children(node).into_iter().enumerate() {
                l.lower(child, if at == 0 { Role::Left } else { Role::Right });
            }
            l.close(mark);
        }
        "member_type" => {
            let mark = l.open(Kind::Member, role, node);
            for (at, child) in named_children(node).into_iter().enumerate() {
                l.lower(child, if at == 0 { Role::Object } else { Role::Property });
            }
            l.close(mark);
        }
        "type_alias_statement" => {
            let mark = l.open(Kind::TypeDecl, role, node);
            if let Some(left) = l.child(node, "left") {
                alias_name(l, left);
            }
            l.field(node, "right", Role::Value);
            l.close_over(mark, node);
        }
        _ => return false,
    }
    true
}

/// The name of a type alias, without its parameters.
fn alias_name(l: &mut Lowering<'_>, left: ts::Node<'_>) {
    let mut name = left;
    while matches!(name.kind(), "type" | "generic_type" | "subscript") {
        match named_children(name).first() {
            Some(first) => name = *first,
            None => break,
        }
    }
    l.lower(name, Role::Name);
}

fn decorated(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    match l.child(node, "definition") {
        Some(inner) if inner.kind() == "function_definition" => function(l, inner, node, role),
        Some(inner) if inner.kind() == "class_definition" => class(l, inner, node, role),
        _ => l.other(node, role),
    }
}

/// The decorators stand in `outer`, the definition around the one that they decorate.
fn decorators(l: &mut Lowering<'_>, outer: ts::Node<'_>) {
    for child in named_children(outer).into_iter().filter(|child| child.kind() == "decorator") {
        l.lower(child, Role::Decorator);
    }
}

fn function(l: &mut Lowering<'_>, node: ts::Node<'_>, outer: ts::Node<'_>, role: Role) {
    let method = l.enclosing(&[Kind::Function, Kind::Class]) == Some(Kind::Class);
    let mark = l.open(Kind::Function, role, outer);
    if method {
        l.add_flags(mark, Flags::METHOD);
    }
    if has_token(node, "async") {
        l.add_flags(mark, Flags::ASYNC);
    }
    decorators(l, outer);
    l.field(node, "name", Role::Name);
    parameters(l, node);
    l.field(node, "return_type", Role::Result);
    l.field(node, "body", Role::Body);
    l.close_over(mark, node);
}

fn parameters(l: &mut Lowering<'_>, function: ts::Node<'_>) {
    if let Some(list) = l.child(function, "parameters") {
        for child in named_children(list) {
            parameter(l, child);
        }
    }
}

fn parameter(l: &mut Lowering<'_>, node: ts::Node<'_>) {
    if matches!(node.kind(), "keyword_separator" | "positional_separator") {
        return;
    }
    if node.is_error() {
        return l.lower(node, Role::Elem);
    }
    let mark = l.open(Kind::Param, Role::Param, node);
    let target = match node.kind() {
        "default_parameter" | "typed_default_parameter" => l.child(node, "name"),
        "typed_parameter" => named_children(node).first().copied(),
        _ => Some(node),
    };
    if let Some(target) = target {
        match target.kind() {
            "list_splat_pattern" => {
                l.add_flags(mark, Flags::VARIADIC);
                l.named(target, Role::Target);
            }
            "dictionary_splat_pattern" => {
                l.add_flags(mark, Flags::MAPPING);
                l.named(target, Role::Target);
            }
            _ => l.lower(target, Role::Target),
        }
    }
    if target != Some(node) {
        l.field(node, "type", Role::Type);
        l.field(node, "value", Role::Default);
    }
    l.close(mark);
}

fn class(l: &mut Lowering<'_>, node: ts::Node<'_>, outer: ts::Node<'_>, role: Role) {
    let mark = l.open(Kind::Class, role, outer);
    decorators(l, outer);
    l.field(node, "name", Role::Name);
    if let Some(bases) = l.child(node, "superclasses") {
        l.named(bases, Role::Super);
    }
    l.field(node, "body", Role::Body);
    l.close_over(mark, node);
}
