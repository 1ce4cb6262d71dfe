//! Names in a text that mean secrets, found without parsing.

use std::hash::Hasher as _;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHasher};

use crate::secrecy::{may_mean, names_secret};

/// Looks at the words of a text one after the other, at each spelling once.
#[derive(Default)]
pub struct SecretNames {
    known: FxHashMap<u64, bool>,
    /// The word before, which may be a part of the name (`api.key`), and whether it could be the
    /// one that counts.
    before: Range<usize>,
    may_before: bool,
}

impl SecretNames {
    /// Whether a name that means a secret ends with this word, the next of the text.
    pub fn end_with(&mut self, text: &str, word: Range<usize>) -> bool {
        let before = std::mem::replace(&mut self.before, word.clone());
        let (Some(before), Some(word)) = (text.get(before), text.get(word)) else { return true };
        let may = may_mean(word);
        if !std::mem::replace(&mut self.may_before, may) && !may {
            return false;
        }
        let mut hasher = FxHasher::default();
        hasher.write(before.as_bytes());
        hasher.write_u8(b'.');
        hasher.write(word.as_bytes());
        *self
            .known
            .entry(hasher.finish())
            .or_insert_with(|| names_secret(word) || names_secret(&format!("{before}.{word}")))
    }
}

/// The places of words that end a name that means a secret.
pub fn secret_names(text: &str) -> Vec<Range<usize>> {
    let mut names = SecretNames::default();
    words(text).filter(|word| names.end_with(text, word.clone())).collect()
}

/// The words of a text: runs of letters, digits, `_`, `$` and all that is not ASCII.
pub fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() && !is_word(bytes[at]) {
            at += 1;
        }
        let start = at;
        while at < bytes.len() && is_word(bytes[at]) {
            at += 1;
        }
        (start < at).then_some(start..at)
    })
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80
}
