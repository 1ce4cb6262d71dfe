//! One pass over a text: which words and pieces of the vocabulary it has.

use aho_corasick::{AhoCorasick, MatchKind};

use super::vocabulary::{Seen, Vocabulary, word_hash};
use crate::evaluate::{SecretNames, words};

/// Finds the words and pieces of a vocabulary.
pub struct Scanner {
    vocabulary: Vocabulary,
    /// A bit for the low end of each word's hash: most words of a text are not in the vocabulary.
    sieve: Box<[u64]>,
    pieces: Option<AhoCorasick>,
}

/// Bits of a hash that the sieve looks at.
const SIEVE_BITS: u32 = 14;

impl Scanner {
    /// A scanner for a vocabulary.
    pub fn new(vocabulary: Vocabulary) -> Scanner {
        let mut sieve = vec![0u64; (1 << SIEVE_BITS) / 64].into_boxed_slice();
        for hash in vocabulary.words.keys() {
            let at = sieve_bit(*hash);
            sieve[at / 64] |= 1 << (at % 64);
        }
        let pieces = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(&vocabulary.pieces)
            .ok()
            .filter(|_| !vocabulary.pieces.is_empty());
        Scanner { vocabulary, sieve, pieces }
    }

    /// Nothing seen yet.
    pub fn none(&self) -> Seen {
        Seen::none(&self.vocabulary)
    }

    /// Adds what a text has.
    pub fn scan(&self, text: &str, seen: &mut Seen) {
        self.scan_words(text, seen);
        let Some(pieces) = &self.pieces else { return };
        for found in pieces.find_overlapping_iter(text) {
            let piece = found.pattern().as_usize();
            seen.add_piece(piece);
        }
    }

    fn scan_words(&self, text: &str, seen: &mut Seen) {
        let mut names = self.vocabulary.secret_names.then(SecretNames::default);
        for word in words(text) {
            let hash = word_hash(&text.as_bytes()[word.clone()]);
            let bit = sieve_bit(hash);
            if self.sieve[bit / 64] & 1 << (bit % 64) != 0
                && let Some(known) = self.vocabulary.words.get(&hash)
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
