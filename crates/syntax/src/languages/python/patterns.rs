//! `match` statements and what stands behind `case`.

use tree_sitter as ts;

use crate::lowering::{Lowering, has_token, named_children};
use crate::text::span::Span;
use crate::tree::{Flags, Kind, Op, Role};

/// Lowers a `match` statement or a case's pattern; `false` if the node is none.
pub(super) fn lower(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) -> bool {
    match node.kind() {
        "match_statement" => switch(l, node, role),
        "case_clause" => case(l, node, role),
        "case_pattern" => pattern(l, node, role),
        // Inside a case the pattern stands first, elsewhere (`with`, `except`) an expression.
        "as_pattern" => {
            let mark = l.open(Kind::Assign, role, node);
            let children = named_children(node);
            let mut children = children.into_iter();
            let value = children.next();
            for target in children {
                l.lower(target, Role::Target);
            }
            if let Some(value) = value {
                l.lower(value, Role::Value);
            }
            l.close(mark);
        }
        "class_pattern" => {
            let mark = l.open(Kind::Call, role, node);
            for (at, child) in named_children(node).into_iter().enumerate() {
                l.lower(child, if at == 0 { Role::Callee } else { Role::Arg });
            }
            l.close(mark);
        }
        "keyword_pattern" => {
            let mark = l.open(Kind::KeywordArg, role, node);
            for (at, child) in named_children(node).into_iter().enumerate() {
                l.lower(child, if at == 0 { Role::Key } else { Role::Value });
            }
            blank(l, node, Role::Value);
            l.close(mark);
        }
        "dict_pattern" => dictionary(l, node, role),
        "splat_pattern" => {
            let mark = l.open(Kind::Spread, role, node);
            if has_token(node, "**") {
                l.add_flags(mark, Flags::MAPPING);
            }
            l.named(node, Role::Elem);
            blank(l, node, Role::Elem);
            l.close(mark);
        }
        "union_pattern" => {
            let mark = l.open(Kind::Binary, role, node);
            l.set_op(mark, Op::BitOr);
            for (at, child) in named_children(node).into_iter().enumerate() {
                l.lower(child, if at == 0 { Role::Left } else { Role::Right });
            }
            l.close(mark);
        }
        _ => return false,
    }
    true
}

fn switch(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let mark = l.open(Kind::Switch, role, node);
    let mut cursor = node.walk();
    let subjects: Vec<_> =
        node.children_by_field_name("subject", &mut cursor).filter(|n| n.is_named()).collect();
    group(l, &subjects, Role::Subject);
    if let Some(body) = l.child(node, "body") {
        l.named(body, Role::Case);
    }
    l.close_over(mark, node);
}

fn case(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let mark = l.open(Kind::Case, role, node);
    let patterns: Vec<_> =
        named_children(node).into_iter().filter(|child| child.kind() == "case_pattern").collect();
    match patterns.as_slice() {
        [one] => {
            let inner = named_children(*one);
            match inner.as_slice() {
                // `case _` is the default.
                [] => {}
                [union] if union.kind() == "union_pattern" => l.named(*union, Role::Test),
                _ => l.lower(*one, Role::Test),
            }
        }
        _ => group(l, &patterns, Role::Test),
    }
    if let Some(guard) = l.child(node, "guard") {
        l.named(guard, Role::Cond);
    }
    l.field(node, "consequence", Role::Body);
    l.close_over(mark, node);
}

/// One node as it is, several as a tuple.
fn group(l: &mut Lowering<'_>, nodes: &[ts::Node<'_>], role: Role) {
    match nodes {
        [] => {}
        [one] => l.lower(*one, role),
        [first, .., last] => {
            let span = Span::new(first.start_byte(), last.end_byte());
            let mark = l.open_span(Kind::Tuple, role, span);
            for node in nodes {
                l.lower(*node, Role::Elem);
            }
            l.close(mark);
        }
    }
}

fn pattern(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    if blank(l, node, role) {
        return;
    }
    if has_token(node, "-") {
        let mark = l.open(Kind::Unary, role, node);
        l.set_op(mark, Op::Neg);
        l.named(node, Role::Operand);
        l.close(mark);
    } else {
        l.named(node, role);
    }
}

/// `_` is no named node in the grammar.
fn blank(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) -> bool {
    let mut cursor = node.walk();
    let blank = node.children(&mut cursor).find(|child| child.kind() == "_");
    if let Some(blank) = blank {
        l.leaf(Kind::Name, role, blank);
    }
    blank.is_some()
}

fn dictionary(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let mark = l.open(Kind::Object, role, node);
    let mut cursor = node.walk();
    let mut key = None;
    let mut more = cursor.goto_first_child();
    while more {
        let child = cursor.node();
        match (cursor.field_name(), key) {
            _ if !child.is_named() || child.is_extra() => {}
            (Some("key"), _) => key = Some(child),
            (Some("value"), Some(first)) => {
                let first: ts::Node<'_> = first;
                let span = Span::new(first.start_byte(), child.end_byte());
                let pair = l.open_span(Kind::Pair, Role::Elem, span);
                l.lower(first, Role::Key);
                l.lower(child, Role::Value);
                l.close(pair);
                key = None;
            }
            _ => l.lower(child, Role::Elem),
        }
        more = cursor.goto_next_sibling();
    }
    l.close(mark);
}
