//! Incremental equals fresh: after any edits, the findings of an open document are those of opening
//! its text anew, whatever the store remembers.
//!
//! Rules and files are those of [`stockade_tests::corpus`]; `STOCKADE_EDITS` says how many edits each
//! file gets.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test may fail, and says where")]

use std::fs;
use std::sync::Arc;

use stockade_engine::{Analyzer, Finding, Limits, Source};
use stockade_syntax::Language;
use stockade_syntax::document::{Document, Edit};
use stockade_syntax::text::position::{Encoding, Lines};
use stockade_tests::corpus::{Random, files, rules};

/// An edit that often leaves the syntax whole: a line doubled, moved or taken out, a word in the
/// place of another, a letter more.
fn edit(text: &str, random: &mut Random) -> (usize, usize, String) {
    let lines: Vec<(usize, usize)> = text
        .split_inclusive('\n')
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some((start, *at))
        })
        .collect();
    let words: Vec<(usize, usize)> = text
        .char_indices()
        .filter(|(at, c)| {
            let before = text[..*at].chars().next_back();
            c.is_alphabetic() && !before.is_some_and(|b| b.is_alphanumeric() || b == '_')
        })
        .map(|(at, _)| {
            let rest = &text[at..];
            let len = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            (at, at + len)
        })
        .collect();
    if lines.is_empty() || words.is_empty() {
        return (0, 0, "x = 1\n".to_owned());
    }
    let line = lines[random.below(lines.len())];
    let word = words[random.below(words.len())];
    match random.below(8) {
        0 => (line.0, line.0, text[line.0..line.1].to_owned()),
        1 => (line.0, line.1, String::new()),
        2 => {
            let other = lines[random.below(lines.len())];
            (line.0, line.0, text[other.0..other.1].to_owned())
        }
        3..=5 => {
            let other = words[random.below(words.len())];
            (word.0, word.1, text[other.0..other.1].to_owned())
        }
        6 => (word.1, word.1, "x".to_owned()),
        _ => (line.0, line.0, "\n".to_owned()),
    }
}

/// Every so manieth state is fixed as well.
const FIXED: i32 = 5;

fn told(findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .map(|f| {
            let trace: Vec<(usize, usize)> =
                f.trace.iter().map(|step| (step.span.start, step.span.end)).collect();
            let place = (f.span.start, f.span.end);
            format!("{} {place:?} {} {:x} {trace:?}", f.rule.id, f.message, f.fingerprint)
        })
        .collect()
}

fn run(language: Language, seed: u64) {
    let mut random = Random(seed);
    let (analyzer, _) = Analyzer::new(rules(), Limits::default());
    let rounds = std::env::var("STOCKADE_EDITS").ok().and_then(|n| n.parse().ok()).unwrap_or(60);
    let path: Arc<str> = Arc::from(format!("edited.{}", language.spec().extensions[0]));
    let source = |text: Arc<str>, parsed| Source {
        path: path.clone(),
        text,
        language: Some(language),
        parsed,
    };
    let (mut whole, mut findings, mut fixes) = (0, 0, 0);
    for mut text in files(language, &mut random) {
        let mut document = Document::new(&text, Some(language), 0);
        let mut good: Option<String> = None;
        for version in 1..=rounds {
            // What broke the syntax is taken back.
            let (start, end, by) = match &good {
                Some(good) => (0, text.len(), good.clone()),
                None => edit(&text, &mut random),
            };
            let lines = Lines::of(&text);
            let range = (
                lines.position(&text, start, Encoding::Utf8),
                lines.position(&text, end, Encoding::Utf8),
            );
            document.apply(
                &[Edit { range: Some(range), text: by.clone() }],
                Encoding::Utf8,
                version,
            );
            let before = text.clone();
            text.replace_range(start..end, &by);
            let snapshot = document.snapshot();
            assert_eq!(&*snapshot.text, text);
            let broken = snapshot.parsed.as_ref().is_some_and(|parsed| parsed.has_error());
            whole += usize::from(!broken);
            good = broken.then(|| before.clone()).filter(|_| good.is_none());
            let open = source(snapshot.text, snapshot.parsed);
            let closed = source(Arc::from(text.as_str()), None);
            let edited = analyzer.analyze(&open, &|| false);
            let fresh = analyzer.analyze(&closed, &|| false);
            let (edited, fresh) = (told(&edited.unwrap().findings), told(&fresh.unwrap().findings));
            findings += fresh.len();
            if edited != fresh {
                let folder = tempfile::tempdir().unwrap().keep();
                fs::write(folder.join("before"), &before).unwrap();
                fs::write(folder.join("after"), &text).unwrap();
                eprintln!("the texts before and after are in {}", folder.display());
            }
            assert_eq!(edited, fresh, "after {start}..{end} became {by:?}");
            if !fresh.is_empty() && version % FIXED == 0 {
                let fix = |source: &Source| analyzer.fix_all(source, &|_| true, true);
                let (open, closed) = (fix(&open), fix(&closed));
                fixes += closed.as_ref().map_or(0, |(_, count)| *count);
                assert_eq!(open, closed, "fixed after {start}..{end} became {by:?}");
            }
        }
    }
    eprintln!(
        "{}: {whole} states without a syntax error, {findings} findings, {fixes} fixes",
        language.spec().name
    );
    assert!(whole > 100 && findings > 100 && fixes > 20, "the files say too little");
}

#[test]
fn javascript() {
    run(Language::JavaScript, 0x5EED_0001);
}

#[test]
fn typescript() {
    run(Language::TypeScript, 0x5EED_0002);
}

#[test]
fn python() {
    run(Language::Python, 0x5EED_0003);
}

#[test]
fn go() {
    run(Language::Go, 0x5EED_0004);
}
