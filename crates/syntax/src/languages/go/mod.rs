//! Go: facts and lowering.

use super::Spec;

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
    lower: |l, node, role| l.other(node, role),
};
