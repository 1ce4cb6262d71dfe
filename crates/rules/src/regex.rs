//! Regular expressions of rules: look-around and back-references are possible; matching is
//! bounded.
//!
//! They are checked when they are read and compiled when they are first used, for most files need
//! few of them; and in a way that is quick to compile rather than quickest to match, for most meet
//! one name and no more. One that needs backtracking has a plain one beside it that matches wherever it
//! does: what that does not match need not be tried.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use fancy_regex::{Captures, Regex};
use regex_automata::Input;
use regex_automata::meta::{self, Regex as Automaton};
use regex_automata::util::syntax;

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
    wider: OnceLock<Option<Automaton>>,
    /// The same as the regex, if no backtracking is needed.
    plain: OnceLock<Option<Automaton>>,
    /// The same three at the beginning of a text only.
    start: OnceLock<Option<Regex>>,
    wider_start: OnceLock<Option<Automaton>>,
    plain_start: OnceLock<Option<Automaton>>,
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

    /// The regex as the libraries spell it.
    fn source(&self) -> String {
        respelled(&self.text)
    }

    fn anywhere(&self) -> Option<&Regex> {
        self.compiled.anywhere.get_or_init(|| compile(&self.source())).as_ref()
    }

    fn wider(&self) -> Option<&Automaton> {
        let wider = || automaton(&translated(&self.source(), Borders::Dropped)?);
        self.compiled.wider.get_or_init(wider).as_ref()
    }

    fn plain(&self) -> Option<&Automaton> {
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
        let automaton = |borders| small(&at_start(&translated(&self.source(), borders)?));
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
            return plain.find(Input::new(text).range(at..)).map(|found| found.range());
        }
        let Some(wider) = self.wider() else {
            return self.anywhere()?.find_from_pos(text, at).ok()?.map(|found| found.range());
        };
        // Where the regex matches, what matches more does; only there it is worth trying.
        let here = self.compiled.here.get_or_init(|| compile(&format!("\\G(?:{})", self.source())));
        let mut at = at;
        loop {
            let start = wider.find(Input::new(text).range(at..))?.start();
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

/// For texts of any length.
fn automaton(text: &str) -> Option<Automaton> {
    built(text, meta::Config::new())
}

/// For names and the like: a table that fills while it matches, one for each thread, would take more
/// memory than all else that a regex needs.
fn small(text: &str) -> Option<Automaton> {
    built(text, meta::Config::new().hybrid(false))
}

fn built(text: &str, config: meta::Config) -> Option<Automaton> {
    // The engines that are left out take most of the time, and pay off on long texts alone.
    let config = config.dfa(false).onepass(false).nfa_size_limit(Some(SIZE_LIMIT));
    let syntax = syntax::Config::new().multi_line(true);
    meta::Builder::new().configure(config).syntax(syntax).build(text).ok()
}

/// What PCRE has and the libraries spell otherwise: the end of a text, and the classes of
/// characters, which are those of ASCII.
fn respelled(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    let mut in_class = false;
    while let Some(c) = rest.chars().next() {
        let (escape, tail) = rest.split_at(match (c, rest[c.len_utf8()..].chars().next()) {
            ('\\', Some(next)) => 1 + next.len_utf8(),
            _ => c.len_utf8(),
        });
        // A class beside a `-` within another is no range, and refused as it is.
        let starts = out.ends_with("[-") || out.ends_with("[^-");
        let beside =
            out.ends_with('-') && !starts || tail.starts_with('-') && !tail.starts_with("-]");
        out.push_str(match (escape, in_class) {
            ("\\Z", false) => "\\z",
            ("\\w", false) => "[0-9A-Za-z_]",
            ("\\W", false) => "[^0-9A-Za-z_]",
            ("\\d", false) => "[0-9]",
            ("\\D", false) => "[^0-9]",
            ("\\w", true) if !beside => "0-9A-Za-z_",
            ("\\d", true) if !beside => "0-9",
            _ => escape,
        });
        match escape {
            "[" => in_class = true,
            "]" => in_class = false,
            _ => {}
        }
        rest = tail;
    }
    out
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
    use super::{Borders, RegexPattern, respelled, translated};

    fn without_lookaround(source: &str) -> Option<String> {
        translated(source, Borders::Dropped)
    }

    #[test]
    fn classes_of_characters_are_those_of_ascii() {
        assert_eq!(respelled(r"a\w\Z\d+"), r"a[0-9A-Za-z_]\z[0-9]+");
        assert_eq!(respelled(r"[\w.:-]\w"), "[0-9A-Za-z_.:-][0-9A-Za-z_]");
        assert_eq!(respelled(r"[-\d]|[\w-]|[^-\w]"), "[-0-9]|[0-9A-Za-z_-]|[^-0-9A-Za-z_]");
        assert_eq!(respelled(r"[\w-.]|[.-\d]|[\W]"), r"[\w-.]|[.-\d]|[\W]");
        assert_eq!(respelled("é\\"), "é\\");
        let regex = RegexPattern::new(r"^\w+$").unwrap();
        assert!(regex.is_match("a_1") && !regex.is_match("é"));
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
