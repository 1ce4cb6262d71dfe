//! What formulas ask for while they are read: what the name of a group means.
//! Must never know: where groups are defined, how they are read.

use std::sync::Arc;

use crate::rule::Group;

/// Knows groups by their names.
pub trait Lookup {
    /// What a name means. `within`: the user's group in which it stands.
    fn meaning(&self, name: &str, within: Option<&str>) -> Meaning;

    /// All names.
    fn names(&self) -> Vec<&str>;

    /// Whether each pattern is parsed where it stands, and not when it is first asked for.
    fn is_thorough(&self) -> bool {
        false
    }
}

/// What a name means.
pub enum Meaning {
    /// These groups, one for each set of languages.
    Groups(Vec<Arc<Group>>),
    /// A group that the name is part of.
    Itself,
    /// A group that is wrong; that has been noted.
    Wrong,
    /// Nothing.
    Unknown,
}

/// No groups at all.
pub struct Nothing;

impl Lookup for Nothing {
    fn meaning(&self, _: &str, _: Option<&str>) -> Meaning {
        Meaning::Unknown
    }

    fn names(&self) -> Vec<&str> {
        Vec::new()
    }
}
