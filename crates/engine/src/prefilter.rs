//! The prefilter: which rules can apply to a text at all, before it is parsed.
//!
//! Each rule becomes a formula over words that a file must contain (a name in a pattern must be
//! in the file in some spelling of that name: as written, in an import, as a quoted key). One
//! pass over the bytes finds the words. Sound: a rule that is ruled out cannot match.

use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::FxHashMap;
use std::sync::Arc;
use stockade_rules::rule::Mode;
use stockade_rules::{Formula, Rule};
use stockade_syntax::Tree;

use crate::store::Store;

/// What must be in a text.
#[derive(Debug)]
enum Needs {
    Nothing,
    Word(usize),
    All(Vec<Needs>),
    Any(Vec<Needs>),
}

impl Needs {
    fn met(&self, present: &[u64]) -> bool {
        match self {
            Needs::Nothing => true,
            Needs::Word(word) => present[word / 64] & 1 << (word % 64) != 0,
            Needs::All(list) => list.iter().all(|needs| needs.met(present)),
            Needs::Any(list) => list.iter().any(|needs| needs.met(present)),
        }
    }
}

/// The needs of a set of rules.
pub struct Prefilter {
    needs: Vec<Needs>,
    words: usize,
    automaton: Option<AhoCorasick>,
}

#[derive(Default)]
struct Words {
    numbers: FxHashMap<String, usize>,
    list: Vec<String>,
}

impl Words {
    fn word(&mut self, text: &str) -> Needs {
        let text = text.to_ascii_lowercase();
        let next = self.list.len();
        let number = *self.numbers.entry(text.clone()).or_insert(next);
        if number == next {
            self.list.push(text);
        }
        Needs::Word(number)
    }
}

impl Prefilter {
    /// Compiles the needs of rules, in their order.
    pub fn new(rules: &[Arc<Rule>]) -> Prefilter {
        let mut words = Words::default();
        let needs = rules
            .iter()
            .map(|rule| match &rule.mode {
                Mode::Search(formula) => needs_of(formula, &mut words),
                Mode::Taint(taint) => {
                    let mut any = |formulas: Vec<&Formula>| {
                        Needs::Any(formulas.into_iter().map(|f| needs_of(f, &mut words)).collect())
                    };
                    let sources = any(taint.sources.iter().map(|s| &s.formula).collect());
                    let sinks = any(taint.sinks.iter().map(|s| &s.formula).collect());
                    Needs::All(vec![sources, sinks])
                }
            })
            .collect();
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(&words.list)
            .ok();
        Prefilter { needs, words: words.list.len(), automaton }
    }

    /// For each rule, whether it can apply to the text.
    pub fn possible(&self, text: &str) -> Vec<bool> {
        let mut present = self.none();
        self.scan(text, &mut present);
        self.met(&present)
    }

    /// The same for an open document: each item is scanned once, what stands between them anew.
    pub fn possible_in(&self, tree: &Tree, text: &str, store: &Store) -> Vec<bool> {
        let mut present = self.none();
        let mut at = 0;
        for (number, item) in tree.items().iter().enumerate() {
            let offset = tree.item_offset(number as u32);
            self.scan(text.get(at..offset).unwrap_or_default(), &mut present);
            at = offset + item.text().len();
            let own = store.words(item.key(), || {
                let mut own = self.none();
                self.scan(item.text(), &mut own);
                own
            });
            for (all, own) in present.iter_mut().zip(own.iter()) {
                *all |= own;
            }
        }
        self.scan(text.get(at..).unwrap_or_default(), &mut present);
        self.met(&present)
    }

    fn none(&self) -> Vec<u64> {
        vec![0; self.words.div_ceil(64)]
    }

    fn scan(&self, text: &str, present: &mut [u64]) {
        if text.trim_ascii().is_empty() {
            return;
        }
        let Some(automaton) = &self.automaton else { return };
        for found in automaton.find_overlapping_iter(text) {
            let word = found.pattern().as_usize();
            present[word / 64] |= 1 << (word % 64);
        }
    }

    fn met(&self, present: &[u64]) -> Vec<bool> {
        if self.automaton.is_none() {
            return vec![true; self.needs.len()];
        }
        self.needs.iter().map(|needs| needs.met(present)).collect()
    }
}

fn needs_of(formula: &Formula, words: &mut Words) -> Needs {
    match formula {
        Formula::Pattern(pattern) => {
            Needs::All(names_in(&pattern.text).into_iter().map(|name| words.word(name)).collect())
        }
        Formula::Regex(_) => Needs::Nothing,
        Formula::Secret(detector) => {
            Needs::Any(detector.keywords.iter().map(|keyword| words.word(keyword)).collect())
        }
        Formula::Any(list) => Needs::Any(list.iter().map(|f| needs_of(f, words)).collect()),
        Formula::Inside(inner) => needs_of(inner, words),
        Formula::Group(groups) => {
            Needs::Any(groups.iter().map(|group| needs_of(&group.formula, words)).collect())
        }
        Formula::All(all) => Needs::All(all.positives.iter().map(|f| needs_of(f, words)).collect()),
    }
}

/// Words that a language may spell otherwise or that matching does not insist on.
const KEYWORDS: [&str; 62] = [
    "function",
    "const",
    "let",
    "var",
    "import",
    "from",
    "require",
    "as",
    "new",
    "return",
    "async",
    "await",
    "export",
    "default",
    "class",
    "if",
    "else",
    "elif",
    "for",
    "while",
    "do",
    "try",
    "catch",
    "except",
    "finally",
    "throw",
    "raise",
    "with",
    "def",
    "lambda",
    "func",
    "type",
    "struct",
    "interface",
    "package",
    "and",
    "or",
    "not",
    "in",
    "is",
    "of",
    "true",
    "false",
    "none",
    "null",
    "nil",
    "undefined",
    "True",
    "False",
    "None",
    "this",
    "switch",
    "case",
    "print",
    "exec",
    "yield",
    "pass",
    "del",
    "typeof",
    "void",
    "instanceof",
    "static",
];

/// The names that a pattern insists on: identifiers outside strings and comments that are no
/// metavariables and no keywords. A type annotation may be resolved otherwise, so what follows a
/// colon after a metavariable is left out with it.
fn names_in(pattern: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let bytes = pattern.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        match byte {
            b'"' | b'\'' | b'`' => {
                at += 1;
                while at < bytes.len() && bytes[at] != byte {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at += 1;
            }
            b'#' => {
                while at < bytes.len() && bytes[at] != b'\n' {
                    at += 1;
                }
            }
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                while at < bytes.len() && bytes[at] != b'\n' {
                    at += 1;
                }
            }
            // The name of `$...ARGS` is a metavariable's as well.
            b'$' if bytes[at..].starts_with(b"$...") => {
                at += 4;
                while bytes.get(at).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_') {
                    at += 1;
                }
            }
            _ if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80 => {
                let start = at;
                while at < bytes.len()
                    && (bytes[at].is_ascii_alphanumeric()
                        || matches!(bytes[at], b'_' | b'$')
                        || bytes[at] >= 0x80)
                {
                    at += 1;
                }
                let name = &pattern[start..at];
                let is_name = !name.contains('$')
                    && !name.starts_with(|c: char| c.is_ascii_digit())
                    && name.is_ascii()
                    && bytes.get(at) != Some(&b'"')
                    && bytes.get(at) != Some(&b'\'')
                    && !KEYWORDS.contains(&name);
                if is_name {
                    out.push(name);
                }
            }
            _ => at += 1,
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::names_in;

    #[test]
    fn metavariables_are_no_words() {
        assert_eq!(names_in("run($X, $...ARGS, key=...)"), ["run", "key"]);
    }
}
