//! Regular expressions of rules: look-around and back-references are possible; matching is
//! bounded.
//!
//! They are checked when they are read and compiled when they are first used, for most files need
//! few of them. One that needs backtracking has a plain one beside it that matches wherever it
//! does: what that does not match need not be tried.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use fancy_regex::{Captures, Regex};

/// Steps of backtracking after which a regex is taken not to match.
const BACKTRACK_LIMIT: usize = 1_000_000;

/// Bytes that a compiled regex may take.
const SIZE_LIMIT: usize = 10 << 20;

/// A regular expression over text.
#[derive(Clone, Debug)]
pub struct RegexPattern {
    /// As written.
    pub text: Arc<str>,
    compiled: Arc<Compiled>,
}

#[derive(Debug, Default)]
struct Compiled {
    /// In multi-line mode (`^` and `$` at every line).
    anywhere: OnceLock<Option<Regex>>,
    /// The same at the place where a search begins only.
    here: OnceLock<Option<Regex>>,
    /// Matches wherever the regex does, and is quick; none where the regex itself is.
    wider: OnceLock<Option<regex::Regex>>,
    /// The same as the regex, if no backtracking is needed.
    plain: OnceLock<Option<regex::Regex>>,
    /// The same three at the beginning of a text only.
    start: OnceLock<Option<Regex>>,
    wider_start: OnceLock<Option<regex::Regex>>,
    plain_start: OnceLock<Option<regex::Regex>>,
}

impl RegexPattern {
    /// Takes a regex as rules mean it: multi-line, bounded. The error is the library's reason.
    pub fn new(text: &str) -> Result<Self, String> {
        let pattern = RegexPattern { text: text.into(), compiled: Arc::default() };
        match fancy_regex::Expr::parse_tree(&pattern.source()) {
            Ok(_) => Ok(pattern),
            Err(error) => Err(error.to_string()),
        }
    }

    /// What PCRE has and the library spells otherwise.
    fn source(&self) -> String {
        self.text.replace("\\Z", "\\z")
    }

    fn anywhere(&self) -> Option<&Regex> {
        self.compiled.anywhere.get_or_init(|| compile(&self.source())).as_ref()
    }

    fn wider(&self) -> Option<&regex::Regex> {
        let wider = || automaton(&translated(&self.source(), Borders::Dropped)?);
        self.compiled.wider.get_or_init(wider).as_ref()
    }

    fn plain(&self) -> Option<&regex::Regex> {
        let plain = || automaton(&translated(&self.source(), Borders::Ascii)?);
        self.compiled.plain.get_or_init(plain).as_ref()
    }

    /// Why it cannot be used although it reads well: it is too large.
    pub fn problem(&self) -> Option<String> {
        let compiled = self.anywhere();
        compiled.is_none().then(|| "the regex is too large to be compiled".to_owned())
    }

    /// Whether it may match somewhere in a text; one that gives up may.
    pub fn may_match(&self, text: &str) -> bool {
        self.matches(text, true)
    }

    /// Whether it matches somewhere in a text.
    pub fn is_match(&self, text: &str) -> bool {
        self.matches(text, false)
    }

    /// Whether it matches somewhere; `given_up` is the answer of one that gives up.
    fn matches(&self, text: &str, given_up: bool) -> bool {
        if let Some(plain) = self.plain() {
            return plain.is_match(text);
        }
        self.wider().is_none_or(|wider| wider.is_match(text))
            && self.anywhere().is_some_and(|regex| regex.is_match(text).unwrap_or(given_up))
    }

    /// Whether it matches from the first character of a text on.
    pub fn matches_start(&self, text: &str) -> bool {
        let at_start = |regex: &str| format!("\\A(?:{regex})");
        let automaton = |borders| automaton(&at_start(&translated(&self.source(), borders)?));
        let known = &*self.compiled;
        if let Some(plain) = known.plain_start.get_or_init(|| automaton(Borders::Ascii)) {
            return plain.is_match(text);
        }
        let wider = known.wider_start.get_or_init(|| automaton(Borders::Dropped));
        let start = || known.start.get_or_init(|| compile(&at_start(&self.source()))).as_ref();
        wider.as_ref().is_none_or(|wider| wider.is_match(text))
            && start().is_some_and(|regex| regex.is_match(text).unwrap_or(false))
    }

    /// Where the first match is that begins at byte `at` or later; quicker than its groups.
    pub fn find_from(&self, text: &str, at: usize) -> Option<Range<usize>> {
        let at = (at..=text.len()).find(|&at| text.is_char_boundary(at))?;
        if let Some(plain) = self.plain() {
            return plain.find_at(text, at).map(|found| found.range());
        }
        let Some(wider) = self.wider() else {
            return self.anywhere()?.find_from_pos(text, at).ok()?.map(|found| found.range());
        };
        // Where the regex matches, what matches more does; only there it is worth trying.
        let here = self.compiled.here.get_or_init(|| compile(&format!("\\G(?:{})", self.source())));
        let mut at = at;
        loop {
            let start = wider.find_at(text, at)?.start();
            if let Some(found) = here.as_ref()?.find_from_pos(text, start).ok()? {
                return Some(found.range());
            }
            at = (start + 1..=text.len()).find(|&at| text.is_char_boundary(at))?;
        }
    }

    /// The first match that begins at byte `at` or later; within a character counts as after it.
    pub fn captures_from<'t>(&self, text: &'t str, at: usize) -> Option<Captures<'t, str>> {
        self.captures_of(text, &self.find_from(text, at)?)
    }

    /// The groups of a match that [`RegexPattern::find_from`] gave.
    pub fn captures_of<'t>(
        &self,
        text: &'t str,
        found: &Range<usize>,
    ) -> Option<Captures<'t, str>> {
        self.anywhere()?.captures_from_pos(text, found.start).ok()?
    }

    /// The names of its groups, the whole match first.
    pub fn group_names(&self) -> Vec<Option<&str>> {
        self.anywhere().map(|regex| regex.capture_names().collect()).unwrap_or_default()
    }
}

fn compile(text: &str) -> Option<Regex> {
    fancy_regex::RegexBuilder::new(text)
        .multi_line(true)
        .backtrack_limit(BACKTRACK_LIMIT)
        .delegate_size_limit(SIZE_LIMIT)
        .build()
        .ok()
}

fn automaton(text: &str) -> Option<regex::Regex> {
    regex::RegexBuilder::new(text).multi_line(true).size_limit(SIZE_LIMIT).build().ok()
}

/// What becomes of the borders of words, which in any script cannot be told by an automaton.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Borders {
    /// They are left out, and look-around with them: more matches.
    Dropped,
    /// Letters are those of ASCII there, as in PCRE; look-around cannot be said.
    Ascii,
}

/// The regex without what no automaton can do: dropped, where that makes a difference (none if it
/// makes none), or said otherwise. None if it has back-references, atomic groups and the like.
fn translated(source: &str, borders: Borders) -> Option<String> {
    let bytes = source.as_bytes();
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    let mut dropped = false;
    let mut in_class = false;
    while at < bytes.len() {
        let rest = &source[at..];
        let look = ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|open| rest.starts_with(open));
        if bytes[at] == b'\\' {
            let next = rest.chars().nth(1)?;
            if next.is_ascii_digit() || matches!(next, 'k' | 'g' | 'K' | 'G') {
                return None;
            }
            at += 1 + next.len_utf8();
            match (next, borders) {
                ('b' | 'B', Borders::Dropped) if !in_class => {
                    dropped = true;
                    out.push_str("(?:)");
                }
                ('b', Borders::Ascii) if !in_class => out.push_str("(?-u:\\b)"),
                ('B', Borders::Ascii) if !in_class => return None,
                _ => {
                    out.push('\\');
                    out.push(next);
                }
            }
            continue;
        }
        if in_class {
            in_class = bytes[at] != b']';
        } else if bytes[at] == b'[' {
            in_class = true;
        } else if rest.starts_with("(?>") || rest.starts_with("(?(") {
            return None;
        } else if look {
            if borders == Borders::Ascii {
                return None;
            }
            dropped = true;
            at += group_length(rest)?;
            // A repeated look-around says nothing.
            if source[at..].starts_with(['*', '+', '?', '{']) {
                return None;
            }
            out.push_str("(?:)");
            continue;
        }
        let c = rest.chars().next()?;
        out.push(c);
        at += c.len_utf8();
    }
    (dropped || borders == Borders::Ascii).then_some(out)
}

/// The length in bytes of the group at the beginning of a text.
fn group_length(text: &str) -> Option<usize> {
    let (mut depth, mut in_class, mut escaped) = (0usize, false, false);
    for (at, c) in text.char_indices() {
        if escaped {
            escaped = false;
            continue;
        }
        match c {
            '\\' => escaped = true,
            ']' => in_class = false,
            '[' => in_class = true,
            '(' if !in_class => depth += 1,
            ')' if !in_class => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Borders, RegexPattern, translated};

    fn without_lookaround(source: &str) -> Option<String> {
        translated(source, Borders::Dropped)
    }

    #[test]
    fn look_around_is_taken_out_and_still_counts() {
        assert_eq!(without_lookaround("(?<![a-z])sk_(?!test)\\w+").unwrap(), "(?:)sk_(?:)\\w+");
        assert_eq!(without_lookaround("[(?=]x"), None);
        assert_eq!(without_lookaround("\\bkey[\\b]").unwrap(), "(?:)key[\\b]");
        assert_eq!(without_lookaround("(a)(?=b)\\1"), None);
        assert_eq!(translated("\\bkey[\\b]", Borders::Ascii).unwrap(), "(?-u:\\b)key[\\b]");
        assert_eq!(translated("a(?=b)", Borders::Ascii), None);
        let regex = RegexPattern::new("\\bkey").unwrap();
        assert_eq!(regex.find_from("akey key", 0), Some(5..8));
        let regex = RegexPattern::new("(?<![a-z])sk_(?!test)\\w+").unwrap();
        assert!(regex.is_match("a sk_live"));
        assert!(!regex.is_match("a sk_test"));
        assert!(!regex.is_match("ask_live"));
        assert_eq!(regex.find_from("ask_a é sk_b sk_test", 0), Some(9..13));
        assert_eq!(regex.find_from("ask_a é sk_b sk_test", 10), None);
        assert_eq!(regex.captures_from("sk_a sk_b", 1).unwrap().get(0).unwrap().as_str(), "sk_b");
    }
}
