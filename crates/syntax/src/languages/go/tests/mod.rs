//! Tests: what each construct lowers to, and that no text breaks the tree.

mod declarations;
mod expressions;
mod statements;

use crate::languages::Language;
use crate::testing::{check, check_prefixes, outline, root_texts};

const SAMPLE: &str = include_str!("sample.txt");

#[test]
fn any_beginning_of_a_file_lowers() {
    check_prefixes(Language::Go, SAMPLE);
}

#[test]
fn nothing_common_is_left_over() {
    let outline = outline(Language::Go, SAMPLE);
    let rest: Vec<&str> = outline
        .lines()
        .filter(|line| line.contains(" Other") || line.contains(" Error"))
        .map(str::trim)
        .collect();
    // Map and channel types and `fallthrough` have no kind of their own.
    assert_eq!(
        rest,
        ["Value Other", "Stmt Other \"fallthrough\"", "Type Other", "Arg Other"],
        "{outline}"
    );
}

/// Nesting that opens no nodes, that opens one each time, and that the lowered tree has twice.
#[test]
fn deep_nesting_is_bounded() {
    let texts = [
        format!("var x = {}y{}\n", "(".repeat(5000), ")".repeat(5000)),
        format!("var x = {}y\n", "!".repeat(5000)),
        format!("var x = T{}{}\n", "{".repeat(3000), "}".repeat(3000)),
        format!("type T {}int{}\n", "func(a, b ".repeat(200), ")".repeat(200)),
        format!("type T {}int{}\n", "struct { a, b ".repeat(200), "}".repeat(200)),
        format!("type T interface {{ {}int }}\n", "int | ".repeat(3000)),
        format!("func f() {{ if a {{}}{} }}\n", " else if b {}".repeat(2000)),
    ];
    for text in texts {
        check(Language::Go, &text);
    }
}

#[test]
fn a_declaration_outside_of_a_group_has_the_place_of_its_statement() {
    assert_eq!(
        root_texts(Language::Go, "var a = 1\nvar (\n\tb = 2\n\tc int\n)\nimport m \"x\"\n"),
        ["var a = 1", "b = 2", "c int", "import m \"x\""]
    );
}
