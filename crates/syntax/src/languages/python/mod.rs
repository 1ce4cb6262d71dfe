//! Python: facts and lowering.

use super::Spec;

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
    lower: |l, node, role| l.other(node, role),
};
