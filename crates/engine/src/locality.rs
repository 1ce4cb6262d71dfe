//! Which rules can be run item by item: those whose every match lies in one item.

use stockade_rules::rule::{Condition, Mode, Negative, RuleLanguage, SecretPlace};
use stockade_rules::{Formula, Pattern, Rule};
use stockade_syntax::Language;

/// Whether a rule's matches lie in one item each. Sequences of statements may span items, flows of
/// data do, and text is not made of items.
pub fn is_local(rule: &Rule, language: Language) -> bool {
    let code = rule.languages.iter().all(|l| matches!(l, RuleLanguage::Code(_)));
    match &rule.mode {
        Mode::Search(formula) => code && formula_is_local(formula, language),
        Mode::Taint(_) => false,
    }
}

fn formula_is_local(formula: &Formula, language: Language) -> bool {
    match formula {
        Formula::Pattern(pattern) => pattern_is_local(pattern, language),
        Formula::Regex(_) => false,
        Formula::Secret(detector) => detector.places.iter().all(|p| *p == SecretPlace::String),
        Formula::Any(list) => list.iter().all(|inner| formula_is_local(inner, language)),
        Formula::Inside(inner) => formula_is_local(inner, language),
        Formula::Group(groups) => groups
            .iter()
            .filter(|group| group.accepts(Some(language)))
            .all(|group| formula_is_local(&group.formula, language)),
        Formula::All(all) => {
            all.positives.iter().all(|inner| formula_is_local(inner, language))
                && all.negatives.iter().all(|negative| {
                    let (Negative::Not(inner) | Negative::NotInside(inner)) = negative;
                    formula_is_local(inner, language)
                })
                && all.conditions.iter().all(|condition| match condition {
                    // A formula on a binding looks at the binding or at what it stands for.
                    Condition::Pattern { language: other, formula, .. } => {
                        other.is_some() || formula_is_local(formula, language)
                    }
                    _ => true,
                })
        }
    }
}

fn pattern_is_local(pattern: &Pattern, language: Language) -> bool {
    pattern
        .compiled(language)
        .is_ok_and(|compiled| matches!(compiled.roots.as_slice(), [one] if !one.is_sequence()))
}
