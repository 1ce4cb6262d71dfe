//! Guidelines without rules of their own, as teams write them for assistants: whether the rules
//! there are find what they forbid and leave alone what they ask for.

use stockade_engine::Analyzer;
use stockade_rules::guideline::{Example, Guideline};

use crate::command::example;
use crate::report::place;

/// How many examples plain guidelines have, and what does not hold of them: an insecure block in
/// which nothing is found, a secure one in which something is. One message each, with file and
/// line.
pub fn check(guidelines: &[Guideline], analyzer: &Analyzer) -> (usize, Vec<String>) {
    let plain = guidelines.iter().filter(|guideline| guideline.rules.is_empty());
    let examples: Vec<(&Guideline, &Example)> = plain
        .flat_map(|guideline| guideline.examples.iter().map(move |example| (guideline, example)))
        .collect();
    let messages = examples
        .iter()
        .filter_map(|(guideline, example)| wrong(guideline, example, analyzer))
        .collect();
    (examples.len(), messages)
}

fn wrong(guideline: &Guideline, example: &Example, analyzer: &Analyzer) -> Option<String> {
    let source = example::source(example);
    let findings = analyzer.analyze(&source, &|| false)?.findings;
    let file = &guideline.file;
    match (example.insecure, findings.first()) {
        (true, None) => Some(format!(
            "{file}:{}: nothing is found in this insecure block\n  help: write a rule for it in a \
             guideline of your own, or mark what is insecure in code that stands by itself",
            example.line
        )),
        (false, Some(finding)) => Some(format!(
            "{file}:{}: `{}` is found in this secure block\n  help: {}",
            example.line + place(&source.text, finding.span.start).0 - 1,
            finding.rule.id,
            finding.message.trim()
        )),
        _ => None,
    }
}
