//! What the tests of the languages share. In: source text. Out: the outline of its lowered tree.
//! Must never know: any language.

use crate::language::Language;
use crate::parsed::Parsed;
use crate::tree::{NodeId, Tree};

/// The lowered tree of a text.
pub(crate) fn tree(language: Language, text: &str) -> Tree {
    Parsed::of(language, text, &mut || false).expect("the grammar loads").tree
}

/// [`Tree::outline`] of a text.
pub(crate) fn outline(language: Language, text: &str) -> String {
    tree(language, text).outline()
}

/// The source text of each root of the items.
pub(crate) fn root_texts(language: Language, text: &str) -> Vec<String> {
    let tree = tree(language, text);
    tree.children(NodeId::ROOT).map(|root| tree.text(root).to_owned()).collect()
}

/// Lowers every beginning of `text` and checks what must hold for any tree.
pub(crate) fn check_prefixes(language: Language, text: &str) {
    for (end, _) in text.char_indices() {
        check(language, &text[..end]);
    }
    check(language, text);
}

/// Checks what must hold for any tree: spans lie on characters of the text, sizes and parents fit
/// together.
pub(crate) fn check(language: Language, text: &str) {
    let tree = tree(language, text);
    for (number, item) in tree.items().iter().enumerate() {
        let offset = tree.item_offset(number as u32);
        assert_eq!(text.get(offset..offset + item.text().len()), Some(item.text()));
        let nodes = item.nodes();
        for (index, node) in nodes.iter().enumerate() {
            let id = NodeId::new(number as u32, index as u32);
            let span = tree.span(id);
            assert!(text.get(span.range()).is_some(), "{node:?} lies outside of {text:?}");
            let end = index + node.size as usize;
            assert!(node.size >= 1 && end <= nodes.len(), "{node:?} is too large in {text:?}");
            let children: u32 = tree.children(id).map(|child| tree.node(child).size).sum();
            assert_eq!(children + 1, node.size, "{node:?} in {text:?}");
            for child in tree.children(id) {
                assert_eq!(tree.node(child).parent, index as u32, "a child of {node:?}");
            }
        }
    }
}
