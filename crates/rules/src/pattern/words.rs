//! Patterns over the words of a text that is no code of ours (`languages: generic`), as regexes.
//!
//! Words and punctuation must follow each other, with any white space between; `$X` is one word,
//! `...` and `$...X` are any text of a bounded number of lines.

use std::sync::Arc;

/// Bytes that a compiled pattern may take.
const SIZE_LIMIT: usize = 1 << 22;

/// A pattern over words.
#[derive(Debug)]
pub struct Words {
    /// With a group for each metavariable.
    pub regex: regex::Regex,
    /// The metavariables, in the order of the groups.
    pub names: Vec<Arc<str>>,
}

impl Words {
    /// Compiles a pattern; none if it is too large.
    pub fn of(pattern: &str, max_lines: usize) -> Option<Words> {
        let (regex, names) = regex_of(pattern, max_lines);
        let regex = regex::RegexBuilder::new(&regex).size_limit(SIZE_LIMIT).build().ok()?;
        Some(Words { regex, names })
    }
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
