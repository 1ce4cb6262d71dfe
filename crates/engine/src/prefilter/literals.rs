//! Which pieces of text every match of a regex contains.

use regex_syntax::hir::{Class, ClassBytesRange, Hir, HirKind};

/// Alternatives beyond which a set says too little.
const MOST: usize = 40;

/// One of these pieces, in lower case, is in every text that the regex matches; none if that is
/// not known. Pieces have at least two characters.
pub fn required(regex: &str) -> Option<Vec<String>> {
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
    of(&hir.ok()?)
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
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.ranges().iter().map(|r| (r.start(), r.end())).collect(),
        Class::Bytes(class) => {
            let pair = |r: &ClassBytesRange| (char::from(r.start()), char::from(r.end()));
            class.ranges().iter().map(pair).collect()
        }
    };
    let mut found = None;
    for (start, end) in ranges {
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
    use super::required;

    fn pieces(regex: &str) -> String {
        required(regex).map_or("?".to_owned(), |pieces| pieces.join(" "))
    }

    #[test]
    fn what_every_match_contains() {
        assert_eq!(pieces("^md5$"), "md5");
        assert_eq!(pieces("(?i)MD5|sha1?"), "md5 sha");
        assert_eq!(pieces(".*(password|secret).*"), "password secret");
        assert_eq!(pieces("https?://[^/]+"), "http");
        assert_eq!(pieces("[a-z]+"), "?");
        assert_eq!(pieces("a|b"), "?");
        assert_eq!(pieces("(?!x)y"), "?");
        assert_eq!(pieces("(exec|system)_\\w+"), "exec system");
        assert_eq!(pieces("(?i)[Kk]ey|pass[éè]"), "key pass");
        assert_eq!(pieces("(?i)cafés|\\p{Greek}xy"), "caf xy");
    }
}
