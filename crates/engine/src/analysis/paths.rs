//! Which rules read a path: rules with the same globs are asked once, and a glob that several have
//! is compiled once.

use std::cell::OnceCell;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use stockade_rules::Rule;
use stockade_rules::rule::{PathFilter, PathGlob};

/// The filters of a set of rules, each once.
pub struct Paths {
    /// By rule.
    of_rule: Vec<usize>,
    filters: Vec<PathFilter>,
}

impl Paths {
    /// Those of these rules.
    pub fn of(rules: &[Arc<Rule>]) -> Paths {
        let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
        let mut globs: FxHashMap<Arc<str>, PathGlob> = FxHashMap::default();
        let mut shared = |list: &[PathGlob]| -> Vec<PathGlob> {
            let first = |own: &PathGlob| {
                globs.entry(Arc::clone(&own.text)).or_insert_with(|| own.clone()).clone()
            };
            list.iter().map(first).collect()
        };
        let mut filters = Vec::new();
        let number = |rule: &Arc<Rule>| {
            *numbers.entry(rule.paths.spelled()).or_insert_with(|| {
                let PathFilter { include, exclude } = &rule.paths;
                filters.push(PathFilter { include: shared(include), exclude: shared(exclude) });
                filters.len() - 1
            })
        };
        let of_rule = rules.iter().map(number).collect();
        Paths { of_rule, filters }
    }

    /// Whether a rule, by its number, reads this path.
    pub fn accepting(&self, path: &str) -> impl Fn(usize) -> bool {
        let known = vec![OnceCell::new(); self.filters.len()];
        move |rule| {
            let filter = self.of_rule[rule];
            *known[filter].get_or_init(|| self.filters[filter].accepts(path))
        }
    }
}
