//! Finding the places of a rule that stand at a node, without looking at all of them.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use stockade_syntax::Span;

/// Numbers of places.
pub type Numbers = SmallVec<[u32; 4]>;

/// Ranges by number: some count only for their own range, others for all in it.
#[derive(Default)]
pub struct Lookup {
    exact: FxHashMap<Span, Numbers>,
    /// By start.
    wide: Vec<(Span, u32)>,
    /// For each of `wide`, the furthest end up to it: where that falls short, nothing before holds.
    reach: Vec<usize>,
}

impl Lookup {
    /// For ranges in the order of their numbers, each with whether only it itself counts.
    pub fn of(ranges: impl Iterator<Item = (Span, bool)>) -> Lookup {
        let mut lookup = Lookup::default();
        for (number, (span, exact)) in ranges.enumerate() {
            if exact {
                lookup.exact.entry(span).or_default().push(number as u32);
            } else {
                lookup.wide.push((span, number as u32));
            }
        }
        lookup.wide.sort_by_key(|(span, number)| (span.start, *number));
        let mut furthest = 0;
        for (span, _) in &lookup.wide {
            furthest = furthest.max(span.end);
            lookup.reach.push(furthest);
        }
        lookup
    }

    /// The numbers of the ranges that count at a place, ascending.
    pub fn at(&self, span: Span) -> Numbers {
        let mut out = self.exact.get(&span).cloned().unwrap_or_default();
        if !span.is_empty() {
            let mut at = self.wide.partition_point(|(own, _)| own.start <= span.start);
            while at > 0 && self.reach[at - 1] >= span.end {
                at -= 1;
                let (own, number) = self.wide[at];
                if own.contains(span) {
                    out.push(number);
                }
            }
        }
        out.sort_unstable();
        out
    }

    /// Whether a range that counts for all in it touches a place.
    pub fn touches(&self, place: Span) -> bool {
        let before = self.wide.partition_point(|(own, _)| own.start < place.end);
        before > 0 && self.reach[before - 1] > place.start
    }
}

#[cfg(test)]
mod tests {
    use super::{Lookup, Span};

    #[test]
    fn a_place_is_found_by_its_range_or_by_what_is_in_it() {
        let ranges = [(0, 10, false), (2, 4, true), (2, 4, false), (5, 6, false), (0, 3, false)];
        let spans = ranges.iter().map(|(start, end, exact)| (Span::new(*start, *end), *exact));
        let lookup = Lookup::of(spans);
        let at = |start, end| lookup.at(Span::new(start, end)).to_vec();
        assert_eq!(at(2, 4), [0, 1, 2]);
        assert_eq!(at(2, 3), [0, 2, 4]);
        assert_eq!(at(5, 6), [0, 3]);
        assert_eq!(at(11, 12), []);
        assert_eq!(at(2, 2), []);
        let touches = |start, end| lookup.touches(Span::new(start, end));
        assert!(touches(9, 12) && touches(0, 1));
        assert!(!touches(10, 12));
    }
}
