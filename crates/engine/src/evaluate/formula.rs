//! The boolean operators, as operations on ranges with bindings.
//!
//! The semantics are those of the rule language's reference: a match of one positive must lie in
//! or around a match of each other with agreeing bindings and the smaller range stays; contexts
//! (`pattern-inside`) only hold others; a negative takes away what lies within it.

use std::sync::Arc;

use stockade_rules::pattern::PatternError;
use stockade_rules::rule::{Analyzer, Condition, Group, Negative, RegexPattern};
use stockade_rules::{All, Formula, Pattern};
use stockade_syntax::{NodeId, Span};

use super::evaluator::{Evaluator, Scope, text_binding};
use super::{generic, secret};
use crate::matching::{Bound, Env, Guide, Match, Matcher, anchors, search};

/// Matches beyond which a formula's result is cut; a rule that gives more says nothing useful.
const MAX_MATCHES: usize = 20_000;

impl Evaluator<'_> {
    /// The ranges of a formula. Ordered by place; without repetition.
    pub fn formula(&self, formula: &Formula, scope: Scope<'_>) -> Result<Vec<Match>, PatternError> {
        if !self.budget.step() {
            return Ok(Vec::new());
        }
        let mut matches = match formula {
            Formula::Pattern(pattern) => self.pattern(pattern, scope)?,
            Formula::Regex(regex) => self.regex(regex, scope),
            Formula::Secret(detector) => secret::detect(self, detector, scope),
            Formula::Any(list) => {
                let mut all = Vec::new();
                for formula in list {
                    all.extend(self.formula(formula, scope)?);
                }
                all
            }
            Formula::Inside(inner) => {
                let mut contexts = self.formula(inner, scope)?;
                for context in &mut contexts {
                    context.context = true;
                }
                contexts
            }
            Formula::All(all) => self.all(all, scope)?,
            Formula::Group(groups) => {
                let language = self.code.map(|(.., language)| language);
                let mut all = Vec::new();
                for group in groups.iter().filter(|group| group.accepts(language)) {
                    all.extend(self.group(group, scope)?);
                }
                all
            }
        };
        tidy(&mut matches);
        Ok(matches)
    }

    fn group(&self, group: &Arc<Group>, scope: Scope<'_>) -> Result<Vec<Match>, PatternError> {
        let memo = self.memo.filter(|_| scope.is_all());
        if let Some(known) = memo.and_then(|memo| memo.get(group, self.options)) {
            return Ok(known.to_vec());
        }
        let matches = self.formula(&group.formula, scope)?;
        if let Some(memo) = memo.filter(|_| !self.budget.is_spent()) {
            memo.keep(group, self.options, &matches);
        }
        Ok(matches)
    }

    fn pattern(&self, pattern: &Pattern, scope: Scope<'_>) -> Result<Vec<Match>, PatternError> {
        if self.gate.is_some_and(|allows| !allows(pattern)) {
            return Ok(Vec::new());
        }
        let Some((code, index, language)) = self.code else {
            let lines = self.options.generic_ellipsis_max_span;
            return Ok(generic::search(pattern, scope, lines));
        };
        let compiled = pattern.compiled(language)?;
        let matcher = Matcher::new(code, self.options, self.budget);
        Ok(search(&matcher, index, &compiled, &scope.area))
    }

    fn regex(&self, pattern: &RegexPattern, scope: Scope<'_>) -> Vec<Match> {
        let mut out = Vec::new();
        let Some(text) = scope.text.get(scope.span.range()) else { return out };
        let mut at = 0;
        let names = pattern.group_names();
        while out.len() < MAX_MATCHES && self.budget.step() {
            let Some(whole) = pattern.find_from(text, at) else { break };
            let mut env = Env::default();
            // Groups take longer to find than the whole; most regexes have none.
            let captures = (names.len() > 1).then(|| pattern.captures_of(text, &whole)).flatten();
            for (number, name) in names.iter().enumerate().skip(1) {
                let Some(group) = captures.as_ref().and_then(|own| own.get(number)) else {
                    continue;
                };
                let name: Arc<str> = match name {
                    Some(name) => format!("${name}").into(),
                    None => format!("${number}").into(),
                };
                env.bind(text_binding(name, group.as_str(), scope.span.start + group.start()));
            }
            out.push(Match {
                span: Span::new(scope.span.start + whole.start, scope.span.start + whole.end),
                node: None,
                env: Arc::new(env),
                context: false,
            });
            at = if whole.end > at { whole.end } else { next_boundary(text, at) };
            if at > text.len() {
                break;
            }
        }
        out
    }

    /// Patterns that bind what must be a name that means a secret match only around such names.
    fn seeded<'s>(&'s self, all: &All, formula: &Formula, scope: Scope<'s>) -> Scope<'s> {
        let asked = all.conditions.iter().find_map(|condition| match condition {
            Condition::Analysis { metavariable, analyzer: Analyzer::SecretName } => {
                Some(metavariable)
            }
            _ => None,
        });
        match (self.memo, self.code, asked) {
            (Some(memo), Some((code, ..)), Some(name))
                if scope.is_whole() && pattern_with(formula, name) =>
            {
                scope.guided(Guide::Around(memo.secret_names(code)))
            }
            _ => scope,
        }
    }

    /// The ranges of a formula that may hold known places or, if it is no context, lie in them.
    fn bearing_on(
        &self,
        known: &[Match],
        formula: &Formula,
        scope: Scope<'_>,
    ) -> Result<Vec<Match>, PatternError> {
        let anchors = self.anchors(known);
        // A range of text may be inside a node that was not matched itself.
        let all_places = known.iter().all(|m| !m.context);
        let guide = match &anchors {
            None => scope.area.guide,
            Some(anchors) if matches!(formula, Formula::Inside(_)) && all_places => {
                Guide::Around(anchors)
            }
            Some(anchors) => Guide::Near(anchors),
        };
        self.formula(formula, scope.guided(guide))
    }

    fn anchors(&self, matches: &[Match]) -> Option<Vec<NodeId>> {
        self.code.and_then(|(code, ..)| anchors(code.tree, matches))
    }

    fn all(&self, all: &All, scope: Scope<'_>) -> Result<Vec<Match>, PatternError> {
        let mut matches: Option<Vec<Match>> = None;
        // Places first: without any, no context needs to be computed; and what else must hold is
        // only looked for where it can bear on them.
        let contexts_last = |formula: &&Formula| matches!(formula, Formula::Inside(_));
        let (contexts, places): (Vec<&Formula>, Vec<&Formula>) =
            all.positives.iter().partition(contexts_last);
        for formula in places.into_iter().chain(contexts) {
            let Some(known) = &matches else {
                matches = Some(self.formula(formula, self.seeded(all, formula, scope))?);
                continue;
            };
            if known.is_empty() {
                return Ok(Vec::new());
            }
            let next = self.bearing_on(known, formula, scope)?;
            matches = Some(intersect(known, &next));
        }
        let mut matches = matches.unwrap_or_default();
        for negative in &all.negatives {
            if matches.is_empty() {
                return Ok(matches);
            }
            let (Negative::Not(formula) | Negative::NotInside(formula)) = negative;
            let anchors = self.anchors(&matches);
            let guide = anchors.as_deref().map_or(scope.area.guide, Guide::Around);
            let taken = self.formula(formula, scope.guided(guide))?;
            matches
                .retain(|m| !taken.iter().any(|n| n.span.contains(m.span) && m.env.agrees(&n.env)));
        }
        for condition in &all.conditions {
            matches = self.filter(condition, matches, scope)?;
        }
        for focus in &all.focus {
            matches = matches
                .iter()
                .flat_map(|m| {
                    focus.metavariables.iter().filter_map(move |name| {
                        let binding = m.env.get(name)?;
                        let node = match binding.bound {
                            Bound::Node(node) => Some(node),
                            _ => None,
                        };
                        Some(Match {
                            span: binding.span,
                            node,
                            env: Arc::clone(&m.env),
                            context: false,
                        })
                    })
                })
                .collect();
        }
        Ok(matches)
    }
}

/// Whether a formula is a pattern, or several to choose from, with a metavariable in it.
fn pattern_with(formula: &Formula, name: &str) -> bool {
    match formula {
        Formula::Pattern(pattern) => pattern.text.contains(name),
        Formula::Any(list) => list.iter().all(|inner| pattern_with(inner, name)),
        _ => false,
    }
}

fn next_boundary(text: &str, at: usize) -> usize {
    text.get(at..)
        .and_then(|rest| rest.chars().next())
        .map_or(text.len() + 1, |c| at + c.len_utf8())
}

/// Those of either that lie in one of the other with agreeing bindings; the bindings of both.
fn intersect(left: &[Match], right: &[Match]) -> Vec<Match> {
    let mut out = Vec::new();
    included(left, right, &mut out);
    included(right, left, &mut out);
    tidy(&mut out);
    out
}

fn included(inner: &[Match], outer: &[Match], out: &mut Vec<Match>) {
    for small in inner {
        for large in outer {
            if out.len() >= MAX_MATCHES {
                return;
            }
            // Invariant: both lists are ordered by start, so nothing later can hold this one.
            if large.span.start > small.span.start {
                break;
            }
            if !large.span.contains(small.span) || (small.context && !large.context) {
                continue;
            }
            if let Some(env) = small.env.merged(&large.env) {
                out.push(Match { env: Arc::new(env), ..small.clone() });
            }
        }
    }
}

/// Orders matches and takes out repetitions.
fn tidy(matches: &mut Vec<Match>) {
    matches.sort_by_key(|m| (m.span.start, m.span.end, m.context));
    matches.dedup_by(|a, b| {
        a.span == b.span
            && a.context == b.context
            && a.env.len() == b.env.len()
            && a.env.agrees(&b.env)
            && b.env.agrees(&a.env)
    });
    matches.truncate(MAX_MATCHES);
}
