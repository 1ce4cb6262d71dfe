//! Findings whose places are told by items, so that they hold wherever the items stand.

use std::hash::Hasher as _;
use std::sync::Arc;

use rustc_hash::FxHasher;
use stockade_rules::Rule;
use stockade_syntax::{Span, Tree};

use crate::finding::{Finding, Step};

/// A place: a range relative to the item with this number among the members of a slice.
#[derive(Clone, Copy, Debug)]
struct Place {
    member: u32,
    span: Span,
}

/// The findings of an item without a tie to one state of its file.
#[derive(Debug)]
pub struct Placed {
    /// Identifies the members by which places are told.
    order: u64,
    findings: Vec<PlacedFinding>,
}

impl Placed {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }
}

#[derive(Debug)]
struct PlacedFinding {
    rule: Arc<Rule>,
    place: Place,
    message: String,
    trace: Vec<(Place, String)>,
    fingerprint: u64,
}

/// The items that places are told by: some of a file's, ascending.
#[derive(Clone, Copy)]
pub struct Members<'a> {
    /// The file.
    pub tree: &'a Tree,
    /// Their numbers.
    pub items: &'a [u32],
}

impl Members<'_> {
    /// A range as a place; none if it lies in no member.
    fn place(&self, span: Span) -> Option<Place> {
        let item = self.tree.item_at(span.start)?;
        let own = self.tree.item_span(item);
        let member = self.items.binary_search(&item).ok()? as u32;
        own.contains(span).then(|| Place {
            member,
            span: Span::new(span.start - own.start, span.end - own.start),
        })
    }

    fn span(&self, place: Place) -> Option<Span> {
        let item = *self.items.get(place.member as usize)?;
        Some(place.span.shifted(self.tree.item_offset(item)))
    }

    /// Equal for members of equal content in an equal order.
    fn order(&self) -> u64 {
        let mut hasher = FxHasher::default();
        for &item in self.items {
            hasher.write_u64(self.tree.item(item).key());
        }
        hasher.finish()
    }

    /// Findings told by items; none if a part of one lies in none of them.
    pub fn placed(&self, findings: &[Finding]) -> Option<Placed> {
        let findings: Option<Vec<_>> = findings.iter().map(|own| self.placed_one(own)).collect();
        let findings = findings?;
        let order = if findings.is_empty() { 0 } else { self.order() };
        Some(Placed { order, findings })
    }

    /// The findings where the items stand now; none if these are not the items by which they were
    /// told.
    pub fn found(&self, placed: &Placed) -> Option<Vec<Finding>> {
        if placed.order != self.order() {
            return None;
        }
        placed.findings.iter().map(|own| self.found_one(own)).collect()
    }

    fn placed_one(&self, finding: &Finding) -> Option<PlacedFinding> {
        let trace = finding.trace.iter().map(|step| {
            let place = self.place(step.span)?;
            Some((place, step.note.clone()))
        });
        Some(PlacedFinding {
            rule: Arc::clone(&finding.rule),
            place: self.place(finding.span)?,
            message: finding.message.clone(),
            trace: trace.collect::<Option<_>>()?,
            fingerprint: finding.fingerprint,
        })
    }

    fn found_one(&self, placed: &PlacedFinding) -> Option<Finding> {
        let trace = placed.trace.iter().map(|(place, note)| {
            let span = self.span(*place)?;
            Some(Step { span, note: note.clone() })
        });
        Some(Finding {
            rule: Arc::clone(&placed.rule),
            span: self.span(placed.place)?,
            message: placed.message.clone(),
            trace: trace.collect::<Option<_>>()?,
            fingerprint: placed.fingerprint,
        })
    }
}
