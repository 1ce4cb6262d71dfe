//! Loading: rule texts become rules, and every mistake in them a problem that names its place.
//!
//! In: a name and a text. Out: [`Loaded`].
//! Must never know: where texts come from, what is done with rules.

mod fixes;
mod formula;
mod guideline;
mod reader;
mod regex;
mod rule;
mod taint;
mod yaml;

use std::sync::Arc;

use crate::guideline::Guideline;
use crate::rule::Rule;

pub use reader::{Problem, ProblemKind};

/// What was read from one text.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The rules that are right.
    pub rules: Vec<Arc<Rule>>,
    /// The guideline, if the text is one.
    pub guidelines: Vec<Guideline>,
    /// What is wrong with the others.
    pub problems: Vec<Problem>,
}

/// Loads a text by its name's ending: `.md` is a guideline, all else rule YAML.
pub fn load(name: &str, text: &str) -> Loaded {
    if name.ends_with(".md") || name.ends_with(".markdown") {
        guideline::load(name, text)
    } else {
        load_yaml(name, text)
    }
}

/// Loads rule YAML: a map with `rules:`.
pub fn load_yaml(name: &str, text: &str) -> Loaded {
    rule::load(name, text, 0, &rule::Defaults::default())
}
