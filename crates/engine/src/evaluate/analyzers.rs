//! Computed conditions on texts: entropy, regular expressions that can take too long.

use crate::secrecy::{entropy, is_placeholder};

/// Whether a string looks random: long enough, mixed, and not made of words.
pub fn looks_random(text: &str) -> bool {
    text.len() >= 8 && !text.contains(' ') && entropy(text) >= 3.0 && !is_placeholder(text)
}

/// Whether a regular expression nests unbounded repetition (`(a+)+`, `(a|aa)*`).
pub fn can_backtrack(regex: &str) -> bool {
    let bytes = regex.as_bytes();
    let mut groups: Vec<bool> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'[' => {
                while at < bytes.len() && bytes[at] != b']' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            b'(' => groups.push(false),
            b')' => {
                let repeats = groups.pop().unwrap_or(false);
                let quantified = matches!(bytes.get(at + 1), Some(b'+' | b'*'))
                    || bytes.get(at + 1) == Some(&b'{')
                        && bytes[at + 1..].iter().take_while(|b| **b != b'}').any(|b| *b == b',');
                if repeats && quantified {
                    return true;
                }
                if (repeats || quantified)
                    && let Some(outer) = groups.last_mut()
                {
                    *outer = true;
                }
            }
            b'+' | b'*' => {
                if let Some(group) = groups.last_mut() {
                    *group = true;
                }
            }
            _ => {}
        }
        at += 1;
    }
    false
}
