//! Piece by piece equals whole: where a text has no syntax error, parsing its pieces gives the tree
//! that parsing it whole gives.
//!
//! Files are those of [`stockade_tests::corpus`].

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test may fail, and says where")]

use stockade_syntax::Language;
use stockade_syntax::parsed::Parsed;
use stockade_tests::corpus::{Random, all_files};

fn run(language: Language) {
    let mut wrong = Vec::new();
    let mut whole = 0;
    for (path, text) in all_files(language, &mut Random(0x5EED_0011)) {
        let uncut = Parsed::uncut(language, &text).unwrap();
        if uncut.has_error() {
            continue;
        }
        whole += 1;
        let cut = Parsed::of(language, &text, &mut || false).unwrap();
        if cut.tree.content_hash() != uncut.tree.content_hash() || cut.has_error() {
            wrong.push(path.display().to_string());
        }
    }
    eprintln!("{}: {whole} files without a syntax error", language.spec().name);
    assert!(whole >= 5, "the files say too little");
    // What a regex literal is cannot be told for certain without a grammar; bundles have all kinds.
    assert!(wrong.len() * 1_000 <= whole, "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn javascript() {
    run(Language::JavaScript);
}

#[test]
fn typescript() {
    run(Language::TypeScript);
}

#[test]
fn tsx() {
    run(Language::Tsx);
}

#[test]
fn python() {
    run(Language::Python);
}

#[test]
fn go() {
    run(Language::Go);
}
