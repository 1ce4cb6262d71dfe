//! Names and values in texts that are no code: `.env`, JSON, YAML, TOML, INI.

use stockade_syntax::Span;

/// A value and its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairText<'t> {
    /// The name, without quotes.
    pub name: &'t str,
    /// Where it stands, in bytes.
    pub name_at: usize,
    /// The value, without quotes.
    pub value: &'t str,
    /// Where it stands, in bytes.
    pub value_at: usize,
}

impl PairText<'_> {
    /// The place of the value.
    pub fn span(&self) -> Span {
        Span::new(self.value_at, self.value_at + self.value.len())
    }
}

/// Longest name that is looked at, in bytes.
const MAX_NAME: usize = 80;

/// All pairs of a text: `name: value`, `name = value`, `"name": "value"`, one or more on a line.
pub fn pairs(text: &str) -> Vec<PairText<'_>> {
    let mut out = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        of_line(line, start, &mut out);
        start += line.len();
    }
    out
}

fn of_line<'t>(line: &'t str, start: usize, out: &mut Vec<PairText<'t>>) {
    let trimmed = line.trim_start();
    if trimmed.starts_with(['#', ';']) || trimmed.starts_with("//") {
        return;
    }
    let mut at = 0;
    // Separators outside quotes that a name stands before.
    while let Some(found) = line[at..].find([':', '=']) {
        let sign = at + found;
        at = sign + 1;
        let Some((name, name_at)) = name_before(line, sign) else { continue };
        let Some((value, value_at, end)) = value_behind(line, at) else { continue };
        at = end.max(at);
        out.push(PairText { name, name_at: start + name_at, value, value_at: start + value_at });
    }
}

/// The name that ends before a separator.
fn name_before(line: &str, sign: usize) -> Option<(&str, usize)> {
    let head = line[..sign].trim_end();
    let end = head.len();
    let (inner, from) = match head.chars().last()? {
        quote @ ('"' | '\'') => {
            let open = head[..end - 1].rfind(quote)?;
            (&head[open + 1..end - 1], open + 1)
        }
        _ => {
            let from = head
                .rfind(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')))
                .map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
            (&head[from..], from)
        }
    };
    let is_name = !inner.is_empty()
        && inner.len() <= MAX_NAME
        && inner.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '-' | '.'))
        && !inner.contains(char::is_whitespace);
    is_name.then_some((inner, from))
}

/// The value behind a separator, and where the search goes on.
fn value_behind(line: &str, from: usize) -> Option<(&str, usize, usize)> {
    let rest = &line[from..];
    let skipped = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let start = from + skipped;
    let rest = line[start..].trim_end();
    let quote = rest.chars().next()?;
    if matches!(quote, '"' | '\'') {
        let mut escaped = false;
        for (at, c) in rest.char_indices().skip(1) {
            if c == quote && !escaped {
                return Some((&rest[1..at], start + 1, start + at + 1));
            }
            escaped = c == '\\' && !escaped;
        }
        return None;
    }
    // Bare: to the end of the line or a comment.
    let end = [" #", "\t#", " //"].iter().filter_map(|mark| rest.find(mark)).min();
    let value = rest[..end.unwrap_or(rest.len())].trim_end_matches([' ', '\t', ',', '}', ';']);
    (!value.is_empty() && !matches!(quote, '{' | '[' | '|' | '>' | '&' | '*' | '!')).then_some((
        value,
        start,
        start + value.len(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, &str)> {
        let pairs = pairs(text);
        for pair in &pairs {
            assert_eq!(&text[pair.span().range()], pair.value);
            assert_eq!(&text[pair.name_at..pair.name_at + pair.name.len()], pair.name);
        }
        pairs.iter().map(|pair| (pair.name, pair.value)).collect()
    }

    #[test]
    fn the_common_formats() {
        assert_eq!(found("API_KEY=abc\nexport B='c d' # e\n"), [("API_KEY", "abc"), ("B", "c d")]);
        assert_eq!(found("db:\n  password: s3cr3t # no\n"), [("password", "s3cr3t")]);
        assert_eq!(found("- name: x\n"), [("name", "x")]);
        assert_eq!(found(r#"{"a": {"token": "x=y", "b": 1}}"#), [("token", "x=y"), ("b", "1")]);
        assert_eq!(found("pass = \"a\\\"b\"\n"), [("pass", "a\\\"b")]);
        assert_eq!(found("# password: x\nurl: https://a\n"), [("url", "https://a")]);
        assert_eq!(found("ключ: x\nä=\"ü\"\n"), []);
    }
}
