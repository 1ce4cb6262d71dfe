//! Examples as tests: a line on which a rule finds something has a `!` at its end.

use std::sync::Arc;

use stockade_rules::load::load;
use stockade_syntax::Language;

use crate::{Analyzer, Limits, Source};

/// Finds in a file, by the rules of a text, what its marks say.
pub fn check(rules: &str, path: &str, text: &str) {
    let loaded = load("r.yaml", rules);
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
