//! JavaScript and TypeScript, with and without JSX: facts and lowering.

mod cut;
mod declarations;
mod expressions;
mod jsx;
mod modules;
mod statements;

use tree_sitter as ts;

use super::Spec;
use crate::lowering::Lowering;
use crate::tree::Role;

/// JavaScript.
pub(super) static JAVASCRIPT: Spec = Spec {
    name: "JavaScript",
    lsp_ids: &["javascript"],
    rule_names: &["javascript", "js"],
    extensions: &["js", "mjs", "cjs"],
    interpreters: &["node", "nodejs", "bun"],
    line_comment: "//",
    assignment_declares: false,
    grammar: || tree_sitter_javascript::LANGUAGE.into(),
    lower,
    cut: &cut::CUT,
};

/// JavaScript with JSX.
pub(super) static JSX: Spec = Spec {
    name: "JavaScript (JSX)",
    lsp_ids: &["javascriptreact"],
    extensions: &["jsx"],
    interpreters: &[],
    ..JAVASCRIPT
};

/// TypeScript.
pub(super) static TYPESCRIPT: Spec = Spec {
    name: "TypeScript",
    lsp_ids: &["typescript"],
    rule_names: &["typescript", "ts"],
    extensions: &["ts", "mts", "cts"],
    interpreters: &["deno", "ts-node", "tsx"],
    grammar: || tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
    ..JAVASCRIPT
};

/// TypeScript with JSX.
pub(super) static TSX: Spec = Spec {
    name: "TypeScript (TSX)",
    lsp_ids: &["typescriptreact"],
    rule_names: &["typescript", "ts"],
    extensions: &["tsx"],
    interpreters: &[],
    grammar: || tree_sitter_typescript::LANGUAGE_TSX.into(),
    ..JAVASCRIPT
};

fn lower(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let done = expressions::lower(l, node, role)
        || statements::lower(l, node, role)
        || declarations::lower(l, node, role)
        || modules::lower(l, node, role)
        || jsx::lower(l, node, role);
    if !done {
        l.other(node, role);
    }
}
