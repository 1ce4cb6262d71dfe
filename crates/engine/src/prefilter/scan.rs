//! One pass over a text: which words and pieces of the vocabulary it has.

use std::hash::Hasher as _;

use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::FxHasher;

use super::needs::Vocabulary;
use crate::evaluate::{SecretNames, words};

/// What was seen in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    words: Box<[u64]>,
    pieces: Box<[u64]>,
    /// A name that means a secret.
    pub secret_name: bool,
}

impl Seen {
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
        Seen {
            words: vec![0; self.vocabulary.words.len().div_ceil(64)].into(),
            pieces: vec![0; self.vocabulary.pieces.len().div_ceil(64)].into(),
            secret_name: false,
        }
    }

    /// Adds what a text has.
    pub fn scan(&self, text: &str, seen: &mut Seen) {
        self.scan_words(text, seen);
        let Some(pieces) = &self.pieces else { return };
        for found in pieces.find_overlapping_iter(text) {
            let piece = found.pattern().as_usize();
            seen.pieces[piece / 64] |= 1 << (piece % 64);
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
                seen.words[known / 64] |= 1 << (known % 64);
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

/// What words are compared by: 64 bits, taken to differ for different words.
pub fn word_hash(word: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(word);
    hasher.finish()
}
