//! Typed metavariables, by example: a line on which the pattern matches has a `!` at its end.

mod go;
mod python;
mod typescript;

use std::sync::Arc;

use stockade_rules::load::load;
use stockade_syntax::Language;
use stockade_syntax::document::Document;

use crate::{Analyzer, Limits, Source, testing};

/// A rule that looks for a pattern.
fn rule(language: &str, pattern: &str) -> String {
    format!(
        "rules: [{{id: r, languages: [{language}], severity: ERROR, message: m, pattern: '{pattern}'}}]"
    )
}

/// Finds in a file what its marks say.
fn check(path: &str, language: &str, pattern: &str, text: &str) {
    testing::check(&rule(language, pattern), path, text);
}

/// What is found in a file that is edited is what is found in it when it is opened anew: each of the
/// texts has one finding more than the one before, on the same unchanged lines.
fn check_edits(path: &str, language: &str, pattern: &str, texts: &[&str]) {
    let rules = load("r.yaml", &rule(language, pattern)).rules;
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
