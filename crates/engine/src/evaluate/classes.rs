//! Sets of characters, as regular expressions write them.
//!
//! In: `[a-z]`, `\d`, `.`; out: which characters are meant, and whether two sets share one. Must never
//! know: what an expression does with them. Case is not looked at: it makes sets larger, never smaller,
//! so that a set that is too small can only hide a finding.

/// A set of characters, as ranges of code points.
#[derive(Clone, Debug, Default)]
pub struct Class(Vec<(u32, u32)>);

const LAST: u32 = 0x10_FFFF;
const DIGITS: [(char, char); 1] = [('0', '9')];
const WORDS: [(char, char); 4] = [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
const SPACES: [(char, char); 3] = [('\t', '\r'), (' ', ' '), ('\u{a0}', '\u{a0}')];

impl Class {
    /// One character.
    pub fn of(c: char) -> Self {
        Class(vec![(c as u32, c as u32)])
    }

    fn ranges(ranges: &[(char, char)]) -> Self {
        Class(ranges.iter().map(|(from, to)| (*from as u32, *to as u32)).collect())
    }

    /// All other characters.
    pub fn inverted(mut self) -> Self {
        self.0.sort_unstable();
        let mut out = Vec::new();
        let mut next = 0;
        for (from, to) in self.0 {
            if from > next {
                out.push((next, from - 1));
            }
            next = next.max(to.saturating_add(1));
        }
        if next <= LAST {
            out.push((next, LAST));
        }
        Class(out)
    }

    /// Whether a character belongs to both.
    pub fn meets(&self, other: &Class) -> bool {
        self.0.iter().any(|(from, to)| other.0.iter().any(|(low, high)| from <= high && low <= to))
    }

    /// The set in brackets that begins at `at`, behind the opening one; with the place behind it.
    pub fn bracketed(text: &[char], mut at: usize) -> Option<(Class, usize)> {
        let inverted = text.get(at) == Some(&'^');
        at += usize::from(inverted);
        let mut class = Class::default();
        let mut begins = true;
        loop {
            let c = *text.get(at)?;
            if c == ']' && !begins {
                let class = if inverted { class.inverted() } else { class };
                return Some((class, at + 1));
            }
            begins = false;
            let (one, end) = one(text, at)?;
            at = end;
            let range = text.get(at) == Some(&'-') && text.get(at + 1).is_some_and(|c| *c != ']');
            if range
                && let [(from, same)] = one.0.as_slice()
                && from == same
                && let Some((last, end)) = self::one(text, at + 1)
                && let [(to, _)] = last.0.as_slice()
            {
                class.0.push((*from, *to.max(from)));
                at = end;
            } else {
                class.0.extend(one.0);
            }
        }
    }
}

/// A character or an escape inside brackets.
fn one(text: &[char], at: usize) -> Option<(Class, usize)> {
    let c = *text.get(at)?;
    if c != '\\' {
        return Some((Class::of(c), at + 1));
    }
    match text.get(at + 1)? {
        'b' => Some((Class::of('\u{8}'), at + 2)),
        _ => escape(text, at + 1).map(|(class, end)| (class.unwrap_or_default(), end)),
    }
}

/// What stands behind a backslash, at `at`: a set, or nothing where it takes no text; with the place
/// behind it.
pub fn escape(text: &[char], at: usize) -> Option<(Option<Class>, usize)> {
    let c = *text.get(at)?;
    let class = match c {
        'd' => Class::ranges(&DIGITS),
        'w' => Class::ranges(&WORDS),
        's' => Class::ranges(&SPACES),
        'D' => Class::ranges(&DIGITS).inverted(),
        'W' => Class::ranges(&WORDS).inverted(),
        'S' => Class::ranges(&SPACES).inverted(),
        'n' => Class::of('\n'),
        'r' => Class::of('\r'),
        't' => Class::of('\t'),
        'f' => Class::of('\u{c}'),
        'v' => Class::of('\u{b}'),
        'b' | 'B' | 'A' | 'Z' | 'z' | '1'..='9' => return Some((None, at + 1)),
        'x' => return coded(text, at + 1, 2),
        'u' if text.get(at + 1) != Some(&'{') => return coded(text, at + 1, 4),
        'u' | 'p' | 'P' | 'k' if matches!(text.get(at + 1), Some('{' | '<')) => {
            let close = if text.get(at + 1) == Some(&'{') { '}' } else { '>' };
            let end = at + text[at..].iter().position(|c| *c == close)?;
            let class = match c {
                'k' => None,
                'u' => {
                    let digits: String = text[at + 2..end].iter().collect();
                    u32::from_str_radix(&digits, 16).ok().map(|code| Class(vec![(code, code)]))
                }
                // Of the properties it is enough that they are large.
                _ => Some(Class::ranges(&WORDS)),
            };
            return Some((class, end + 1));
        }
        other => Class::of(other),
    };
    Some((Some(class), at + 1))
}

/// A character by its number of so many digits.
fn coded(text: &[char], at: usize, digits: usize) -> Option<(Option<Class>, usize)> {
    let code: String = text.get(at..at + digits)?.iter().collect();
    let code = u32::from_str_radix(&code, 16).ok()?;
    Some((Some(Class(vec![(code, code)])), at + digits))
}
