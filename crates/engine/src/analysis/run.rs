//! One rule on one file, or on a part of it.

use stockade_rules::rule::Mode;
use stockade_rules::{Pattern, Rule};
use stockade_syntax::Span;

use crate::evaluate::{Evaluator, Scope};
use crate::finding::Step;
use crate::matching::{Budget, Code, Match};
use crate::source::{Prepared, Source};
use crate::taint;

/// Whether a pattern can match in the file at all.
pub type Gate<'a> = &'a dyn Fn(&Pattern) -> bool;

/// The matches of a rule that are findings, in the file or in one item of it.
pub fn matches_of(
    rule: &Rule,
    source: &Source,
    prepared: &Prepared,
    item: Option<(u32, Span)>,
    budget: &Budget,
    gate: Option<Gate<'_>>,
) -> Result<Vec<(Match, Vec<Step>)>, String> {
    let index = match item {
        Some((number, _)) => prepared.index.only(number),
        None => prepared.index.clone(),
    };
    let code = match (&prepared.tree, &prepared.facts, source.language) {
        (Some(tree), Some(facts), Some(language)) => Some((Code { tree, facts }, &index, language)),
        _ => None,
    };
    let memo = item.is_none().then_some(&prepared.memo);
    let evaluator = Evaluator { code, options: &rule.options, budget, memo, gate };
    let whole = Span::new(0, source.text.len());
    let span = item.map_or(whole, |(_, span)| span);
    let scope = Scope { span, ..Scope::whole(&source.text) };
    match &rule.mode {
        Mode::Search(formula) => {
            let matches = evaluator.formula(formula, scope).map_err(|error| error.to_string())?;
            Ok(matches.into_iter().filter(|m| !m.context).map(|m| (m, Vec::new())).collect())
        }
        Mode::Taint(taint) => {
            let flows =
                taint::flows(&evaluator, taint, scope).map_err(|error| error.to_string())?;
            Ok(flows.into_iter().map(|flow| (flow.sink, flow.trace)).collect())
        }
    }
}
