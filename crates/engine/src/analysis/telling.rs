//! What an open document tells its project: what its items say is remembered, item by item.

use std::sync::Arc;

use stockade_rules::Pattern;

use super::analyzer::Notice;
use super::open::Open;
use super::run::Part;
use crate::evaluate::Memo;
use crate::matching::Stand;
use crate::project::{Reading, Said, Summary, Told};
use crate::slice::Slices;
use crate::source::Stop;

impl Open<'_> {
    /// What the file says about its project. `None`: stopped.
    pub(super) fn summary(
        &self,
        slices: &Slices,
        notices: &mut Vec<Notice>,
        stop: Stop<'_>,
    ) -> Option<Option<Summary>> {
        // Which files a project's rule is about is a part of the rule, not a matter of speed.
        let asked = self.asked(&self.seen, Some(&self.source.text));
        if !self.plan.project.iter().any(|&at| asked.is_met(at)) {
            return Some(None);
        }
        if stop() {
            return None;
        }
        let asked = self.asked(&self.seen, None);
        let allows = |pattern: &Pattern| asked.allows(pattern);
        let on = self.target(Part::All, &allows);
        let mut readings = self.heard(slices, notices);
        let others = self.plan.project.iter().filter(|at| !self.plan.heard_by_item.contains(at));
        readings.extend(others.filter_map(|&at| self.analyzer.reading(at, on, notices)));
        readings.sort_by_key(|reading| reading.number);
        Some(self.analyzer.summarized(readings, on, false, notices))
    }

    /// What the items say, put together.
    fn heard(&self, slices: &Slices, notices: &mut Vec<Notice>) -> Vec<Reading<'_>> {
        let silence = |&at: &usize| self.analyzer.silence(at);
        let mut all: Vec<Option<Reading<'_>>> =
            self.plan.heard_by_item.iter().map(silence).collect();
        for item in 0..self.tree.items().len() as u32 {
            let Some(told) = self.told(item, slices, notices) else { continue };
            let stand = Stand::of(self.tree, item);
            for (reading, said) in all.iter_mut().zip(&told.by_rule) {
                match (reading.as_mut(), said) {
                    (Some(reading), Some(said)) => reading.said.add(said, told.stand, stand),
                    // Half of what a file says would be no less than wrong.
                    _ => *reading = None,
                }
            }
        }
        all.into_iter().flatten().collect()
    }

    /// What an item says, if anything.
    fn told(&self, item: u32, slices: &Slices, notices: &mut Vec<Notice>) -> Option<Arc<Told>> {
        let key = self.item_key(item);
        if let Some(known) = self.store.told(key) {
            return known;
        }
        let near = self.near(&slices.members(item));
        let asked = self.asked(&near, None);
        let allows = |pattern: &Pattern| asked.allows(pattern);
        let memo = Memo::default();
        let on = self.target(Part::Item(item, &memo), &allows);
        let said = |at: &usize| match asked.may_say(*at) {
            true => Some(self.analyzer.reading(*at, on, notices)?.said),
            false => Some(Said::default()),
        };
        let by_rule: Vec<Option<Said>> = self.plan.heard_by_item.iter().map(said).collect();
        let stand = Stand::of(self.tree, item);
        let is_silent = by_rule.iter().flatten().all(Said::is_empty);
        let is_own = by_rule.iter().all(|said| said.as_ref().is_some_and(|own| own.lies_in(stand)));
        let told = Some(Arc::new(Told { by_rule, stand })).filter(|_| !is_silent || !is_own);
        if is_own {
            self.store.keep_told(key, told.clone());
        }
        told
    }
}
