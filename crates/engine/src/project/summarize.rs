//! From one file to its summary.
//!
//! In: what the rules' formulas match in the file. Out: a [`Summary`]. Must never know: other files,
//! frameworks.

use rustc_hash::{FxHashMap, FxHashSet};
use stockade_rules::Rule;
use stockade_syntax::{Kind, NodeId, Role, Span, Tree};

use super::covers::{Covers, Except, defined_by};
use super::reading::Reading;
use super::summary::{App, Cover, Mount, Part, Place, Route, Spot, Summary, Symbol, SymbolId, Use};
use super::symbols::Symbols;
use super::wiring;
use crate::finding::fingerprint;
use crate::matching::{Bound, Code, Match, innermost};
use crate::message;

/// Makes the summary of a file.
pub fn summarize(code: Code<'_>, text: &str, readings: &[Reading<'_>]) -> Summary {
    let mut symbols = Symbols::of(code);
    // What holds an application is followed no further, whichever rule knows it.
    for m in
        readings.iter().flat_map(|reading| reading.said.apps.iter().chain(&reading.said.routers))
    {
        for symbol in made(&mut symbols, m) {
            symbols.make(symbol);
        }
    }
    let mut parts = Vec::new();
    for reading in readings {
        let part = Writer { symbols: &mut symbols, text, reading }.part();
        if !part.is_empty() {
            parts.push(part);
        }
    }
    let mut summary = Summary { parts, ..Summary::default() };
    wiring::add(&mut symbols, &mut summary);
    (summary.symbols, summary.imports) = symbols.finish();
    summary
}

/// Where a finding about a route stands: at its path, which is shorter than its handler.
pub fn stands_at(m: &Match) -> Span {
    let path = m.env.get("$PATH").filter(|path| matches!(path.bound, Bound::Node(_)));
    path.map(|path| path.span).filter(|path| m.span.contains(*path)).unwrap_or(m.span)
}

/// What a match makes: the variable or member that holds it, else the module.
fn made(symbols: &mut Symbols<'_>, m: &Match) -> Vec<SymbolId> {
    match node_of(m, "$APP") {
        Some(node) => symbols.target(node).into_iter().collect(),
        None => vec![symbols.number(Symbol::Module)],
    }
}

fn node_of(m: &Match, name: &str) -> Option<NodeId> {
    match m.env.get(name)?.bound {
        Bound::Node(node) => Some(node),
        _ => None,
    }
}

impl Part {
    fn is_empty(&self) -> bool {
        self.apps.is_empty()
            && self.made.is_empty()
            && self.started.is_empty()
            && self.routes.is_empty()
            && self.mounts.is_empty()
            && self.uses.is_empty()
            && self.covers.is_empty()
    }
}

/// Writes the part of one rule.
struct Writer<'w, 'a> {
    symbols: &'w mut Symbols<'a>,
    text: &'w str,
    reading: &'w Reading<'w>,
}

impl Writer<'_, '_> {
    fn part(mut self) -> Part {
        let reading = self.reading;
        let mut spans: Vec<Span> = reading.said.covers.iter().map(|m| m.span).collect();
        spans.sort_unstable();
        let covers = Covers { spans, named: reading.absence.named.as_ref() };
        let clock = Clock::of(self.symbols.code.tree, reading);
        let mut part = Part { rule: reading.number, ..Part::default() };
        for m in &reading.said.apps {
            let cover = self.cover(&covers, m, &["$APP"], false);
            let spot = self.spot(m, m.span, &mut part);
            part.apps.push(App { hosts: made(self.symbols, m), spot, cover });
        }
        for m in reading.said.apps.iter().chain(&reading.said.routers) {
            part.made.extend(made(self.symbols, m));
        }
        for m in &reading.said.routers {
            let cover = self.cover(&covers, m, &["$APP"], false);
            if !cover.is_none() {
                let hosts = made(self.symbols, m);
                part.uses.push(Use { hosts, place: None, path: None, cover });
            }
        }
        for m in &reading.said.starts {
            let hosts = self.hosts(m, "$APP", true);
            part.started.extend(hosts);
        }
        let concerned: FxHashSet<Span> = reading.said.concerns.iter().map(|m| m.span).collect();
        for m in &reading.said.routes {
            let route = Route {
                hosts: self.hosts(m, "$APP", false),
                spot: self.spot(m, stands_at(m), &mut part),
                place: clock.at(m),
                method: self.method(m),
                path: self.path(m),
                is_concerned: reading.absence.concerns.is_none() || concerned.contains(&m.span),
                cover: self.cover(&covers, m, &["$APP"], false),
            };
            part.routes.push(route);
        }
        for m in &reading.said.mounts {
            let mount = Mount {
                hosts: self.hosts(m, "$APP", false),
                routers: self.routers(m),
                place: clock.at(m),
                path: self.path(m),
                cover: self.cover(&covers, m, &["$APP", "$ROUTER"], true),
            };
            if !mount.routers.is_empty() && mount.hosts != mount.routers {
                part.mounts.push(mount);
            }
        }
        let before = reading.said.before.iter().map(|m| (m, Some(clock.at(m))));
        for (m, place) in before.chain(reading.said.everywhere.iter().map(|m| (m, None))) {
            let cover = self.cover(&covers, m, &["$APP"], false);
            if !cover.is_none() {
                let hosts = self.hosts(m, "$APP", place.is_none());
                part.uses.push(Use { hosts, place, path: self.path(m), cover });
            }
        }
        part.covers = self.covering(&covers);
        part
    }

    /// What a binding stands for; the module where it is none.
    fn hosts(&mut self, m: &Match, name: &str, around: bool) -> Vec<SymbolId> {
        match (m.env.get(name).is_some(), node_of(m, name)) {
            (false, _) => vec![self.symbols.number(Symbol::Module)],
            (true, None) => Vec::new(),
            (true, Some(node)) if around => self.symbols.inside(node),
            (true, Some(node)) => self.symbols.same(node),
        }
    }

    fn routers(&mut self, m: &Match) -> Vec<SymbolId> {
        if m.env.get("$ROUTER").is_none() {
            return Vec::new();
        }
        self.hosts(m, "$ROUTER", true)
    }

    fn cover(&mut self, covers: &Covers<'_>, m: &Match, not: &[&str], is_mount: bool) -> Cover {
        // A router that is made around another has its own say; the wrapping counts.
        let tree = self.symbols.code.tree;
        let plain =
            |node: &NodeId| matches!(tree.kind(*node), Kind::Name | Kind::Member | Kind::Str);
        let spans: Vec<Span> = not
            .iter()
            .filter_map(|name| node_of(m, name))
            .filter(plain)
            .map(|node| tree.span(node))
            .collect();
        covers.of(self.symbols, m.span, &Except { spans: &spans, bodies: is_mount })
    }

    fn spot(&self, m: &Match, span: Span, part: &mut Part) -> u32 {
        let rule: &Rule = self.reading.rule;
        let number = part.spots.len() as u32;
        part.spots.push(Spot {
            span: (span.start as u32, span.end as u32),
            message: message::fill(rule, &m.env, self.text),
            fingerprint: fingerprint(rule, self.text, span),
        });
        number
    }

    fn path(&self, m: &Match) -> Option<String> {
        let binding = m.env.get("$PATH")?;
        match &binding.bound {
            Bound::Text(text) => Some(text.to_string()),
            Bound::Node(node) => {
                let code = self.symbols.code;
                code.facts.string(code.tree, *node)
            }
            Bound::Nodes(_) => None,
        }
    }

    /// `GET` from `.get(…)`; names that are no method of HTTP say nothing.
    fn method(&self, m: &Match) -> Option<String> {
        let binding = m.env.get("$METHOD")?;
        let text = match &binding.bound {
            Bound::Text(text) => text.as_ref(),
            _ => self.text.get(binding.span.range())?,
        };
        let text = text.trim_matches(['"', '\'', '`']).to_ascii_uppercase();
        let known = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
        known.contains(&text.as_str()).then_some(text)
    }

    /// What the file defines that is the protection, or may turn out to be.
    fn covering(&mut self, covers: &Covers<'_>) -> Vec<(SymbolId, Cover)> {
        let here = Cover { here: true, through: Vec::new() };
        let definitions = covers.definitions(self.symbols);
        let mut out: Vec<(SymbolId, Cover)> =
            definitions.into_iter().map(|symbol| (symbol, here.clone())).collect();
        let tree = self.symbols.code.tree;
        for statement in statements(tree) {
            let places: Vec<NodeId> = match tree.kind(statement) {
                Kind::Assign => tree.child(statement, Role::Value).into_iter().collect(),
                Kind::Class => tree.children_with(statement, Role::Decorator).collect(),
                Kind::Export => tree.children_with(statement, Role::Elem).collect(),
                Kind::Function => vec![statement],
                _ => continue,
            };
            let Some(symbol) = defined_by(self.symbols, statement) else { continue };
            for place in places {
                if tree.kind(place) == Kind::Class {
                    continue;
                }
                // A function is what stands in it; what it only calls may do anything.
                let is_function = tree.kind(place) == Kind::Function;
                let except = Except { spans: &[], bodies: !is_function };
                let mut cover = covers.of(self.symbols, tree.span(place), &except);
                if is_function {
                    cover.through.clear();
                }
                let known = |own: &&(SymbolId, Cover)| own.0 == symbol && own.1.here;
                if !cover.is_none() && out.iter().find(known).is_none() {
                    out.push((symbol, cover));
                }
            }
        }
        out
    }
}

/// The statements of the module, those in an `export` too.
pub fn statements(tree: &Tree) -> Vec<NodeId> {
    let mut out = Vec::new();
    for root in tree.children(NodeId::ROOT) {
        out.push(root);
        if tree.kind(root) == Kind::Export {
            out.extend(tree.children_with(root, Role::Elem));
        }
    }
    out
}

/// The order of a file's places.
struct Clock {
    by_span: FxHashMap<Span, Place>,
}

impl Clock {
    fn of(tree: &Tree, reading: &Reading<'_>) -> Clock {
        let all = [&reading.said.routes, &reading.said.mounts, &reading.said.before];
        let mut spans: Vec<Span> = all.into_iter().flatten().map(|m| m.span).collect();
        spans.sort_unstable();
        spans.dedup();
        let mut functions: FxHashMap<NodeId, u32> = FxHashMap::default();
        let mut by_span = FxHashMap::default();
        for (rank, span) in spans.into_iter().enumerate() {
            let next = functions.len() as u32;
            let function = *functions.entry(function_around(tree, span)).or_insert(next);
            by_span.insert(span, Place { function, rank: rank as u32 });
        }
        Clock { by_span }
    }

    fn at(&self, m: &Match) -> Place {
        let unknown = Place { function: u32::MAX, rank: 0 };
        self.by_span.get(&m.span).copied().unwrap_or(unknown)
    }
}

/// The innermost function around a place; the place itself is not around it.
fn function_around(tree: &Tree, span: Span) -> NodeId {
    let mut at = innermost(tree, NodeId::ROOT, span);
    while at != NodeId::ROOT {
        let is_around = tree.span(at) != span;
        if is_around && tree.kind(at) == Kind::Function {
            return at;
        }
        at = tree.parent(at).unwrap_or(NodeId::ROOT);
    }
    NodeId::ROOT
}
