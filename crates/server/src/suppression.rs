//! Suppression comments: writing one, and seeing that a place stands in one.
//!
//! In: a finding, or a line. Out: the edit that silences the finding; where rule ids stand.
//! That a comment silences and changes nothing else is proven, as fixes are.

use stockade_engine::{Finding, Source, TextEdit, finding::apply_edits};
use stockade_syntax::{NodeId, Span, Tree};

use crate::ready::Ready;

/// The words that begin a suppression.
const MARKERS: [&str; 2] = ["stockade-ignore-file", "stockade-ignore"];

/// What a person is to replace.
const REASON: &str = "say why";

/// The edit that silences a finding: a comment on the line above, or where that would change the
/// program (within a string of several lines) at the end of the line. `None`: neither helps, as in
/// JSON, which has no comments.
pub fn edit(ready: &Ready, finding: &Finding) -> Option<TextEdit> {
    let source = &ready.source;
    let text = &*source.text;
    let mark = comment_of(source)?;
    let start = text.get(..finding.span.start)?.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(start..)?.lines().next().unwrap_or_default();
    let indent: String = line.chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
    let comment = format!("{mark} stockade-ignore {}: {REASON}", finding.rule.id);
    let break_ = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let above =
        TextEdit { span: Span::new(start, start), text: format!("{indent}{comment}{break_}") };
    let end = start + line.len();
    let behind = TextEdit { span: Span::new(end, end), text: format!("  {comment}") };
    [above, behind].into_iter().find(|edit| silences(ready, finding, edit))
}

/// What begins a comment to the end of the line.
fn comment_of(source: &Source) -> Option<&'static str> {
    if let Some(language) = source.language {
        return Some(language.spec().line_comment);
    }
    let name = source.path.rsplit('/').next().unwrap_or_default();
    let ending = name.rsplit('.').next().unwrap_or_default();
    match ending {
        "json" => None,
        "jsonc" | "json5" => Some("//"),
        _ => Some("#"),
    }
}

/// Whether the finding is gone with the edit, and the program is the same.
fn silences(ready: &Ready, finding: &Finding, edit: &TextEdit) -> bool {
    let source = &ready.source;
    let text = apply_edits(&source.text, std::slice::from_ref(edit));
    let after = Source { text: text.into(), parsed: None, ..source.clone() };
    let same = match (source.tree(), after.tree()) {
        (Some(before), Some(after)) => shape(&before).eq(shape(&after)),
        (None, None) => true,
        _ => false,
    };
    let count = |findings: &mut dyn Iterator<Item = &Finding>| {
        findings.filter(|own| own.rule.id == finding.rule.id).count()
    };
    let before = count(&mut ready.findings.iter().map(|reported| &reported.finding));
    same && ready
        .project
        .analyzer()
        .analyze(&after, &|| false)
        .is_some_and(|analysis| count(&mut analysis.findings.iter()) < before)
}

/// The program without places and comments.
fn shape(tree: &Tree) -> impl Iterator<Item = u64> {
    tree.descendants(NodeId::ROOT).map(|id| tree.node(id).hash)
}

/// The place in a line where a suppression's rule ids stand: from behind the marker up to the reason
/// or the end. Bytes of the line.
pub fn ids(line: &str) -> Option<Span> {
    let (at, marker) = MARKERS.iter().find_map(|marker| Some((line.find(marker)?, *marker)))?;
    let before = line[..at].trim_end();
    if !["//", "#", "/*", "<!--", "*"].iter().any(|comment| before.ends_with(comment)) {
        return None;
    }
    let start = at + marker.len();
    let rest = &line[start..];
    let skipped = rest.len() - rest.trim_start_matches([':', ' ']).len();
    let from = start + skipped.min(rest.len());
    let ids = &line[from..];
    let end = ids.find(": ").or_else(|| ids.trim_end().strip_suffix(':').map(str::len));
    Some(Span::new(start, from + end.unwrap_or(ids.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_ids_stand_between_the_marker_and_the_reason() {
        let check = |line: &str, wanted: Option<&str>| {
            assert_eq!(ids(line).map(|span| &line[span.range()]), wanted, "{line}");
        };
        check("// stockade-ignore a, b: because: x", Some(" a, b"));
        check("x = 1  # stockade-ignore a:", Some(" a"));
        check("# stockade-ignore ", Some(" "));
        check("/* stockade-ignore-file a */", Some(" a */"));
        check("const stockade-ignore = a", None);
    }
}
