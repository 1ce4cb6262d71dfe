//! Functions, classes, types.

use tree_sitter as ts;

use crate::lowering::{Lowering, has_token, named_children};
use crate::text::span::Span;
use crate::tree::{Flags, Kind, Role};

/// Lowers a function, class, parameter or type; `false` if the node is none.
pub(super) fn lower(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) -> bool {
    match node.kind() {
        "function_declaration" | "function_expression" | "function" | "function_signature" => {
            function(l, node, role, Flags::empty());
        }
        "generator_function" | "generator_function_declaration" => {
            function(l, node, role, Flags::GENERATOR);
        }
        "arrow_function" => function(l, node, role, Flags::ARROW),
        "method_definition" | "method_signature" | "abstract_method_signature" => {
            function(l, node, role, Flags::METHOD);
        }
        "class_declaration" | "class" | "abstract_class_declaration" => class(l, node, role),
        "field_definition" | "public_field_definition" => {
            let mark = l.open(Kind::Assign, role, node);
            l.add_flags(mark, Flags::FIELD);
            if has_token(node, "static") {
                l.add_flags(mark, Flags::STATIC);
            }
            decorators(l, node);
            let name = l.child(node, "property").or(l.child(node, "name"));
            if let Some(name) = name {
                property_name(l, name, Role::Target);
            }
            l.field(node, "type", Role::Type);
            l.field(node, "value", Role::Value);
            l.close(mark);
        }
        "decorator" => l.wrap(Kind::Decorator, role, node, Role::Elem),
        "required_parameter" | "optional_parameter" => {
            let mark = l.open(Kind::Param, role, node);
            decorators(l, node);
            if let Some(pattern) = l.child(node, "pattern") {
                target(l, pattern, mark);
            }
            l.field(node, "type", Role::Type);
            l.field(node, "value", Role::Default);
            l.close(mark);
        }
        "type_annotation" => l.named(node, role),
        "interface_declaration" | "type_alias_declaration" | "enum_declaration" => {
            let mark = l.open(Kind::TypeDecl, role, node);
            l.field(node, "name", Role::Name);
            let value = l.child(node, "value").or(l.child(node, "body"));
            if let Some(value) = value {
                l.lower(value, Role::Value);
            }
            l.close(mark);
        }
        "generic_type" => match l.child(node, "name") {
            Some(name) => l.lower(name, role),
            None => l.other(node, role),
        },
        "ambient_declaration" => l.named(node, role),
        "abstract_class" => class(l, node, role),
        _ => return false,
    }
    true
}

fn property_name(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    match node.kind() {
        "computed_property_name" => l.named(node, role),
        "string" => {
            let value = crate::tree::unquote(l.source(node));
            l.leaf_value(Kind::Name, role, node, value);
        }
        _ => l.leaf(Kind::Name, role, node),
    }
}

fn decorators(l: &mut Lowering<'_>, node: ts::Node<'_>) {
    for child in named_children(node).into_iter().filter(|child| child.kind() == "decorator") {
        l.lower(child, Role::Decorator);
    }
}

fn function(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role, flags: Flags) {
    // A method of a class stands behind its decorators as their sibling.
    let mut before = node.prev_named_sibling();
    let mut siblings = Vec::new();
    while let Some(sibling) =
        before.filter(|s| s.kind() == "decorator" && flags.contains(Flags::METHOD))
    {
        siblings.push(sibling);
        before = sibling.prev_named_sibling();
    }
    let start = siblings.last().map_or(node.start_byte(), ts::Node::start_byte);
    let mark = l.open_span(Kind::Function, role, Span::new(start, node.end_byte()));
    l.add_flags(mark, flags);
    for (token, flag) in
        [("async", Flags::ASYNC), ("*", Flags::GENERATOR), ("static", Flags::STATIC)]
    {
        if has_token(node, token) {
            l.add_flags(mark, flag);
        }
    }
    decorators(l, node);
    for sibling in siblings.into_iter().rev() {
        l.lower(sibling, Role::Decorator);
    }
    if let Some(name) = l.child(node, "name") {
        property_name(l, name, Role::Name);
    }
    if let Some(single) = l.child(node, "parameter") {
        param(l, single);
    }
    if let Some(list) = l.child(node, "parameters") {
        for child in named_children(list) {
            match child.kind() {
                "required_parameter" | "optional_parameter" => l.lower(child, Role::Param),
                "decorator" => {}
                _ => param(l, child),
            }
        }
    }
    l.field(node, "return_type", Role::Result);
    l.field(node, "body", Role::Body);
    l.close(mark);
}

fn param(l: &mut Lowering<'_>, node: ts::Node<'_>) {
    let mark = l.open(Kind::Param, Role::Param, node);
    if node.kind() == "assignment_pattern" {
        if let Some(left) = l.child(node, "left") {
            target(l, left, mark);
        }
        l.field(node, "right", Role::Default);
    } else {
        target(l, node, mark);
    }
    l.close(mark);
}

fn target(l: &mut Lowering<'_>, node: ts::Node<'_>, mark: crate::lowering::Mark) {
    if node.kind() == "rest_pattern" {
        l.add_flags(mark, Flags::VARIADIC);
        l.named(node, Role::Target);
    } else {
        l.lower(node, Role::Target);
    }
}

fn class(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let mark = l.open(Kind::Class, role, node);
    // The decorators of an exported class stand before the `export`.
    if let Some(export) = node.parent().filter(|parent| parent.kind() == "export_statement") {
        decorators(l, export);
    }
    decorators(l, node);
    l.field(node, "name", Role::Name);
    for child in named_children(node).into_iter().filter(|c| c.kind() == "class_heritage") {
        for base in named_children(child) {
            match base.kind() {
                "extends_clause" => l.field(base, "value", Role::Super),
                "implements_clause" => {}
                _ => l.lower(base, Role::Super),
            }
        }
    }
    if let Some(body) = l.child(node, "body") {
        let block = l.open(Kind::Block, Role::Body, body);
        for member in named_children(body) {
            if member.kind() != "decorator" {
                l.lower(member, Role::Stmt);
            }
        }
        l.close(block);
    }
    l.close(mark);
}
