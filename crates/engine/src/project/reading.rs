//! What a rule's formulas match in one file: the raw material of a summary.
//!
//! In: an absence rule, an evaluator. Out: matches by what they are. Must never know: other files.

use stockade_rules::pattern::PatternError;
use stockade_rules::rule::Absence;
use stockade_rules::{Formula, Rule};

use crate::evaluate::{Evaluator, Scope};
use crate::matching::{Bound, Match};

/// The matches of one rule.
pub struct Reading<'r> {
    /// Number of the rule in its analyzer.
    pub number: u32,
    /// The rule.
    pub rule: &'r Rule,
    /// Its block.
    pub absence: &'r Absence,
    /// `app`
    pub apps: Vec<Match>,
    /// `starts`
    pub starts: Vec<Match>,
    /// `router`
    pub routers: Vec<Match>,
    /// `route`
    pub routes: Vec<Match>,
    /// `mount`
    pub mounts: Vec<Match>,
    /// `use`
    pub before: Vec<Match>,
    /// `everywhere`
    pub everywhere: Vec<Match>,
    /// `cover`
    pub covers: Vec<Match>,
    /// `concerns`
    pub concerns: Vec<Match>,
}

impl<'r> Reading<'r> {
    /// Evaluates the formulas of a rule.
    pub fn of(
        number: u32,
        rule: &'r Rule,
        absence: &'r Absence,
        evaluator: &Evaluator<'_>,
        scope: Scope<'_>,
    ) -> Result<Reading<'r>, PatternError> {
        let all = |formula: &Formula| -> Result<Vec<Match>, PatternError> {
            let matches = evaluator.formula(formula, scope)?;
            Ok(best(matches.into_iter().filter(|m| !m.context).collect()))
        };
        let some = |formula: &Option<Formula>| formula.as_ref().map_or(Ok(Vec::new()), &all);
        Ok(Reading {
            number,
            rule,
            absence,
            apps: all(&absence.app)?,
            starts: some(&absence.starts)?,
            routers: some(&absence.router)?,
            routes: all(&absence.route)?,
            mounts: some(&absence.mount)?,
            before: some(&absence.before)?,
            everywhere: some(&absence.everywhere)?,
            covers: some(&absence.cover)?,
            concerns: some(&absence.concerns)?,
        })
    }

    /// Whether the file says nothing in the words of the rule.
    pub fn is_empty(&self) -> bool {
        let lists = [&self.apps, &self.starts, &self.routers, &self.routes, &self.mounts];
        let more = [&self.before, &self.everywhere, &self.covers];
        lists.into_iter().chain(more).all(Vec::is_empty)
    }
}

/// Of matches with one range and one `$APP`, those that say most about it: `use("/api", …)` is no
/// `use(…)` of everything.
fn best(matches: Vec<Match>) -> Vec<Match> {
    let host = |m: &Match| m.env.get("$APP").map(|binding| binding.hash);
    let router = |m: &Match| m.env.get("$ROUTER").map(|binding| binding.hash);
    let path = |m: &Match| m.env.get("$PATH").is_some_and(|b| !matches!(b.bound, Bound::Nodes(_)));
    let told: Vec<_> =
        matches.iter().filter(|m| path(m)).map(|m| (m.span, host(m), router(m))).collect();
    let mut out: Vec<Match> = Vec::with_capacity(matches.len());
    for m in matches {
        let key = (m.span, host(&m), router(&m));
        let is_known = out.iter().rev().take_while(|known| known.span == m.span).any(|known| {
            (known.span, host(known), router(known)) == key && path(known) == path(&m)
        });
        if !is_known && (path(&m) || !told.contains(&key)) {
            out.push(m);
        }
    }
    out
}
