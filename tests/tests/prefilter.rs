//! The prefilter is sound: with it and without it the findings are the same.

#![allow(clippy::unwrap_used, reason = "a test has nothing to go on with")]

use std::sync::Arc;

use stockade_engine::{Analyzer, Limits, Source};
use stockade_syntax::Language;
use stockade_tests::corpus::{Random, files, rules};

fn compare(language: Language, seed: u64) {
    let mut random = Random(seed);
    let (with, _) = Analyzer::new(rules(), Limits::default());
    let without = Analyzer::new(rules(), Limits::default()).0.without_prefilter();
    let path: Arc<str> = Arc::from(format!("some.{}", language.spec().extensions[0]));
    let mut count = 0;
    for text in files(language, &mut random) {
        // Parts of a file leave words out, which is what the prefilter looks for.
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        for part in [&lines[..], &lines[lines.len() / 3..], &lines[..lines.len() / 2]] {
            let source = Source {
                path: Arc::clone(&path),
                text: Arc::from(part.concat()),
                language: Some(language),
                parsed: None,
            };
            let told = |analyzer: &Analyzer| {
                let analysis = analyzer.analyze(&source, &|| false).unwrap();
                let told = |f: &stockade_engine::Finding| format!("{} {:?}", f.rule.id, f.span);
                analysis.findings.iter().map(told).collect::<Vec<String>>()
            };
            let found = told(&with);
            count += found.len();
            assert_eq!(found, told(&without), "in\n{}", source.text);
        }
    }
    assert!(count > 20, "the files say too little");
}

#[test]
fn javascript() {
    compare(Language::JavaScript, 0x5EED_0011);
}

#[test]
fn typescript() {
    compare(Language::TypeScript, 0x5EED_0012);
}

#[test]
fn python() {
    compare(Language::Python, 0x5EED_0013);
}

#[test]
fn go() {
    compare(Language::Go, 0x5EED_0014);
}
