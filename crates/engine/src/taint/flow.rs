//! The walk: the program is run on taints instead of values. Branches join, loops run until
//! nothing new comes, functions given as arguments are walked where they stand.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use stockade_rules::rule::Options;
use stockade_syntax::{Kind, NodeId, Op, Role, Span, Tree};

use super::awake::Awake;
use super::parts::index;
use super::specs::Specs;
use super::state::{MAX_PATH, Place, State};
use super::summary::{Flow, Frame, Summary};
use super::taints::{Origin, Taints};
use crate::certain::Certain;
use crate::facts::Functions;
use crate::matching::{Budget, Code};

/// Rounds after which a loop is taken to have reached its fixpoint.
const MAX_ROUNDS: usize = 4;

/// Finds the flows of a file; with `only`, those that begin their way in the code of one item of it.
pub fn run(
    code: Code<'_>,
    functions: &Functions,
    certain: &Certain,
    options: &Options,
    budget: &Budget,
    specs: &Specs<'_>,
    only: Option<u32>,
) -> Vec<Flow> {
    let mut walker = Walker {
        code,
        functions,
        certain,
        awake: Awake::of(code.tree, functions, specs),
        options,
        budget,
        specs,
        flows: Vec::new(),
        frames: Vec::new(),
        summaries: FxHashMap::default(),
        item: 0,
        object: Taints::default(),
    };
    let mut state = State::default();
    for child in code.children(NodeId::ROOT) {
        walker.item = child.item;
        // In a slice, what other items only declare leaves no trace.
        let other = only.is_some_and(|only| only != child.item);
        if other && matches!(code.tree.kind(child), Kind::Function | Kind::Class) {
            continue;
        }
        walker.visit(child, &mut state);
        if only == Some(child.item) && code.tree.roots(child.item).last() == Some(child) {
            break;
        }
    }
    walker.flows.retain(|flow| only.is_none_or(|only| only == flow.item));
    walker.flows
}

pub(super) struct Walker<'a> {
    pub(super) code: Code<'a>,
    pub(super) functions: &'a Functions,
    pub(super) certain: &'a Certain,
    pub(super) awake: Awake,
    pub(super) options: &'a Options,
    budget: &'a Budget,
    pub(super) specs: &'a Specs<'a>,
    pub(super) flows: Vec<Flow>,
    /// The functions that are being walked, the innermost last.
    pub(super) frames: Vec<Frame>,
    /// What is known of functions; none for one that is being walked.
    pub(super) summaries: FxHashMap<NodeId, Option<Arc<Summary>>>,
    /// The item whose statements are walked.
    pub(super) item: u32,
    /// What the object holds whose method is about to be called.
    pub(super) object: Taints,
}

impl<'a> Walker<'a> {
    pub(super) fn tree(&self) -> &'a Tree {
        self.code.tree
    }

    pub(super) fn child(&mut self, id: NodeId, role: Role, state: &mut State) -> Taints {
        match self.tree().child(id, role) {
            Some(child) => self.visit(child, state),
            None => Taints::default(),
        }
    }

    pub(super) fn all(&mut self, id: NodeId, state: &mut State) -> Taints {
        let mut taints = Taints::default();
        for child in self.tree().children(id) {
            taints.join(&self.visit(child, state));
        }
        taints
    }

    /// Walks a node and gives the taint of its value.
    pub(super) fn visit(&mut self, id: NodeId, state: &mut State) -> Taints {
        let span = self.tree().span(id);
        if state.is_empty() && !self.awake.at(span) || !self.budget.step() {
            return Taints::default();
        }
        // What a call passes on is checked before the call itself can clean it.
        let (inner, passed) = self.inside(id, state);
        let mut taints = inner;
        let cleaned = self.place(id).is_some_and(|place| state.is_cleaned(&place));
        if cleaned || self.specs.is_sanitized(span) {
            taints = Taints::default();
            self.clean_by_side_effect(id, span, state);
        } else {
            self.add_sources(id, span, &passed, &mut taints, state);
        }
        for (place, from, to) in self.specs.propagations_at(span) {
            let carried = self.taint_of(from, state);
            let allowed = place.spec.requires.as_ref().is_none_or(|r| carried.fulfil(r));
            if allowed
                && !carried.is_clean()
                && let Some(target) = self.place(to)
            {
                state.taint(target, &carried.through(span));
            }
        }
        self.check_sinks(id, span, &passed, &taints);
        taints
    }

    /// The taint of a place without walking it again.
    pub(super) fn taint_of(&mut self, id: NodeId, state: &mut State) -> Taints {
        let flows = self.flows.len();
        let taints = self.visit_quietly(id, state);
        self.flows.truncate(flows);
        taints
    }

    fn visit_quietly(&mut self, id: NodeId, state: &mut State) -> Taints {
        let mut copy = state.clone();
        let (taints, _) = self.inside(id, &mut copy);
        let span = self.tree().span(id);
        let mut taints = taints;
        let cleaned = self.place(id).is_some_and(|place| state.is_cleaned(&place));
        if cleaned || self.specs.is_sanitized(span) {
            return Taints::default();
        }
        self.add_sources(id, span, &Taints::default(), &mut taints, &mut copy);
        taints
    }

    fn add_sources(
        &mut self,
        id: NodeId,
        span: Span,
        passed: &Taints,
        taints: &mut Taints,
        state: &mut State,
    ) {
        let specs = self.specs;
        for place in specs.sources_at(span) {
            if place.spec.requires.as_ref().is_some_and(|r| !passed.fulfil(r) && !taints.fulfil(r))
            {
                continue;
            }
            let origin = Origin::of_source(&place.found, place.spec.label.clone());
            taints.add(origin.clone());
            if place.spec.by_side_effect
                && let Some(target) = self.place(id)
            {
                let mut only = Taints::default();
                only.add(origin);
                state.taint(target, &only);
            }
        }
    }

    fn clean_by_side_effect(&mut self, id: NodeId, span: Span, state: &mut State) {
        let by_side_effect = self
            .specs
            .sanitizers
            .iter()
            .any(|place| place.spec.by_side_effect && place.found.span == span);
        if by_side_effect && let Some(target) = self.place(id) {
            state.clean(target);
        }
    }

    /// The place that an expression names: a variable, or fields of one.
    pub(super) fn place(&self, id: NodeId) -> Option<Place> {
        let tree = self.tree();
        match tree.kind(id) {
            Kind::Name => {
                let number = self.code.facts.entity_number(id);
                // A name that is declared nowhere here is one variable throughout.
                Some(Place::from_slice(&[number.unwrap_or(tree.node(id).hash | 1 << 63)]))
            }
            Kind::Member | Kind::Index => {
                let mut place = self.place(tree.child(id, Role::Object)?)?;
                let part =
                    self.key(tree.child(id, Role::Property).or(tree.child(id, Role::Index))?)?;
                if place.len() < MAX_PATH {
                    place.push(part);
                } else if tree.kind(id) == Kind::Index {
                    return None;
                }
                Some(place)
            }
            Kind::Cast => self.place(tree.child(id, Role::Value)?),
            Kind::Unary if matches!(tree.node(id).op, Op::AddrOf | Op::Deref) => {
                self.place(tree.child(id, Role::Operand)?)
            }
            _ => None,
        }
    }

    /// Gives a target the taint of a value.
    pub(super) fn assign(&mut self, target: NodeId, taints: &Taints, state: &mut State) {
        let tree = self.tree();
        match tree.kind(target) {
            Kind::Tuple | Kind::Array => {
                for (at, part) in tree.children(target).enumerate() {
                    let own = match tree.kind(part) {
                        Kind::Spread => taints.mixed(),
                        _ => taints.field(index(at)),
                    };
                    self.assign(part, &own, state);
                }
            }
            Kind::Object | Kind::Spread => {
                for part in tree.children(target) {
                    self.assign(part, taints, state);
                }
            }
            Kind::Pair => {
                if let Some(value) = tree.child(target, Role::Value) {
                    let key = tree.child(target, Role::Key).and_then(|name| self.key(name));
                    let own = key.map_or_else(|| taints.mixed(), |name| taints.field(name));
                    self.assign(value, &own, state);
                }
            }
            Kind::Assign => {
                if let Some(inner) = tree.child(target, Role::Target) {
                    self.assign(inner, taints, state);
                }
            }
            _ => {
                let span = tree.span(target);
                let mut taints = taints.through(span);
                if self.specs.is_sanitized(span) {
                    taints = Taints::default();
                }
                for place in self.specs.sources_of(span) {
                    taints.add(Origin::of_source(&place.found, place.spec.label.clone()));
                }
                match self.place(target) {
                    Some(place) => state.set(place, taints),
                    // An element somewhere in it: the whole may be tainted now.
                    None => {
                        let object = tree.child(target, Role::Object).and_then(|o| self.place(o));
                        if let Some(place) = object {
                            state.taint_all(&place, &taints);
                        }
                    }
                }
            }
        }
    }

    fn repeat(&mut self, state: &mut State, mut round: impl FnMut(&mut Self, &mut State)) {
        for _ in 0..MAX_ROUNDS {
            let before = state.size();
            let mut own = state.clone();
            round(self, &mut own);
            state.join(&own);
            if state.size() == before {
                break;
            }
        }
    }

    /// Walks the inside of a node: the taint of its value, and all that was passed into it.
    fn inside(&mut self, id: NodeId, state: &mut State) -> (Taints, Taints) {
        let tree = self.tree();
        let node = tree.node(id);
        let same = |taints: Taints| (taints.clone(), taints);
        match node.kind {
            Kind::Name if matches!(node.role, Role::Property | Role::Key) => Default::default(),
            Kind::Name => same(self.place(id).map(|p| state.get_whole(&p)).unwrap_or_default()),
            Kind::Member | Kind::Index => self.member(id, state),
            Kind::Composite if self.is_list(id) => same(self.list(id, state)),
            Kind::Object | Kind::Composite => same(self.object(id, state)),
            Kind::Array | Kind::Tuple => same(self.list(id, state)),
            Kind::Template => same(self.all(id, state).mixed()),
            Kind::Call | Kind::New => self.call(id, state),
            Kind::Binary if matches!(node.op, Op::And | Op::Or | Op::Nullish) => {
                same(self.either(id, state))
            }
            Kind::Binary => {
                let mut taints = self.child(id, Role::Left, state);
                taints.join(&self.child(id, Role::Right, state));
                let compares = node.op.compares()
                    && (self.options.taint_assume_safe_comparisons
                        || self.options.taint_assume_safe_booleans);
                // Yes or no: what was asked about is no part of the answer.
                if compares { (Taints::default(), taints) } else { same(taints.mixed()) }
            }
            Kind::Unary => {
                let taints = self.child(id, Role::Operand, state);
                let harmless = matches!(node.op, Op::Not | Op::TypeOf | Op::Delete | Op::Void);
                if harmless { (Taints::default(), taints) } else { same(taints) }
            }
            Kind::Conditional => same(self.conditional(id, state)),
            Kind::Assign => {
                let value = self.child(id, Role::Value, state);
                let Some(target) = tree.child(id, Role::Target) else { return same(value) };
                let mut taints = value.clone();
                if node.op != Op::None {
                    taints.join(&self.visit(target, state));
                } else if !matches!(tree.kind(target), Kind::Name) {
                    // Sinks may stand at the target (`x.innerHTML = …`).
                    self.visit_target(target, state);
                }
                if tree.child(id, Role::Value).is_some() {
                    self.assign(target, &taints, state);
                }
                same(taints)
            }
            Kind::Function => {
                self.function(id, state);
                Default::default()
            }
            Kind::Class => {
                for child in tree.children(id) {
                    self.visit(child, state);
                }
                Default::default()
            }
            Kind::If => {
                self.choose(id, state);
                Default::default()
            }
            Kind::Assert => {
                self.assert(id, state);
                Default::default()
            }
            Kind::While | Kind::DoWhile | Kind::For => {
                self.child(id, Role::Init, state);
                self.repeat(state, |walker, state| {
                    walker.child(id, Role::Cond, state);
                    walker.child(id, Role::Body, state);
                    walker.child(id, Role::Update, state);
                });
                self.child(id, Role::Else, state);
                Default::default()
            }
            Kind::ForEach => {
                let iter = self.child(id, Role::Iter, state).mixed();
                self.repeat(state, |walker, state| {
                    if let Some(target) = tree.child(id, Role::Target) {
                        walker.assign(target, &iter, state);
                    }
                    walker.child(id, Role::Body, state);
                });
                self.child(id, Role::Else, state);
                Default::default()
            }
            Kind::Comprehension => {
                for clause in tree.children_with(id, Role::Clause) {
                    self.visit(clause, state);
                }
                let taints = self.child(id, Role::Elem, state);
                same(taints)
            }
            Kind::Switch => {
                self.switch(id, state);
                Default::default()
            }
            Kind::Try => {
                let before = state.clone();
                self.child(id, Role::Body, state);
                let mut in_catch = before;
                in_catch.merge(state);
                in_catch.left = false;
                for catch in tree.children_with(id, Role::Catch) {
                    let mut own = in_catch.clone();
                    self.visit(catch, &mut own);
                    state.join(&own);
                }
                self.child(id, Role::Else, state);
                self.child(id, Role::Finally, state);
                Default::default()
            }
            Kind::Resource => {
                let value = self.child(id, Role::Value, state);
                if let Some(target) = tree.child(id, Role::Target) {
                    self.assign(target, &value, state);
                }
                same(value)
            }
            Kind::Block | Kind::Case | Kind::Catch | Kind::With | Kind::Label | Kind::Export => {
                for child in tree.children(id) {
                    self.visit(child, state);
                }
                Default::default()
            }
            Kind::Pair | Kind::KeywordArg | Kind::Cast => {
                if node.kind == Kind::Pair {
                    self.child(id, Role::Key, state);
                }
                same(self.child(id, Role::Value, state))
            }
            Kind::Import | Kind::TypeDecl | Kind::StructType | Kind::Global => Default::default(),
            Kind::Send => {
                self.child(id, Role::Left, state);
                let sent = self.child(id, Role::Right, state);
                let channel = tree.child(id, Role::Left).and_then(|channel| self.place(channel));
                if let Some(channel) = channel.filter(|_| !sent.is_clean()) {
                    state.taint(channel, &sent.through(tree.span(id)));
                }
                same(sent)
            }
            // Whoever runs through what a generator yields is given it.
            Kind::Yield => {
                let taints = self.all(id, state);
                self.returned(&taints);
                same(taints)
            }
            Kind::Return | Kind::Throw => {
                let taints = self.all(id, state);
                if node.kind == Kind::Return {
                    self.returned(&taints);
                }
                self.leave(state);
                same(taints)
            }
            _ => same(self.all(id, state)),
        }
    }

    fn visit_target(&mut self, target: NodeId, state: &mut State) {
        let tree = self.tree();
        if let Some(object) = tree.child(target, Role::Object) {
            self.visit(object, state);
        }
        if let Some(index) = tree.child(target, Role::Index) {
            self.visit(index, state);
        }
    }
}
