//! The words that an agent reads: what is wrong, where, and what to write instead. Short, for an
//! agent's context is dear.

use std::fmt::Write as _;

use stockade_engine::{Fix, Source};
use stockade_rules::rule::Safety;
use stockade_workspace::Reported;

use super::review::Review;
use crate::report::place;

/// So many findings are told; an agent that wrote more looks again anyway.
const MOST: usize = 8;
/// So many lines of a fix are shown.
const LINES: usize = 14;

/// What was found in files, each named by `name`; none if there is nothing.
pub fn problems(reviews: &[(String, Review)]) -> Option<String> {
    let all: Vec<_> = reviews
        .iter()
        .flat_map(|(name, review)| {
            review.findings.iter().map(move |(found, fix)| (name, &review.source, found, fix))
        })
        .collect();
    if all.is_empty() {
        return None;
    }
    let (noun, pronoun) = if all.len() == 1 { ("problem", "it") } else { ("problems", "them") };
    let mut out = format!(
        "Stockade found {} security {noun} in what you wrote. Fix {pronoun} before you go on.\n",
        all.len()
    );
    for (name, source, found, fix) in all.iter().take(MOST) {
        out.push('\n');
        finding_text(&mut out, name, source, found, fix.as_ref());
    }
    if all.len() > MOST {
        let _ =
            write!(out, "\n… and {} more: `stockade check` names them all.\n", all.len() - MOST);
    }
    Some(out.trim_end().to_owned())
}

/// What was fixed in files; none if nothing was.
pub fn fixed(reviews: &[(String, Review)]) -> Option<String> {
    let mut out = String::new();
    for (name, review) in reviews.iter().filter(|(_, review)| !review.fixed.is_empty()) {
        let _ = writeln!(out, "Stockade changed {name}; read it again before you edit it:");
        for (line, title) in &review.fixed {
            let _ = writeln!(out, "  line {line}: {title}");
        }
    }
    (!out.is_empty()).then(|| out.trim_end().to_owned())
}

fn finding_text(
    out: &mut String,
    name: &str,
    source: &Source,
    found: &Reported,
    fix: Option<&Fix>,
) {
    let finding = &found.finding;
    let rule = &finding.rule;
    let (line, column) = place(&source.text, finding.span.start);
    let cwe = rule.metadata.cwe.first().map(|cwe| format!(", {cwe}")).unwrap_or_default();
    let _ = writeln!(
        out,
        "{name}:{line}:{column} {} ({}{cwe})\n  {}",
        rule.id,
        found.severity.as_str(),
        finding.message.trim()
    );
    if let Some(first) = finding.trace.first().filter(|_| finding.trace.len() > 1) {
        let from = place(&source.text, first.span.start).0;
        let _ = writeln!(out, "  The data comes from line {from}: {}", first.note);
    }
    let Some(fix) = fix else { return };
    let review = if fix.safety == Safety::Safe { "" } else { ", then check that it fits" };
    let _ = writeln!(out, "  {}{review}:", fix.title);
    let changes = changes(source, fix);
    for change in changes.iter().take(LINES) {
        let _ = writeln!(out, "    {change}");
    }
    if changes.len() > LINES {
        let _ =
            writeln!(out, "    … {} more lines: `stockade check --diff`", changes.len() - LINES);
    }
    if let Some(note) = &fix.note {
        let _ = writeln!(out, "  {note}");
    }
}

/// The lines that a fix changes, as a diff without context.
pub fn changes(source: &Source, fix: &Fix) -> Vec<String> {
    let after = stockade_engine::finding::apply_edits(&source.text, &fix.edits);
    similar::TextDiff::from_lines(&*source.text, &*after)
        .iter_all_changes()
        .filter(|change| change.tag() != similar::ChangeTag::Equal)
        .map(|change| format!("{}{}", change.tag(), change.value().trim_end()))
        .collect()
}
