//! Makes a pattern's text readable for a grammar: metavariables and ellipses become names that no
//! program uses. Strings and comments are left alone.

use stockade_syntax::Language;

/// Stands for `...`.
pub const ELLIPSIS: &str = "__stk_ellipsis";
/// Begins the name that stands for `$X`.
pub const METAVAR: &str = "__stk_mv_";
/// Begins the name that stands for `$...X`.
pub const METAVAR_SEQ: &str = "__stk_mvs_";
/// The function whose call stands for `<... e ...>`.
pub const DEEP: &str = "__stk_deep";
/// Begins the function whose call stands for `($X: T)`; its number follows.
pub const TYPED: &str = "__stk_typed_";

/// A pattern's text with its holes filled.
pub struct Prepared {
    /// For the grammar.
    pub text: String,
    /// The typed metavariables: name and type as written (holes filled).
    pub typed: Vec<(String, String)>,
}

/// Fills the holes. `semicolons`: end a statement ellipsis with `;` (the C-like languages, where
/// it would otherwise join what follows).
pub fn prepare(text: &str, language: Language, semicolons: bool) -> Prepared {
    let mut filler = Filler {
        source: text,
        out: String::with_capacity(text.len() + 32),
        typed: Vec::new(),
        brackets: Vec::new(),
        language,
        semicolons,
    };
    filler.run();
    Prepared { text: filler.out, typed: filler.typed }
}

#[derive(Clone, Copy, PartialEq)]
enum Bracket {
    Other,
    Deep,
    /// The arms of a `switch` or `select`.
    Arms,
    /// Go's `import (…)`.
    Imports,
    Block,
    Record,
}

struct Filler<'a> {
    source: &'a str,
    out: String,
    typed: Vec<(String, String)>,
    brackets: Vec<Bracket>,
    language: Language,
    semicolons: bool,
}

impl Filler<'_> {
    fn run(&mut self) {
        let mut at = 0;
        while at < self.source.len() {
            let rest = &self.source[at..];
            at += self.step(rest);
        }
    }

    /// Handles the beginning of `rest`; returns how many bytes were taken, at least one.
    fn step(&mut self, rest: &str) -> usize {
        if let Some(taken) = literal_or_comment(rest, self.language) {
            if self.language == Language::Python && ends_with_format_prefix(&self.out) {
                self.format_string(&rest[..taken]);
            } else {
                self.out.push_str(&rest[..taken]);
            }
            return taken;
        }
        if let Some(taken) = self.typed_metavariable(rest) {
            return taken;
        }
        if let Some(tail) = rest.strip_prefix("$...") {
            let name = metavariable_name(tail);
            if name > 0 {
                self.push_in_record(METAVAR_SEQ, &tail[..name]);
                return 4 + name;
            }
        }
        if let Some(tail) = rest.strip_prefix('$') {
            let name = metavariable_name(tail);
            if name > 0 {
                self.out.push_str(METAVAR);
                self.out.push_str(&tail[..name]);
                return 1 + name;
            }
        }
        if rest.starts_with("<...") {
            self.out.push_str(DEEP);
            self.out.push('(');
            self.brackets.push(Bracket::Deep);
            return 4;
        }
        if rest.starts_with("...>") && self.brackets.last() == Some(&Bracket::Deep) {
            self.out.push(')');
            self.brackets.pop();
            return 4;
        }
        if let Some(after) = rest.strip_prefix("...") {
            if self.is_spread(after) {
                self.out.push_str("...");
            } else {
                self.ellipsis(after);
            }
            return 3;
        }
        let Some(first) = rest.chars().next() else { return 1 };
        match first {
            '{' => {
                let opened = self.opens();
                self.brackets.push(opened);
            }
            '(' if self.language == Language::Go && self.out.trim_end() == "import" => {
                self.brackets.push(Bracket::Imports);
            }
            '(' | '[' => self.brackets.push(Bracket::Other),
            ')' | ']' | '}' => {
                self.brackets.pop();
            }
            _ => {}
        }
        self.out.push(first);
        first.len_utf8()
    }

    /// Python's f-string: holes stand in its braces; in its text they are left to the builder.
    fn format_string(&mut self, literal: &str) {
        let mut rest = literal;
        while let Some(open) = rest.find('{') {
            let (text, tail) = rest.split_at(open);
            self.out.push_str(text);
            if let Some(after) = tail.strip_prefix("{{") {
                self.out.push_str("{{");
                rest = after;
                continue;
            }
            let Some(close) = tail.find('}') else {
                rest = tail;
                break;
            };
            self.out.push('{');
            self.out.push_str(&prepare(&tail[1..close], self.language, false).text);
            self.out.push('}');
            rest = &tail[close + 1..];
        }
        self.out.push_str(rest);
    }

    fn push_in_record(&mut self, marker: &str, name: &str) {
        let begins_entry = self.out.trim_end().ends_with(['{', ',']);
        let in_record = self.brackets.last() == Some(&Bracket::Record);
        if self.language == Language::Python && in_record && begins_entry {
            self.out.push_str("**");
        }
        self.out.push_str(marker);
        self.out.push_str(name);
    }

    fn ellipsis(&mut self, after: &str) {
        if self.brackets.last() == Some(&Bracket::Imports) {
            self.out.push_str(&format!("\"{ELLIPSIS}\""));
            return;
        }
        if self.brackets.last() == Some(&Bracket::Arms) && self.arm(after) {
            return;
        }
        let line_before = self.out.trim_end_matches([' ', '\t']);
        let begins = line_before.is_empty() || line_before.ends_with(['\n', '{', '}', ';']);
        let after = after.trim_start_matches([' ', '\t']);
        let ends = !after.starts_with([',', ':', '.', ')', ']', '=', '?', '(']);
        let block = matches!(self.brackets.last(), None | Some(Bracket::Block | Bracket::Arms));
        let attribute = self.language.is_ecmascript()
            && self.brackets.is_empty()
            && self.out.ends_with('=')
            && (after.starts_with(['/', '>']) || after.starts_with(char::is_alphabetic));
        if attribute && self.source.trim_start().starts_with('<') {
            self.out.push('{');
            self.out.push_str(ELLIPSIS);
            self.out.push('}');
            return;
        }
        // `for (...)`: any loop.
        let before = self.out.trim_end();
        let in_for = before.strip_suffix('(').is_some_and(|out| out.trim_end().ends_with("for"));
        if in_for && self.language.is_ecmascript() && after.starts_with(')') {
            let parts = [ELLIPSIS; 3];
            self.out.push_str(&parts.join(";"));
            return;
        }
        self.push_in_record(ELLIPSIS, "");
        if self.semicolons && self.language.is_ecmascript() && begins && ends && block {
            self.out.push(';');
        }
    }

    /// `...` for arms of a `switch`: the first thing in it, behind another `...`, or as `case ...`.
    fn arm(&mut self, after: &str) -> bool {
        let before = self.out.trim_end();
        let tail = before.trim_end_matches(';');
        let written = before.ends_with("case");
        if !written && !before.ends_with('{') && !tail.ends_with(ELLIPSIS) {
            return false;
        }
        if !written {
            self.out.push_str("case ");
        }
        self.out.push_str(ELLIPSIS);
        if !after.trim_start_matches([' ', '\t']).starts_with(':') {
            self.out.push(':');
        }
        true
    }

    /// Whether `...` is the language's own spread here.
    fn is_spread(&self, after: &str) -> bool {
        let next = after.chars().next();
        match self.language {
            Language::Python => false,
            // `/.../` is any regular expression.
            _ if self.language.is_ecmascript()
                && self.out.ends_with('/')
                && after.starts_with('/') =>
            {
                true
            }
            Language::Go => {
                let before = self.out.chars().next_back();
                next.is_some_and(|c| c.is_alphabetic() || c == '*' || c == '[')
                    || before
                        .is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ')' || c == ']')
            }
            _ if self.out.trim_end().ends_with("function") => false,
            _ => {
                next.is_some_and(|c| c.is_alphabetic() || matches!(c, '$' | '_' | '[' | '{' | '('))
            }
        }
    }

    /// What a `{` opens here.
    fn opens(&self) -> Bracket {
        if self.language == Language::Python {
            return Bracket::Record;
        }
        let before = self.out.trim_end();
        if before.ends_with("=>") {
            return Bracket::Block;
        }
        let value = before.ends_with(['(', ',', ':', '=', '[', '?', '&', '|']);
        if value || before.ends_with("return") {
            return Bracket::Record;
        }
        let line = before.rsplit(['\n', ';', '{', '}']).next().unwrap_or_default();
        let first = line.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
        if matches!(first, Some("switch" | "select")) { Bracket::Arms } else { Bracket::Block }
    }

    /// `($X: T)` where no parameter list can stand.
    fn typed_metavariable(&mut self, rest: &str) -> Option<usize> {
        let inner = rest.strip_prefix('(')?.trim_start();
        let name = inner.strip_prefix('$')?;
        let len = metavariable_name(name);
        let kind = name[len..].trim_start().strip_prefix(':')?;
        let before = self.out.chars().next_back();
        let after_name = before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ')');
        // In Python the parentheses may be those of a call, as long as it is no definition.
        let line = self.out.lines().next_back().unwrap_or_default().trim_start();
        let call = self.language == Language::Python
            && !line.starts_with("def ")
            && !line.starts_with("async def ")
            && !line.starts_with("class ");
        if len == 0 || (after_name && !call) {
            return None;
        }
        let mut depth = 0usize;
        for (at, c) in kind.char_indices() {
            match c {
                '(' | '[' | '{' => depth += 1,
                ')' if depth == 0 => {
                    let after = kind[at + 1..].trim_start();
                    if after.starts_with("=>") || after.starts_with(':') {
                        return None;
                    }
                    let number = self.typed.len();
                    let text = prepare(kind[..at].trim(), self.language, false).text;
                    self.typed.push((format!("${}", &name[..len]), text));
                    let stand_in = format!("{TYPED}{number}");
                    let paren = after_name;
                    self.out.push_str(&if paren { format!("({stand_in})") } else { stand_in });
                    return Some(rest.len() - kind.len() + at + 1);
                }
                ')' | ']' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        None
    }
}

/// Whether a string that begins here is an f-string: the letters before it are its prefix.
fn ends_with_format_prefix(before: &str) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let prefix = &before[before.trim_end_matches(is_name).len()..];
    prefix.len() <= 2
        && prefix.chars().all(|c| matches!(c.to_ascii_lowercase(), 'f' | 'r' | 't'))
        && prefix.chars().any(|c| !c.eq_ignore_ascii_case(&'r'))
}

/// Length of the name of a metavariable at the beginning of `text`.
fn metavariable_name(text: &str) -> usize {
    let len = text
        .bytes()
        .take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
        .count();
    let first_is_digit = text.bytes().next().is_some_and(|b| b.is_ascii_digit());
    let goes_on = text[len..].bytes().next().is_some_and(|b| b.is_ascii_lowercase());
    if first_is_digit || goes_on { 0 } else { len }
}

/// Length of the string or comment that begins here.
fn literal_or_comment(rest: &str, language: Language) -> Option<usize> {
    let comment = language.spec().line_comment;
    if rest.starts_with(comment) && !rest.starts_with("#!") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if language != Language::Python && rest.starts_with("/*") {
        return Some(rest.find("*/").map_or(rest.len(), |at| at + 2));
    }
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    if quote == '`' && language.is_ecmascript() {
        return None;
    }
    let triple: String = std::iter::repeat_n(quote, 3).collect();
    if language == Language::Python && rest.starts_with(&triple) {
        return Some(rest[3..].find(&triple).map_or(rest.len(), |at| at + 6));
    }
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote != '`' => escaped = true,
            c if c == quote => return Some(at + c.len_utf8()),
            // An apostrophe in JSX text, not a string.
            '\n' if quote != '`' => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Language, prepare};

    #[test]
    fn holes_stand_in_the_braces_of_format_strings_only() {
        let python = |text| prepare(text, Language::Python, false).text;
        assert_eq!(python(r#"f"...{$X}{{$Y}}""#), r#"f"...{__stk_mv_X}{{$Y}}""#);
        assert_eq!(python(r#"rf'{...}'"#), "rf'{__stk_ellipsis}'");
        assert_eq!(python(r#"r"{$X}""#), r#"r"{$X}""#);
        assert_eq!(python(r#"self"{$X}""#), r#"self"{$X}""#);
    }
}
