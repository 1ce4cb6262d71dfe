use crate::languages::Language;
use crate::testing::{check_prefixes, outline};

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
