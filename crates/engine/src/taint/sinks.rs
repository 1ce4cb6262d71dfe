//! Sinks: whether what arrives at one counts, and the way that it took.

use std::sync::Arc;

use stockade_syntax::{Kind, NodeId, Span};

use super::flow::Walker;
use super::summary::{Flow, SinkOfParameter};
use super::taints::{Hop, Origin, Taints};
use crate::finding::Step;
use crate::matching::Match;

impl Walker<'_> {
    /// Notes the flows that end at a node: what was `passed` into it, and the taint of its value.
    pub(super) fn check_sinks(&mut self, id: NodeId, span: Span, passed: &Taints, taints: &Taints) {
        let specs = self.specs;
        for (number, place) in specs.sinks_at(span) {
            let arriving = if is_value(self.tree().kind(id)) { taints } else { passed };
            let mut all = arriving.clone();
            // A call or a comparison is reached by what is given to it, even if its result is clean;
            // but what the rule asks for as an argument counts by its value.
            if matches!(self.tree().kind(id), Kind::Call | Kind::New | Kind::Binary | Kind::Index)
                && !self.specs.is_sanitized(span)
                && !is_focus(&place.found)
            {
                all.join(passed);
            }
            for origin in all.iter() {
                if let Some(parameter) = origin.parameter {
                    self.note_sink(SinkOfParameter { parameter, sink: number });
                }
            }
            let all = all.without_parameters();
            let fits = place.spec.requires.iter().all(|(_, requires)| all.fulfil(requires));
            if !fits {
                continue;
            }
            let found = &place.found;
            for origin in all.iter() {
                let agrees = origin.env.agrees(&found.env);
                if self.options.taint_unify_mvars && !agrees {
                    continue;
                }
                let env =
                    found.env.merged(&origin.env).map_or_else(|| Arc::clone(&found.env), Arc::new);
                self.flows.push(Flow {
                    sink: Match { env, ..found.clone() },
                    trace: trace(origin, found.span),
                    item: self.item,
                });
                break;
            }
        }
    }
}

/// Whether a match is what one of its metavariables stands for.
fn is_focus(found: &Match) -> bool {
    found.env.iter().any(|own| own.span == found.span)
}

/// Whether a node is an expression, whose own taint counts at a sink.
fn is_value(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::Return | Kind::Throw | Kind::Block | Kind::If | Kind::ForEach | Kind::With
    )
}

/// The steps from the source to the sink.
pub(super) fn trace(origin: &Origin, sink: Span) -> Vec<Step> {
    let mut hops = Vec::new();
    let mut at: Option<&Arc<Hop>> = origin.way.as_ref();
    while let Some(hop) = at {
        hops.push(hop.span);
        at = hop.before.as_ref();
    }
    hops.reverse();
    hops.dedup();
    let mut out = vec![Step { span: origin.source, note: "the data comes from here".to_owned() }];
    out.extend(hops.into_iter().map(|span| Step { span, note: "it is passed on here".to_owned() }));
    out.push(Step { span: sink, note: "it arrives here".to_owned() });
    out
}
