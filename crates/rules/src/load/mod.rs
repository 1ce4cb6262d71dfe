//! Loading: rule texts become rules, and every mistake in them a problem that names its place.
//!
//! In: a name and a text. Out: [`Loaded`].
//! Must never know: where texts come from, what is done with rules.

mod about;
mod absence;
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

use std::sync::Arc;

use stockade_syntax::Language;
use stockade_yaml::packed::{self, Unpacked};

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

/// What is to be loaded. A name that ends in `.md` is a guideline's, all others are of rule YAML. A
/// group that one of the texts defines can be used in all.
#[derive(Clone, Copy, Debug, Default)]
pub struct Texts<'t> {
    /// What comes with the program.
    pub builtin: Builtin<'t>,
    /// All other texts, each with its name; their groups replace built-in ones of the same name.
    pub own: &'t [(&'t str, &'t str)],
    /// Parse each pattern in all languages of its rule, and note those that do not parse. Else a
    /// pattern is parsed when a file comes in which it may match.
    pub thorough: bool,
}

/// Texts that come with the program.
#[derive(Clone, Copy, Debug)]
pub enum Builtin<'t> {
    /// Each with its name.
    Texts(&'t [(&'t str, &'t str)]),
    /// Packed, where only files in some languages are at hand: rules that may read them are loaded,
    /// perhaps others too, and no guidelines. What runs on those files is the same.
    Packed(&'t [&'t [u8]], &'t [Language]),
}

impl Default for Builtin<'_> {
    fn default() -> Self {
        Builtin::Texts(&[])
    }
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
    let (all, languages) = match &texts.builtin {
        Builtin::Texts(known) => (given(known, true), None),
        Builtin::Packed(packed, languages) => {
            let packed = packed.iter().filter_map(|bytes| packed::texts(bytes).ok()).flatten();
            (packed.map(Given::Packed).collect(), Some(*languages))
        }
    };
    let all: Vec<Given<'_>> = all.into_iter().chain(given(texts.own, false)).collect();
    let read = threads::of_each(&all, |given| read(given, languages.unwrap_or_default()));
    let mut groups = Groups::new(languages.is_some(), texts.thorough);
    let mut with_rules = Vec::new();
    for mut text in read.into_iter().flatten() {
        let section = text.groups.take();
        if !section.is_some_and(|section| groups.add(text.name, section, text.is_builtin)) {
            with_rules.push(text);
        }
    }
    let (groups, problems) = groups.read_all();
    let loaded = threads::of_each(&with_rules, |Text { name, body, .. }| match body {
        Body::Text(text) if is_guideline(name) => guideline::load(name, text, &groups),
        Body::Text(text) => rule::load(name, text, 0, &rule::Defaults::default(), &groups),
        Body::Trees(trees) => guideline::rules_of_trees(name, trees, &groups),
    });
    let mut out = Loaded { problems, ..Loaded::default() };
    for loaded in loaded {
        out.rules.extend(loaded.rules);
        out.problems.extend(loaded.problems);
        out.guidelines.extend(loaded.guidelines);
    }
    out
}

/// A text as it is given.
enum Given<'t> {
    Text { name: &'t str, text: &'t str, is_builtin: bool },
    Packed(packed::Text<'t>),
}

/// A text, read as far as its groups.
struct Text<'t> {
    name: &'t str,
    body: Body<'t>,
    is_builtin: bool,
    groups: Option<groups::Section>,
}

enum Body<'t> {
    Text(&'t str),
    Trees(Unpacked),
}

fn given<'t>(texts: &[(&'t str, &'t str)], is_builtin: bool) -> Vec<Given<'t>> {
    texts.iter().map(|(name, text)| Given::Text { name, text, is_builtin }).collect()
}

/// Reads the groups of a text; none if nothing of it is about the languages at hand.
fn read<'t>(given: &'t Given<'t>, languages: &[Language]) -> Option<Text<'t>> {
    match given {
        Given::Text { name, text, is_builtin } => {
            let groups = if is_guideline(name) { None } else { groups::section(text) };
            Some(Text { name, body: Body::Text(text), is_builtin: *is_builtin, groups })
        }
        Given::Packed(packed) => {
            let mut trees = packed.unpack(|said| about::may_be_about(said, languages))?;
            let mut roots = trees.documents.iter_mut();
            let groups = roots.find_map(|(_, root)| groups::take_section(root));
            Some(Text { name: &packed.name, body: Body::Trees(trees), is_builtin: true, groups })
        }
    }
}

fn is_guideline(name: &str) -> bool {
    name.ends_with(".md") || name.ends_with(".markdown")
}
