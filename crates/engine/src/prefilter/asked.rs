//! The rules' questions about one text, each need answered once.

use std::cell::Cell;

use super::needs::{Need, Needs, Shape};
use super::vocabulary::Seen;

/// What is known of a need.
#[derive(Clone, Copy)]
enum Answer {
    Open,
    Met,
    Unmet,
}

/// What was seen in a text, and the needs that were compared with it so far.
pub struct Answers<'a> {
    needs: &'a Needs,
    seen: &'a Seen,
    text: Option<&'a str>,
    known: Box<[Cell<Answer>]>,
}

impl<'a> Answers<'a> {
    /// For a text in which this was seen; without the text, as far as that tells.
    pub fn new(needs: &'a Needs, seen: &'a Seen, text: Option<&'a str>) -> Answers<'a> {
        let known = vec![Cell::new(Answer::Open); needs.len()].into();
        Answers { needs, seen, text, known }
    }

    /// Whether a need is met.
    pub fn met(&self, need: Need) -> bool {
        let known = &self.known[need as usize];
        match known.get() {
            Answer::Met => return true,
            Answer::Unmet => return false,
            Answer::Open => {}
        }
        let met = match self.needs.shape(need) {
            Shape::Nothing => true,
            Shape::Never => false,
            Shape::Word(word) => self.seen.has_word(*word),
            Shape::Piece(piece) => self.seen.has_piece(*piece),
            Shape::SecretName => self.seen.secret_name,
            // A regex that gives up may match.
            Shape::Regex(regex) => {
                self.text.is_none_or(|text| self.needs.regex(*regex).may_match(text))
            }
            Shape::All(list) => list.iter().all(|need| self.met(*need)),
            Shape::Any(list) => list.iter().any(|need| self.met(*need)),
        };
        known.set(if met { Answer::Met } else { Answer::Unmet });
        met
    }
}
