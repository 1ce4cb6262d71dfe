//! Regular expressions for which some text takes exponentially long.
//!
//! In: a regular expression as JavaScript and Python write it. Out: whether a matcher that tries one
//! way after another has exponentially many ways through one text. Must never know: rules, trees.
//!
//! The expression becomes its position automaton (Glushkov 1961): a state for each character that it
//! names, an edge where one can follow another; an edge that two loops give (`(a+)+`) counts twice. It is
//! exponential when a state comes back to itself on one text in two ways: in the product of the automaton
//! with itself a pair of two different states lies on a cycle through a pair of equal ones (Weber and
//! Seidl 1991, "On the degree of ambiguity of finite automata"). Look-around and back-references count as
//! nothing; what has more than `MAX_POSITIONS` characters is not judged.

use super::classes::{Class, escape};

const MAX_POSITIONS: usize = 128;
const MAX_DEPTH: usize = 64;
/// A repetition that may happen so often counts as one without a limit.
const MANY: u32 = 10;

/// Whether the regular expression can take exponentially long.
pub fn can_backtrack(regex: &str) -> bool {
    let mut parser =
        Parser { text: regex.chars().collect(), at: 0, automaton: Automaton::default() };
    parser.alternatives(0).is_some() && parser.automaton.is_exponential()
}

/// A part of the expression, by the positions it can begin and end with.
#[derive(Default)]
struct Part {
    nullable: bool,
    loops: bool,
    first: u128,
    last: u128,
}

impl Part {
    fn nothing() -> Self {
        Part { nullable: true, ..Part::default() }
    }

    fn or(&mut self, other: &Part) {
        self.nullable |= other.nullable;
        self.loops |= other.loops;
        self.first |= other.first;
        self.last |= other.last;
    }
}

#[derive(Default)]
struct Automaton {
    classes: Vec<Class>,
    next: Vec<u128>,
    /// Edges that were made more than once.
    twice: Vec<u128>,
}

impl Automaton {
    fn position(&mut self, class: Class) -> Option<Part> {
        let at = self.classes.len();
        if at == MAX_POSITIONS {
            return None;
        }
        self.classes.push(class);
        self.next.push(0);
        self.twice.push(0);
        Some(Part { first: 1 << at, last: 1 << at, ..Part::default() })
    }

    fn connect(&mut self, from: u128, to: u128) {
        for state in states(from) {
            self.twice[state] |= self.next[state] & to;
            self.next[state] |= to;
        }
    }

    fn then(&mut self, a: &mut Part, b: &Part) {
        self.connect(a.last, b.first);
        if a.nullable {
            a.first |= b.first;
        }
        a.last = if b.nullable { a.last | b.last } else { b.last };
        a.nullable &= b.nullable;
        a.loops |= b.loops;
    }

    fn is_exponential(&self) -> bool {
        let reach = self.closure();
        let meets: Vec<u128> = (0..self.classes.len())
            .map(|a| {
                (0..self.classes.len())
                    .filter(|b| self.classes[a].meets(&self.classes[*b]))
                    .fold(0, |mask, b| mask | 1 << b)
            })
            .collect();
        let mut seen = 0_u128;
        for state in 0..self.classes.len() {
            // The states from which there is a way back, each set of them looked at once.
            let own = states(reach[state])
                .filter(|other| reach[*other] & 1 << state != 0)
                .fold(0, |mask, other| mask | 1 << other);
            if own == 0 || seen & 1 << state != 0 {
                continue;
            }
            seen |= own;
            if states(own).any(|from| self.twice[from] & own != 0) {
                return true;
            }
            let there = walk(&self.next, own, &meets, state);
            let back = walk(&self.before(), own, &meets, state);
            let differs = |a: usize| there[a] & back[a] & !(1 << a) != 0;
            if (0..self.classes.len()).any(differs) {
                return true;
            }
        }
        false
    }

    /// The states that can be reached from each in one step or more.
    fn closure(&self) -> Vec<u128> {
        let mut reach = self.next.clone();
        for over in 0..reach.len() {
            for from in 0..reach.len() {
                if reach[from] & 1 << over != 0 {
                    reach[from] |= reach[over];
                }
            }
        }
        reach
    }

    fn before(&self) -> Vec<u128> {
        let mut out = vec![0; self.next.len()];
        for (from, to) in self.next.iter().enumerate() {
            for state in states(*to) {
                out[state] |= 1 << from;
            }
        }
        out
    }
}

fn states(mask: u128) -> impl Iterator<Item = usize> {
    let mut rest = mask;
    std::iter::from_fn(move || {
        let at = rest.trailing_zeros() as usize;
        rest &= rest.wrapping_sub(1);
        (at < MAX_POSITIONS).then_some(at)
    })
}

/// The pairs that are reached from `(start, start)` inside `own`, reading the same text: for each first
/// state a mask of second ones.
fn walk(step: &[u128], own: u128, meets: &[u128], start: usize) -> Vec<u128> {
    let mut reached = vec![0_u128; step.len()];
    reached[start] = 1 << start;
    let mut open = vec![(start, start)];
    while let Some((a, b)) = open.pop() {
        for to in states(step[a] & own) {
            let new = step[b] & own & meets[to] & !reached[to];
            reached[to] |= new;
            open.extend(states(new).map(|other| (to, other)));
        }
    }
    reached
}

/// Reads the expression; `None` where it is too long, too deep or not one.
struct Parser {
    text: Vec<char>,
    at: usize,
    automaton: Automaton,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self, text: &str) -> bool {
        let takes = text.chars().enumerate().all(|(i, c)| self.text.get(self.at + i) == Some(&c));
        if takes {
            self.at += text.chars().count();
        }
        takes
    }

    fn alternatives(&mut self, depth: usize) -> Option<Part> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut whole = self.sequence(depth)?;
        while self.take("|") {
            let other = self.sequence(depth)?;
            whole.or(&other);
        }
        Some(whole)
    }

    fn sequence(&mut self, depth: usize) -> Option<Part> {
        let mut whole = Part::nothing();
        while let Some(c) = self.peek()
            && !matches!(c, '|' | ')')
        {
            let atom = self.atom(depth)?;
            let atom = self.repeated(atom)?;
            self.automaton.then(&mut whole, &atom);
        }
        Some(whole)
    }

    fn atom(&mut self, depth: usize) -> Option<Part> {
        let c = self.peek()?;
        self.at += 1;
        match c {
            '(' => self.group(depth),
            '^' | '$' => Some(Part::nothing()),
            '.' => self.automaton.position(Class::of('\n').inverted()),
            '[' => {
                let (class, end) = Class::bracketed(&self.text, self.at)?;
                self.at = end;
                self.automaton.position(class)
            }
            '\\' => {
                let (class, end) = escape(&self.text, self.at)?;
                self.at = end;
                class.map_or(Some(Part::nothing()), |class| self.automaton.position(class))
            }
            _ => self.automaton.position(Class::of(c)),
        }
    }

    fn group(&mut self, depth: usize) -> Option<Part> {
        let looks = ["?=", "?!", "?<=", "?<!"].iter().any(|start| self.take(start));
        if self.take("?P=") || self.take("?#") {
            while self.peek()? != ')' {
                self.at += 1;
            }
        } else if self.take("?P<") || self.take("?<") {
            while self.peek()? != '>' {
                self.at += 1;
            }
            self.at += 1;
        } else if self.take("?") {
            while !matches!(self.peek()?, ':' | ')') {
                self.at += 1;
            }
            self.take(":");
        }
        let before = self.automaton.classes.len();
        let inner = self.alternatives(depth + 1)?;
        if !self.take(")") {
            return None;
        }
        if !looks {
            return Some(inner);
        }
        // What only looks takes no text.
        self.automaton.classes.truncate(before);
        self.automaton.next.truncate(before);
        self.automaton.twice.truncate(before);
        Some(Part::nothing())
    }

    fn repeated(&mut self, mut part: Part) -> Option<Part> {
        let (least, most) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => match self.counts() {
                Some(counts) => counts,
                None => return Some(part),
            },
            _ => return Some(part),
        };
        self.at += 1;
        // What is possessive gives nothing back.
        let keeps = self.take("+");
        self.take("?");
        let many = most.is_none_or(|most| most >= MANY && (most > least || part.loops));
        if many && !keeps {
            self.automaton.connect(part.last, part.first);
            part.loops = true;
        }
        part.nullable |= least == 0;
        Some(part)
    }

    /// The numbers of `{2,5}`; leaves the place at the closing brace.
    fn counts(&mut self) -> Option<(u32, Option<u32>)> {
        let end = self.at + self.text[self.at..].iter().position(|c| *c == '}')?;
        let inside: String = self.text[self.at + 1..end].iter().collect();
        let counts = match inside.split_once(',') {
            None => {
                let exact = inside.parse().ok()?;
                (exact, Some(exact))
            }
            Some((least, "")) => (least.parse().ok()?, None),
            Some((least, most)) => (least.parse().unwrap_or(0), Some(most.parse().ok()?)),
        };
        self.at = end;
        Some(counts)
    }
}

#[cfg(test)]
mod tests {
    use super::can_backtrack;

    #[test]
    fn exponential() {
        for regex in [
            "(a+)+$",
            "^(a+)+$",
            "([a-zA-Z]+)*$",
            "(a*)*b",
            "(a|aa)+$",
            "(a|a?)+$",
            "(.*a){25}",
            r"^(\w+\s?)*$",
            "(x+x+)+y",
            r"^([a-z0-9]+)+@example\.com$",
            r"(\d{2,20})+!",
            r"^(?:[a-z]|[aeiou])*$",
            r"^(([^<>()]|a)+)+$",
        ] {
            assert!(can_backtrack(regex), "{regex}");
        }
    }

    #[test]
    fn not_exponential() {
        for regex in [
            r"^\d+$",
            "^([a-z]+-)*[a-z]+$",
            "^[a-z]+(-[a-z]+)*$",
            r#""(\\.|[^"\\])*""#,
            r"^(\d{3})-(\d{4})$",
            r"(\d{10})+",
            r"^[\w.-]+@[\w-]+(\.[\w-]+)+$",
            "(?:ab|cd)*",
            "(?<year>[0-9]{4})-(?P<month>[0-9]+)",
            r"(?=.*[A-Z])(?=.*\d).{8,}",
            "a{2}b{,3}c{x}",
            "[]a]+",
            "(unclosed",
            "",
        ] {
            assert!(!can_backtrack(regex), "{regex}");
        }
    }
}
