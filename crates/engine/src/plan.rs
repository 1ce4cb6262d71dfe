//! A plan: the rules that read a file, by what they have to see of it to judge one item.

/// Numbers of rules in their analyzer.
#[derive(Debug, Default)]
pub struct Plan {
    /// Those that see the item.
    pub item: Vec<usize>,
    /// Those that see its slice.
    pub slice: Vec<usize>,
    /// Those that see the file.
    pub file: Vec<usize>,
    /// Identifies the rules.
    pub key: u64,
}
