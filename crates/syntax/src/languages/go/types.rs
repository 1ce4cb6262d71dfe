//! Types.

use tree_sitter as ts;

use crate::lowering::{Lowering, has_token, named_children};
use crate::text::span::Span;
use crate::tree::{Flags, Kind, Op, Role};

/// Lowers a type; `false` if the node is none.
pub(super) fn lower(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) -> bool {
    match node.kind() {
        "parenthesized_type" | "type_constraint" => l.named(node, role),
        "type_elem" => union(l, &named_children(node), role),
        "qualified_type" => {
            let mark = l.open(Kind::Member, role, node);
            l.field(node, "package", Role::Object);
            l.field(node, "name", Role::Property);
            l.close_over(mark, node);
        }
        "pointer_type" => unary(l, node, role, Op::Deref),
        "negated_type" => unary(l, node, role, Op::BitNot),
        "slice_type" | "implicit_length_array_type" => {
            let mark = l.open(Kind::Array, role, node);
            l.field(node, "element", Role::Elem);
            l.close_over(mark, node);
        }
        "array_type" => {
            let mark = l.open(Kind::Array, role, node);
            l.field(node, "length", Role::Elem);
            l.field(node, "element", Role::Elem);
            l.close_over(mark, node);
        }
        "generic_type" | "type_instantiation_expression" => {
            let mark = l.open(Kind::Index, role, node);
            let generic = l.child(node, "type").map(|generic| generic.id());
            for child in named_children(node) {
                match child.kind() {
                    _ if Some(child.id()) == generic => l.lower(child, Role::Object),
                    "type_arguments" => l.named(child, Role::Index),
                    _ => l.lower(child, Role::Index),
                }
            }
            l.close(mark);
        }
        "struct_type" => {
            let mark = l.open(Kind::StructType, role, node);
            for list in named_children(node) {
                match list.kind() {
                    "field_declaration_list" => l.named(list, Role::Elem),
                    _ => l.lower(list, Role::Elem),
                }
            }
            l.close(mark);
        }
        "interface_type" => {
            let mark = l.open(Kind::StructType, role, node);
            l.add_flags(mark, Flags::ABSTRACT);
            l.named(node, Role::Elem);
            l.close(mark);
        }
        "field_declaration" => field(l, node, role),
        _ => return false,
    }
    true
}

fn unary(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role, op: Op) {
    let mark = l.open(Kind::Unary, role, node);
    l.set_op(mark, op);
    l.named(node, Role::Operand);
    l.close(mark);
}

/// `A | B | C` in a constraint.
fn union(l: &mut Lowering<'_>, types: &[ts::Node<'_>], role: Role) {
    match types {
        [] => {}
        [one] => l.lower(*one, role),
        [first, .., last] => {
            let span = Span::new(first.start_byte(), last.end_byte());
            if l.too_deep() {
                return l.leaf_span(Kind::Other, role, span);
            }
            let mark = l.open_span(Kind::Binary, role, span);
            l.set_op(mark, Op::BitOr);
            union(l, &types[..types.len() - 1], Role::Left);
            l.lower(*last, Role::Right);
            l.close(mark);
        }
    }
}

/// A field is a parameter, `a, b T` is two; an embedded type is the type. Tags are left out.
fn field(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let mut cursor = node.walk();
    let names: Vec<_> =
        node.children_by_field_name("name", &mut cursor).filter(|n| n.is_named()).collect();
    let kind = l.child(node, "type");
    if names.is_empty() {
        let Some(kind) = kind else { return l.other(node, role) };
        if !has_token(node, "*") {
            return l.lower(kind, role);
        }
        let span = Span::new(node.start_byte(), kind.end_byte());
        let mark = l.open_span(Kind::Unary, role, span);
        l.set_op(mark, Op::Deref);
        l.lower(kind, Role::Operand);
        return l.close(mark);
    }
    for (at, name) in names.into_iter().enumerate() {
        let mark = l.open_span(Kind::Param, role, Span::new(name.start_byte(), node.end_byte()));
        l.lower(name, Role::Target);
        match kind {
            Some(kind) if at == 0 => l.lower(kind, Role::Type),
            Some(kind) => l.lower_again(kind, Role::Type),
            None => {}
        }
        l.close(mark);
    }
}
