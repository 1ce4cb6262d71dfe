//! What a rule needs to be in a text: a formula over words, texts and regexes.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use stockade_rules::rule::{Analyzer, Condition, Group, Mode, Negative, RegexPattern};
use stockade_rules::{Formula, Pattern, Rule};
use stockade_syntax::Language;
use stockade_syntax::lowering::unescape;

use super::literals::required;
use super::vocabulary::{Seen, Vocabulary};

/// What must be in a text.
#[derive(Clone, Debug)]
pub enum Needs {
    /// Nothing: the rule may find something in any text.
    Nothing,
    /// What no text has.
    Never,
    /// A word, whole, as it is written.
    Word(usize),
    /// A piece of text, in upper or lower case.
    Piece(usize),
    /// A name that means a secret.
    SecretName,
    /// A match of a regex.
    Regex(RegexPattern),
    /// All of these.
    All(Vec<Needs>),
    /// One of these.
    Any(Vec<Needs>),
}

impl Needs {
    /// Whether it is met by what was seen in the text; without the text, as far as that tells.
    pub fn met(&self, seen: &Seen, text: Option<&str>) -> bool {
        match self {
            Needs::Nothing => true,
            Needs::Never => false,
            Needs::Word(word) => seen.has_word(*word),
            Needs::Piece(piece) => seen.has_piece(*piece),
            Needs::SecretName => seen.secret_name,
            // A regex that gives up may match.
            Needs::Regex(regex) => text.is_none_or(|text| regex.may_match(text)),
            Needs::All(list) => list.iter().all(|needs| needs.met(seen, text)),
            Needs::Any(list) => list.iter().any(|needs| needs.met(seen, text)),
        }
    }
}

/// The needs of what several rules have in common.
#[derive(Default)]
pub struct Shared {
    /// The words and pieces they speak of.
    pub vocabulary: Vocabulary,
    /// What each pattern needs by itself, by its address; see [`pattern_key`].
    pub patterns: FxHashMap<usize, Needs>,
    /// What regexes need, by their text: rules of a family have the same ones.
    regexes: FxHashMap<Arc<str>, Needs>,
    /// What groups need, by their address: many rules use the same ones.
    groups: FxHashMap<usize, Needs>,
}

impl Shared {
    fn word(&mut self, text: &str) -> Needs {
        Needs::Word(self.vocabulary.word(text))
    }

    fn piece(&mut self, text: &str) -> Needs {
        self.vocabulary.piece(text).map_or(Needs::Nothing, Needs::Piece)
    }
}

/// Names a pattern of a rule that is alive.
pub fn pattern_key(pattern: &Pattern) -> usize {
    pattern.text.as_ptr() as usize
}

/// What a rule needs in files of a language (none: files of text).
pub fn of_rule(rule: &Rule, language: Option<Language>, shared: &mut Shared) -> Needs {
    let mut reader = Reader { language, shared };
    match &rule.mode {
        Mode::Search(formula) => reader.formula(formula),
        Mode::Taint(taint) => {
            let sources = taint.sources.iter().map(|source| reader.formula(&source.formula));
            let sources = any(sources.collect());
            let sinks = taint.sinks.iter().map(|sink| reader.formula(&sink.formula));
            let sinks = any(sinks.collect());
            // What these need says nothing about the rule, only about themselves.
            taint.sanitizers.iter().for_each(|own| drop(reader.formula(&own.formula)));
            taint.propagators.iter().for_each(|own| drop(reader.formula(&own.formula)));
            all(vec![sources, sinks])
        }
        Mode::Absence(absence) => match &absence.files {
            Some(regex) => all(vec![reader.pieces(&regex.text), Needs::Regex(regex.clone())]),
            None => any(absence.formulas().map(|formula| reader.formula(formula)).collect()),
        },
    }
}

/// What a text needs to say anything in the words of a rule about projects.
pub fn of_words(rule: &Rule, language: Option<Language>, shared: &mut Shared) -> Option<Needs> {
    let Mode::Absence(absence) = &rule.mode else { return None };
    let mut reader = Reader { language, shared };
    Some(any(absence.formulas().map(|formula| reader.formula(formula)).collect()))
}

fn any(list: Vec<Needs>) -> Needs {
    if list.iter().any(|needs| matches!(needs, Needs::Nothing)) {
        return Needs::Nothing;
    }
    let mut list: Vec<Needs> = list.into_iter().filter(|n| !matches!(n, Needs::Never)).collect();
    match list.len() {
        0 => Needs::Never,
        1 => list.remove(0),
        _ => Needs::Any(list),
    }
}

fn all(list: Vec<Needs>) -> Needs {
    if list.iter().any(|needs| matches!(needs, Needs::Never)) {
        return Needs::Never;
    }
    let mut list: Vec<Needs> = list.into_iter().filter(|n| !matches!(n, Needs::Nothing)).collect();
    // What is quick to tell comes first.
    list.sort_by_key(|needs| matches!(needs, Needs::Regex(_)));
    match list.len() {
        0 => Needs::Nothing,
        1 => list.remove(0),
        _ => Needs::All(list),
    }
}

struct Reader<'s> {
    language: Option<Language>,
    shared: &'s mut Shared,
}

impl Reader<'_> {
    fn formula(&mut self, formula: &Formula) -> Needs {
        match formula {
            Formula::Pattern(pattern) => {
                let asked = asked_by(&pattern.text);
                let mut needs: Vec<Needs> =
                    asked.names.into_iter().map(|name| self.shared.word(name)).collect();
                needs.extend(asked.strings.into_iter().map(|text| self.string(text)));
                let needs = all(needs);
                self.shared.patterns.insert(pattern_key(pattern), needs.clone());
                needs
            }
            Formula::Regex(regex) => {
                all(vec![self.pieces(&regex.text), Needs::Regex(regex.clone())])
            }
            Formula::Secret(detector) if detector.named.is_some() => {
                self.shared.vocabulary.secret_names = true;
                Needs::SecretName
            }
            Formula::Secret(detector) => {
                let keywords = detector.keywords.iter().map(|k| self.shared.piece(k));
                let keywords = any(keywords.collect());
                all(vec![keywords, Needs::Regex(detector.regex.clone())])
            }
            Formula::Any(list) => any(list.iter().map(|inner| self.formula(inner)).collect()),
            Formula::Inside(inner) => self.formula(inner),
            Formula::Group(groups) => {
                let language = self.language;
                let own = groups.iter().filter(|group| group.accepts(language));
                any(own.map(|group| self.group(group)).collect())
            }
            Formula::All(list) => {
                let mut needs: Vec<Needs> =
                    list.positives.iter().map(|inner| self.formula(inner)).collect();
                for negative in &list.negatives {
                    let (Negative::Not(inner) | Negative::NotInside(inner)) = negative;
                    let _ = self.formula(inner);
                }
                needs.extend(list.conditions.iter().map(|condition| self.condition(condition)));
                all(needs)
            }
        }
    }

    fn condition(&mut self, condition: &Condition) -> Needs {
        match condition {
            Condition::Analysis { analyzer: Analyzer::SecretName, .. } => {
                self.shared.vocabulary.secret_names = true;
                Needs::SecretName
            }
            Condition::Regex { regex, .. } => self.pieces(&regex.text),
            Condition::Pattern { formula, language: None, .. } => self.formula(formula),
            _ => Needs::Nothing,
        }
    }

    /// The content of a string in a pattern.
    fn string(&mut self, content: &str) -> Needs {
        if let Some(regex) = content.strip_prefix("=~/").and_then(|rest| rest.strip_suffix('/')) {
            // The regex is what the string means, not how it is written.
            return self.pieces(&unescape(regex));
        }
        // Escapes have other spellings, and a module may be named with or without its `node:`.
        let plain = |text: &&str| text.len() >= 2 && !text.contains('\\');
        let content = content.strip_prefix("node:").unwrap_or(content);
        if content.starts_with('{') || content.starts_with('=') {
            return Needs::Nothing;
        }
        let holes = content.split("...").flat_map(|part| {
            let mut parts = part.split('$');
            let first = parts.next();
            let hole = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
            first.into_iter().chain(parts.map(move |rest| rest.trim_start_matches(hole)))
        });
        all(holes.filter(plain).map(|piece| self.shared.piece(piece)).collect())
    }

    /// What a group needs, the same for all who use it.
    fn group(&mut self, group: &Arc<Group>) -> Needs {
        let key = Arc::as_ptr(group).addr();
        if let Some(known) = self.shared.groups.get(&key) {
            return known.clone();
        }
        let needs = self.formula(&group.formula);
        self.shared.groups.insert(key, needs.clone());
        needs
    }

    /// The pieces of which every match of a regex contains one.
    fn pieces(&mut self, regex: &str) -> Needs {
        if let Some(known) = self.shared.regexes.get(regex) {
            return known.clone();
        }
        let needs = match required(regex) {
            Some(pieces) => any(pieces.iter().map(|piece| self.shared.piece(piece)).collect()),
            None => Needs::Nothing,
        };
        self.shared.regexes.insert(regex.into(), needs.clone());
        needs
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

/// What a pattern insists on.
#[derive(Default)]
struct Asked<'p> {
    names: Vec<&'p str>,
    /// The contents of its strings, as they are written.
    strings: Vec<&'p str>,
}

/// The names that a pattern insists on: identifiers outside strings and comments that are no
/// metavariables and no keywords. A type annotation may be resolved otherwise, so what follows a
/// colon after a metavariable is left out with it.
fn asked_by(pattern: &str) -> Asked<'_> {
    let mut out = Asked::default();
    let bytes = pattern.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        match byte {
            b'"' | b'\'' | b'`' => {
                at += 1;
                let start = at;
                while at < bytes.len() && bytes[at] != byte {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                // A template's text is parted by its expressions.
                if byte != b'`' {
                    out.strings.extend(pattern.get(start..at));
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
            // `($X: T)`: a literal has its type without naming it.
            b'(' if typed_length(&pattern[at..]).is_some() => {
                at += typed_length(&pattern[at..]).unwrap_or(1);
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
                    out.names.push(name);
                }
            }
            _ => at += 1,
        }
    }
    out
}

/// The length in bytes of a `($X: T)` at the beginning of a text.
fn typed_length(text: &str) -> Option<usize> {
    let name = text.strip_prefix('(')?.trim_start().strip_prefix('$')?;
    let rest = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let kind = rest.trim_start().strip_prefix(':')?;
    let mut depth = 0usize;
    for (at, c) in kind.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' if depth == 0 => return Some(text.len() - kind.len() + at + 1),
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::asked_by;

    #[test]
    fn a_type_need_not_be_named() {
        assert_eq!(asked_by("time.sleep($X: int)").names, ["time", "sleep"]);
        assert_eq!(asked_by("($R : *http.Request).Form").names, ["Form"]);
    }

    #[test]
    fn metavariables_are_no_words() {
        let asked = asked_by("run($X, $...ARGS, key=\"a $Y\")");
        assert_eq!((asked.names, asked.strings), (vec!["run", "key"], vec!["a $Y"]));
    }
}
