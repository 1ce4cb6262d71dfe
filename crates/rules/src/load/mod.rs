//! Loading: rule texts become rules, and every mistake in them a problem that names its place.
//!
//! In: a name and a text. Out: [`Loaded`].
//! Must never know: where texts come from, what is done with rules.

mod absence;
mod excerpt;
mod fixes;
mod formula;
mod groups;
mod guideline;
mod lookup;
mod reader;
mod regex;
mod rule;
mod taint;
mod threads;
mod yaml;

use std::borrow::Cow;
use std::sync::Arc;

use stockade_syntax::Language;

use crate::guideline::Guideline;
use crate::rule::Rule;
use groups::Groups;

pub use reader::{Problem, ProblemKind};

/// What was read from texts.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The rules that are right.
    pub rules: Vec<Arc<Rule>>,
    /// The guidelines among the texts.
    pub guidelines: Vec<Guideline>,
    /// What is wrong with the others.
    pub problems: Vec<Problem>,
}

/// What is to be loaded: texts, each with its name. A name that ends in `.md` is a guideline's, all
/// others are of rule YAML. A group that one of them defines can be used in all.
#[derive(Clone, Copy, Debug, Default)]
pub struct Texts<'t> {
    /// Those that come with the program.
    pub builtin: &'t [(&'t str, &'t str)],
    /// All others; their groups replace built-in ones of the same name.
    pub own: &'t [(&'t str, &'t str)],
    /// If only files in these languages are at hand: of what is built in only rules that may read
    /// them are loaded, perhaps others too, and no guidelines. What runs on those files is the same.
    pub languages: Option<&'t [Language]>,
    /// Parse each pattern in all languages of its rule, and note those that do not parse. Else a
    /// pattern is parsed when a file comes in which it may match.
    pub thorough: bool,
}

/// Loads one text that uses no groups but its own; see [`load_all`].
pub fn load(name: &str, text: &str) -> Loaded {
    load_all(&[(name, text)])
}

/// Loads texts of which none is built in.
pub fn load_all(texts: &[(&str, &str)]) -> Loaded {
    load_texts(&Texts { own: texts, ..Texts::default() })
}

/// Loads texts, the built-in ones first.
pub fn load_texts(texts: &Texts<'_>) -> Loaded {
    let builtin = texts.builtin.iter().map(|(name, text)| (*name, *text, true));
    let own = texts.own.iter().map(|(name, text)| (*name, *text, false));
    let all: Vec<(&str, &str, bool)> = builtin.chain(own).collect();
    let read = threads::of_each(&all, |&(name, text, is_builtin)| {
        let text = match texts.languages.filter(|_| is_builtin) {
            Some(languages) => Cow::Owned(of_languages(name, text, languages)?),
            None => Cow::Borrowed(text),
        };
        let groups = if is_guideline(name) { None } else { groups::section(&text) };
        Some(Text { name, text, is_builtin, groups })
    });
    let is_part = texts.languages.is_some();
    let mut groups = Groups::new(is_part, texts.thorough);
    let mut with_rules = Vec::new();
    for mut text in read.into_iter().flatten() {
        let section = text.groups.take();
        if !section.is_some_and(|section| groups.add(text.name, section, text.is_builtin)) {
            with_rules.push(text);
        }
    }
    let (groups, problems) = groups.read_all();
    let loaded = threads::of_each(&with_rules, |Text { name, text, is_builtin, .. }| {
        let loaded = if is_guideline(name) {
            guideline::load(name, text, &groups)
        } else {
            rule::load(name, text, 0, &rule::Defaults::default(), &groups)
        };
        (loaded, *is_builtin)
    });
    let mut out = Loaded { problems, ..Loaded::default() };
    for (loaded, is_builtin) in loaded {
        out.rules.extend(loaded.rules);
        out.problems.extend(loaded.problems);
        if !(is_builtin && is_part) {
            out.guidelines.extend(loaded.guidelines);
        }
    }
    out
}

/// A text, read as far as its groups.
struct Text<'t> {
    name: &'t str,
    text: Cow<'t, str>,
    is_builtin: bool,
    groups: Option<groups::Section>,
}

/// The part of a built-in text that is about the languages at hand, if there is any.
fn of_languages(name: &str, text: &str, languages: &[Language]) -> Option<String> {
    if is_guideline(name) {
        excerpt::of_guideline(text, languages)
    } else {
        excerpt::excerpt(text, languages)
    }
}

fn is_guideline(name: &str) -> bool {
    name.ends_with(".md") || name.ends_with(".markdown")
}
