//! Loading: rule texts become rules, and every mistake in them a problem that names its place.
//!
//! In: a name and a text. Out: [`Loaded`].
//! Must never know: where texts come from, what is done with rules.

mod absence;
mod fixes;
mod formula;
mod groups;
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

/// Loads one text that uses no groups but its own; see [`load_all`].
pub fn load(name: &str, text: &str) -> Loaded {
    load_all(&[(name, text)])
}

/// Loads texts, each with its name; a name that ends in `.md` is a guideline's, all others are of
/// rule YAML. A group that one of them defines can be used in all.
pub fn load_all(texts: &[(&str, &str)]) -> Loaded {
    let mut out = Loaded::default();
    let groups = Arc::new(groups::Groups::read(texts, &mut out.problems));
    for (name, text) in texts {
        let loaded = if is_guideline(name) {
            guideline::load(name, text, &groups)
        } else {
            rule::load(name, text, 0, &rule::Defaults::default(), &groups)
        };
        out.rules.extend(loaded.rules);
        out.guidelines.extend(loaded.guidelines);
        out.problems.extend(loaded.problems);
    }
    out
}

fn is_guideline(name: &str) -> bool {
    name.ends_with(".md") || name.ends_with(".markdown")
}
