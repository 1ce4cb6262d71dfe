//! What makes a text a credential: what names mean one, which values could be one, what a value
//! is called where it stands.
//!
//! In: names, values, nodes of the lowered tree, lines of a text. Out: plain judgements.
//! Must never know: rules, findings, fixes.

mod code;
mod judge;
mod name;
mod pairs;
mod value;

pub use code::{Form, Place, form, place};
pub use judge::{Tie, judge, may_be_secret, names_secret};
pub use name::{Means, may_mean, meaning, without_scheme, words_of};
pub use pairs::pairs;
pub use value::{entropy, is_placeholder};
