//! One rule on an open document, as fixes are tried out: what is remembered of the rule's findings, and
//! a look at the items of which nothing is.
//!
//! In: an open document, a rule. Out: its places, or its matches at some of them. Must never know:
//! fixes.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use stockade_rules::{Pattern, Rule};
use stockade_syntax::Span;

use super::analyzer::Analysis;
use super::open::Open;
use super::run::{Around, Found, Part, matches_of};
use crate::finding::Finding;
use crate::matching::Budget;
use crate::slice::Slices;

/// What is remembered of the findings of all rules.
pub struct Remembered {
    by_item: Share,
    by_slice: Share,
}

/// What is remembered of those that look at parts of one kind.
struct Share {
    findings: Vec<Finding>,
    /// The items of which nothing is remembered.
    missing: Vec<u32>,
}

/// What a rule looks at to judge an item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sees {
    Item,
    Slice,
}

impl Open<'_> {
    /// The places where a rule finds something; what is remembered is asked for once, for all rules.
    pub fn places(
        &self,
        rule: &Arc<Rule>,
        remembered: &OnceCell<Remembered>,
        budget: &Budget,
    ) -> Result<Vec<Span>, String> {
        let spans = |found: Vec<Found>| found.into_iter().map(|own| own.matched.span);
        let Some((sees, slices)) = self.sees(rule) else {
            return Ok(spans(self.matches(rule, budget)?).collect());
        };
        let remembered = remembered.get_or_init(|| self.remember());
        let share = match sees {
            Sees::Item => &remembered.by_item,
            Sees::Slice => &remembered.by_slice,
        };
        if self.slices_of(&share.missing, slices).is_none() {
            return Ok(spans(self.matches(rule, budget)?).collect());
        }
        let own = share.findings.iter().filter(|finding| Arc::ptr_eq(&finding.rule, rule));
        let mut places: Vec<Span> = own.map(|finding| finding.span).collect();
        places.extend(spans(self.matches_of_items(rule, &share.missing, sees, slices, budget)?));
        Ok(places)
    }

    /// The matches of a rule that stand in the items of some places, and perhaps others.
    pub fn matches_at(
        &self,
        rule: &Arc<Rule>,
        places: &[Span],
        budget: &Budget,
    ) -> Result<Vec<Found>, String> {
        let items = places.iter().map(|place| self.tree.item_at(place.start));
        let items: Option<BTreeSet<u32>> = items.collect();
        let (Some((sees, slices)), Some(items)) = (self.sees(rule), items) else {
            return self.matches(rule, budget);
        };
        let items: Vec<u32> = items.into_iter().collect();
        self.matches_of_items(rule, &items, sees, slices, budget)
    }

    /// What a rule looks at; none if it has to see the file.
    fn sees(&self, rule: &Arc<Rule>) -> Option<(Sees, &Slices)> {
        let parts = self.parts()?;
        let number = self.analyzer.number(rule)?;
        if self.plan.item.contains(&number) {
            return Some((Sees::Item, &parts.slices));
        }
        let sees_slice = self.plan.slice.contains(&number) && !parts.wide.contains(&number);
        sees_slice.then_some((Sees::Slice, &parts.slices))
    }

    fn matches_of_items(
        &self,
        rule: &Rule,
        items: &[u32],
        sees: Sees,
        slices: &Slices,
        budget: &Budget,
    ) -> Result<Vec<Found>, String> {
        let mut all = Vec::new();
        for &item in items {
            let around = Around::of(slices.members(item));
            let seen = self.near(&around.members);
            let asked = self.asked(&seen, None);
            let allows = |pattern: &Pattern| asked.allows(pattern);
            let part = match sees {
                Sees::Item => Part::Item(item, &around.own),
                Sees::Slice => Part::Slice(item, &around),
            };
            all.extend(matches_of(rule, self.target(part, &allows), budget)?);
        }
        Ok(all)
    }

    fn remember(&self) -> Remembered {
        let Some(parts) = self.parts() else {
            let nothing = || Share { findings: Vec::new(), missing: Vec::new() };
            return Remembered { by_item: nothing(), by_slice: nothing() };
        };
        let share = |sees: Sees| {
            let mut known = Analysis::default();
            let is_missing = |item: &u32| match sees {
                Sees::Item => {
                    let key = self.item_key(*item);
                    !self.is_remembered(key, || vec![*item], &mut known)
                }
                Sees::Slice => {
                    let key = (parts.slices.key(*item), parts.narrow_key);
                    !self.is_remembered(key, || parts.slices.members(*item), &mut known)
                }
            };
            let missing = (0..self.known.len() as u32).filter(is_missing).collect();
            Share { findings: known.findings, missing }
        };
        Remembered { by_item: share(Sees::Item), by_slice: share(Sees::Slice) }
    }
}
