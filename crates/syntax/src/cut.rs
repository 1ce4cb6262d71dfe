//! Where a text can be cut into pieces that are parsed each by itself.
//!
//! In: text. Out: the places at which a top-level construct surely begins. A cut is a function of the
//! text alone, and whoever knows one cut can find the next, so an edit is felt as far as the next cut
//! that stays. Must never know: grammars, trees, edits.
//!
//! Cutting looks at brackets, strings and comments, and at what stands at the beginning of a line.
//! Where something stays open to the end of the text, code is being written: then what looks like a
//! declaration at the beginning of a line is taken for one, so that an open bracket costs the
//! construct that it stands in, and not the rest of the file.

/// How a language is cut.
pub(crate) struct Cut {
    /// Looks from a cut (a byte offset) for the next.
    pub(crate) ahead: fn(&[u8], usize) -> Ahead,
    /// Whether a line that begins like this declares something.
    pub(crate) declares: fn(&[u8]) -> bool,
}

/// What lies ahead of a cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ahead {
    /// The next cut.
    Cut(usize),
    /// The end of the text.
    End,
    /// The end of the text, with a bracket, a string or a comment left open.
    Open,
}

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    /// The byte offset at which it begins.
    pub(crate) start: usize,
    /// Where the next one begins.
    pub(crate) end: usize,
    /// Something in it is left open, so where it ends hangs on all the text behind it.
    pub(crate) open: bool,
}

/// In how many pieces something may be left open before what is behind is no longer looked through
/// for what closes it; it bounds the work.
const MAX_OPEN: usize = 32;

/// The pieces of a text from a cut on.
pub(crate) struct Pieces<'t> {
    cut: &'static Cut,
    text: &'t [u8],
    at: usize,
    open: usize,
}

impl<'t> Pieces<'t> {
    /// Begins at `at`, which is 0 or a cut with nothing left open before it.
    pub(crate) fn from(cut: &'static Cut, text: &'t str, at: usize) -> Self {
        Pieces { cut, text: text.as_bytes(), at, open: 0 }
    }
}

impl Iterator for Pieces<'_> {
    type Item = Range;

    fn next(&mut self) -> Option<Range> {
        let start = self.at;
        if start >= self.text.len() {
            return None;
        }
        let whole = Range { start, end: self.text.len(), open: false };
        let range = match self.open < MAX_OPEN {
            true => match (self.cut.ahead)(self.text, start) {
                Ahead::Cut(end) if end > start => Range { end, ..whole },
                Ahead::Cut(_) | Ahead::End => whole,
                Ahead::Open => self.up_to_declaration(start),
            },
            false => self.up_to_declaration(start),
        };
        self.open += usize::from(range.open);
        self.at = range.end;
        Some(range)
    }
}

impl Pieces<'_> {
    /// The piece that ends where the next declaration seems to begin. Decorators belong to what they
    /// stand before.
    fn up_to_declaration(&self, start: usize) -> Range {
        let mut decorated = self.text.get(start) == Some(&b'@');
        let mut at = start;
        loop {
            let Some(next) = next_line(self.text, at) else {
                return Range { start, end: self.text.len(), open: true };
            };
            at = next;
            let line = self.text.get(at..).unwrap_or_default();
            if (self.cut.declares)(line) {
                if !decorated {
                    return Range { start, end: at, open: true };
                }
                decorated = line.first() == Some(&b'@');
            }
        }
    }
}

/// Where the line behind the one at `at` begins.
pub(crate) fn next_line(text: &[u8], at: usize) -> Option<usize> {
    let end = memchr::memchr(b'\n', text.get(at..)?)?;
    Some(at + end + 1)
}

/// The word at the beginning of a text: letters, digits, `_`, `$` and all beyond ASCII.
pub(crate) fn word(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|&byte| !is_word(byte)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// Whether a byte can be part of a word.
pub(crate) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

/// Where a string that one line holds ends, whose first quote is at `at`: behind its second quote, or
/// at the end of the line. A line that ends with `\` goes on.
pub(crate) fn end_of_string(text: &[u8], at: usize) -> usize {
    let quote = text.get(at).copied().unwrap_or_default();
    let mut at = at + 1;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'\\' if text.get(at + 1) == Some(&b'\r') && text.get(at + 2) == Some(&b'\n') => {
                at += 3
            }
            b'\\' => at += 2,
            b'\n' => return at,
            _ if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

/// Brackets that are open.
#[derive(Default)]
pub(crate) struct Brackets(Vec<u8>);

impl Brackets {
    /// Whether none is open.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One is opened, or something that ends like one.
    pub(crate) fn open(&mut self, by: u8) {
        self.0.push(by);
    }

    /// One is closed. A brace closes what is open in it as well; other brackets close nothing but
    /// their own kind. What was closed, if anything.
    pub(crate) fn close(&mut self, by: u8) -> Option<u8> {
        let opens = |open: u8| match by {
            b')' => open == b'(',
            b']' => open == b'[',
            _ => open == b'{' || open == b'$',
        };
        let found = match by {
            b'}' => self.0.iter().rposition(|&open| opens(open)),
            _ => self.0.len().checked_sub(1).filter(|&last| opens(self.0[last])),
        }?;
        let closed = self.0.get(found).copied();
        self.0.truncate(found);
        closed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    /// The first line of each piece; a `?` before it where the piece leaves something open.
    fn pieces(language: Language, text: &str) -> Vec<String> {
        let first = |range: Range| {
            let line = text[range.start..range.end].lines().next().unwrap_or_default();
            format!("{}{line}", if range.open { "?" } else { "" })
        };
        Pieces::from(language.spec().cut, text, 0).map(first).collect()
    }

    #[test]
    fn python_is_cut_at_statements() {
        let text = "\
# a note
import a
@b
@c(
    1
)
def d():
    '''
class no: it is text
    '''
    return 1
# another
if e:
    f()
else:
    g = \"#('\" + \\
1
h = [
1]
";
        let expected = ["# a note", "import a", "@b", "if e:", "h = ["];
        assert_eq!(pieces(Language::Python, text), expected);
    }

    #[test]
    fn go_is_cut_at_declarations() {
        let text = "\
// Package p.
package p

var a = `
func no() { it is text
`
/*
var no
*/
func b() {
	c('\"', \"{\")
}
type d =
var
const e = 1
";
        let expected =
            ["// Package p.", "package p", "var a = `", "func b() {", "type d =", "const e = 1"];
        assert_eq!(pieces(Language::Go, text), expected);
    }

    #[test]
    fn ecmascript_is_cut_where_a_line_begins_a_statement_and_the_one_before_ends() {
        let text = "\
#!/usr/bin/env node
import a from 'a'
const b = c
  .d(/[/`]/)
@e
class f
extends g {
}
if (h)
i()
else
j();
k = `${l({ m: `
const no = 1` })}
function no() {}`
const n = <p>Don't</p>;
o()
";
        let expected = [
            "#!/usr/bin/env node",
            "import a from 'a'",
            "const b = c",
            "@e",
            "if (h)",
            "k = `${l({ m: `",
            "const n = <p>Don't</p>;",
            "o()",
        ];
        assert_eq!(pieces(Language::Jsx, text), expected);
    }

    #[test]
    fn what_is_left_open_ends_before_the_next_declaration() {
        let python = "a = (1,\n@b\ndef c():\n    '''\n    d\ndef e():\n    pass\n";
        assert_eq!(pieces(Language::Python, python), ["?a = (1,", "?@b", "def e():"]);
        let script = "function a() {\n  b(`\nclass c {\n}\n";
        assert_eq!(pieces(Language::JavaScript, script), ["?function a() {", "class c {"]);
        let go = "func a() {\n\tb(\nfunc c() {\n}\n";
        assert_eq!(pieces(Language::Go, go), ["?func a() {", "func c() {"]);
    }

    #[test]
    fn a_text_that_leaves_everything_open_is_not_looked_through_again_and_again() {
        let text = "def a(\n".repeat(100_000);
        assert_eq!(pieces(Language::Python, &text).len(), 100_000);
    }
}
