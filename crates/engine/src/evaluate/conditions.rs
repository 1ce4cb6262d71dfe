//! Conditions on bindings.

use std::sync::Arc;

use stockade_rules::Pattern;
use stockade_rules::pattern::PatternError;
use stockade_rules::rule::{Analyzer, Condition, RuleLanguage};
use stockade_syntax::parsed::Parsed;
use stockade_syntax::{Kind, Language, NodeId, Role};

use super::evaluator::{Evaluator, Scope};
use super::{analyzers, comparison, redos};
use crate::facts::Facts;
use crate::matching::{Binding, Bound, Code, Env, Index, Match, Matcher};
use crate::secrecy;

impl Evaluator<'_> {
    /// Keeps the matches that fulfil a condition; a condition may add bindings.
    pub(super) fn filter(
        &self,
        condition: &Condition,
        matches: Vec<Match>,
        scope: Scope<'_>,
    ) -> Result<Vec<Match>, PatternError> {
        let mut out = Vec::with_capacity(matches.len());
        for m in matches {
            if let Condition::Pattern { metavariable, formula, language } = condition {
                let Some(binding) = m.env.get(metavariable) else { continue };
                let mut inner = within(self, formula, *language, binding, scope)?;
                // A lone pattern speaks of the binding itself, not of something in it.
                if language.is_none() && matches!(formula, stockade_rules::Formula::Pattern(_)) {
                    inner.retain(|found| found.node.is_none() || !is_within(self, found, binding));
                }
                if let Some(env) = inner.iter().find_map(|found| m.env.merged(&found.env)) {
                    out.push(Match { env: Arc::new(env), ..m });
                }
            } else if holds(self, condition, &m.env, scope) {
                out.push(m);
            }
        }
        Ok(out)
    }
}

/// Whether a match is a proper part of a bound node.
fn is_within(evaluator: &Evaluator<'_>, found: &Match, binding: &Binding) -> bool {
    let (Some((code, ..)), Bound::Node(whole), Some(part)) =
        (evaluator.code, &binding.bound, found.node)
    else {
        return false;
    };
    part != *whole && code.tree.contains(*whole, part)
}

/// The text that a regex or analyzer looks at: the content of a string, the value of a constant,
/// else the source.
fn text_of(evaluator: &Evaluator<'_>, binding: &Binding, scope: Scope<'_>) -> String {
    match &binding.bound {
        Bound::Text(text) => text.to_string(),
        Bound::Node(id) => {
            let Some((code, ..)) = evaluator.code else { return String::new() };
            if code.tree.kind(*id) == Kind::Str {
                code.tree.value(*id).into_owned()
            } else {
                code.tree.text(*id).to_owned()
            }
        }
        Bound::Nodes(_) => scope.text.get(binding.span.range()).unwrap_or_default().to_owned(),
    }
}

/// The value of a string expression that is known.
fn constant_text(evaluator: &Evaluator<'_>, binding: &Binding) -> Option<String> {
    let (code, ..) = evaluator.code?;
    match binding.bound {
        // A name counts for its value where it is read, not where it gets it.
        Bound::Node(id) if code.tree.node(id).role == Role::Target => None,
        Bound::Node(id) => code.facts.string(code.tree, id).or_else(|| {
            code.facts.constant(code.tree, id).map(|c| code.tree.value(c).into_owned())
        }),
        _ => None,
    }
}

/// The literal that a name stands for, as it is written.
fn constant_source(evaluator: &Evaluator<'_>, binding: &Binding) -> Option<String> {
    let (code, ..) = evaluator.code?;
    let Bound::Node(id) = binding.bound else { return None };
    let literal = code.facts.constant(code.tree, id)?;
    (code.tree.kind(literal) == Kind::Number).then(|| code.tree.text(literal).to_owned())
}

fn holds(evaluator: &Evaluator<'_>, condition: &Condition, env: &Env, scope: Scope<'_>) -> bool {
    match condition {
        Condition::Pattern { .. } => true,
        Condition::Regex { metavariable, regex, .. } => {
            let Some(binding) = env.get(metavariable) else { return false };
            let anchored = |text: &str| regex.matches_start(text);
            let quoted = match binding.bound {
                Bound::Node(id) => evaluator
                    .code
                    .filter(|(code, ..)| code.tree.kind(id) == Kind::Str)
                    .map(|(code, ..)| code.tree.text(id).to_owned()),
                _ => None,
            };
            // A string is its content, unless the regex speaks of quotes.
            let speaks_of_quotes = regex.text.contains(['"', '\'']);
            let text = quoted
                .filter(|_| speaks_of_quotes)
                .unwrap_or_else(|| text_of(evaluator, binding, scope));
            anchored(&text)
                || constant_text(evaluator, binding)
                    .is_some_and(|c| c != text && !speaks_of_quotes && anchored(&c))
        }
        Condition::Comparison { metavariable, comparison, base, strip } => comparison::holds(
            comparison,
            env,
            &|binding| {
                // With a base the digits count as they are written.
                if base.is_some() {
                    return constant_source(evaluator, binding)
                        .unwrap_or_else(|| text_of(evaluator, binding, scope));
                }
                constant_text(evaluator, binding)
                    .unwrap_or_else(|| text_of(evaluator, binding, scope))
            },
            metavariable.as_deref(),
            *base,
            *strip,
        ),
        Condition::Analysis { metavariable, analyzer } => {
            let Some(binding) = env.get(metavariable) else { return false };
            let text = text_of(evaluator, binding, scope);
            match analyzer {
                Analyzer::Entropy => analyzers::looks_random(&text),
                Analyzer::Redos => redos::can_backtrack(&text),
                Analyzer::SecretValue => {
                    let is_text = match binding.bound {
                        Bound::Node(id) => {
                            evaluator.code.is_some_and(|(code, ..)| code.tree.kind(id) == Kind::Str)
                        }
                        _ => true,
                    };
                    is_text && secrecy::may_be_secret(&text)
                }
                Analyzer::SecretName => secrecy::names_secret(&text),
            }
        }
        Condition::Type { metavariable, types } => {
            let Some(Bound::Node(id)) = env.get(metavariable).map(|b| &b.bound) else {
                return false;
            };
            has_type(evaluator, types, *id)
        }
    }
}

/// Whether an expression matches one of these patterns.
fn has_type(evaluator: &Evaluator<'_>, types: &[Pattern], id: NodeId) -> bool {
    let Some((code, _, language)) = evaluator.code else { return false };
    let matcher = Matcher::new(code, evaluator.options, evaluator.budget);
    types.iter().filter_map(|own| own.compiled(language).ok()).any(|own| {
        let root = own.roots.first();
        root.is_some_and(|root| matcher.node(root, id, &mut Env::default(), &mut |_| true))
    })
}

/// Evaluates a formula within a binding, as if it were a file of its own.
fn within(
    evaluator: &Evaluator<'_>,
    formula: &stockade_rules::Formula,
    language: Option<RuleLanguage>,
    binding: &Binding,
    scope: Scope<'_>,
) -> Result<Vec<Match>, PatternError> {
    if let Some(language) = language {
        let text =
            constant_text(evaluator, binding).unwrap_or_else(|| text_of(evaluator, binding, scope));
        return as_file(evaluator, formula, language, &text);
    }
    let (span, node) = match &binding.bound {
        Bound::Node(id) => (binding.span, Some(*id)),
        Bound::Nodes(ids) => (binding.span, ids.first().copied()),
        Bound::Text(text) => {
            let inner = Evaluator { code: None, memo: None, gate: None, ..*evaluator };
            return inner.formula(formula, Scope::whole(text));
        }
    };
    let mut found = evaluator.formula(formula, scope.within(span, node))?;
    if found.is_empty()
        && let (Some((code, ..)), Bound::Node(id)) = (evaluator.code, &binding.bound)
        && let Some(value) = code.facts.value_of(code.tree, *id).filter(|value| value != id)
    {
        // The name stands for a value: look at that.
        let there = scope.within(code.tree.span(value), Some(value));
        found = evaluator.formula(formula, there)?;
    }
    Ok(found)
}

fn as_file(
    evaluator: &Evaluator<'_>,
    formula: &stockade_rules::Formula,
    language: RuleLanguage,
    text: &str,
) -> Result<Vec<Match>, PatternError> {
    let scope = Scope::whole(text);
    let budget = evaluator.budget;
    let options = evaluator.options;
    let RuleLanguage::Code(language) = language else {
        return Evaluator { code: None, options, budget, memo: None, gate: None }
            .formula(formula, scope);
    };
    let language: Language = language;
    let Ok(parsed) = Parsed::of(language, text, &mut || !budget.step()) else {
        return Ok(Vec::new());
    };
    let tree = parsed.tree;
    let facts = Facts::of(&tree);
    let index = Index::of(&tree, &facts);
    let code = Code::of(&tree, &facts);
    Evaluator { code: Some((code, &index, language)), options, budget, memo: None, gate: None }
        .formula(formula, scope)
}
