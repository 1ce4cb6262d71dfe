//! Statements.

use tree_sitter as ts;

use super::expressions::operator;
use crate::lowering::{Lowering, has_token, named_children};
use crate::text::span::Span;
use crate::tree::{Flags, Kind, Role};

/// Lowers a statement; `false` if the node is none.
pub(super) fn lower(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) -> bool {
    match node.kind() {
        "block" => l.wrap(Kind::Block, role, node, Role::Stmt),
        "assignment" | "augmented_assignment" => assignment(l, node, role),
        "if_statement" => {
            let mark = l.open(Kind::If, role, node);
            l.field(node, "condition", Role::Cond);
            l.field(node, "consequence", Role::Then);
            let alternatives: Vec<_> = named_children(node)
                .into_iter()
                .filter(|child| matches!(child.kind(), "elif_clause" | "else_clause"))
                .collect();
            alternative(l, &alternatives);
            l.close_over(mark, node);
        }
        "while_statement" => {
            let mark = l.open(Kind::While, role, node);
            l.field(node, "condition", Role::Cond);
            l.field(node, "body", Role::Body);
            otherwise(l, node);
            l.close_over(mark, node);
        }
        "for_statement" => {
            let mark = l.open(Kind::ForEach, role, node);
            l.add_flags(mark, Flags::DECL);
            asynchronous(l, mark, node);
            l.field(node, "left", Role::Target);
            l.field(node, "right", Role::Iter);
            l.field(node, "body", Role::Body);
            otherwise(l, node);
            l.close_over(mark, node);
        }
        "try_statement" => attempt(l, node, role),
        "with_statement" => with(l, node, role),
        "return_statement" => l.wrap(Kind::Return, role, node, Role::Elem),
        "raise_statement" => {
            let mark = l.open(Kind::Throw, role, node);
            let cause = l.child(node, "cause");
            for child in named_children(node) {
                let is_cause = Some(child.id()) == cause.map(|cause| cause.id());
                l.lower(child, if is_cause { Role::Cause } else { Role::Elem });
            }
            l.close(mark);
        }
        "pass_statement" => l.leaf(Kind::Pass, role, node),
        "break_statement" => l.leaf(Kind::Break, role, node),
        "continue_statement" => l.leaf(Kind::Continue, role, node),
        "delete_statement" => {
            let mark = l.open(Kind::Delete, role, node);
            for child in named_children(node) {
                match child.kind() {
                    "expression_list" => l.named(child, Role::Elem),
                    _ => l.lower(child, Role::Elem),
                }
            }
            l.close(mark);
        }
        "assert_statement" => {
            let mark = l.open(Kind::Assert, role, node);
            for (at, child) in named_children(node).into_iter().enumerate() {
                l.lower(child, if at == 0 { Role::Cond } else { Role::Elem });
            }
            l.close(mark);
        }
        "global_statement" | "nonlocal_statement" => {
            l.wrap(Kind::Global, role, node, Role::Name);
        }
        "print_statement" => keyword_call(l, node, role, "print"),
        "exec_statement" => keyword_call(l, node, role, "exec"),
        "chevron" => {
            // `print >>f, x` is `print(x, file=f)`.
            let mark = l.open(Kind::KeywordArg, role, node);
            let start = node.start_byte();
            l.leaf_value_span(Kind::Name, Role::Key, Span::new(start, start), "file");
            l.named(node, Role::Value);
            l.close(mark);
        }
        _ => return false,
    }
    true
}

fn assignment(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let field = l.enclosing(&[Kind::Function, Kind::Class]) == Some(Kind::Class);
    let mark = l.open(Kind::Assign, role, node);
    if let Some(op) = l.child(node, "operator") {
        l.set_op(mark, operator(op.kind().trim_end_matches('=')));
    } else if field && role == Role::Stmt {
        l.add_flags(mark, Flags::FIELD);
    }
    l.field(node, "left", Role::Target);
    l.field(node, "type", Role::Type);
    l.field(node, "right", Role::Value);
    l.close_over(mark, node);
}

fn asynchronous(l: &mut Lowering<'_>, mark: crate::lowering::Mark, node: ts::Node<'_>) {
    if has_token(node, "async") {
        l.add_flags(mark, Flags::ASYNC);
    }
}

/// The `elif`s and the `else` of an `if`: each `elif` is an `If` in the branch before it.
fn alternative(l: &mut Lowering<'_>, clauses: &[ts::Node<'_>]) {
    let mut open = Vec::new();
    let end = clauses.last().map_or(0, |clause| clause.end_byte());
    for clause in clauses {
        if l.too_deep() {
            l.opaque(*clause, Role::Else);
            break;
        }
        if clause.kind() == "else_clause" {
            l.field(*clause, "body", Role::Else);
            break;
        }
        let mark = l.open_span(Kind::If, Role::Else, Span::new(clause.start_byte(), end));
        open.push(mark);
        l.field(*clause, "condition", Role::Cond);
        l.field(*clause, "consequence", Role::Then);
    }
    for mark in open.into_iter().rev() {
        l.close(mark);
    }
}

/// The `else` of a loop or `try`.
fn otherwise(l: &mut Lowering<'_>, node: ts::Node<'_>) {
    if let Some(clause) = named_children(node).into_iter().find(|c| c.kind() == "else_clause") {
        l.field(clause, "body", Role::Else);
    }
}

fn attempt(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let mark = l.open(Kind::Try, role, node);
    l.field(node, "body", Role::Body);
    let children = named_children(node);
    for child in &children {
        if matches!(child.kind(), "except_clause" | "except_group_clause") {
            except(l, *child);
        }
    }
    otherwise(l, node);
    for clause in children.iter().filter(|child| child.kind() == "finally_clause") {
        l.named(*clause, Role::Finally);
    }
    l.close_over(mark, node);
}

fn except(l: &mut Lowering<'_>, node: ts::Node<'_>) {
    let mark = l.open(Kind::Catch, Role::Catch, node);
    let mut types = Vec::new();
    let mut target = l.child(node, "alias");
    let alias = target.map(|target| target.id());
    for child in named_children(node) {
        if child.kind() == "as_pattern" {
            // The grammar may read `A as e` as one expression.
            let inner = named_children(child);
            types.extend(inner.first());
            target = target.or(l.child(child, "alias"));
        } else if child.kind() != "block" && Some(child.id()) != alias {
            types.push(child);
        }
    }
    // Python 2: `except A, e`. A class that is caught is hardly written in lower case.
    if let (None, [_, second]) = (target, types.as_slice())
        && second.kind() == "identifier"
        && l.source(*second).starts_with(char::is_lowercase)
    {
        target = types.pop();
    }
    match types.as_slice() {
        [] => {}
        [one] => l.lower(*one, Role::Type),
        [first, .., last] => {
            let span = Span::new(first.start_byte(), last.end_byte());
            let tuple = l.open_span(Kind::Tuple, Role::Type, span);
            for one in &types {
                l.lower(*one, Role::Elem);
            }
            l.close(tuple);
        }
    }
    if let Some(target) = target {
        l.lower(target, Role::Target);
    }
    for body in named_children(node).into_iter().filter(|child| child.kind() == "block") {
        l.lower(body, Role::Body);
    }
    l.close(mark);
}

fn with(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let mark = l.open(Kind::With, role, node);
    asynchronous(l, mark, node);
    for clause in named_children(node).into_iter().filter(|c| c.kind() == "with_clause") {
        for item in named_children(clause) {
            match l.child(item, "value") {
                Some(value) => resource(l, value),
                None => l.lower(item, Role::Resource),
            }
        }
    }
    l.field(node, "body", Role::Body);
    l.close_over(mark, node);
}

fn resource(l: &mut Lowering<'_>, node: ts::Node<'_>) {
    let children = named_children(node);
    let named = children.iter().any(|child| child.kind() == "as_pattern");
    if named && matches!(node.kind(), "tuple" | "parenthesized_expression") {
        // The parentheses of `with (a as b, c as d)` belong to the statement.
        for child in children {
            resource(l, child);
        }
        return;
    }
    let mark = l.open(Kind::Resource, Role::Resource, node);
    if node.kind() == "as_pattern" {
        if let Some(value) = children.first() {
            l.lower(*value, Role::Value);
        }
        l.field(node, "alias", Role::Target);
    } else {
        l.lower(node, Role::Value);
    }
    l.close(mark);
}

/// Python 2's `print` and `exec` statements are calls.
fn keyword_call(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role, name: &str) {
    let mark = l.open(Kind::Call, role, node);
    let start = node.start_byte();
    l.leaf_span(Kind::Name, Role::Callee, Span::new(start, start + name.len()));
    l.named(node, Role::Arg);
    l.close(mark);
}
