//! Patterns over the words of a text that is no code of ours: `languages: generic`.

use std::sync::Arc;

use stockade_rules::pattern::{Pattern, Words};
use stockade_syntax::Span;

use super::evaluator::{Scope, text_binding};
use crate::matching::{Env, Match};

/// All places in the scope where a pattern matches.
pub fn search(pattern: &Pattern, scope: Scope<'_>, max_lines: usize) -> Vec<Match> {
    let Some(Words { regex, names }) = pattern.words(max_lines) else { return Vec::new() };
    let Some(text) = scope.text.get(scope.span.range()) else { return Vec::new() };
    regex
        .captures_iter(text)
        .filter_map(|captures| {
            let whole = captures.get(0)?;
            let mut env = Env::default();
            for (at, name) in names.iter().enumerate() {
                let Some(group) = captures.get(at + 1) else { continue };
                let start = scope.span.start + group.start();
                if !env.bind(text_binding(Arc::clone(name), group.as_str(), start)) {
                    return None;
                }
            }
            let start = scope.span.start + whole.start();
            let span = Span::new(start, start + whole.len());
            Some(Match { span, node: None, env: Arc::new(env), context: false })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &str, text: &str) -> Vec<String> {
        let scope = Scope::whole(text);
        search(&Pattern::new(pattern), scope, 10)
            .iter()
            .map(|m| text[m.span.range()].to_owned())
            .collect()
    }

    #[test]
    fn words_metavariables_and_gaps() {
        assert_eq!(found("<$TAG ...", "a <b href>"), ["<b"]);
        assert_eq!(found("<$TAG", "1 < 2"), Vec::<String>::new());
        assert_eq!(found("proxy_pass $URL ;", "proxy_pass   x;"), ["proxy_pass   x;"]);
        assert_eq!(found("a ... b", "a 1\n2 b"), ["a 1\n2 b"]);
        assert_eq!(found("$X = $X", "a = b; c = c"), ["c = c"]);
    }
}
