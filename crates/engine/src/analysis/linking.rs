//! Rules about projects: summaries of files, and findings from all of them together.
//!
//! In: files one by one, then their summaries. Out: findings of each file. Must never know: where
//! files are, which of them a module's name means.

use std::sync::Arc;

use stockade_rules::rule::Mode;
use stockade_syntax::Span;

use super::analyzer::{Analyzer, Notice, in_order};
use super::run::{Part, Target, said_of};
use crate::finding::{Finding, Step};
use crate::matching::{Budget, Code};
use crate::project::{self, Concerned, Graph, Linking, Reading, Said, Summary, Verdict, View};
use crate::source::{Source, Stop, prepare};
use crate::suppress::Suppressions;

/// Routes that a message names.
const NAMED: usize = 3;

impl Analyzer {
    /// Whether any rule is about projects.
    pub fn has_project_rules(&self) -> bool {
        self.rules().iter().any(|rule| rule.is_of_project())
    }

    /// The summary of a file that others lead to, whether or not it takes part by itself. `None`:
    /// stopped, or it has none.
    pub fn summarize(&self, source: &Source, stop: Stop<'_>) -> Option<Summary> {
        source.language?;
        if source.text.len() > self.limits.file_bytes {
            return None;
        }
        let rules = self.project_rules(source);
        if rules.is_empty() {
            return None;
        }
        let prepared = prepare(source, true, stop)?;
        let on = Target { source, prepared: &prepared, part: Part::All, gate: None };
        self.summary(&rules, |_| true, on, true, &mut Vec::new())
    }

    /// The rules about projects that read a file. A file that takes part for one of them is
    /// summarised for all: others may lead to it.
    pub(super) fn project_rules(&self, source: &Source) -> Vec<usize> {
        let mut rules = self.readers(source);
        rules.retain(|&at| self.rules()[at].is_of_project());
        rules
    }

    /// The summary of a file by these rules, of which those that `may_say` nothing need not look;
    /// none if it says nothing, unless it is `wanted`.
    pub(super) fn summary(
        &self,
        rules: &[usize],
        may_say: impl Fn(usize) -> bool,
        on: Target<'_>,
        wanted: bool,
        notices: &mut Vec<Notice>,
    ) -> Option<Summary> {
        let reading = |&at: &usize| match may_say(at) {
            true => self.reading(at, on, notices),
            false => self.silence(at),
        };
        let readings = rules.iter().filter_map(reading).collect();
        self.summarized(readings, on, wanted, notices)
    }

    /// What a file or an item of it says in the words of a rule. None if it could not be looked at
    /// to the end: half of what a file says would be no less than wrong.
    pub(super) fn reading(
        &self,
        at: usize,
        on: Target<'_>,
        notices: &mut Vec<Notice>,
    ) -> Option<Reading<'_>> {
        let rule = &self.rules()[at];
        let Mode::Absence(absence) = &rule.mode else { return None };
        let look = |budget: &Budget| said_of(rule, absence, on, budget);
        let (said, is_whole) = self.guarded(rule, &on.source.path, notices, look);
        let said = said.filter(|_| is_whole)?;
        Some(Reading { number: at as u32, rule, absence, said })
    }

    /// A file that says nothing in the words of a rule.
    pub(super) fn silence(&self, at: usize) -> Option<Reading<'_>> {
        let rule = &self.rules()[at];
        let Mode::Absence(absence) = &rule.mode else { return None };
        Some(Reading { number: at as u32, rule, absence, said: Said::default() })
    }

    /// The summary of a file that says this; none if it says nothing, unless it is `wanted`.
    pub(super) fn summarized(
        &self,
        readings: Vec<Reading<'_>>,
        on: Target<'_>,
        wanted: bool,
        notices: &mut Vec<Notice>,
    ) -> Option<Summary> {
        let (tree, facts) = (on.prepared.tree.as_ref()?, on.prepared.facts.as_ref()?);
        let first = readings.first()?.rule;
        if readings.iter().all(|reading| reading.said.is_empty()) && !wanted {
            return None;
        }
        let text = &on.source.text;
        let summarize = |_: &Budget| Ok(project::summarize(Code::of(tree, facts), text, &readings));
        self.guarded(first, &on.source.path, notices, summarize).0
    }

    /// What the project lacks that these files are. The order of the files does not matter.
    pub fn link(&self, files: &[Linking<'_>]) -> Vec<Verdict> {
        self.judge(files, View::Project)
    }

    fn judge(&self, files: &[Linking<'_>], view: View) -> Vec<Verdict> {
        let graph = Graph::of(files);
        let mut rules: Vec<u32> =
            files.iter().flat_map(|file| file.summary.parts.iter().map(|part| part.rule)).collect();
        rules.sort_unstable();
        rules.dedup();
        let mut out = Vec::new();
        for rule in rules {
            if let Some(Mode::Absence(absence)) =
                self.rules().get(rule as usize).map(|rule| &rule.mode)
            {
                out.extend(project::judge(&graph, files, rule, absence, view));
            }
        }
        out
    }

    /// The findings of one file, from the verdicts on its project. `files` are those that were
    /// linked; their summaries may have moved, but not changed, since.
    pub fn findings(
        &self,
        file: usize,
        verdicts: &[Verdict],
        files: &[Linking<'_>],
    ) -> Vec<Finding> {
        let own = verdicts.iter().filter(|verdict| verdict.file == file);
        own.filter_map(|verdict| {
            let rule = self.rules().get(verdict.rule as usize)?;
            let spot = files[file].summary.spot(verdict.rule, verdict.spot)?;
            let shown: Vec<String> = verdict
                .routes
                .iter()
                .map(|route| {
                    let other = route.at.filter(|(other, _)| *other != file);
                    let place = other.map_or("", |(other, _)| files[other].path);
                    label(route, place)
                })
                .collect();
            let mut trace = Vec::new();
            for route in &verdict.routes {
                let Some((_, at)) = route.at.filter(|(other, _)| *other == file) else { continue };
                let Some(place) = files[file].summary.spot(verdict.rule, at) else { continue };
                if place.span != spot.span {
                    let note = format!("{} is served without it", label(route, ""));
                    trace.push(Step { span: span(place.span), note });
                }
            }
            trace.sort_by_key(|step| (step.span.start, step.span.end));
            Some(Finding {
                rule: Arc::clone(rule),
                span: span(spot.span),
                message: spot.message.replace("$ROUTES", &listed(&shown)),
                trace,
                fingerprint: spot.fingerprint,
            })
        })
        .collect()
    }

    /// The findings of a file that is a project of its own.
    pub fn alone(&self, path: &str, summary: &Summary) -> Vec<Finding> {
        let targets = vec![None; summary.imports.len()];
        let files = [Linking { path, summary, unit: 0, targets }];
        self.findings(0, &self.judge(&files, View::Project), &files)
    }

    /// Adds findings about the project to those of the file itself: comments silence them, and
    /// they stand in their order.
    pub fn admit(&self, source: &Source, findings: Vec<Finding>, into: &mut Vec<Finding>) {
        if findings.is_empty() {
            return;
        }
        let kept = Suppressions::of(source).keep(findings, &[], true);
        if !kept.is_empty() {
            into.extend(kept);
            in_order(into);
        }
    }
}

fn span((start, end): (u32, u32)) -> Span {
    Span::new(start as usize, end as usize)
}

/// `GET /orders (routes/orders.js)`
fn label(route: &Concerned, place: &str) -> String {
    let place = if place.is_empty() { String::new() } else { format!(" ({place})") };
    match (&route.method, route.path.as_str()) {
        (None, "") => format!("a handler{place}"),
        (Some(method), "") => format!("{method} …{place}"),
        (Some(method), path) => format!("{method} {path}{place}"),
        (None, path) => format!("{path}{place}"),
    }
}

fn listed(routes: &[String]) -> String {
    let mut all: Vec<&str> = routes.iter().map(String::as_str).collect();
    all.dedup();
    match all.as_slice() {
        [] => "its routes".to_owned(),
        _ if all.len() <= NAMED => all.join(", "),
        _ => format!("{} and {} more", all[..NAMED].join(", "), all.len() - NAMED),
    }
}
