//! One rule on one file, or on a part of it.

use stockade_rules::rule::Mode;
use stockade_rules::{Pattern, Rule};

use crate::evaluate::{Evaluator, Scope};
use crate::finding::Step;
use crate::matching::{Budget, Code, Match, Statements};
use crate::source::{Prepared, Source};
use crate::taint;

/// Whether a pattern can match in the file at all.
pub type Gate<'a> = &'a dyn Fn(&Pattern) -> bool;

/// Where a rule is run.
#[derive(Clone, Copy)]
pub enum Part {
    /// On all there is.
    All,
    /// On one item, by itself.
    Item(u32),
    /// On one item, with the others of its slice around it.
    Slice(u32),
}

/// A match that is a finding.
pub struct Found {
    /// The match.
    pub matched: Match,
    /// The way of the data, in taint rules.
    pub trace: Vec<Step>,
    /// The item that it depends on, if the rule can be run item by item.
    pub item: u32,
}

/// The matches of a rule that are findings.
pub fn matches_of(
    rule: &Rule,
    source: &Source,
    prepared: &Prepared,
    part: Part,
    budget: &Budget,
    gate: Option<Gate<'_>>,
) -> Result<Vec<Found>, String> {
    let index = match part {
        Part::Item(item) => prepared.index.only(item, Statements::OfItem),
        Part::Slice(item) if matches!(rule.mode, Mode::Search(_)) => {
            prepared.index.only(item, Statements::OfFile)
        }
        Part::Slice(_) | Part::All => prepared.index.clone(),
    };
    let code = match (&prepared.tree, &prepared.facts, source.language) {
        (Some(tree), Some(facts), Some(language)) => Some((Code { tree, facts }, &index, language)),
        _ => None,
    };
    // What is remembered holds for all there is.
    let all = index.is_whole();
    let memo = all.then_some(&prepared.memo);
    let evaluator = Evaluator { code, options: &rule.options, budget, memo, gate };
    let whole = Scope::whole(&source.text);
    let scope = match (part, code) {
        (Part::Item(item) | Part::Slice(item), Some((code, ..))) if !all => {
            Scope { span: code.tree.item_span(item), ..whole }
        }
        _ => whole,
    };
    match &rule.mode {
        Mode::Search(formula) => {
            let matches = evaluator.formula(formula, scope).map_err(|error| error.to_string())?;
            let found = matches.into_iter().filter(|m| !m.context).map(|matched| {
                let item = code.and_then(|(code, ..)| code.tree.item_at(matched.span.start));
                Found { matched, trace: Vec::new(), item: item.unwrap_or_default() }
            });
            Ok(found.collect())
        }
        Mode::Taint(taint) => {
            let only = match part {
                Part::All => None,
                Part::Item(item) | Part::Slice(item) => Some(item),
            };
            let flows =
                taint::flows(&evaluator, taint, scope, only).map_err(|error| error.to_string())?;
            let found = flows.into_iter().map(|flow| Found {
                matched: flow.sink,
                trace: flow.trace,
                item: flow.item,
            });
            Ok(found.collect())
        }
    }
}
