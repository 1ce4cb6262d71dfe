//! Taking an element out of a list together with its separator.

use stockade_syntax::Span;

/// The range to delete so that an argument, an entry or a statement is gone with its comma, and
/// with its line where it has one of its own.
pub fn range(text: &str, span: Span) -> Span {
    let after = text.get(span.end..).unwrap_or_default();
    let before = text.get(..span.start).unwrap_or_default();
    let blank = |c: char| c == ' ' || c == '\t';
    let trailing = after.trim_start_matches(char::is_whitespace);
    if let Some(rest) = trailing.strip_prefix(',') {
        let line_start = before.trim_end_matches(blank);
        let own_line = line_start.is_empty() || line_start.ends_with('\n');
        let after_comma = rest.trim_start_matches(blank);
        if own_line && (after_comma.starts_with('\n') || after_comma.starts_with("\r\n")) {
            let newline = if after_comma.starts_with('\r') { 2 } else { 1 };
            let end = text.len() - after_comma.len() + newline;
            return Span::new(line_start.len(), end);
        }
        let end = text.len() - after_comma.len();
        return Span::new(span.start, end);
    }
    let leading = before.trim_end_matches(char::is_whitespace);
    if leading.ends_with(',') && trailing.starts_with([')', ']', '}']) {
        return Span::new(leading.len() - 1, span.end);
    }
    let line_start = before.trim_end_matches(blank);
    let own_line = line_start.is_empty() || line_start.ends_with('\n');
    let rest = after.trim_start_matches(';').trim_start_matches(blank);
    if own_line && (rest.is_empty() || rest.starts_with('\n') || rest.starts_with("\r\n")) {
        let newline = if rest.starts_with('\r') { 2 } else { usize::from(!rest.is_empty()) };
        return Span::new(line_start.len(), text.len() - rest.len() + newline);
    }
    span
}
