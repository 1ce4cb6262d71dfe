//! What a rule needs to be in a text: a formula over words, texts and regexes.

use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHashMap};
use stockade_rules::rule::{Analyzer, Condition, Group, Mode, Negative, RegexPattern};
use stockade_rules::{Formula, Pattern, Rule};
use stockade_syntax::Language;
use stockade_syntax::lowering::unescape;

use super::literals::{Required, required};
use super::vocabulary::Vocabulary;

/// What must be in a text, by its number among the [`Needs`] of a rule set.
pub type Need = u32;

/// Nothing: the rule may find something in any text.
pub const NOTHING: Need = 0;

/// What no text has.
pub const NEVER: Need = 1;

/// One thing that must be in a text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// See [`NOTHING`].
    Nothing,
    /// See [`NEVER`].
    Never,
    /// A word, whole, as it is written.
    Word(usize),
    /// A piece of text, in upper or lower case.
    Piece(usize),
    /// A name that means a secret.
    SecretName,
    /// A match of a regex, by its number.
    Regex(usize),
    /// All of these.
    All(Box<[Need]>),
    /// One of these.
    Any(Box<[Need]>),
}

/// The needs of a set of rules, each once: rules share groups, patterns and words. What a need is
/// made of has lower numbers.
#[derive(Debug)]
pub struct Needs {
    shapes: Vec<Shape>,
    numbers: FxHashMap<Shape, Need>,
    regexes: Vec<RegexPattern>,
    regex_numbers: FxHashMap<Arc<str>, usize>,
}

/// Needs that there is room for at once: a start waits for the table to be filled.
const USUAL: usize = 8_192;

impl Default for Needs {
    fn default() -> Self {
        let mut needs = Needs {
            shapes: Vec::with_capacity(USUAL),
            numbers: FxHashMap::with_capacity_and_hasher(USUAL, FxBuildHasher),
            regexes: Vec::new(),
            regex_numbers: FxHashMap::default(),
        };
        needs.number(Shape::Nothing);
        needs.number(Shape::Never);
        needs
    }
}

impl Needs {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.shapes.len()
    }

    /// What a need is.
    pub fn shape(&self, need: Need) -> &Shape {
        &self.shapes[need as usize]
    }

    /// A regex by its number.
    pub fn regex(&self, number: usize) -> &RegexPattern {
        &self.regexes[number]
    }

    fn number(&mut self, shape: Shape) -> Need {
        if let Some(known) = self.numbers.get(&shape) {
            return *known;
        }
        let number = self.shapes.len() as Need;
        self.numbers.insert(shape.clone(), number);
        self.shapes.push(shape);
        number
    }

    fn of_regex(&mut self, regex: &RegexPattern) -> Need {
        let next = self.regexes.len();
        let number = *self.regex_numbers.entry(Arc::clone(&regex.text)).or_insert(next);
        if number == next {
            self.regexes.push(regex.clone());
        }
        self.number(Shape::Regex(number))
    }

    fn any(&mut self, mut list: Vec<Need>) -> Need {
        if list.contains(&NOTHING) {
            return NOTHING;
        }
        list.retain(|need| *need != NEVER);
        list.sort_unstable();
        list.dedup();
        match list[..] {
            [] => NEVER,
            [only] => only,
            _ => self.number(Shape::Any(list.into())),
        }
    }

    fn all(&mut self, mut list: Vec<Need>) -> Need {
        if list.contains(&NEVER) {
            return NEVER;
        }
        list.retain(|need| *need != NOTHING);
        // What is quick to tell comes first.
        list.sort_unstable_by_key(|need| (matches!(self.shape(*need), Shape::Regex(_)), *need));
        list.dedup();
        match list[..] {
            [] => NOTHING,
            [only] => only,
            _ => self.number(Shape::All(list.into())),
        }
    }
}

/// What the rules of a set have in common, while their needs are collected.
#[derive(Default)]
pub struct Shared {
    /// The words and pieces they speak of.
    pub vocabulary: Vocabulary,
    /// Their needs.
    pub needs: Needs,
    /// What each pattern needs by itself, by its address; see [`pattern_key`].
    pub patterns: FxHashMap<usize, Need>,
    /// What regexes that look at a part of it need, by their text: rules of a family have the same ones.
    regexes: FxHashMap<Arc<str>, Need>,
    /// What a match of a regex in the text needs, by the regex's text.
    matches: FxHashMap<Arc<str>, Need>,
    /// What groups need, by their address: many rules use the same ones.
    groups: FxHashMap<usize, Need>,
}

impl Shared {
    fn word(&mut self, text: &str) -> Need {
        let word = self.vocabulary.word(text);
        self.needs.number(Shape::Word(word))
    }

    fn piece(&mut self, text: &str) -> Need {
        match self.vocabulary.piece(text) {
            Some(piece) => self.needs.number(Shape::Piece(piece)),
            None => NOTHING,
        }
    }

    fn secret_name(&mut self) -> Need {
        self.vocabulary.secret_names = true;
        self.needs.number(Shape::SecretName)
    }
}

/// Names a pattern of a rule that is alive.
pub fn pattern_key(pattern: &Pattern) -> usize {
    pattern.text.as_ptr() as usize
}

/// What a rule needs in files of a language (none: files of text).
pub fn of_rule(rule: &Rule, language: Option<Language>, shared: &mut Shared) -> Need {
    let mut reader = Reader { language, shared };
    match &rule.mode {
        Mode::Search(formula) => reader.formula(formula),
        Mode::Taint(taint) => {
            let sources = reader.any(taint.sources.iter().map(|source| &source.formula));
            let sinks = reader.any(taint.sinks.iter().map(|sink| &sink.formula));
            // What these need says nothing about the rule, only about themselves.
            taint.sanitizers.iter().for_each(|own| _ = reader.formula(&own.formula));
            taint.propagators.iter().for_each(|own| _ = reader.formula(&own.formula));
            reader.shared.needs.all(vec![sources, sinks])
        }
        Mode::Absence(absence) => match &absence.files {
            Some(regex) => reader.regex(regex),
            None => reader.any(absence.formulas()),
        },
    }
}

/// What a text needs to say anything in the words of a rule about projects.
pub fn of_words(rule: &Rule, language: Option<Language>, shared: &mut Shared) -> Option<Need> {
    let Mode::Absence(absence) = &rule.mode else { return None };
    Some(Reader { language, shared }.any(absence.formulas()))
}

struct Reader<'s> {
    language: Option<Language>,
    shared: &'s mut Shared,
}

impl Reader<'_> {
    fn any<'f>(&mut self, formulas: impl Iterator<Item = &'f Formula>) -> Need {
        let list = formulas.map(|formula| self.formula(formula)).collect();
        self.shared.needs.any(list)
    }

    fn regex(&mut self, regex: &RegexPattern) -> Need {
        if let Some(known) = self.shared.matches.get(&regex.text) {
            return *known;
        }
        let Required { enough, needed } = required(&regex.text);
        let mut ways: Vec<Need> = enough.iter().map(|piece| self.shared.piece(piece)).collect();
        if needed.as_ref().is_none_or(|needed| !needed.is_empty()) {
            let list = vec![self.any_piece(needed), self.shared.needs.of_regex(regex)];
            ways.push(self.shared.needs.all(list));
        }
        let need = self.shared.needs.any(ways);
        self.shared.matches.insert(Arc::clone(&regex.text), need);
        need
    }

    fn formula(&mut self, formula: &Formula) -> Need {
        match formula {
            Formula::Pattern(pattern) => {
                let asked = asked_by(&pattern.text);
                let mut list: Vec<Need> =
                    asked.names.into_iter().map(|name| self.shared.word(name)).collect();
                list.extend(asked.strings.into_iter().map(|text| self.string(text)));
                let need = self.shared.needs.all(list);
                self.shared.patterns.insert(pattern_key(pattern), need);
                need
            }
            Formula::Regex(regex) => self.regex(regex),
            Formula::Secret(detector) if detector.named.is_some() => self.shared.secret_name(),
            Formula::Secret(detector) => {
                let keywords = detector.keywords.iter().map(|k| self.shared.piece(k)).collect();
                let keywords = self.shared.needs.any(keywords);
                let list = vec![keywords, self.shared.needs.of_regex(&detector.regex)];
                self.shared.needs.all(list)
            }
            Formula::Any(list) => self.any(list.iter()),
            Formula::Inside(inner) => self.formula(inner),
            Formula::Group(groups) => {
                let language = self.language;
                let own = groups.iter().filter(|group| group.accepts(language));
                let list = own.map(|group| self.group(group)).collect();
                self.shared.needs.any(list)
            }
            Formula::All(all) => {
                let mut list: Vec<Need> =
                    all.positives.iter().map(|inner| self.formula(inner)).collect();
                for negative in &all.negatives {
                    let (Negative::Not(inner) | Negative::NotInside(inner)) = negative;
                    let _ = self.formula(inner);
                }
                list.extend(all.conditions.iter().map(|condition| self.condition(condition)));
                self.shared.needs.all(list)
            }
        }
    }

    fn condition(&mut self, condition: &Condition) -> Need {
        match condition {
            Condition::Analysis { analyzer: Analyzer::SecretName, .. } => self.shared.secret_name(),
            Condition::Regex { regex, .. } => self.pieces(&regex.text),
            Condition::Pattern { formula, language: None, .. } => self.formula(formula),
            _ => NOTHING,
        }
    }

    /// The content of a string in a pattern.
    fn string(&mut self, content: &str) -> Need {
        if let Some(regex) = content.strip_prefix("=~/").and_then(|rest| rest.strip_suffix('/')) {
            // The regex is what the string means, not how it is written.
            return self.pieces(&unescape(regex));
        }
        // Escapes have other spellings, and a module may be named with or without its `node:`.
        let plain = |text: &&str| text.len() >= 2 && !text.contains('\\');
        let content = content.strip_prefix("node:").unwrap_or(content);
        if content.starts_with('{') || content.starts_with('=') {
            return NOTHING;
        }
        let holes = content.split("...").flat_map(|part| {
            let mut parts = part.split('$');
            let first = parts.next();
            let hole = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
            first.into_iter().chain(parts.map(move |rest| rest.trim_start_matches(hole)))
        });
        let list = holes.filter(plain).map(|piece| self.shared.piece(piece)).collect();
        self.shared.needs.all(list)
    }

    /// What a group needs, the same for all who use it.
    fn group(&mut self, group: &Arc<Group>) -> Need {
        let key = Arc::as_ptr(group).addr();
        if let Some(known) = self.shared.groups.get(&key) {
            return *known;
        }
        let need = self.formula(&group.formula);
        self.shared.groups.insert(key, need);
        need
    }

    /// The pieces of which every match of a regex contains one.
    fn pieces(&mut self, regex: &str) -> Need {
        if let Some(known) = self.shared.regexes.get(regex) {
            return *known;
        }
        let Required { enough, needed } = required(regex);
        let need = self.any_piece(needed.map(|needed| [enough, needed].concat()));
        self.shared.regexes.insert(regex.into(), need);
        need
    }

    /// One of these pieces; nothing if they are not known.
    fn any_piece(&mut self, pieces: Option<Vec<String>>) -> Need {
        let Some(pieces) = pieces else { return NOTHING };
        let list = pieces.iter().map(|piece| self.shared.piece(piece)).collect();
        self.shared.needs.any(list)
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
