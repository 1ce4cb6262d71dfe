//! A plan: the rules that may apply in a file, by what they have to see of it to judge one item.

use std::sync::Arc;

use stockade_rules::pattern::Compiled;

/// The rules that read a file, whatever is in it.
#[derive(Debug, Default)]
pub struct Readers {
    /// Their numbers in the analyzer.
    pub rules: Vec<usize>,
    /// Those about projects.
    pub project: Vec<usize>,
    /// Identifies them. Results are known by this: a rule that does not apply to the file finds
    /// nothing in any item of it, whether or not it is in the plan.
    pub key: u64,
}

/// Numbers of rules in their analyzer.
#[derive(Debug, Default)]
pub struct Plan {
    /// Those that see the item.
    pub item: Vec<usize>,
    /// Those that see its slice.
    pub slice: Vec<usize>,
    /// Those that see the file.
    pub file: Vec<usize>,
    /// Sequences of statements that the rules of `slice` ask for.
    pub sequences: Vec<Sequence>,
    /// Those that see the project.
    pub project: Vec<usize>,
    /// Of these, those whose words an item says by itself.
    pub heard_by_item: Vec<usize>,
    /// Identifies `sequences`.
    pub sequences_key: u64,
}

/// A sequence of statements.
#[derive(Debug)]
pub struct Sequence {
    /// Tells it from others, in whatever plan it is.
    pub id: u64,
    /// The pattern.
    pub pattern: Arc<Compiled>,
    /// The rules that see the file as soon as it begins at a statement of the program; others only
    /// ask whether it begins at an import.
    pub rules: Vec<usize>,
}

impl Plan {
    /// Notes that a rule asks for a sequence; with `rule`, that it sees the file where it begins.
    pub fn add_sequence(&mut self, pattern: &Arc<Compiled>, rule: Option<usize>) {
        match self.sequences.iter_mut().find(|own| Arc::ptr_eq(&own.pattern, pattern)) {
            Some(known) => known.rules.extend(rule),
            None => {
                let id = Arc::as_ptr(pattern).addr() as u64;
                let rules = rule.into_iter().collect();
                self.sequences.push(Sequence { id, pattern: Arc::clone(pattern), rules });
            }
        }
    }
}
