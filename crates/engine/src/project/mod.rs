//! What a project lacks: which application serves which route, and what stands in front of it,
//! over files.
//!
//! In: for each file what a rule's formulas match. Out: a [`Summary`] for each, and verdicts from
//! all of them together. Both steps are pure functions; a file that has changed and says the same
//! as before has the same hash, and nothing needs to be linked anew.
//! Must never know: the file system, frameworks, names of rules.

mod covers;
mod graph;
mod imports;
mod link;
mod missing;
mod path;
mod reading;
mod summarize;
mod summary;
mod symbols;
mod wiring;

pub use graph::{Graph, Linking, Target};
pub use link::{Concerned, Verdict, View, judge};
pub use missing::missing;
pub use reading::{Reading, Said, Told};
pub use summarize::summarize;
pub use summary::{Import, Part, Summary};

#[cfg(test)]
mod tests;
