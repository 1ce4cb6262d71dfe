//! What the walk follows, by example: `source()` gives what must not arrive at `sink(...)`; a line
//! on which it does has a `!` at its end.

mod callbacks;
mod conditions;
mod lists;
mod methods;
mod objects;

use crate::testing::check as check_with;

const RULE: &str = "rules:
- id: flow
  languages: [javascript, python, go]
  severity: WARNING
  message: m
  mode: taint
  pattern-sources: [{pattern: source()}]
  pattern-sinks: [{pattern: sink(...)}]
  pattern-sanitizers: [{pattern: clean(...)}]
";

/// Finds in a file what its marks say.
fn check(path: &str, text: &str) {
    check_with(RULE, path, text);
}

fn go(text: &str) {
    check("a.go", &format!("package p\n{text}"));
}

fn js(text: &str) {
    check("a.js", text);
}

fn py(text: &str) {
    check("a.py", text);
}
