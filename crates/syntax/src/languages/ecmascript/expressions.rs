//! Expressions and literals.

use tree_sitter as ts;

use crate::lowering::{Lowering, Mark, named_children, normal_number, unescape};
use crate::text::span::Span;
use crate::tree::{Flags, Kind, Op, Role};

/// Lowers an expression; `false` if the node is none.
pub(super) fn lower(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) -> bool {
    match node.kind() {
        "parenthesized_expression" | "expression_statement" => l.named(node, role),
        "identifier"
        | "property_identifier"
        | "private_property_identifier"
        | "this"
        | "super"
        | "statement_identifier"
        | "type_identifier"
        | "predefined_type"
        | "import"
        | "undefined"
        | "shorthand_property_identifier_pattern"
        | "nested_identifier"
        | "meta_property"
            if node.kind() != "nested_identifier" || node.named_child_count() == 0 =>
        {
            l.leaf(Kind::Name, role, node);
        }
        "string" => string(l, node, role),
        "template_string" => template(l, node, role),
        "number" => l.leaf_value(Kind::Number, role, node, &normal_number(l.source(node))),
        "true" | "false" => l.leaf(Kind::Bool, role, node),
        "null" => l.leaf(Kind::Null, role, node),
        "regex" => {
            let pattern = l.child(node, "pattern").map_or("", |p| l.source(p));
            l.leaf_value(Kind::Regex, role, node, pattern);
        }
        "array" | "array_pattern" => l.wrap(Kind::Array, role, node, Role::Elem),
        "object" | "object_pattern" => object(l, node, role),
        "spread_element" | "rest_pattern" => l.wrap(Kind::Spread, role, node, Role::Elem),
        "assignment_pattern" | "object_assignment_pattern" | "assignment_expression" => {
            let mark = l.open(Kind::Assign, role, node);
            l.field(node, "left", Role::Target);
            l.field(node, "right", Role::Value);
            l.close(mark);
        }
        "augmented_assignment_expression" => {
            let mark = l.open(Kind::Assign, role, node);
            let text = l.child(node, "operator").map_or("", |op| l.source(op));
            l.set_op(mark, binary_op(text.trim_end_matches('=')));
            l.field(node, "left", Role::Target);
            l.field(node, "right", Role::Value);
            l.close(mark);
        }
        "member_expression" | "nested_type_identifier" | "nested_identifier" => {
            let mark = l.open(Kind::Member, role, node);
            if l.child(node, "optional_chain").is_some() {
                l.add_flags(mark, Flags::OPTIONAL);
            }
            let object = l.child(node, "object").or(l.child(node, "module"));
            let property = l.child(node, "property").or(l.child(node, "name"));
            if let Some(object) = object {
                l.lower(object, Role::Object);
            }
            if let Some(property) = property {
                l.leaf(Kind::Name, Role::Property, property);
            }
            l.close(mark);
        }
        "subscript_expression" => {
            let mark = l.open(Kind::Index, role, node);
            l.field(node, "object", Role::Object);
            l.field(node, "index", Role::Index);
            l.close(mark);
        }
        "call_expression" => match awaited(l, node) {
            Some(function) => awaited_call(l, node, role, function),
            None => call(l, node, role, Kind::Call, "function"),
        },
        "new_expression" => call(l, node, role, Kind::New, "constructor"),
        "await_expression" => l.wrap(Kind::Await, role, node, Role::Elem),
        "yield_expression" => l.wrap(Kind::Yield, role, node, Role::Elem),
        "unary_expression" | "update_expression" => {
            let mark = l.open(Kind::Unary, role, node);
            let text = l.child(node, "operator").map_or("", |op| l.source(op));
            l.set_op(mark, unary_op(text));
            l.field(node, "argument", Role::Operand);
            l.close(mark);
        }
        "binary_expression" => {
            let mark = l.open(Kind::Binary, role, node);
            let text = l.child(node, "operator").map_or("", |op| l.source(op));
            l.set_op(mark, binary_op(text));
            l.field(node, "left", Role::Left);
            l.field(node, "right", Role::Right);
            l.close(mark);
        }
        "ternary_expression" => {
            let mark = l.open(Kind::Conditional, role, node);
            l.field(node, "condition", Role::Cond);
            l.field(node, "consequence", Role::Then);
            l.field(node, "alternative", Role::Else);
            l.close(mark);
        }
        "sequence_expression" => l.wrap(Kind::Sequence, role, node, Role::Elem),
        "as_expression" | "satisfies_expression" => cast(l, node, role, true),
        "type_assertion" => cast(l, node, role, false),
        "non_null_expression" | "instantiation_expression" => {
            let mark = l.open(Kind::Cast, role, node);
            if let Some(value) = named_children(node).first() {
                l.lower(*value, Role::Value);
            }
            l.close(mark);
        }
        _ => return false,
    }
    true
}

fn cast(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role, value_first: bool) {
    let mark = l.open(Kind::Cast, role, node);
    let mut children = named_children(node);
    if !value_first {
        children.reverse();
    }
    let mut children = children.into_iter();
    if let Some(value) = children.next() {
        l.lower(value, Role::Value);
    }
    if let Some(kind) = children.next() {
        l.lower(kind, Role::Type);
    }
    l.close(mark);
}

fn string(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let text = l.source(node);
    if text.contains('\\') {
        let value = unescape(crate::tree::unquote(text));
        l.leaf_value(Kind::Str, role, node, &value);
    } else {
        l.leaf(Kind::Str, role, node);
    }
}

fn template(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let children = named_children(node);
    if !children.iter().any(|child| child.kind() == "template_substitution") {
        return string(l, node, role);
    }
    let mark = l.open(Kind::Template, role, node);
    // Text pieces are what stands between the interpolations.
    let mut at = node.start_byte() + 1;
    let end = node.end_byte().saturating_sub(1);
    for child in children.into_iter().filter(|child| child.kind() == "template_substitution") {
        text_piece(l, node, at, child.start_byte());
        l.named(child, Role::Part);
        at = child.end_byte();
    }
    text_piece(l, node, at, end);
    l.close(mark);
}

fn text_piece(l: &mut Lowering<'_>, node: ts::Node<'_>, start: usize, end: usize) {
    if start >= end {
        return;
    }
    let whole = l.source(node);
    let base = node.start_byte();
    let text = whole.get(start - base..end - base).unwrap_or_default();
    let span = Span::new(start, end);
    if text.contains('\\') {
        l.leaf_value_span(Kind::Str, Role::Part, span, &unescape(text));
    } else {
        l.leaf_span(Kind::Str, Role::Part, span);
    }
}

fn object(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let mark = l.open(Kind::Object, role, node);
    for child in named_children(node) {
        match child.kind() {
            "pair" | "pair_pattern" => {
                let pair = l.open(Kind::Pair, Role::Elem, child);
                key(l, l.child(child, "key"), pair);
                l.field(child, "value", Role::Value);
                l.close(pair);
            }
            "shorthand_property_identifier" | "shorthand_property_identifier_pattern" => {
                let pair = l.open(Kind::Pair, Role::Elem, child);
                l.leaf(Kind::Name, Role::Key, child);
                l.leaf(Kind::Name, Role::Value, child);
                l.close(pair);
            }
            "object_assignment_pattern" => {
                let pair = l.open(Kind::Pair, Role::Elem, child);
                if let Some(left) = l.child(child, "left") {
                    l.leaf(Kind::Name, Role::Key, left);
                }
                l.lower(child, Role::Value);
                l.close(pair);
            }
            "method_definition" => {
                let pair = l.open(Kind::Pair, Role::Elem, child);
                key(l, l.child(child, "name"), pair);
                l.lower(child, Role::Value);
                l.close(pair);
            }
            _ => l.lower(child, Role::Elem),
        }
    }
    l.close(mark);
}

fn key(l: &mut Lowering<'_>, node: Option<ts::Node<'_>>, pair: crate::lowering::Mark) {
    let Some(node) = node else { return };
    match node.kind() {
        "string" => {
            let value = unescape(crate::tree::unquote(l.source(node)));
            l.leaf_value(Kind::Name, Role::Key, node, &value);
        }
        "computed_property_name" => {
            l.add_flags(pair, Flags::COMPUTED);
            l.named(node, Role::Key);
        }
        "number" => l.lower(node, Role::Key),
        _ => l.leaf(Kind::Name, Role::Key, node),
    }
}

/// The function of `await f<T>(x)`, which the grammar reads as a call of `await f`.
fn awaited<'t>(l: &Lowering<'_>, call: ts::Node<'t>) -> Option<ts::Node<'t>> {
    l.child(call, "type_arguments")?;
    let function = l.child(call, "function")?;
    (function.kind() == "await_expression").then(|| function.named_child(0)).flatten()
}

fn awaited_call(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role, function: ts::Node<'_>) {
    let outer = l.open(Kind::Await, role, node);
    let span = Span::new(function.start_byte(), node.end_byte());
    let inner = l.open_span(Kind::Call, Role::Elem, span);
    l.lower(function, Role::Callee);
    arguments(l, node, inner);
    l.close(inner);
    l.close(outer);
}

fn call(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role, kind: Kind, callee: &str) {
    let mark = l.open(kind, role, node);
    l.field(node, callee, Role::Callee);
    arguments(l, node, mark);
    l.close(mark);
}

fn arguments(l: &mut Lowering<'_>, node: ts::Node<'_>, mark: Mark) {
    match l.child(node, "arguments") {
        Some(arguments) if arguments.kind() == "arguments" => l.named(arguments, Role::Arg),
        Some(template) => {
            l.add_flags(mark, Flags::TAG);
            l.lower(template, Role::Arg);
        }
        None => l.add_flags(mark, Flags::WILDCARD),
    }
}

fn unary_op(text: &str) -> Op {
    match text {
        "!" => Op::Not,
        "-" => Op::Neg,
        "+" => Op::Plus,
        "~" => Op::BitNot,
        "typeof" => Op::TypeOf,
        "void" => Op::Void,
        "delete" => Op::Delete,
        "++" => Op::Inc,
        "--" => Op::Dec,
        _ => Op::None,
    }
}

fn binary_op(text: &str) -> Op {
    match text {
        "+" => Op::Add,
        "-" => Op::Sub,
        "*" => Op::Mul,
        "/" => Op::Div,
        "%" => Op::Rem,
        "**" => Op::Pow,
        "<<" => Op::Shl,
        ">>" => Op::Shr,
        ">>>" => Op::UShr,
        "&" => Op::BitAnd,
        "|" => Op::BitOr,
        "^" => Op::BitXor,
        "&&" => Op::And,
        "||" => Op::Or,
        "??" => Op::Nullish,
        "==" => Op::Eq,
        "!=" => Op::NotEq,
        "===" => Op::StrictEq,
        "!==" => Op::StrictNotEq,
        "<" => Op::Lt,
        "<=" => Op::LtEq,
        ">" => Op::Gt,
        ">=" => Op::GtEq,
        "in" => Op::In,
        "instanceof" => Op::InstanceOf,
        _ => Op::None,
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::tree;
    use crate::{Kind, Language, NodeId};

    #[test]
    fn a_call_with_types_that_is_awaited_is_a_call() {
        let kinds = |text: &str| -> Vec<Kind> {
            let tree = tree(Language::TypeScript, text);
            tree.descendants(NodeId::ROOT).map(|id| tree.kind(id)).collect()
        };
        assert_eq!(kinds("await pool.query<User>(x);"), kinds("await pool.query(x);"));
        assert_eq!(kinds("(await f)<User>(x);"), kinds("(await f)(x);"));
    }
}
