//! What a rule's formulas match in one file: the raw material of a summary.
//!
//! In: an absence rule, an evaluator. Out: matches by what they are. Must never know: other files.

use stockade_rules::pattern::PatternError;
use stockade_rules::rule::Absence;
use stockade_rules::{Formula, Rule};

use crate::evaluate::{Evaluator, Scope};
use crate::matching::{Bound, Match, Stand};

/// A rule, and what a file says in its words.
pub struct Reading<'r> {
    /// Number of the rule in its analyzer.
    pub number: u32,
    /// The rule.
    pub rule: &'r Rule,
    /// Its block.
    pub absence: &'r Absence,
    /// What the file says.
    pub said: Said,
}

/// What a file, or an item of one, says in the words of a rule; each list in the order of the code.
#[derive(Debug, Default)]
pub struct Said {
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

/// What one item says, so that it can be remembered.
#[derive(Debug)]
pub struct Told {
    /// In the words of several rules; none of a rule that could not look at it to the end.
    pub by_rule: Vec<Option<Said>>,
    /// Where the item stood.
    pub stand: Stand,
}

impl Said {
    /// Evaluates the formulas of a rule.
    pub fn of(
        absence: &Absence,
        evaluator: &Evaluator<'_>,
        scope: Scope<'_>,
    ) -> Result<Said, PatternError> {
        let all = |formula: &Formula| -> Result<Vec<Match>, PatternError> {
            let matches = evaluator.formula(formula, scope)?;
            Ok(best(matches.into_iter().filter(|m| !m.context).collect()))
        };
        let some = |formula: &Option<Formula>| formula.as_ref().map_or(Ok(Vec::new()), &all);
        Ok(Said {
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

    /// Whether nothing is said; what would concern routes says nothing without one.
    pub fn is_empty(&self) -> bool {
        let [words @ .., _concerns] = self.lists();
        words.into_iter().all(Vec::is_empty)
    }

    /// Whether all of it can be told by an item alone.
    pub fn lies_in(&self, stand: Stand) -> bool {
        self.lists().into_iter().flatten().all(|m| m.lies_in(stand))
    }

    /// Adds what an item says that stands elsewhere now.
    pub fn add(&mut self, other: &Said, from: Stand, to: Stand) {
        for (own, more) in self.lists_mut().into_iter().zip(other.lists()) {
            own.extend(more.iter().map(|m| m.moved(from, to)));
        }
    }

    fn lists(&self) -> [&Vec<Match>; 9] {
        let Said { apps, starts, routers, routes, mounts, before, everywhere, covers, concerns } =
            self;
        [apps, starts, routers, routes, mounts, before, everywhere, covers, concerns]
    }

    fn lists_mut(&mut self) -> [&mut Vec<Match>; 9] {
        let Said { apps, starts, routers, routes, mounts, before, everywhere, covers, concerns } =
            self;
        [apps, starts, routers, routes, mounts, before, everywhere, covers, concerns]
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
