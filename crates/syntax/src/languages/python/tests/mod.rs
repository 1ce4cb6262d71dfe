//! Tests: what each construct lowers to, and that no text breaks the tree.

mod expressions;
mod statements;

use crate::languages::Language;
use crate::testing::{check, check_prefixes, outline, root_texts};

const SAMPLE: &str = include_str!("sample.txt");

#[test]
fn any_beginning_of_a_file_lowers() {
    check_prefixes(Language::Python, SAMPLE);
}

#[test]
fn nothing_common_is_left_over() {
    let outline = outline(Language::Python, SAMPLE);
    assert!(!outline.contains(" Other") && !outline.contains(" Error"), "{outline}");
}

/// Nesting that opens no nodes, that opens one each time, and that the lowered tree has twice.
#[test]
fn deep_nesting_is_bounded() {
    let texts = [
        format!("{}x{}\n", "(".repeat(5000), ")".repeat(5000)),
        format!("{}x{}\n", "[".repeat(5000), "]".repeat(5000)),
        format!("{}x{}\n", "a < (".repeat(200), ") < b".repeat(200)),
        format!("x = {}1\n", "not ".repeat(3000)),
        format!("x{}\n", ".y()".repeat(3000)),
        format!("{}1\n", "x < ".repeat(3000)),
        format!("import {}a\n", "a.".repeat(3000)),
        format!("if a:\n  b\n{}", "elif c:\n  d\n".repeat(2000)),
    ];
    for text in texts {
        check(Language::Python, &text);
    }
}

#[test]
fn one_import_has_the_place_of_its_statement() {
    assert_eq!(
        root_texts(Language::Python, "import a as b\nimport c, d\n@e\ndef f(): pass"),
        ["import a as b", "c", "d", "@e\ndef f(): pass"]
    );
}
