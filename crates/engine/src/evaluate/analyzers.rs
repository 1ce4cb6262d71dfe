//! Computed conditions on texts: entropy.

use crate::secrecy::{entropy, is_placeholder};

/// Whether a string looks random: long enough, mixed, and not made of words.
pub fn looks_random(text: &str) -> bool {
    text.len() >= 8 && !text.contains(' ') && entropy(text) >= 3.0 && !is_placeholder(text)
}
