//! What one file alone says is missing in it: what fixes begin with, and are proven by.
//!
//! In: an absence rule and a file. Out: matches with their bindings. Must never know: other files.

use stockade_rules::Rule;
use stockade_rules::rule::Absence;
use stockade_syntax::Span;

use super::graph::{Graph, Linking};
use super::link::{View, judge};
use super::reading::{Reading, Said};
use super::summarize::{stands_at, summarize};
use crate::evaluate::{Evaluator, Scope};
use crate::matching::Match;

/// The places of a file where an absence rule's protection is missing as far as the file itself
/// says, with their bindings: what fixes begin with.
pub fn missing(
    absence: &Absence,
    rule: &Rule,
    evaluator: &Evaluator<'_>,
    scope: Scope<'_>,
) -> Result<Vec<Match>, String> {
    let Some((code, ..)) = evaluator.code else { return Ok(Vec::new()) };
    let said = Said::of(absence, evaluator, scope).map_err(|error| error.to_string())?;
    let reading = Reading { number: 0, rule, absence, said };
    let candidates: Vec<Match> = reading
        .said
        .apps
        .iter()
        .cloned()
        .chain(reading.said.routes.iter().map(|m| Match { span: stands_at(m), ..m.clone() }))
        .collect();
    let summary = summarize(code, scope.text, std::slice::from_ref(&reading));
    let targets = vec![None; summary.imports.len()];
    let files = [Linking { path: "", summary: &summary, unit: 0, targets }];
    let verdicts = judge(&Graph::of(&files), &files, 0, absence, View::File);
    let mut out: Vec<Match> = verdicts
        .iter()
        .filter_map(|verdict| {
            let spot = summary.spot(0, verdict.spot)?;
            candidates
                .iter()
                .find(|m| m.span == Span::new(spot.span.0 as usize, spot.span.1 as usize))
                .cloned()
        })
        .collect();
    out.sort_by_key(|m| (m.span.start, m.span.end));
    Ok(out)
}
