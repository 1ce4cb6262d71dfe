//! Taint: data that flows from a source to a sink without passing a sanitizer.
//!
//! In: a rule's sources, sinks, sanitizers and propagators, and a file. Out: matches at sinks with
//! the way that the data took. One engine over the lowered tree for all languages.
//! Must never know: which rule it runs, what a language's syntax looks like.

mod arguments;
mod arms;
mod awake;
mod callbacks;
mod calls;
mod conditions;
mod flow;
mod keys;
mod lists;
mod lookup;
mod parts;
mod sinks;
mod specs;
mod state;
mod summaries;
mod summary;
mod taints;
#[cfg(test)]
mod tests;
mod truth;
mod values;

pub use summary::Flow;

use stockade_rules::Taint;
use stockade_rules::pattern::PatternError;

use crate::certain::Certain;
use crate::evaluate::{Evaluator, Memo, Scope};
use crate::facts::Functions;

/// The flows of a taint rule in a file, in the order of the sinks; with `only`, those on which the
/// code of one item sends data.
pub fn flows(
    evaluator: &Evaluator<'_>,
    taint: &Taint,
    scope: Scope<'_>,
    only: Option<u32>,
) -> Result<Vec<Flow>, PatternError> {
    let Some((code, ..)) = evaluator.code else { return Ok(Vec::new()) };
    let Some(specs) = specs::Specs::of(evaluator, taint, scope)? else { return Ok(Vec::new()) };
    let certain = Certain::default();
    let certain = evaluator.memo.map_or(&certain, Memo::certain);
    let own;
    let functions = match evaluator.memo {
        Some(memo) => memo.functions(code),
        None => {
            own = Functions::of(code.tree, code.facts, code.items());
            &own
        }
    };
    let mut flows =
        flow::run(code, functions, certain, evaluator.options, evaluator.budget, &specs, only);
    flows.sort_by_key(|flow| (flow.sink.span.start, flow.sink.span.end, flow.item));
    // Each item has its own, although they may arrive at one sink.
    flows.dedup_by(|a, b| a.sink.span == b.sink.span && a.item == b.item);
    Ok(flows)
}
