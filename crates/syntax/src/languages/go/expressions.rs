//! Expressions and literals.

use tree_sitter as ts;

use crate::languages::literals::{Escapes, decode, number_value};
use crate::lowering::{Lowering, named_children};
use crate::text::span::Span;
use crate::tree::{Kind, Op, Role};

/// Lowers an expression; `false` if the node is none.
pub(super) fn lower(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) -> bool {
    match node.kind() {
        "identifier" | "field_identifier" | "package_identifier" | "type_identifier"
        | "label_name" | "blank_identifier" | "iota" => l.leaf(Kind::Name, role, node),
        "parenthesized_expression" | "expression_statement" | "literal_element" => {
            l.named(node, role);
        }
        "expression_list" => list(l, node, role),
        "nil" => l.leaf(Kind::Null, role, node),
        "true" | "false" => l.leaf(Kind::Bool, role, node),
        "int_literal" | "float_literal" | "imaginary_literal" => {
            let text = l.source(node);
            let value = number_value(text);
            if value == text {
                l.leaf(Kind::Number, role, node);
            } else {
                l.leaf_value(Kind::Number, role, node, &value);
            }
        }
        "raw_string_literal" => l.leaf(Kind::Str, role, node),
        "interpreted_string_literal" | "rune_literal" => {
            let text = l.source(node);
            if text.contains('\\') {
                let quote = |c| c == '"' || c == '\'';
                let inner = text.strip_prefix(quote).unwrap_or(text);
                let inner = inner.strip_suffix(quote).unwrap_or(inner);
                l.leaf_value(Kind::Str, role, node, &decode(inner, Escapes::Go));
            } else {
                l.leaf(Kind::Str, role, node);
            }
        }
        "selector_expression" => fields(
            l,
            node,
            role,
            Kind::Member,
            &[("operand", Role::Object), ("field", Role::Property)],
        ),
        "index_expression" => {
            fields(l, node, role, Kind::Index, &[("operand", Role::Object), ("index", Role::Index)])
        }
        "slice_expression" => slice(l, node, role),
        "call_expression" => {
            let mark = l.open(Kind::Call, role, node);
            l.field(node, "function", Role::Callee);
            if let Some(arguments) = l.child(node, "arguments") {
                l.named(arguments, Role::Arg);
            }
            l.close_over(mark, node);
        }
        "type_conversion_expression" => {
            fields(l, node, role, Kind::Call, &[("type", Role::Callee), ("operand", Role::Arg)])
        }
        "variadic_argument" => l.wrap(Kind::Spread, role, node, Role::Elem),
        "type_assertion_expression" => {
            fields(l, node, role, Kind::Cast, &[("operand", Role::Value), ("type", Role::Type)])
        }
        "unary_expression" => {
            let mark = l.open(Kind::Unary, role, node);
            let operator = l.child(node, "operator").map_or("", |o| o.kind());
            l.set_op(
                mark,
                match operator {
                    "+" => Op::Plus,
                    "-" => Op::Neg,
                    "!" => Op::Not,
                    "^" => Op::BitNot,
                    "*" => Op::Deref,
                    "&" => Op::AddrOf,
                    "<-" => Op::Receive,
                    _ => Op::None,
                },
            );
            l.field(node, "operand", Role::Operand);
            l.close_over(mark, node);
        }
        "binary_expression" => {
            let mark = l.open(Kind::Binary, role, node);
            l.set_op(mark, binary_op(l.child(node, "operator").map_or("", |o| o.kind())));
            l.field(node, "left", Role::Left);
            l.field(node, "right", Role::Right);
            l.close_over(mark, node);
        }
        "composite_literal" => {
            let mark = l.open(Kind::Composite, role, node);
            l.field(node, "type", Role::Type);
            if let Some(body) = l.child(node, "body") {
                l.named(body, Role::Elem);
            }
            l.close_over(mark, node);
        }
        "literal_value" => l.wrap(Kind::Composite, role, node, Role::Elem),
        "keyed_element" => {
            fields(l, node, role, Kind::Pair, &[("key", Role::Key), ("value", Role::Value)]);
        }
        _ => return false,
    }
    true
}

/// Opens a node, lowers the children in these fields, closes it.
fn fields(
    l: &mut Lowering<'_>,
    node: ts::Node<'_>,
    role: Role,
    kind: Kind,
    fields: &[(&str, Role)],
) {
    let mark = l.open(kind, role, node);
    for (field, role) in fields {
        l.field(node, field, *role);
    }
    l.close_over(mark, node);
}

/// One expression as it is, several as a tuple.
fn list(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    match named_children(node).as_slice() {
        [one] => l.lower(*one, role),
        _ => l.wrap(Kind::Tuple, role, node, Role::Elem),
    }
}

/// A bound that is left out is `nil`, so that `a[:n]` is not `a[n:]`.
fn slice(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let mark = l.open(Kind::Index, role, node);
    l.field(node, "operand", Role::Object);
    let (mut start, mut end) = (node.start_byte(), node.end_byte());
    for child in node.children(&mut node.walk()) {
        match child.kind() {
            "[" => start = child.end_byte(),
            "]" => end = child.start_byte(),
            _ => {}
        }
    }
    let inner = l.open_span(Kind::Slice, Role::Index, Span::new(start, end));
    for (field, at) in [("start", start), ("end", end)] {
        match l.child(node, field) {
            Some(bound) => l.lower(bound, Role::Elem),
            None => l.leaf_value_span(Kind::Null, Role::Elem, Span::new(at, at), "nil"),
        }
    }
    l.field(node, "capacity", Role::Elem);
    l.close(inner);
    l.close_over(mark, node);
}

/// The operator between two operands; of an assignment without its `=`.
pub(super) fn binary_op(text: &str) -> Op {
    match text {
        "+" => Op::Add,
        "-" => Op::Sub,
        "*" => Op::Mul,
        "/" => Op::Div,
        "%" => Op::Rem,
        "<<" => Op::Shl,
        ">>" => Op::Shr,
        "&" => Op::BitAnd,
        "&^" => Op::AndNot,
        "|" => Op::BitOr,
        "^" => Op::BitXor,
        "&&" => Op::And,
        "||" => Op::Or,
        "==" => Op::Eq,
        "!=" => Op::NotEq,
        "<" => Op::Lt,
        "<=" => Op::LtEq,
        ">" => Op::Gt,
        ">=" => Op::GtEq,
        _ => Op::None,
    }
}
