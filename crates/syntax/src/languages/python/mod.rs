//! Python, 3 and 2: facts and lowering.

mod cut;
mod definitions;
mod expressions;
mod imports;
mod patterns;
mod statements;
mod strings;
#[cfg(test)]
mod tests;

use tree_sitter as ts;

use super::Spec;
use crate::lowering::Lowering;
use crate::tree::Role;

/// Python.
pub(super) static PYTHON: Spec = Spec {
    name: "Python",
    lsp_ids: &["python"],
    rule_names: &["python", "py", "python3", "python2"],
    extensions: &["py", "pyi", "pyw"],
    interpreters: &["python"],
    line_comment: "#",
    assignment_declares: true,
    grammar: || tree_sitter_python::LANGUAGE.into(),
    lower,
    cut: &cut::CUT,
};

fn lower(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    // Separators between simple statements are no nodes of their own.
    let done = !node.is_named()
        || expressions::lower(l, node, role)
        || strings::lower(l, node, role)
        || statements::lower(l, node, role)
        || definitions::lower(l, node, role)
        || imports::lower(l, node, role)
        || patterns::lower(l, node, role);
    if !done {
        l.other(node, role);
    }
}
