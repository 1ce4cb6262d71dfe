//! The examples of guidelines: what is insecure is found, what is secure is not, and the fix of
//! one gives the other.

use stockade_engine::{Analyzer, Limits};
use stockade_rules::guideline::{Example, Guideline};
use stockade_workspace::RuleSet;

use crate::command::example;
use crate::report::place;

/// How many examples there are.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// All.
    pub examples: usize,
    /// Those that are insecure.
    pub insecure: usize,
    /// Those among them in which each finding has a proven fix.
    pub fixed: usize,
}

/// Runs all examples.
pub fn run(set: &RuleSet, failures: &mut Vec<String>) -> Tally {
    let mut tally = Tally::default();
    for guideline in set.guidelines.iter().filter(|g| !g.rules.is_empty()) {
        let (analyzer, _) = Analyzer::new(guideline.rules.clone(), Limits::default());
        for (at, example) in guideline.examples.iter().enumerate() {
            tally.examples += 1;
            tally.insecure += usize::from(example.insecure);
            tally.fixed += usize::from(example.insecure && is_fixed(&analyzer, example));
            let next = guideline.examples.get(at + 1);
            failures.extend(try_example(&analyzer, guideline, example, next));
        }
    }
    tally
}

/// Whether each finding in an example has a proven fix.
fn is_fixed(analyzer: &Analyzer, example: &Example) -> bool {
    let source = example::source(example);
    let Some(analysis) = analyzer.analyze(&source, &|| false) else { return false };
    let has_fix = |finding| !analyzer.fixes(&source, finding).is_empty();
    !analysis.findings.is_empty() && analysis.findings.iter().all(has_fix)
}

fn try_example(
    analyzer: &Analyzer,
    guideline: &Guideline,
    example: &Example,
    next: Option<&Example>,
) -> Vec<String> {
    let name = format!("{}:{}", guideline.file, example.line);
    let source = example::source(example);
    let Some(analysis) = analyzer.analyze(&source, &|| false) else { return Vec::new() };
    let mut out: Vec<String> =
        analysis.notices.iter().map(|notice| format!("{name}: {}", notice.message)).collect();
    let mut lines: Vec<usize> =
        analysis.findings.iter().map(|f| place(&source.text, f.span.start).0).collect();
    lines.dedup();
    if !example.insecure {
        if !lines.is_empty() {
            out.push(format!("{name}: a secure example has findings on its lines {lines:?}"));
        }
        return out;
    }
    let wrong =
        if example.expected.is_empty() { lines.is_empty() } else { lines != example.expected };
    if wrong {
        out.push(format!(
            "{name}: expected findings on lines {:?} of the example, found {lines:?}",
            example.expected
        ));
    }
    if let (true, Some(next)) = (example.fixed_is_next, next) {
        let fixed = analyzer.fix_all(&source, &|_| true, true).map(|(text, _)| text);
        if fixed.as_deref() != Some(next.code.as_str()) {
            let diff = similar::TextDiff::from_lines(
                next.code.as_str(),
                fixed.as_deref().unwrap_or(&source.text),
            )
            .unified_diff()
            .header("expected", "fixed")
            .to_string();
            out.push(format!("{name}: the fix does not give the secure example\n{diff}"));
        }
    }
    out
}
