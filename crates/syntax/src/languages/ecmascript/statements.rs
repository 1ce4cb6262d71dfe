//! Statements.

use tree_sitter as ts;

use crate::lowering::{Lowering, has_token, named_children};
use crate::tree::{Flags, Kind, Role};

/// Lowers a statement; `false` if the node is none.
pub(super) fn lower(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) -> bool {
    match node.kind() {
        "empty_statement" => {}
        "debugger_statement" => l.leaf(Kind::Pass, role, node),
        "statement_block" | "class_static_block" => l.wrap(Kind::Block, role, node, Role::Stmt),
        "variable_declaration" | "lexical_declaration" => {
            let constant = has_token(node, "const");
            for child in named_children(node) {
                if child.kind() != "variable_declarator" {
                    l.lower(child, role);
                    continue;
                }
                let mark = l.open(Kind::Assign, role, child);
                l.add_flags(mark, Flags::DECL);
                if constant {
                    l.add_flags(mark, Flags::CONST);
                }
                l.field(child, "name", Role::Target);
                l.field(child, "type", Role::Type);
                l.field(child, "value", Role::Value);
                l.close(mark);
            }
        }
        "if_statement" => {
            let mark = l.open(Kind::If, role, node);
            l.field(node, "condition", Role::Cond);
            branch(l, l.child(node, "consequence"), Role::Then);
            if let Some(other) = l.child(node, "alternative") {
                let inner = named_children(other).first().copied();
                match inner.filter(|inner| inner.kind() == "if_statement") {
                    Some(chain) => l.lower(chain, Role::Else),
                    None => branch(l, inner, Role::Else),
                }
            }
            l.close(mark);
        }
        "while_statement" => {
            let mark = l.open(Kind::While, role, node);
            l.field(node, "condition", Role::Cond);
            branch(l, l.child(node, "body"), Role::Body);
            l.close(mark);
        }
        "do_statement" => {
            let mark = l.open(Kind::DoWhile, role, node);
            branch(l, l.child(node, "body"), Role::Body);
            l.field(node, "condition", Role::Cond);
            l.close(mark);
        }
        "for_statement" => {
            let mark = l.open(Kind::For, role, node);
            l.field(node, "initializer", Role::Init);
            l.field(node, "condition", Role::Cond);
            l.field(node, "increment", Role::Update);
            branch(l, l.child(node, "body"), Role::Body);
            l.close(mark);
        }
        "for_in_statement" => {
            let mark = l.open(Kind::ForEach, role, node);
            if l.child(node, "kind").is_some() {
                l.add_flags(mark, Flags::DECL);
            }
            if l.child(node, "operator").is_some_and(|op| op.kind() == "in") {
                l.add_flags(mark, Flags::KEYS);
            }
            l.field(node, "left", Role::Target);
            l.field(node, "right", Role::Iter);
            branch(l, l.child(node, "body"), Role::Body);
            l.close(mark);
        }
        "switch_statement" => {
            let mark = l.open(Kind::Switch, role, node);
            l.field(node, "value", Role::Subject);
            if let Some(body) = l.child(node, "body") {
                l.named(body, Role::Case);
            }
            l.close(mark);
        }
        "switch_case" | "switch_default" => {
            let mark = l.open(Kind::Case, role, node);
            let value = l.child(node, "value");
            if let Some(value) = value {
                l.lower(value, Role::Test);
            }
            let body = l.open(Kind::Block, Role::Body, node);
            for child in named_children(node) {
                if Some(child.id()) != value.map(|v| v.id()) {
                    l.lower(child, Role::Stmt);
                }
            }
            l.close(body);
            l.close(mark);
        }
        "try_statement" => {
            let mark = l.open(Kind::Try, role, node);
            l.field(node, "body", Role::Body);
            if let Some(handler) = l.child(node, "handler") {
                let catch = l.open(Kind::Catch, Role::Catch, handler);
                l.field(handler, "parameter", Role::Target);
                l.field(handler, "body", Role::Body);
                l.close(catch);
            }
            if let Some(finalizer) = l.child(node, "finalizer") {
                l.field(finalizer, "body", Role::Finally);
            }
            l.close(mark);
        }
        "return_statement" => l.wrap(Kind::Return, role, node, Role::Elem),
        "throw_statement" => l.wrap(Kind::Throw, role, node, Role::Elem),
        "break_statement" => l.wrap(Kind::Break, role, node, Role::Name),
        "continue_statement" => l.wrap(Kind::Continue, role, node, Role::Name),
        "labeled_statement" => {
            let mark = l.open(Kind::Label, role, node);
            l.field(node, "label", Role::Name);
            l.field(node, "body", Role::Body);
            l.close(mark);
        }
        _ => return false,
    }
    true
}

/// A branch or loop body is a block, whether it has braces or not.
fn branch(l: &mut Lowering<'_>, node: Option<ts::Node<'_>>, role: Role) {
    let Some(node) = node else { return };
    if node.kind() == "statement_block" {
        l.lower(node, role);
    } else {
        let mark = l.open(Kind::Block, role, node);
        l.lower(node, Role::Stmt);
        l.close(mark);
    }
}
