//! One rule on one file, or on a part of it.

use stockade_rules::rule::{Absence, Mode};
use stockade_rules::{Pattern, Rule};

use crate::evaluate::{Evaluator, Memo, Scope};
use crate::finding::Step;
use crate::matching::{Budget, Code, Match, Statements};
use crate::project::{self, Said};
use crate::source::{Prepared, Source};
use crate::taint;

/// Whether a pattern can match in the file at all.
pub type Gate<'a> = &'a dyn Fn(&Pattern) -> bool;

/// Where a rule is run.
#[derive(Clone, Copy)]
pub enum Part<'a> {
    /// On all there is.
    All,
    /// On one item, by itself, with what other rules have found out about it.
    Item(u32, &'a Memo),
    /// On one item, with the others of its slice around it.
    Slice(u32, &'a Around),
}

/// The slice of an item.
pub struct Around {
    /// Its items, ascending.
    pub members: Vec<u32>,
    /// What rules about flows find out about it.
    pub memo: Memo,
    /// What other rules find out about the item.
    pub own: Memo,
}

impl Around {
    /// Of which nothing is known yet.
    pub fn of(members: Vec<u32>) -> Around {
        Around { members, memo: Memo::default(), own: Memo::default() }
    }
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

/// What rules are run on.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// The file.
    pub source: &'a Source,
    /// What matching needs of it.
    pub prepared: &'a Prepared,
    /// Where in it.
    pub part: Part<'a>,
    /// Which patterns are tried; none: all.
    pub gate: Option<Gate<'a>>,
}

/// The matches of a rule that are findings.
pub fn matches_of(rule: &Rule, on: Target<'_>, budget: &Budget) -> Result<Vec<Found>, String> {
    looking(rule, on, budget, |evaluator, scope| match &rule.mode {
        Mode::Search(formula) => {
            let matches = evaluator.formula(formula, scope).map_err(|error| error.to_string())?;
            let found = matches.into_iter().filter(|m| !m.context).map(|matched| {
                let item =
                    evaluator.code.and_then(|(code, ..)| code.tree.item_at(matched.span.start));
                Found { matched, trace: Vec::new(), item: item.unwrap_or_default() }
            });
            Ok(found.collect())
        }
        Mode::Taint(taint) => {
            let only = match on.part {
                Part::All => None,
                Part::Item(item, _) | Part::Slice(item, _) => Some(item),
            };
            let flows =
                taint::flows(evaluator, taint, scope, only).map_err(|error| error.to_string())?;
            let found = flows.into_iter().map(|flow| Found {
                matched: flow.sink,
                trace: flow.trace,
                item: flow.item,
            });
            Ok(found.collect())
        }
        Mode::Absence(absence) => {
            let missing = project::missing(absence, rule, evaluator, scope)?;
            let found =
                missing.into_iter().map(|matched| Found { matched, trace: Vec::new(), item: 0 });
            Ok(found.collect())
        }
    })
}

/// What is said in the words of an absence rule.
pub fn said_of(
    rule: &Rule,
    absence: &Absence,
    on: Target<'_>,
    budget: &Budget,
) -> Result<Said, String> {
    looking(rule, on, budget, |evaluator, scope| {
        Said::of(absence, evaluator, scope).map_err(|error| error.to_string())
    })
}

/// Looks at what a rule is run on.
fn looking<T>(
    rule: &Rule,
    on: Target<'_>,
    budget: &Budget,
    look: impl FnOnce(&Evaluator<'_>, Scope<'_>) -> Result<T, String>,
) -> Result<T, String> {
    let Target { source, prepared, part, gate } = on;
    let search = matches!(rule.mode, Mode::Search(_));
    let index = match part {
        Part::All => prepared.index.clone(),
        Part::Item(item, _) => prepared.index.only(item, Statements::OfItem),
        Part::Slice(item, _) if search => prepared.index.only(item, Statements::OfFile),
        Part::Slice(_, around) => prepared.index.among(&around.members),
    };
    let members = match part {
        Part::Slice(_, around) => Some(&around.members[..]),
        Part::All | Part::Item(..) => None,
    };
    let code = match (&prepared.tree, &prepared.facts, source.language) {
        (Some(tree), Some(facts), Some(language)) => {
            Some((Code { tree, facts, members }, &index, language))
        }
        _ => None,
    };
    // What is remembered holds for all places that are looked at.
    let memo = match part {
        Part::All => &prepared.memo,
        Part::Item(_, memo) => memo,
        Part::Slice(_, around) if search => &around.own,
        Part::Slice(_, around) => &around.memo,
    };
    let evaluator = Evaluator { code, options: &rule.options, budget, memo: Some(memo), gate };
    let own = match part {
        Part::Item(item, _) => Some(item),
        Part::Slice(item, _) if search => Some(item),
        Part::All | Part::Slice(..) => None,
    };
    let span = own.zip(code).map(|(item, (code, ..))| code.tree.item_span(item));
    let scope = match span {
        Some(span) => Scope::part(&source.text, span),
        None => Scope::whole(&source.text),
    };
    look(&evaluator, scope)
}
