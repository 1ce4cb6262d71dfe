use crate::languages::Language;
use crate::testing::{check_prefixes, outline};

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
