//! Typed metavariables, by example: a line on which the pattern matches has a `!` at its end.

mod go;
mod python;
mod typescript;

use std::sync::Arc;

use stockade_rules::load::load;
use stockade_syntax::Language;
use stockade_syntax::document::Document;

use crate::{Analyzer, Limits, Source};

/// Finds in a file what its marks say.
fn check(path: &str, language: &str, pattern: &str, text: &str) {
    let rule = format!(
        "rules: [{{id: r, languages: [{language}], severity: ERROR, message: m, pattern: '{pattern}'}}]"
    );
    let loaded = load("r.yaml", &rule);
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
    found.sort_unstable();
    found.dedup();
    let marked = text.lines().enumerate().filter(|(_, line)| line.ends_with('!'));
    let marked: Vec<usize> = marked.map(|(at, _)| at + 1).collect();
    assert_eq!(found, marked, "lines of {path}:\n{text}");
}

/// What is found in a file that is edited is what is found in it when it is opened anew: each of the
/// texts has one finding more than the one before, on the same unchanged lines.
fn check_edits(path: &str, language: &str, pattern: &str, texts: &[&str]) {
    let rule = format!(
        "rules: [{{id: r, languages: [{language}], severity: ERROR, message: m, pattern: '{pattern}'}}]"
    );
    let rules = load("r.yaml", &rule).rules;
    let code = Language::from_file_name(path);
    let analyzer = Analyzer::new(rules.clone(), Limits::default()).0;
    let spans = |analyzer: &Analyzer, text: &str, is_open: bool| {
        let snapshot = Document::new(text, code, 0).snapshot();
        let parsed = snapshot.parsed.filter(|_| is_open);
        let source = Source { path: path.into(), text: Arc::from(text), language: code, parsed };
        let findings = analyzer.analyze(&source, &|| false).unwrap().findings;
        findings.iter().map(|f| (f.span.start, f.span.end)).collect::<Vec<_>>()
    };
    for (number, text) in texts.iter().chain(texts.iter().rev()).enumerate() {
        let fresh = Analyzer::new(rules.clone(), Limits::default()).0;
        let found = spans(&fresh, text, false);
        assert_eq!(found.len(), number.min(2 * texts.len() - number - 1), "{text}");
        assert_eq!(spans(&analyzer, text, true), found, "{text}");
    }
}
