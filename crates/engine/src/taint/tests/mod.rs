//! What the walk follows, by example: `source()` gives what must not arrive at `sink(...)`; a line
//! on which it does has a `!` at its end.

mod callbacks;
mod conditions;
mod lists;
mod methods;
mod objects;

use std::sync::Arc;

use stockade_rules::load::load;
use stockade_syntax::Language;

use crate::{Analyzer, Limits, Source};

const RULE: &str = "rules:
- id: flow
  languages: [javascript, python, go]
  severity: WARNING
  message: m
  mode: taint
  pattern-sources: [{pattern: source()}]
  pattern-sinks: [{pattern: sink(...)}]
  pattern-sanitizers: [{pattern: clean(...)}]
";

/// Finds in a file what its marks say.
fn check(path: &str, text: &str) {
    check_with(RULE, path, text);
}

fn check_with(rule: &str, path: &str, text: &str) {
    let loaded = load("r.yaml", rule);
    assert_eq!(loaded.problems, []);
    let source = Source {
        path: path.into(),
        text: Arc::from(text),
        language: Language::from_file_name(path),
        parsed: None,
    };
    let analyzer = Analyzer::new(loaded.rules, Limits::default()).0;
    let analysis = analyzer.analyze(&source, &|| false).unwrap();
    assert_eq!(analysis.notices, [], "{text}");
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    let mut found: Vec<usize> = analysis.findings.iter().map(|f| line(f.span.start)).collect();
    found.dedup();
    let marked = text.lines().enumerate().filter(|(_, line)| line.ends_with('!'));
    let marked: Vec<usize> = marked.map(|(at, _)| at + 1).collect();
    assert_eq!(found, marked, "lines of {path}:\n{text}");
}

fn go(text: &str) {
    check("a.go", &format!("package p\n{text}"));
}

fn js(text: &str) {
    check("a.js", text);
}

fn py(text: &str) {
    check("a.py", text);
}
