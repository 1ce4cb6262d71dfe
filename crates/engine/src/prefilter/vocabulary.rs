//! The words and pieces of text that a set of rules speaks of, and which of them a text has.
//!
//! Must never know: rules, what they need.

use std::hash::Hasher as _;

use rustc_hash::{FxHashMap, FxHasher};

use super::pieces::LEAST;

/// The words and pieces that the rules of a set speak of, numbered.
#[derive(Default)]
pub struct Vocabulary {
    /// Words by their hash.
    pub words: FxHashMap<u64, usize>,
    /// Pieces, in lower case.
    pub pieces: Vec<String>,
    numbers: FxHashMap<String, usize>,
    /// Some rule asks for names that mean secrets.
    pub secret_names: bool,
}

impl Vocabulary {
    /// The number of a word.
    pub fn word(&mut self, text: &str) -> usize {
        let next = self.words.len();
        *self.words.entry(word_hash(text.as_bytes())).or_insert(next)
    }

    /// The number of a piece; none for one that is in nearly every text, or that cannot be told.
    pub fn piece(&mut self, text: &str) -> Option<usize> {
        if text.len() < LEAST || !text.is_ascii() {
            return None;
        }
        let text = text.to_ascii_lowercase();
        if let Some(known) = self.numbers.get(&text) {
            return Some(*known);
        }
        let next = self.pieces.len();
        self.pieces.push(text.clone());
        self.numbers.insert(text, next);
        Some(next)
    }
}

/// What was seen in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    words: Box<[u64]>,
    pieces: Box<[u64]>,
    /// A name that means a secret.
    pub secret_name: bool,
}

impl Seen {
    /// Nothing yet, of so many words and pieces.
    pub fn none(words: usize, pieces: usize) -> Seen {
        Seen {
            words: vec![0; words.div_ceil(64)].into(),
            pieces: vec![0; pieces.div_ceil(64)].into(),
            secret_name: false,
        }
    }

    /// Notes a word by its number.
    pub fn add_word(&mut self, word: usize) {
        self.words[word / 64] |= 1 << (word % 64);
    }

    /// Notes a piece by its number.
    pub fn add_piece(&mut self, piece: usize) {
        self.pieces[piece / 64] |= 1 << (piece % 64);
    }

    /// Whether the word with this number was seen.
    pub fn has_word(&self, word: usize) -> bool {
        self.words[word / 64] & 1 << (word % 64) != 0
    }

    /// Whether the piece with this number was seen.
    pub fn has_piece(&self, piece: usize) -> bool {
        self.pieces[piece / 64] & 1 << (piece % 64) != 0
    }

    /// Adds what was seen elsewhere.
    pub fn join(&mut self, other: &Seen) {
        let pairs = self.words.iter_mut().zip(&other.words);
        pairs.chain(self.pieces.iter_mut().zip(&other.pieces)).for_each(|(all, own)| *all |= own);
        self.secret_name |= other.secret_name;
    }
}

/// What words are compared by: 64 bits, taken to differ for different words.
pub fn word_hash(word: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(word);
    hasher.finish()
}
