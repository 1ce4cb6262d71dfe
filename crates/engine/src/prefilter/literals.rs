//! Which pieces of text every match of a regex contains.

use regex_syntax::hir::{Class, ClassBytesRange, Hir, HirKind};

/// Alternatives beyond which a set says too little.
const MOST: usize = 40;

/// What is known of the texts that a regex matches; pieces are in lower case and have at least two
/// characters.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Required {
    /// A text with one of these, in upper or lower case, matches.
    pub enough: Vec<String>,
    /// Any other text that matches has one of these; none if that is not known.
    pub needed: Option<Vec<String>>,
}

/// What is known of the texts that a regex matches.
pub fn required(regex: &str) -> Required {
    let Some(hir) = parsed(regex) else { return Required::default() };
    let ways = match hir.kind() {
        HirKind::Alternation(ways) => &ways[..],
        _ => std::slice::from_ref(&hir),
    };
    let mut out = Required { enough: Vec::new(), needed: Some(Vec::new()) };
    for way in ways {
        match words(way).filter(|words| words.iter().all(|word| word.len() >= 2)) {
            Some(words) => out.enough.extend(words),
            None => {
                out.needed = out.needed.zip(of(way)).map(|(all, own)| [all, own].concat());
            }
        }
    }
    out.needed = out.needed.filter(|needed| out.enough.len() + needed.len() <= MOST);
    out
}

fn parsed(regex: &str) -> Option<Hir> {
    let parser = |unicode: bool| {
        let mut builder = regex_syntax::ParserBuilder::new();
        builder.multi_line(true).unicode(unicode).utf8(unicode).build()
    };
    // Only pieces of ASCII are told, and what a class of all scripts has in it is a long list to
    // make: a regex is read with classes of bytes, unless it names characters that have none.
    let hir = match parser(false).parse(regex) {
        Err(regex_syntax::Error::Translate(_)) => parser(true).parse(regex),
        read => read,
    };
    hir.ok()
}

/// All texts that a part stands for, whatever the case of their letters; none if they are many, or
/// if the case of a letter matters.
fn words(hir: &Hir) -> Option<Vec<String>> {
    let all = match hir.kind() {
        HirKind::Empty => vec![String::new()],
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            let is_plain = |c: char| c.is_ascii() && !c.is_ascii_alphabetic();
            vec![text.chars().all(is_plain).then(|| text.to_owned())?]
        }
        HirKind::Class(class) => characters(class)?,
        HirKind::Capture(capture) => words(&capture.sub)?,
        HirKind::Repetition(repetition) if repetition.max == Some(1) => {
            let none = (repetition.min == 0).then(String::new);
            none.into_iter().chain(words(&repetition.sub)?).collect()
        }
        HirKind::Concat(parts) => {
            let mut all = vec![String::new()];
            for part in parts {
                let ends = words(part)?;
                let with = |begin: &String| {
                    let begin = begin.clone();
                    ends.iter().map(move |end| format!("{begin}{end}")).collect::<Vec<_>>()
                };
                all = all.iter().flat_map(with).collect();
                if all.len() > MOST {
                    return None;
                }
            }
            all
        }
        HirKind::Alternation(ways) => {
            let ways: Option<Vec<_>> = ways.iter().map(words).collect();
            ways?.concat()
        }
        HirKind::Look(_) | HirKind::Repetition(_) => return None,
    };
    (all.len() <= MOST).then_some(all)
}

/// The characters of a class in lower case, if each letter is in it in both cases.
fn characters(class: &Class) -> Option<Vec<String>> {
    let mut all = Vec::new();
    for (start, end) in ranges(class) {
        if end as u32 - start as u32 > 2 * 26 {
            return None;
        }
        all.extend(start..=end);
    }
    // `(?i)k` and `(?i)s` have a non-ASCII form of their letter as well.
    all.retain(|c| !matches!(c, '\u{212a}' | '\u{17f}'));
    let other_case = |c: char| match c.is_ascii_lowercase() {
        true => c.to_ascii_uppercase(),
        false => c.to_ascii_lowercase(),
    };
    let is_whole = |c: &char| c.is_ascii() && all.contains(&other_case(*c));
    if !all.iter().all(is_whole) {
        return None;
    }
    Some(all.iter().filter(|c| !c.is_ascii_uppercase()).map(char::to_string).collect())
}

fn ranges(class: &Class) -> Vec<(char, char)> {
    match class {
        Class::Unicode(class) => class.ranges().iter().map(|r| (r.start(), r.end())).collect(),
        Class::Bytes(class) => {
            let pair = |r: &ClassBytesRange| (char::from(r.start()), char::from(r.end()));
            class.ranges().iter().map(pair).collect()
        }
    }
}

fn of(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(_) | HirKind::Class(_) => concat(std::slice::from_ref(hir)),
        HirKind::Concat(parts) => concat(parts),
        HirKind::Capture(capture) => of(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => of(&repetition.sub),
        HirKind::Alternation(ways) => {
            let mut all = Vec::new();
            for way in ways {
                all.extend(of(way)?);
            }
            (all.len() <= MOST).then_some(all)
        }
        _ => None,
    }
}

/// The best that is known of a sequence: the set whose shortest piece is longest.
fn concat(parts: &[Hir]) -> Option<Vec<String>> {
    let mut sets: Vec<Vec<String>> = Vec::new();
    let mut run = String::new();
    let end = |run: &mut String, sets: &mut Vec<Vec<String>>| {
        let piece = std::mem::take(run);
        if piece.len() >= 2 {
            sets.push(vec![piece]);
        }
    };
    for part in parts {
        match single(part) {
            Some(text) => run.push_str(&text),
            // What has no width does not part what stands around it.
            None if matches!(part.kind(), HirKind::Look(_) | HirKind::Empty) => {}
            None => {
                end(&mut run, &mut sets);
                sets.extend(of_inner(part));
            }
        }
    }
    end(&mut run, &mut sets);
    sets.into_iter().max_by_key(|set| set.iter().map(String::len).min().unwrap_or(0))
}

fn of_inner(part: &Hir) -> Option<Vec<String>> {
    if matches!(part.kind(), HirKind::Literal(_) | HirKind::Class(_)) { None } else { of(part) }
}

/// The one text that a part stands for, upper and lower case taken together.
fn single(part: &Hir) -> Option<String> {
    match part.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            text.is_ascii().then(|| text.to_ascii_lowercase())
        }
        HirKind::Class(class) => letter(class),
        HirKind::Capture(capture) => single(&capture.sub),
        _ => None,
    }
}

/// The one letter that a class stands for.
fn letter(class: &Class) -> Option<String> {
    let mut found = None;
    for (start, end) in ranges(class) {
        if end as u32 - start as u32 > 1 {
            return None;
        }
        for c in start..=end {
            // `(?i)k` and `(?i)s` have a non-ASCII form of their letter as well.
            if c == '\u{212a}' || c == '\u{17f}' {
                continue;
            }
            let c = c.is_ascii().then(|| c.to_ascii_lowercase())?;
            if found.is_some_and(|known| known != c) {
                return None;
            }
            found = Some(c);
        }
    }
    found.map(String::from)
}

#[cfg(test)]
mod tests {
    use super::{Required, required};

    /// What is enough, and what else is needed.
    fn pieces(regex: &str) -> String {
        let Required { mut enough, needed } = required(regex);
        match needed {
            Some(needed) => enough.extend(needed.iter().map(|piece| format!("{piece}…"))),
            None => enough.push("?".to_owned()),
        }
        enough.join(" ")
    }

    #[test]
    fn what_every_match_contains() {
        assert_eq!(pieces("^md5$"), "md5…");
        assert_eq!(pieces("(?i)MD5|sha1?"), "md5 sha sha1");
        assert_eq!(
            pieces("(?i)express|rate[-_]?limit|koa$"),
            "express ratelimit rate-limit rate_limit koa…"
        );
        assert_eq!(pieces("MD5|(?i)sha|1.2|3-4"), "sha 3-4 ?");
        assert_eq!(pieces(".*(password|secret).*"), "password… secret…");
        assert_eq!(pieces("https?://[^/]+"), "http…");
        assert_eq!(pieces("(?i)https?://"), "http:// https://");
        assert_eq!(pieces("[a-z]+"), "?");
        assert_eq!(pieces("a|b"), "?");
        assert_eq!(pieces("(?!x)y"), "?");
        assert_eq!(pieces("(exec|system)_\\w+"), "exec… system…");
        assert_eq!(pieces("(?i)[Kk]ey|pass[éè]"), "key pass…");
        assert_eq!(pieces("(?i)cafés|\\p{Greek}xy"), "caf… xy…");
    }
}
