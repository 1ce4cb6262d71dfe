//! Where a rule's sources, sinks, sanitizers and propagators are in a file.

use stockade_rules::pattern::PatternError;
use stockade_rules::rule::{Propagator, Sanitizer, Sink, Source};
use stockade_rules::{Formula, Taint};
use stockade_syntax::{NodeId, Span};

use super::lookup::Lookup;
use crate::evaluate::{Evaluator, Scope};
use crate::matching::{Bound, Match};

/// A place with what the rule says about it.
pub struct Place<'r, S> {
    /// The match.
    pub found: Match,
    /// What the rule says.
    pub spec: &'r S,
}

/// All places of a rule in a file.
pub struct Specs<'r> {
    /// Where tainted data comes from.
    pub sources: Vec<Place<'r, Source>>,
    /// Where it must not arrive.
    pub sinks: Vec<Place<'r, Sink>>,
    /// What makes it harmless.
    pub sanitizers: Vec<Place<'r, Sanitizer>>,
    /// What carries it on.
    pub propagators: Vec<Place<'r, Propagator>>,
    lookups: Lookups,
}

/// The places by where they are.
struct Lookups {
    sources: Lookup,
    sinks: Lookup,
    sanitizers: Lookup,
    propagators: Lookup,
}

impl<'r> Specs<'r> {
    /// Finds the places; none if a source or a sink is missing.
    pub fn of(
        evaluator: &Evaluator<'_>,
        taint: &'r Taint,
        scope: Scope<'_>,
    ) -> Result<Option<Self>, PatternError> {
        fn places<'r, S>(
            evaluator: &Evaluator<'_>,
            scope: Scope<'_>,
            specs: &'r [S],
            formula: impl Fn(&S) -> &Formula,
        ) -> Result<Vec<Place<'r, S>>, PatternError> {
            let mut out = Vec::new();
            for spec in specs {
                let found = evaluator.formula(formula(spec), scope)?;
                out.extend(
                    found.into_iter().filter(|m| !m.context).map(|found| Place { found, spec }),
                );
            }
            Ok(out)
        }
        // Sinks are the rarer ones, and quick to look for.
        let sinks = places(evaluator, scope, &taint.sinks, |s: &Sink| &s.formula)?;
        if sinks.is_empty() {
            return Ok(None);
        }
        let sources = places(evaluator, scope, &taint.sources, |s: &Source| &s.formula)?;
        if sources.is_empty() {
            return Ok(None);
        }
        let mut sanitizers =
            places(evaluator, scope, &taint.sanitizers, |s: &Sanitizer| &s.formula)?;
        let propagators =
            places(evaluator, scope, &taint.propagators, |s: &Propagator| &s.formula)?;
        sanitizers.retain(|place| {
            let span = place.found.span;
            !place.spec.not_conflicting
                || !(sources.iter().any(|s| s.found.span == span)
                    || sinks.iter().any(|s| s.found.span == span))
        });
        let lookups = Lookups {
            sources: Lookup::of(sources.iter().map(|p| (p.found.span, p.spec.exact))),
            sinks: Lookup::of(sinks.iter().map(|p| (p.found.span, p.spec.exact))),
            sanitizers: Lookup::of(sanitizers.iter().map(|p| (p.found.span, p.spec.exact))),
            propagators: Lookup::of(propagators.iter().map(|p| (p.found.span, true))),
        };
        Ok(Some(Specs { sources, sinks, sanitizers, propagators, lookups }))
    }

    /// Whether a sanitizer that was found here cleans a place for what comes after it.
    pub fn cleans(&self) -> bool {
        self.sanitizers.iter().any(|place| place.spec.by_side_effect)
    }

    /// The sources at a place.
    pub fn sources_at(&self, span: Span) -> impl Iterator<Item = &Place<'r, Source>> {
        self.lookups.sources.at(span).into_iter().map(|number| &self.sources[number as usize])
    }

    /// The sources that a place is itself, and not only a part of.
    pub fn sources_of(&self, span: Span) -> impl Iterator<Item = &Place<'r, Source>> {
        self.sources_at(span).filter(move |place| place.found.span == span)
    }

    /// Whether a place is sanitized.
    pub fn is_sanitized(&self, span: Span) -> bool {
        !self.lookups.sanitizers.at(span).is_empty()
    }

    /// The sinks at a place, with their numbers.
    pub fn sinks_at(&self, span: Span) -> impl Iterator<Item = (usize, &Place<'r, Sink>)> {
        let numbers = self.lookups.sinks.at(span).into_iter();
        numbers.map(|number| (number as usize, &self.sinks[number as usize]))
    }

    /// The propagations whose match is this place: from where, to where.
    pub fn propagations_at(
        &self,
        span: Span,
    ) -> impl Iterator<Item = (&Place<'r, Propagator>, NodeId, NodeId)> {
        self.lookups.propagators.at(span).into_iter().filter_map(|number| {
            let place = &self.propagators[number as usize];
            let node = |name: &str| match place.found.env.get(name)?.bound {
                Bound::Node(id) => Some(id),
                _ => None,
            };
            Some((place, node(&place.spec.from)?, node(&place.spec.to)?))
        })
    }
}
