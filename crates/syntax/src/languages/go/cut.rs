//! Where Go can be cut: at each declaration that begins a line outside of brackets and strings.

use crate::cut::{Ahead, Brackets, Cut, end_of_string, next_line, word};

pub(super) static CUT: Cut = Cut { ahead, declares };

fn ahead(text: &[u8], start: usize) -> Ahead {
    let mut at = start;
    let mut brackets = Brackets::default();
    // The last byte that is no space and in no comment.
    let mut last = b';';
    while let Some(&byte) = text.get(at) {
        let next = match byte {
            b'\n' => {
                let line = text.get(at + 1..).unwrap_or_default();
                if brackets.is_empty() && ends(last) && declares(line) {
                    return Ahead::Cut(at + 1);
                }
                at += 1;
                continue;
            }
            b' ' | b'\t' | b'\r' => {
                at += 1;
                continue;
            }
            b'/' if text.get(at + 1) == Some(&b'/') => {
                at = next_line(text, at).map_or(text.len(), |next| next - 1);
                continue;
            }
            b'/' if text.get(at + 1) == Some(&b'*') => {
                match memchr::memmem::find(text.get(at + 2..).unwrap_or_default(), b"*/") {
                    Some(end) => {
                        at += end + 4;
                        continue;
                    }
                    None => return Ahead::Open,
                }
            }
            b'(' | b'[' | b'{' => {
                brackets.open(byte);
                at + 1
            }
            b')' | b']' | b'}' => {
                brackets.close(byte);
                at + 1
            }
            b'"' | b'\'' => end_of_string(text, at),
            b'`' => match memchr::memchr(b'`', text.get(at + 1..).unwrap_or_default()) {
                Some(end) => at + end + 2,
                None => return Ahead::Open,
            },
            _ => at + 1,
        };
        last = byte;
        at = next;
    }
    if brackets.is_empty() { Ahead::End } else { Ahead::Open }
}

/// Whether a line that ends with this ends a declaration.
fn ends(last: u8) -> bool {
    !matches!(
        last,
        b'=' | b',' | b'.' | b'+' | b'-' | b'*' | b'/' | b'%' | b'&' | b'|' | b'^' | b'<' | b':'
    )
}

fn declares(line: &[u8]) -> bool {
    matches!(word(line), b"func" | b"type" | b"var" | b"const" | b"import" | b"package")
}
