//! Statements.

use tree_sitter as ts;

use super::expressions::binary_op;
use crate::lowering::{Lowering, has_token, named_children};
use crate::text::span::Span;
use crate::tree::{Flags, Kind, Op, Role};

/// Lowers a statement; `false` if the node is none.
pub(super) fn lower(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) -> bool {
    match node.kind() {
        "block" => l.wrap(Kind::Block, role, node, Role::Stmt),
        "statement_list" => l.named(node, role),
        "empty_statement" => {}
        "short_var_declaration" | "assignment_statement" => assignment(l, node, role),
        "inc_statement" => step(l, node, role, Op::Inc),
        "dec_statement" => step(l, node, role, Op::Dec),
        "send_statement" => {
            let mark = l.open(Kind::Send, role, node);
            l.field(node, "channel", Role::Left);
            l.field(node, "value", Role::Right);
            l.close_over(mark, node);
        }
        "receive_statement" => match l.child(node, "left") {
            Some(_) => assignment(l, node, role),
            None => l.named(node, role),
        },
        "return_statement" => l.wrap(Kind::Return, role, node, Role::Elem),
        "go_statement" => l.wrap(Kind::Go, role, node, Role::Elem),
        "defer_statement" => l.wrap(Kind::Defer, role, node, Role::Elem),
        "break_statement" => l.wrap(Kind::Break, role, node, Role::Name),
        "continue_statement" => l.wrap(Kind::Continue, role, node, Role::Name),
        "goto_statement" => l.wrap(Kind::Goto, role, node, Role::Name),
        "labeled_statement" => {
            let mark = l.open(Kind::Label, role, node);
            let label = l.child(node, "label").map(|label| label.id());
            for child in named_children(node) {
                l.lower(child, if Some(child.id()) == label { Role::Name } else { Role::Body });
            }
            l.close(mark);
        }
        "if_statement" => {
            let mark = l.open(Kind::If, role, node);
            l.field(node, "initializer", Role::Init);
            l.field(node, "condition", Role::Cond);
            l.field(node, "consequence", Role::Then);
            l.field(node, "alternative", Role::Else);
            l.close_over(mark, node);
        }
        "for_statement" => repeat(l, node, role),
        "expression_switch_statement" | "type_switch_statement" | "select_statement" => {
            switch(l, node, role);
        }
        "expression_case" | "type_case" | "communication_case" | "default_case" => {
            case(l, node, role);
        }
        _ => return false,
    }
    true
}

fn assignment(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let mark = l.open(Kind::Assign, role, node);
    if has_token(node, ":=") {
        l.add_flags(mark, Flags::DECL);
    }
    if let Some(operator) = l.child(node, "operator") {
        l.set_op(mark, binary_op(operator.kind().trim_end_matches('=')));
    }
    l.field(node, "left", Role::Target);
    l.field(node, "right", Role::Value);
    l.close_over(mark, node);
}

fn step(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role, op: Op) {
    let mark = l.open(Kind::Unary, role, node);
    l.set_op(mark, op);
    l.named(node, Role::Operand);
    l.close(mark);
}

/// All forms of `for`; the one with a condition alone is a `For` as well.
fn repeat(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let body = l.child(node, "body");
    let head = named_children(node)
        .into_iter()
        .find(|child| !child.is_error() && Some(child.id()) != body.map(|body| body.id()));
    let kind = match head.map(|head| head.kind()) {
        Some("range_clause") => Kind::ForEach,
        _ => Kind::For,
    };
    let mark = l.open(kind, role, node);
    match head {
        Some(range) if range.kind() == "range_clause" => {
            if has_token(range, ":=") {
                l.add_flags(mark, Flags::DECL);
            }
            l.field(range, "left", Role::Target);
            l.field(range, "right", Role::Iter);
        }
        Some(clause) if clause.kind() == "for_clause" => {
            l.field(clause, "initializer", Role::Init);
            l.field(clause, "condition", Role::Cond);
            l.field(clause, "update", Role::Update);
        }
        Some(condition) => l.lower(condition, Role::Cond),
        None => {}
    }
    if let Some(body) = body {
        l.lower(body, Role::Body);
    }
    l.close_over(mark, node);
}

/// `switch`, `switch x := v.(type)` (its subject is a `Cast` without type), `select`.
fn switch(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let mark = l.open(Kind::Switch, role, node);
    l.field(node, "initializer", Role::Init);
    match (node.kind(), l.child(node, "value")) {
        ("type_switch_statement", Some(value)) => {
            let alias = l.child(node, "alias");
            let assign = alias.map(|alias| {
                let span = Span::new(alias.start_byte(), value.end_byte());
                let assign = l.open_span(Kind::Assign, Role::Subject, span);
                l.add_flags(assign, Flags::DECL);
                l.lower(alias, Role::Target);
                assign
            });
            let role = if assign.is_some() { Role::Value } else { Role::Subject };
            let cast = l.open(Kind::Cast, role, value);
            l.lower(value, Role::Value);
            l.close(cast);
            if let Some(assign) = assign {
                l.close(assign);
            }
        }
        (_, Some(value)) => l.lower(value, Role::Subject),
        (_, None) => {}
    }
    for child in named_children(node) {
        if child.kind().ends_with("_case") {
            l.lower(child, Role::Case);
        }
    }
    l.close_over(mark, node);
}

fn case(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let mark = l.open(Kind::Case, role, node);
    match l.child(node, "value") {
        Some(values) if values.kind() == "expression_list" => l.named(values, Role::Test),
        Some(value) => l.lower(value, Role::Test),
        None => {}
    }
    let mut cursor = node.walk();
    let types: Vec<_> =
        node.children_by_field_name("type", &mut cursor).filter(|n| n.is_named()).collect();
    for one in types {
        if l.source(one) == "nil" {
            l.leaf(Kind::Null, Role::Test, one);
        } else {
            l.lower(one, Role::Test);
        }
    }
    l.field(node, "communication", Role::Test);
    let children = named_children(node);
    let statements = children.iter().find(|child| child.kind() == "statement_list");
    let end = node.end_byte();
    let span = statements
        .map_or(Span::new(end, end), |list| Span::new(list.start_byte(), list.end_byte()));
    let body = l.open_span(Kind::Block, Role::Body, span);
    if let Some(statements) = statements {
        l.lower(*statements, Role::Stmt);
    }
    l.close(body);
    l.close_over(mark, node);
}
