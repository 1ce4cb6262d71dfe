//! What string and number literals of Python and Go have in common: the escapes inherited from C.
//! In: the text of a literal. Out: its value.
//! Must never know: concrete trees.

use crate::lowering::normal_number;

/// Which escapes a literal has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Escapes {
    /// Go: an escape that there is none of cannot be written.
    Go,
    /// Python: an unknown escape keeps its backslash, a line break after a backslash vanishes.
    Python,
    /// Python's byte strings: as text, but without the escapes that name a character.
    PythonBytes,
}

/// Resolves the escapes in what stands between the quotes.
pub(super) fn decode(text: &str, escapes: Escapes) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (plain, escape) = rest.split_at(at);
        out.push_str(plain);
        let tail = &escape[1..];
        let taken = one(tail, escapes, &mut out);
        rest = tail.get(taken..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Decodes the escape whose backslash stands before `tail`; returns how many bytes it took.
fn one(tail: &str, escapes: Escapes, out: &mut String) -> usize {
    let Some(first) = tail.chars().next() else {
        out.push('\\');
        return 0;
    };
    let character = match first {
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        '\\' | '\'' | '"' => first,
        '0'..='7' => {
            let len = tail.bytes().take(3).take_while(|b| (b'0'..=b'7').contains(b)).count();
            return number(tail, 0, len, 8, out);
        }
        'x' => return number(tail, 1, 2, 16, out),
        'u' if escapes != Escapes::PythonBytes => return number(tail, 1, 4, 16, out),
        'U' if escapes != Escapes::PythonBytes => return number(tail, 1, 8, 16, out),
        '\n' if escapes != Escapes::Go => return 1,
        '\r' if escapes != Escapes::Go && tail.starts_with("\r\n") => return 2,
        _ => {
            out.push('\\');
            first
        }
    };
    out.push(character);
    first.len_utf8()
}

/// A character given by `len` digits after `skip` bytes; an incomplete escape stays as written.
fn number(tail: &str, skip: usize, len: usize, radix: u32, out: &mut String) -> usize {
    let digits = tail.get(skip..skip + len).unwrap_or_default();
    let code = u32::from_str_radix(digits, radix).ok().filter(|_| !digits.starts_with('+'));
    match code.and_then(char::from_u32) {
        Some(character) => {
            out.push(character);
            skip + len
        }
        None => {
            out.push('\\');
            0
        }
    }
}

/// A number in one spelling, see [`normal_number`]; also C's octals (`0755`) and the suffix of
/// Python 2's long integers.
pub(super) fn number_value(text: &str) -> String {
    let clean = normal_number(text);
    let clean = clean.strip_suffix('l').unwrap_or(&clean);
    let octal = clean.len() > 1 && clean.bytes().all(|b| b.is_ascii_digit());
    match clean.strip_prefix('0').filter(|_| octal) {
        Some(digits) => i64::from_str_radix(digits, 8)
            .map_or_else(|_| clean.to_owned(), |value| value.to_string()),
        None => clean.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Escapes, decode, number_value};

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(decode(r"a\n\x41\101\u00e9\U0001F600\\", Escapes::Go), "a\nAAé😀\\");
        assert_eq!(decode("a\\\nb\\d\\'", Escapes::Python), "ab\\d'");
        assert_eq!(decode(r"\u0041\x41", Escapes::PythonBytes), r"\u0041A");
        assert_eq!(decode(r"\x4", Escapes::Python), r"\x4");
        assert_eq!(decode("\\", Escapes::Python), "\\");
        assert_eq!(decode(r"\0é", Escapes::Python), "\0é");
    }

    #[test]
    fn numbers_have_one_spelling() {
        for (text, value) in
            [("0777", "511"), ("0o777", "511"), ("0xFF", "255"), ("10L", "10"), ("0", "0")]
        {
            assert_eq!(number_value(text), value);
        }
        assert_eq!(number_value("1_000.5E3"), "1000.5e3");
        assert_eq!(number_value("089"), "089");
    }
}
