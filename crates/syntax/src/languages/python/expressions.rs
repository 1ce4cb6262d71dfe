//! Expressions and literals other than strings.

use tree_sitter as ts;

use crate::languages::literals::number_value;
use crate::lowering::{Lowering, has_token, named_children};
use crate::text::span::Span;
use crate::tree::{Flags, Kind, Op, Role};

/// How many operands a chained comparison may have; what is longer becomes an `Other`, because
/// each operand is one level of nesting.
const MAX_CHAIN: usize = 32;

/// Lowers an expression; `false` if the node is none.
pub(super) fn lower(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) -> bool {
    match node.kind() {
        "identifier" | "ellipsis" => l.leaf(Kind::Name, role, node),
        "parenthesized_expression" | "type" | "as_pattern_target" => l.named(node, role),
        "expression_statement" if is_tuple(node) => l.wrap(Kind::Tuple, role, node, Role::Elem),
        "expression_statement" => l.named(node, role),
        "integer" | "float" => {
            let text = l.source(node);
            let value = number_value(text);
            if value == text {
                l.leaf(Kind::Number, role, node);
            } else {
                l.leaf_value(Kind::Number, role, node, &value);
            }
        }
        "true" | "false" => l.leaf(Kind::Bool, role, node),
        "none" => l.leaf(Kind::Null, role, node),
        "list" | "list_pattern" => l.wrap(Kind::Array, role, node, Role::Elem),
        // `(a) = 1`, `case (1 | 2)`: only parentheses.
        "tuple_pattern" if node.named_child_count() == 1 && !has_token(node, ",") => {
            l.named(node, role);
        }
        "tuple" | "tuple_pattern" | "expression_list" | "pattern_list" => {
            l.wrap(Kind::Tuple, role, node, Role::Elem);
        }
        "set" => l.wrap(Kind::Set, role, node, Role::Elem),
        "dictionary" => l.wrap(Kind::Object, role, node, Role::Elem),
        "pair" => fields(l, node, role, Kind::Pair, &[("key", Role::Key), ("value", Role::Value)]),
        "list_splat" | "list_splat_pattern" | "splat_type" => {
            spread(l, node, role, has_token(node, "**"));
        }
        "dictionary_splat" | "dictionary_splat_pattern" => spread(l, node, role, true),
        "attribute" => fields(
            l,
            node,
            role,
            Kind::Member,
            &[("object", Role::Object), ("attribute", Role::Property)],
        ),
        "subscript" => {
            let mark = l.open(Kind::Index, role, node);
            l.field(node, "value", Role::Object);
            let mut cursor = node.walk();
            let indices: Vec<_> = node.children_by_field_name("subscript", &mut cursor).collect();
            for index in indices.into_iter().filter(|index| index.is_named()) {
                l.lower(index, Role::Index);
            }
            l.close_over(mark, node);
        }
        "slice" => slice(l, node, role),
        "call" => {
            let mark = l.open(Kind::Call, role, node);
            l.field(node, "function", Role::Callee);
            match l.child(node, "arguments") {
                Some(list) if list.kind() == "argument_list" => l.named(list, Role::Arg),
                Some(generator) => l.lower(generator, Role::Arg),
                None => {}
            }
            l.close_over(mark, node);
        }
        "keyword_argument" => {
            fields(l, node, role, Kind::KeywordArg, &[("name", Role::Key), ("value", Role::Value)])
        }
        "conditional_expression" => {
            let mark = l.open(Kind::Conditional, role, node);
            let mut children = named_children(node).into_iter();
            let (then, cond) = (children.next(), children.next());
            for (child, role) in [(cond, Role::Cond), (then, Role::Then)] {
                if let Some(child) = child {
                    l.lower(child, role);
                }
            }
            for child in children {
                l.lower(child, Role::Else);
            }
            l.close(mark);
        }
        "comparison_operator" => comparison(l, node, role),
        "boolean_operator" | "binary_operator" => {
            let mark = l.open(Kind::Binary, role, node);
            l.set_op(mark, operator(l.child(node, "operator").map_or("", |o| o.kind())));
            l.field(node, "left", Role::Left);
            l.field(node, "right", Role::Right);
            l.close_over(mark, node);
        }
        "not_operator" | "unary_operator" => {
            let mark = l.open(Kind::Unary, role, node);
            l.set_op(
                mark,
                match l.child(node, "operator").map(|operator| operator.kind()) {
                    None => Op::Not,
                    Some("-") => Op::Neg,
                    Some("+") => Op::Plus,
                    Some("~") => Op::BitNot,
                    Some(_) => Op::None,
                },
            );
            l.field(node, "argument", Role::Operand);
            l.close_over(mark, node);
        }
        "await" => l.wrap(Kind::Await, role, node, Role::Elem),
        "yield" => {
            let mark = l.open(Kind::Yield, role, node);
            if has_token(node, "from") {
                l.add_flags(mark, Flags::DELEGATE);
            }
            l.named(node, Role::Elem);
            l.close(mark);
        }
        "named_expression" => {
            fields(l, node, role, Kind::Assign, &[("name", Role::Target), ("value", Role::Value)])
        }
        "list_comprehension"
        | "set_comprehension"
        | "dictionary_comprehension"
        | "generator_expression" => comprehension(l, node, role),
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

/// Whether an expression statement is a bare tuple (`a, b` or `a,`).
fn is_tuple(node: ts::Node<'_>) -> bool {
    has_token(node, ",")
}

fn spread(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role, mapping: bool) {
    let mark = l.open(Kind::Spread, role, node);
    if mapping {
        l.add_flags(mark, Flags::MAPPING);
    }
    l.named(node, Role::Elem);
    l.close(mark);
}

/// A bound that is left out before another place is `None`, so that `a[:n]` is not `a[n:]`.
fn slice(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let mark = l.open(Kind::Slice, role, node);
    let mut cursor = node.walk();
    let mut empty = true;
    let mut colons = 0;
    for child in node.children(&mut cursor) {
        if child.kind() == ":" {
            colons += 1;
            if empty {
                let at = child.start_byte();
                l.leaf_value_span(Kind::Null, Role::Elem, Span::new(at, at), "None");
            }
            empty = true;
        } else if child.is_named() && !child.is_extra() {
            l.lower(child, Role::Elem);
            empty = false;
        }
    }
    if empty && colons < 2 {
        let at = node.end_byte();
        l.leaf_value_span(Kind::Null, Role::Elem, Span::new(at, at), "None");
    }
    l.close(mark);
}

/// `a < b < c` is `(a < b) && (b < c)`.
fn comparison(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let mut operands = Vec::new();
    let mut operators = Vec::new();
    let mut cursor = node.walk();
    let mut more = cursor.goto_first_child();
    while more {
        let child = cursor.node();
        if cursor.field_name() == Some("operators") {
            operators.push(operator(child.kind()));
        } else if child.is_named() && !child.is_extra() && !child.is_error() {
            operands.push(child);
        }
        more = cursor.goto_next_sibling();
    }
    if operators.is_empty() || operands.len() != operators.len() + 1 || operands.len() > MAX_CHAIN {
        return l.other(node, role);
    }
    // The conjunctions lean to the left: the outermost one opens first.
    let start = node.start_byte();
    let mut ands = Vec::new();
    for last in operands.iter().skip(2).rev() {
        let role = if ands.is_empty() { role } else { Role::Left };
        let mark = l.open_span(Kind::Binary, role, Span::new(start, last.end_byte()));
        l.set_op(mark, Op::And);
        ands.push(mark);
    }
    for (at, (pair, op)) in operands.windows(2).zip(operators).enumerate() {
        let [left, right] = pair else { continue };
        let role = match at {
            0 if ands.is_empty() => role,
            0 => Role::Left,
            _ => Role::Right,
        };
        let span = Span::new(left.start_byte(), right.end_byte());
        let mark = l.open_span(Kind::Binary, role, span);
        l.set_op(mark, op);
        if at == 0 {
            l.lower(*left, Role::Left);
        } else {
            l.lower_again(*left, Role::Left);
        }
        l.lower(*right, Role::Right);
        l.close(mark);
        if at > 0
            && let Some(and) = ands.pop()
        {
            l.close(and);
        }
    }
}

fn comprehension(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let mark = l.open(Kind::Comprehension, role, node);
    l.field(node, "body", Role::Elem);
    for child in named_children(node) {
        match child.kind() {
            "if_clause" => l.named(child, Role::Clause),
            "for_in_clause" => for_clause(l, child),
            _ if child.is_error() => l.lower(child, Role::Elem),
            _ => {}
        }
    }
    l.close(mark);
}

fn for_clause(l: &mut Lowering<'_>, node: ts::Node<'_>) {
    let mark = l.open(Kind::ForEach, Role::Clause, node);
    l.add_flags(mark, Flags::DECL);
    if has_token(node, "async") {
        l.add_flags(mark, Flags::ASYNC);
    }
    l.field(node, "left", Role::Target);
    let mut cursor = node.walk();
    let sources: Vec<_> =
        node.children_by_field_name("right", &mut cursor).filter(|n| n.is_named()).collect();
    match sources.as_slice() {
        [one] => l.lower(*one, Role::Iter),
        [first, .., last] => {
            let span = Span::new(first.start_byte(), last.end_byte());
            let tuple = l.open_span(Kind::Tuple, Role::Iter, span);
            for source in &sources {
                l.lower(*source, Role::Elem);
            }
            l.close(tuple);
        }
        [] => {}
    }
    l.close_over(mark, node);
}

/// The operator between two operands; of an augmented assignment without its `=`.
pub(super) fn operator(text: &str) -> Op {
    match text {
        "+" => Op::Add,
        "-" => Op::Sub,
        "*" => Op::Mul,
        "/" => Op::Div,
        "//" => Op::FloorDiv,
        "%" => Op::Rem,
        "**" => Op::Pow,
        "@" => Op::MatMul,
        "<<" => Op::Shl,
        ">>" => Op::Shr,
        "&" => Op::BitAnd,
        "|" => Op::BitOr,
        "^" => Op::BitXor,
        "and" => Op::And,
        "or" => Op::Or,
        "==" => Op::Eq,
        "!=" | "<>" => Op::NotEq,
        "<" => Op::Lt,
        "<=" => Op::LtEq,
        ">" => Op::Gt,
        ">=" => Op::GtEq,
        "in" => Op::In,
        "not in" => Op::NotIn,
        "is" => Op::Is,
        "is not" => Op::IsNot,
        _ => Op::None,
    }
}
