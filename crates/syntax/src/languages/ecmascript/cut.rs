//! Where JavaScript and TypeScript can be cut: where a line begins a statement outside of brackets,
//! strings and templates, and what stands before it has come to its end.
//!
//! Regex literals and the text of JSX cannot be told for certain without a grammar. What is taken for
//! the wrong thing lasts to the end of its line in most cases, and moves a cut at worst; it is never
//! lost what stands where.

use crate::cut::{Ahead, Brackets, Cut, end_of_string, is_word, next_line, word};

pub(super) static CUT: Cut = Cut { ahead, declares };

/// What the code before a place was.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// A semicolon, or nothing: a statement begins.
    Begin,
    /// An operator or an opening bracket: more must come.
    More,
    /// `>`: an operator, or the end of an element of JSX or of type arguments.
    Angle,
    /// A name or a value.
    Value,
    /// A word of the language that does not end a statement.
    Keyword,
    /// `)`.
    Round,
    /// `}`.
    Brace,
}

fn ahead(text: &[u8], start: usize) -> Ahead {
    let rest = text.get(start..).unwrap_or_default();
    let is_control = matches!(word(rest), b"if" | b"for" | b"while" | b"with" | b"else" | b"do");
    let mut decorated = rest.first() == Some(&b'@');
    let mut brackets = Brackets::default();
    let mut last = Last::Begin;
    let mut at = start;
    if start == 0 && rest.starts_with(b"#!") {
        at = next_line(text, 0).map_or(text.len(), |next| next - 1);
    }
    while let Some(&byte) = text.get(at) {
        match byte {
            b'\n' => {
                let line = text.get(at + 1..).unwrap_or_default();
                if brackets.is_empty() && begins(line, last, is_control) {
                    if !decorated {
                        return Ahead::Cut(at + 1);
                    }
                    decorated = line.first() == Some(&b'@');
                }
                at += 1;
            }
            b' ' | b'\t' | b'\r' => at += 1,
            b'/' if text.get(at + 1) == Some(&b'/') => {
                at = next_line(text, at).map_or(text.len(), |next| next - 1);
            }
            b'/' if text.get(at + 1) == Some(&b'*') => {
                match memchr::memmem::find(text.get(at + 2..).unwrap_or_default(), b"*/") {
                    Some(end) => at += end + 4,
                    None => return Ahead::Open,
                }
            }
            b'/' => match begins_regex(text, at, last).then(|| end_of_regex(text, at)).flatten() {
                Some(end) => (at, last) = (end, Last::Value),
                None => (at, last) = (at + 1, Last::More),
            },
            // An apostrophe in the text of an element.
            b'\'' if last == Last::Value && at > start && is_word(text[at - 1]) => at += 1,
            b'\'' | b'"' => (at, last) = (end_of_string(text, at), Last::Value),
            b'`' => match end_of_template(text, at + 1, &mut brackets) {
                Some((end, after)) => (at, last) = (end, after),
                None => return Ahead::Open,
            },
            b'(' | b'[' | b'{' => {
                brackets.open(byte);
                (at, last) = (at + 1, Last::More);
            }
            b')' | b']' | b'}' if brackets.close(byte) == Some(b'$') => {
                match end_of_template(text, at + 1, &mut brackets) {
                    Some((end, after)) => (at, last) = (end, after),
                    None => return Ahead::Open,
                }
            }
            b')' => (at, last) = (at + 1, Last::Round),
            b']' => (at, last) = (at + 1, Last::Value),
            b'}' => (at, last) = (at + 1, Last::Brace),
            b';' => (at, last) = (at + 1, Last::Begin),
            b'>' => (at, last) = (at + 1, Last::Angle),
            _ if is_word(byte) => {
                let word = word(&text[at..]);
                last = if expects_more(word) { Last::Keyword } else { Last::Value };
                at += word.len();
            }
            _ => (at, last) = (at + 1, Last::More),
        }
    }
    if brackets.is_empty() { Ahead::End } else { Ahead::Open }
}

/// Where the text of a template that begins at `at` ends, and what stands there: the template's own
/// end, or `${`. None if it is never closed.
fn end_of_template(text: &[u8], at: usize, brackets: &mut Brackets) -> Option<(usize, Last)> {
    let mut at = at;
    loop {
        at += memchr::memchr3(b'`', b'$', b'\\', text.get(at..)?)?;
        match text[at] {
            b'`' => return Some((at + 1, Last::Value)),
            b'$' if text.get(at + 1) == Some(&b'{') => {
                brackets.open(b'$');
                return Some((at + 2, Last::More));
            }
            b'$' => at += 1,
            _ => at += 2,
        }
    }
}

/// Whether the slash at `at` can begin a regex: no division, and no element of JSX ends with it.
fn begins_regex(text: &[u8], at: usize, last: Last) -> bool {
    matches!(last, Last::Begin | Last::More | Last::Keyword)
        && at.checked_sub(1).is_none_or(|before| text[before] != b'<')
}

/// Where the regex that begins at `at` ends; none if its line does not close it.
fn end_of_regex(text: &[u8], at: usize) -> Option<usize> {
    let mut in_class = false;
    let mut at = at + 1;
    loop {
        match text.get(at)? {
            b'\n' => return None,
            b'\\' => at += 2,
            b'[' => (at, in_class) = (at + 1, true),
            b']' => (at, in_class) = (at + 1, false),
            b'/' if !in_class => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// Whether a line begins a statement, behind what came `last` in one that began with `if` or the like
/// or did not.
fn begins(line: &[u8], last: Last, is_control: bool) -> bool {
    let word = word(line);
    if matches!(word, b"else" | b"catch" | b"finally" | b"while") {
        return false;
    }
    let first = line.first().copied().unwrap_or(b'\n');
    let is_name = first == b'@' || !word.is_empty() && !first.is_ascii_digit();
    match last {
        Last::Begin => {
            !matches!(first, b' ' | b'\t' | b'\r' | b'\n' | b'/' | b')' | b']' | b'}' | b'<')
        }
        Last::More | Last::Keyword => false,
        Last::Angle => declares(line),
        Last::Round if is_control => false,
        Last::Value | Last::Round | Last::Brace => is_name && !goes_on(word),
    }
}

/// Words that go on with the expression or the declaration of the line before.
fn goes_on(word: &[u8]) -> bool {
    matches!(
        word,
        b"of"
            | b"in"
            | b"instanceof"
            | b"as"
            | b"satisfies"
            | b"extends"
            | b"implements"
            | b"from"
            | b"is"
            | b"with"
            | b"assert"
    )
}

/// Words behind which a statement has not come to its end.
fn expects_more(word: &[u8]) -> bool {
    matches!(
        word,
        b"return"
            | b"throw"
            | b"case"
            | b"typeof"
            | b"void"
            | b"delete"
            | b"new"
            | b"await"
            | b"yield"
            | b"async"
            | b"else"
            | b"do"
            | b"in"
            | b"of"
            | b"instanceof"
            | b"extends"
            | b"implements"
            | b"as"
            | b"satisfies"
            | b"keyof"
            | b"import"
            | b"export"
            | b"default"
            | b"from"
            | b"const"
            | b"let"
            | b"var"
            | b"function"
            | b"class"
            | b"interface"
            | b"type"
            | b"enum"
            | b"namespace"
            | b"module"
            | b"declare"
            | b"abstract"
            | b"static"
            | b"is"
            | b"asserts"
    )
}

fn declares(line: &[u8]) -> bool {
    line.first() == Some(&b'@')
        || matches!(
            word(line),
            b"import"
                | b"export"
                | b"function"
                | b"class"
                | b"const"
                | b"let"
                | b"var"
                | b"async"
                | b"interface"
                | b"type"
                | b"enum"
                | b"namespace"
                | b"declare"
                | b"abstract"
        )
}
