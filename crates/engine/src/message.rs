//! Messages: the rule's text with metavariables filled in. A secret's value never stands in it.

use stockade_rules::rule::{Analyzer, Condition, Mode};
use stockade_rules::{Formula, Rule};

use crate::matching::{Bound, Env};

/// Longest piece of code that is put into a message, in characters.
const MAX_CODE: usize = 120;

/// Fills the metavariables of a rule's message.
pub fn fill(rule: &Rule, env: &Env, text: &str) -> String {
    fill_text(&rule.message, env, text, &|name| is_secret(rule, name))
}

/// Fills the metavariables of any text; those for which `hidden` says so are masked.
pub fn fill_text(template: &str, env: &Env, text: &str, hidden: &dyn Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        let tail = &rest[at..];
        let dots = if tail[1..].starts_with("...") { 3 } else { 0 };
        let len = 1
            + dots
            + tail[1 + dots..]
                .bytes()
                .take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
                .count();
        let name = &tail[..len];
        match env.get(name) {
            Some(binding) => {
                let code = match &binding.bound {
                    Bound::Text(text) => text.as_ref(),
                    _ => text.get(binding.span.range()).unwrap_or_default(),
                };
                if hidden(name) { out.push_str(&mask(code)) } else { out.push_str(&shorten(code)) }
            }
            None => out.push_str(name),
        }
        rest = &tail[len..];
    }
    out.push_str(rest);
    out
}

fn shorten(code: &str) -> String {
    let line = code.lines().next().unwrap_or_default();
    if line.chars().count() > MAX_CODE || line.len() < code.len() {
        line.chars().take(MAX_CODE).chain(['…']).collect()
    } else {
        line.to_owned()
    }
}

/// The first characters, so that a person recognises it; never more than a quarter.
fn mask(secret: &str) -> String {
    let bare = secret.trim_matches(['"', '\'', '`']);
    let shown = (bare.chars().count() / 4).min(4);
    bare.chars().take(shown).chain(['…']).collect()
}

/// Whether a metavariable holds a credential by what the rule says about it.
fn is_secret(rule: &Rule, name: &str) -> bool {
    fn in_formula(formula: &Formula, name: &str) -> bool {
        match formula {
            Formula::Pattern(_) | Formula::Regex(_) => false,
            Formula::Secret(_) => name == "$SECRET",
            Formula::Group(groups) => groups.iter().any(|group| in_formula(&group.formula, name)),
            Formula::Any(list) => list.iter().any(|inner| in_formula(inner, name)),
            Formula::Inside(inner) => in_formula(inner, name),
            Formula::All(all) => {
                all.positives.iter().any(|inner| in_formula(inner, name))
                    || all.conditions.iter().any(|condition| {
                        matches!(condition, Condition::Analysis { metavariable, analyzer: Analyzer::SecretValue }
                            if &**metavariable == name)
                    })
            }
        }
    }
    matches!(&rule.mode, Mode::Search(formula) if in_formula(formula, name))
}
