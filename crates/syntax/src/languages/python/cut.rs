//! Where Python can be cut: at each statement that begins a line outside of brackets and strings.

use crate::cut::{Ahead, Cut, end_of_string, next_line, word};

pub(super) static CUT: Cut = Cut { ahead, declares };

fn ahead(text: &[u8], start: usize) -> Ahead {
    let mut at = start;
    let mut brackets = 0_usize;
    let mut decorated = text.get(start) == Some(&b'@');
    while let Some(&byte) = text.get(at) {
        match byte {
            b'(' | b'[' | b'{' => brackets += 1,
            b')' | b']' | b'}' => brackets = brackets.saturating_sub(1),
            b'#' => {
                // Its line break is looked at next.
                at = next_line(text, at).map_or(text.len(), |next| next - 1);
                continue;
            }
            b'\'' | b'"' => match end_of_any_string(text, at) {
                Some(end) => {
                    at = end;
                    continue;
                }
                None => return Ahead::Open,
            },
            b'\\' => {
                at += if text.get(at + 1) == Some(&b'\r') { 3 } else { 2 };
                continue;
            }
            b'\n' if brackets == 0 && begins(text.get(at + 1..).unwrap_or_default()) => {
                if !decorated {
                    return Ahead::Cut(at + 1);
                }
                decorated = text.get(at + 1) == Some(&b'@');
            }
            _ => {}
        }
        at += 1;
    }
    if brackets == 0 { Ahead::End } else { Ahead::Open }
}

/// Whether a line begins with a statement of the program.
fn begins(line: &[u8]) -> bool {
    let Some(first) = line.first() else { return false };
    !matches!(first, b' ' | b'\t' | b'\r' | b'\n' | 0x0c | b'#' | b')' | b']' | b'}' | b'\\')
        && !matches!(word(line), b"else" | b"elif" | b"except" | b"finally")
}

fn declares(line: &[u8]) -> bool {
    line.first() == Some(&b'@') || matches!(word(line), b"def" | b"class" | b"async")
}

/// Where the string whose first quote is at `at` ends; none if it is never closed. In a raw string as
/// well, a quote behind a backslash does not close it.
fn end_of_any_string(text: &[u8], at: usize) -> Option<usize> {
    let quote = *text.get(at)?;
    let threefold = [quote; 3];
    if text.get(at..at + 3) != Some(&threefold) {
        return Some(end_of_string(text, at));
    }
    let mut at = at + 3;
    loop {
        at += memchr::memchr2(quote, b'\\', text.get(at..)?)?;
        if text[at] == b'\\' {
            at += 2;
        } else if text.get(at..at + 3) == Some(&threefold) {
            return Some(at + 3);
        } else {
            at += 1;
        }
    }
}
