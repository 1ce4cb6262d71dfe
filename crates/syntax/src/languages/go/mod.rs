//! Go: facts and lowering.

mod cut;
mod declarations;
mod expressions;
mod functions;
mod statements;
#[cfg(test)]
mod tests;
mod types;

use tree_sitter as ts;

use super::Spec;
use crate::lowering::Lowering;
use crate::tree::Role;

/// Go.
pub(super) static GO: Spec = Spec {
    name: "Go",
    lsp_ids: &["go"],
    rule_names: &["go", "golang"],
    extensions: &["go"],
    interpreters: &[],
    line_comment: "//",
    assignment_declares: false,
    grammar: || tree_sitter_go::LANGUAGE.into(),
    lower,
    cut: &cut::CUT,
};

fn lower(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    // The ends of top-level constructs (`;` or a line break) are no nodes of their own.
    let done = !node.is_named()
        || expressions::lower(l, node, role)
        || statements::lower(l, node, role)
        || functions::lower(l, node, role)
        || types::lower(l, node, role)
        || declarations::lower(l, node, role);
    if !done {
        l.other(node, role);
    }
}
