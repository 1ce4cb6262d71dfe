//! One pass over a text: which words and pieces of the vocabulary it has.

use rustc_hash::FxHashMap;

use super::pieces::Pieces;
use super::vocabulary::{Seen, Vocabulary, word_hash};
use crate::evaluate::{SecretNames, words};

/// Finds the words and pieces of a vocabulary.
pub struct Scanner {
    words: FxHashMap<u64, usize>,
    secret_names: bool,
    /// A bit for the low end of each word's hash: most words of a text are not in the vocabulary.
    sieve: Box<[u64]>,
    pieces: Pieces,
}

/// Bits of a hash that the sieve looks at.
const SIEVE_BITS: u32 = 14;

impl Scanner {
    /// A scanner for a vocabulary.
    pub fn new(vocabulary: Vocabulary) -> Scanner {
        let Vocabulary { words, pieces, secret_names, .. } = vocabulary;
        let mut sieve = vec![0u64; (1 << SIEVE_BITS) / 64].into_boxed_slice();
        for hash in words.keys() {
            let at = sieve_bit(*hash);
            sieve[at / 64] |= 1 << (at % 64);
        }
        Scanner { words, secret_names, sieve, pieces: Pieces::new(pieces) }
    }

    /// Nothing seen yet.
    pub fn none(&self) -> Seen {
        Seen::none(self.words.len(), self.pieces.len())
    }

    /// Adds what a text has.
    pub fn scan(&self, text: &str, seen: &mut Seen) {
        self.scan_words(text, seen);
        self.pieces.find(text, |piece| seen.add_piece(piece));
    }

    fn scan_words(&self, text: &str, seen: &mut Seen) {
        let mut names = self.secret_names.then(SecretNames::default);
        for word in words(text) {
            let hash = word_hash(&text.as_bytes()[word.clone()]);
            let bit = sieve_bit(hash);
            if self.sieve[bit / 64] & 1 << (bit % 64) != 0
                && let Some(known) = self.words.get(&hash)
            {
                seen.add_word(*known);
            }
            if let Some(names) = &mut names
                && !seen.secret_name
            {
                seen.secret_name = names.end_with(text, word);
            }
        }
    }
}

fn sieve_bit(hash: u64) -> usize {
    (hash >> (64 - SIEVE_BITS)) as usize
}
