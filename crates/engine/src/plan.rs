//! A plan: the rules that read a file, by what they have to see of it to judge one item.

use std::sync::Arc;

use stockade_rules::pattern::Compiled;

/// Numbers of rules in their analyzer.
#[derive(Debug, Default)]
pub struct Plan {
    /// Those that see the item.
    pub item: Vec<usize>,
    /// Those that see its slice.
    pub slice: Vec<usize>,
    /// Those that see the file.
    pub file: Vec<usize>,
    /// Sequences of statements with the rules of `slice` that see the file as soon as one begins at
    /// a statement of the program.
    pub sequences: Vec<Sequence>,
    /// Identifies the rules.
    pub key: u64,
}

/// A sequence of statements.
#[derive(Debug)]
pub struct Sequence {
    /// The pattern.
    pub pattern: Arc<Compiled>,
    /// The rules that ask for it.
    pub rules: Vec<usize>,
}

impl Plan {
    /// Notes that a rule asks for a sequence.
    pub fn add_sequence(&mut self, pattern: Arc<Compiled>, rule: usize) {
        match self.sequences.iter_mut().find(|own| Arc::ptr_eq(&own.pattern, &pattern)) {
            Some(known) => known.rules.push(rule),
            None => self.sequences.push(Sequence { pattern, rules: vec![rule] }),
        }
    }
}
