//! Functions, methods, parameters and results.

use tree_sitter as ts;

use crate::lowering::{Lowering, named_children};
use crate::text::span::Span;
use crate::tree::{Flags, Kind, Role};

/// Lowers a function, its type or a parameter; `false` if the node is none.
pub(super) fn lower(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) -> bool {
    match node.kind() {
        // A function type is a function without a body.
        "function_declaration" | "method_declaration" | "func_literal" | "function_type" => {
            function(l, node, role);
        }
        "method_elem" => {
            // `f(a) b` in an interface is a field of a function's type.
            let mark = l.open(Kind::Param, role, node);
            l.field(node, "name", Role::Target);
            let parameters = l.child(node, "parameters");
            let start = parameters.map_or(node.start_byte(), |list| list.start_byte());
            let span = Span::new(start, node.end_byte());
            let signature = l.open_span(Kind::Function, Role::Type, span);
            self::signature(l, node);
            l.close(signature);
            l.close_over(mark, node);
        }
        "parameter_list" => l.named(node, role),
        "parameter_declaration" | "variadic_parameter_declaration" => parameter(l, node, role),
        _ => return false,
    }
    true
}

fn function(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let mark = l.open(Kind::Function, role, node);
    l.field(node, "name", Role::Name);
    if let Some(receiver) = l.child(node, "receiver") {
        l.add_flags(mark, Flags::METHOD);
        l.named(receiver, Role::Receiver);
    }
    signature(l, node);
    l.field(node, "body", Role::Body);
    l.close_over(mark, node);
}

fn signature(l: &mut Lowering<'_>, node: ts::Node<'_>) {
    if let Some(parameters) = l.child(node, "parameters") {
        l.named(parameters, Role::Param);
    }
    let Some(result) = l.child(node, "result") else { return };
    if result.kind() != "parameter_list" {
        return l.lower(result, Role::Result);
    }
    // `(int, error)`; the parentheses around a single result vanish.
    let results = named_children(result);
    let names = |result: &ts::Node<'_>| {
        let mut cursor = result.walk();
        result.children_by_field_name("name", &mut cursor).filter(|n| n.is_named()).count()
    };
    match results.as_slice() {
        [] => {}
        [one] if names(one) < 2 => self::result(l, *one, Role::Result),
        _ => {
            let tuple = l.open(Kind::Tuple, Role::Result, result);
            for one in results {
                self::result(l, one, Role::Elem);
            }
            l.close(tuple);
        }
    }
}

/// A result is its type, or a parameter where it has a name.
fn result(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    match l.child(node, "type") {
        Some(kind) if l.child(node, "name").is_none() => l.lower(kind, role),
        _ => l.lower(node, role),
    }
}

/// `a, b T` is two parameters.
fn parameter(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let flags = match node.kind() {
        "variadic_parameter_declaration" => Flags::VARIADIC,
        _ => Flags::empty(),
    };
    let mut cursor = node.walk();
    let names: Vec<_> =
        node.children_by_field_name("name", &mut cursor).filter(|n| n.is_named()).collect();
    if names.is_empty() {
        let mark = l.open(Kind::Param, role, node);
        l.add_flags(mark, flags);
        l.field(node, "type", Role::Type);
        return l.close_over(mark, node);
    }
    for (at, name) in names.into_iter().enumerate() {
        let mark = l.open_span(Kind::Param, role, Span::new(name.start_byte(), node.end_byte()));
        l.add_flags(mark, flags);
        l.lower(name, Role::Target);
        match l.child(node, "type") {
            Some(kind) if at == 0 => l.lower(kind, Role::Type),
            Some(kind) => l.lower_again(kind, Role::Type),
            None => {}
        }
        l.close(mark);
    }
}
