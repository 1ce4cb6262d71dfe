//! JavaScript and TypeScript, with and without JSX: facts and lowering.

use super::Spec;

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
    lower: |l, node, role| l.opaque(node, role),
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
