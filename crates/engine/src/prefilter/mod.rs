//! The prefilter: which rules can apply to a text at all, before it is parsed.
//!
//! Each rule becomes a formula over words that a file must contain (a name in a pattern must be
//! in the file in some spelling of that name: as written, in an import, as a quoted key), and over
//! regexes on its text. One pass over the bytes finds the words. Sound: a rule that is ruled out
//! cannot match.
//! Must never know: trees, what a match is.

mod asked;
mod literals;
mod needs;
mod pieces;
mod scan;
mod vocabulary;

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use stockade_rules::{Pattern, Rule};
use stockade_syntax::Language;

use asked::Answers;
use needs::{NEVER, NOTHING, Need, Needs, Shared, of_rule, of_words, pattern_key};
use scan::Scanner;
pub use vocabulary::Seen;

/// The needs of a set of rules, compiled for a language when a file of it comes.
pub struct Prefilter {
    rules: Vec<Arc<Rule>>,
    /// By language; the last is for files of text.
    compiled: [OnceLock<Compiled>; Language::ALL.len() + 1],
}

/// The needs of the rules in files of one language.
struct Compiled {
    needs: Needs,
    /// By rule.
    rules: Vec<Need>,
    /// Of rules about projects, by their number: what one needs to say anything in their words.
    words: FxHashMap<usize, Need>,
    /// By the key of the pattern.
    patterns: FxHashMap<usize, Need>,
    scanner: Scanner,
}

impl Prefilter {
    /// For these rules, in their order.
    pub fn new(rules: Vec<Arc<Rule>>) -> Prefilter {
        Prefilter { rules, compiled: Default::default() }
    }

    fn compiled(&self, language: Option<Language>) -> &Compiled {
        let slot = language.map_or(Language::ALL.len(), |language| language as usize);
        self.compiled[slot].get_or_init(|| {
            let mut shared = Shared::default();
            // Nobody asks about rules that do not read the language.
            let is_read = |rule: &Rule| language.is_none_or(|language| rule.applies_to(language));
            let rules = self
                .rules
                .iter()
                .map(|rule| match is_read(rule) {
                    true => of_rule(rule, language, &mut shared),
                    false => NEVER,
                })
                .collect();
            let words = (0..self.rules.len()).filter(|&at| is_read(&self.rules[at]));
            let words = words
                .filter_map(|at| Some((at, of_words(&self.rules[at], language, &mut shared)?)))
                .collect();
            let Shared { needs, patterns, vocabulary, .. } = shared;
            Compiled { needs, rules, words, patterns, scanner: Scanner::new(vocabulary) }
        })
    }

    /// What a text has of what the rules speak of.
    pub fn scan(&self, language: Option<Language>, text: &str) -> Seen {
        let scanner = &self.compiled(language).scanner;
        let mut seen = scanner.none();
        scanner.scan(text, &mut seen);
        seen
    }

    /// A text in which nothing was seen yet.
    pub fn nothing(&self, language: Language) -> Seen {
        self.compiled(Some(language)).scanner.none()
    }

    /// Whether a rule needs nothing of a text: every file has to be parsed for it.
    pub fn needs_nothing(&self, rule: usize, language: Language) -> bool {
        self.compiled(Some(language)).rules[rule] == NOTHING
    }

    /// What rules and patterns can do in a text in which this was seen; without the text, as far as
    /// that tells.
    pub fn asked<'a>(
        &'a self,
        language: Option<Language>,
        seen: &'a Seen,
        text: Option<&'a str>,
    ) -> Asked<'a> {
        let compiled = self.compiled(language);
        Asked { compiled, answers: Answers::new(&compiled.needs, seen, text) }
    }
}

/// What rules and patterns can do in one text. A question that was answered is not answered again.
pub struct Asked<'a> {
    compiled: &'a Compiled,
    answers: Answers<'a>,
}

impl Asked<'_> {
    /// Whether a rule can apply.
    pub fn is_met(&self, rule: usize) -> bool {
        self.answers.met(self.compiled.rules[rule])
    }

    /// Whether a pattern of one of the rules can match.
    pub fn allows(&self, pattern: &Pattern) -> bool {
        let need = self.compiled.patterns.get(&pattern_key(pattern));
        need.is_none_or(|need| self.answers.met(*need))
    }

    /// Whether the text can say anything in the words of a rule about projects.
    pub fn may_say(&self, rule: usize) -> bool {
        self.compiled.words.get(&rule).is_none_or(|need| self.answers.met(*need))
    }
}
