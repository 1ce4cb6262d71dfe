//! Which of many pieces of text a text has, in upper or lower case: a hash of the characters at each
//! place tells which pieces may begin there, and those are compared (the idea is Rabin's and Karp's,
//! 1987). It is made by sorting the pieces, where an automaton of them (Aho and Corasick 1975) takes
//! milliseconds and megabytes: a hook is started for a single text.
//!
//! Must never know: what pieces are good for.

use rustc_hash::FxHashMap;

/// Finds pieces of ASCII in lower case, each by its number.
pub struct Pieces {
    texts: Vec<String>,
    two: Beginnings<2>,
    three: Beginnings<3>,
}

/// The fewest bytes that a piece must have to be found.
pub const LEAST: usize = 2;

impl Pieces {
    /// Makes the search; a piece's number is its place in the list.
    pub fn new(texts: Vec<String>) -> Pieces {
        let of_length = |is_asked: fn(usize) -> bool| {
            let numbers = 0..texts.len();
            numbers.filter(|&at| is_asked(texts[at].len())).collect::<Vec<_>>()
        };
        let two = Beginnings::new(&texts, of_length(|length| length == 2));
        let three = Beginnings::new(&texts, of_length(|length| length > 2));
        Pieces { texts, two, three }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Calls `found` with the numbers of the pieces that are in a text, some of them perhaps often.
    pub fn find(&self, text: &str, mut found: impl FnMut(usize)) {
        let bytes = text.as_bytes();
        self.two.places(bytes, |_, numbers| numbers.iter().for_each(|&at| found(at as usize)));
        self.three.places(bytes, |start, numbers| {
            for &at in numbers {
                let piece = self.texts[at as usize].as_bytes();
                let there = bytes.get(start..start + piece.len());
                if there.is_some_and(|there| there.eq_ignore_ascii_case(piece)) {
                    found(at as usize);
                }
            }
        });
    }
}

/// Pieces by their first `N` bytes.
struct Beginnings<const N: usize> {
    /// A bit for each beginning's hash: at most places of a text no piece begins.
    sieve: Box<[u64]>,
    /// By beginning, a range of `numbers`.
    known: FxHashMap<u32, (u32, u32)>,
    numbers: Vec<u32>,
}

/// Bits of a hash that the sieve looks at.
const SIEVE_BITS: u32 = 15;

impl<const N: usize> Beginnings<N> {
    /// All of these pieces have at least `N` bytes.
    fn new(texts: &[String], numbers: Vec<usize>) -> Self {
        let beginning = |number: usize| {
            let first = texts[number].bytes().take(N);
            first.fold(0, |all, byte| all << 8 | u32::from(byte))
        };
        let mut all: Vec<(u32, u32)> =
            numbers.into_iter().map(|number| (beginning(number), number as u32)).collect();
        all.sort_unstable();
        let mut sieve = vec![0; (1 << SIEVE_BITS) / 64].into_boxed_slice();
        let mut known = FxHashMap::default();
        for (at, (beginning, _)) in all.iter().enumerate() {
            let (word, bit) = sieve_bit(*beginning);
            sieve[word] |= bit;
            known.entry(*beginning).or_insert((at as u32, 0)).1 = at as u32 + 1;
        }
        Beginnings { sieve, known, numbers: all.into_iter().map(|(_, number)| number).collect() }
    }

    /// Calls `at` with each place where pieces may begin, and their numbers.
    fn places(&self, bytes: &[u8], mut at: impl FnMut(usize, &[u32])) {
        if self.numbers.is_empty() {
            return;
        }
        let mask = u32::MAX >> (32 - 8 * N);
        let mut window = 0;
        for (end, byte) in bytes.iter().enumerate() {
            window = (window << 8 | u32::from(byte.to_ascii_lowercase())) & mask;
            let (word, bit) = sieve_bit(window);
            if self.sieve[word] & bit != 0
                && end + 1 >= N
                && let Some((from, to)) = self.known.get(&window)
            {
                at(end + 1 - N, &self.numbers[*from as usize..*to as usize]);
            }
        }
    }
}

/// The word of the sieve and the bit in it.
fn sieve_bit(beginning: u32) -> (usize, u64) {
    // The golden ratio spreads what differs in a few bits (Knuth, The Art of Computer Programming, 6.4).
    let hash = beginning.wrapping_mul(0x9E37_79B9) >> (32 - SIEVE_BITS);
    (hash as usize / 64, 1 << (hash % 64))
}

#[cfg(test)]
mod tests {
    use super::Pieces;

    fn found(pieces: &[&str], text: &str) -> Vec<usize> {
        let pieces = Pieces::new(pieces.iter().map(|&piece| piece.to_owned()).collect());
        let mut all = Vec::new();
        pieces.find(text, |at| all.push(at));
        all.sort_unstable();
        all.dedup();
        all
    }

    #[test]
    fn pieces_are_found_wherever_they_stand_and_overlap() {
        let pieces = ["secret", "sec", "crete", "et", "xy", "pass", "secrets"];
        assert_eq!(found(&pieces, "a SeCrEt"), [0, 1, 3]);
        assert_eq!(found(&pieces, "secretE"), [0, 1, 2, 3]);
        assert_eq!(found(&pieces, "xYsecrets"), [0, 1, 3, 4, 6]);
        assert_eq!(found(&pieces, "pas"), [] as [usize; 0]);
        assert_eq!(found(&pieces, "e\u{e9}t pa\u{df}pass"), [5]);
        assert_eq!(found(&pieces, ""), [] as [usize; 0]);
        assert_eq!(found(&[], "secret"), [] as [usize; 0]);
    }

    #[test]
    fn it_finds_what_a_search_for_each_finds() {
        let pieces = ["ab", "ba", "aab", "bab", "abba", "bbbb", "a\0b"];
        // All words of six letters over an alphabet of four.
        for number in 0..4usize.pow(6) {
            let letters = (0..6).map(|at| ['a', 'B', '\0', 'é'][number / 4usize.pow(at) % 4]);
            let text: String = letters.collect();
            let plain = text.to_ascii_lowercase();
            let expected: Vec<usize> =
                (0..pieces.len()).filter(|&at| plain.contains(pieces[at])).collect();
            assert_eq!(found(&pieces, &text), expected, "{text:?}");
        }
    }
}
