//! The text before an edit, and the lines that the edit touched.

use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use super::event::{Before, Replacement};

/// How long lines are compared before the rest counts as changed.
const PATIENCE: Duration = Duration::from_millis(20);

/// What the text was before the edit; none if every line counts as written now.
pub fn text_before(before: &Before, now: &str) -> Option<String> {
    match before {
        Before::Text(text) => Some(text.clone()),
        Before::Nothing => None,
        Before::Replaced(edits) => {
            let mut text = now.to_owned();
            for edit in edits.iter().rev() {
                text = undo(edit, &text);
            }
            Some(text)
        }
    }
}

/// Takes a replacement back. What was deleted leaves no trace to put it back at, so a deletion
/// stays done; of several places the first is taken.
fn undo(edit: &Replacement, text: &str) -> String {
    if edit.new.is_empty() {
        return text.to_owned();
    }
    if edit.all {
        return text.replace(&edit.new, &edit.old);
    }
    text.replacen(&edit.new, &edit.old, 1)
}

/// The lines of a text that an edit wrote: 1-based, in ascending order.
pub struct Touched {
    ranges: Vec<std::ops::Range<usize>>,
}

impl Touched {
    /// Compares two texts line by line.
    pub fn between(before: &str, now: &str) -> Touched {
        let old: Vec<&str> = before.lines().collect();
        let new: Vec<&str> = now.lines().collect();
        let deadline = Some(Instant::now() + PATIENCE);
        let ranges = capture_diff_slices_deadline(Algorithm::Myers, &old, &new, deadline)
            .into_iter()
            .filter_map(|op| match op {
                DiffOp::Insert { new_index, new_len, .. }
                | DiffOp::Replace { new_index, new_len, .. } => {
                    Some(new_index + 1..new_index + new_len + 1)
                }
                DiffOp::Equal { .. } | DiffOp::Delete { .. } => None,
            })
            .collect();
        Touched { ranges }
    }

    /// Whether one of these lines (1-based, both included) was written.
    pub fn any(&self, first: usize, last: usize) -> bool {
        self.ranges.iter().any(|range| range.start <= last && first < range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::{Touched, text_before};
    use crate::agent::event::{Before, Replacement};

    fn replaced(old: &str, new: &str, all: bool) -> Before {
        Before::Replaced(vec![Replacement { old: old.into(), new: new.into(), all }])
    }

    #[test]
    fn edits_are_taken_back() {
        assert_eq!(text_before(&replaced("a", "b", false), "x b b").as_deref(), Some("x a b"));
        assert_eq!(text_before(&replaced("a", "b", true), "x b b").as_deref(), Some("x a a"));
        assert_eq!(text_before(&replaced("a", "", false), "x").as_deref(), Some("x"));
        assert_eq!(text_before(&Before::Nothing, "x"), None);
    }

    #[test]
    fn context_around_an_edit_is_not_touched() {
        let touched = Touched::between("a\nb\nc\n", "a\nB\nnew\nc\n");
        let lines: Vec<usize> = (1..=4).filter(|line| touched.any(*line, *line)).collect();
        assert_eq!(lines, [2, 3]);
    }
}
