//! What only a project tells: findings that depend on several files.
//!
//! In: files that were checked one by one. Out: their findings, with those about the project.
//! Must never know: rules, the terminal, protocols.

mod disk;
mod index;
mod join;
mod modules;

pub use index::{Index, Load};
pub use join::{Projects, load};
