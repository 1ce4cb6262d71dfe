//! Patterns over the words of a text that is no code of ours: `languages: generic`.
//!
//! Words and punctuation must follow each other, with any white space between; `$X` is one word,
//! `...` and `$...X` are any text of a bounded number of lines.

use std::sync::Arc;

use stockade_syntax::Span;

use super::formula::{Scope, text_binding};
use crate::matching::{Env, Match};

/// All places in the scope where a pattern matches.
pub fn search(pattern: &str, scope: Scope<'_>, max_lines: usize) -> Vec<Match> {
    let (regex, names) = regex_of(pattern, max_lines);
    let Ok(regex) = regex::RegexBuilder::new(&regex).size_limit(1 << 22).build() else {
        return Vec::new();
    };
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

fn regex_of(pattern: &str, max_lines: usize) -> (String, Vec<Arc<str>>) {
    let gap = format!("(?:[^\\n]*\\n){{0,{max_lines}}}?[^\\n]*?");
    let mut out = String::new();
    let mut names = Vec::new();
    let mut rest = pattern.trim();
    while let Some(c) = rest.chars().next() {
        if c.is_whitespace() {
            out.push_str("\\s*?");
            rest = rest.trim_start();
            continue;
        }
        let (sequence, tail) = match (rest.strip_prefix("$..."), rest.strip_prefix('$')) {
            (Some(tail), _) => (true, Some(tail)),
            (None, tail) => (false, tail),
        };
        let name = tail.map_or(0, |tail| {
            tail.bytes()
                .take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
                .count()
        });
        if let Some(tail) = tail.filter(|_| name > 0) {
            let sign = if sequence { "$..." } else { "$" };
            names.push(format!("{sign}{}", &tail[..name]).into());
            out.push_str(&if sequence { format!("({gap})") } else { "(\\w+)".to_owned() });
            rest = &tail[name..];
        } else if let Some(tail) = rest.strip_prefix("...") {
            out.push_str(&gap);
            rest = tail;
        } else if c.is_alphanumeric() || c == '_' {
            let len = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            out.push_str("\\b");
            out.push_str(&regex::escape(&rest[..len]));
            out.push_str("\\b");
            rest = &rest[len..];
        } else {
            out.push_str(&regex::escape(&rest[..c.len_utf8()]));
            rest = &rest[c.len_utf8()..];
        }
    }
    (out, names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &str, text: &str) -> Vec<String> {
        let scope = Scope::whole(text);
        search(pattern, scope, 10).iter().map(|m| text[m.span.range()].to_owned()).collect()
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
