//! Taint: data that flows from a source to a sink without passing a sanitizer.
//!
//! In: a rule's sources, sinks, sanitizers and propagators, and a file. Out: matches at sinks with
//! the way that the data took. One engine over the lowered tree for all languages.
//! Must never know: which rule it runs, what a language's syntax looks like.

mod flow;
mod specs;
mod state;

use stockade_rules::Taint;
use stockade_rules::pattern::PatternError;

use crate::evaluate::{Evaluator, Scope};
use crate::finding::Step;
use crate::matching::Match;

/// A sink that tainted data reaches.
pub struct Flow {
    /// The match of the sink, with the bindings of source and sink where they agree.
    pub sink: Match,
    /// From the source to the sink, both included.
    pub trace: Vec<Step>,
}

/// The flows of a taint rule in a file, in the order of the sinks.
pub fn flows(
    evaluator: &Evaluator<'_>,
    taint: &Taint,
    scope: Scope<'_>,
) -> Result<Vec<Flow>, PatternError> {
    let Some((code, ..)) = evaluator.code else { return Ok(Vec::new()) };
    let Some(specs) = specs::Specs::of(evaluator, taint, scope)? else { return Ok(Vec::new()) };
    let mut flows = flow::run(code, evaluator.options, evaluator.budget, &specs);
    flows.sort_by_key(|flow| (flow.sink.span.start, flow.sink.span.end));
    flows.dedup_by(|a, b| a.sink.span == b.sink.span);
    Ok(flows)
}
