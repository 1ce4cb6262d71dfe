//! What is tainted at a point of the program.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
use stockade_rules::rule::Requires;
use stockade_syntax::Span;

use crate::matching::{Env, Match};

/// Different origins that one value keeps apart; more say nothing new.
const MAX_ORIGINS: usize = 6;

/// One reason why a value is tainted.
#[derive(Clone)]
pub struct Origin {
    /// The label of the source, if it has one.
    pub label: Option<Arc<str>>,
    /// The bindings of the source.
    pub env: Arc<Env>,
    /// The source.
    pub source: Span,
    /// The way since, last first.
    pub way: Option<Arc<Hop>>,
    /// In the walk of a function for its summary: the parameter, by number, that it stands for.
    pub parameter: Option<usize>,
}

impl Origin {
    /// The match of a source, with the label that the rule gives it.
    pub fn of_source(found: &Match, label: Option<Arc<str>>) -> Origin {
        let env = Arc::clone(&found.env);
        Origin { label, env, source: found.span, way: None, parameter: None }
    }

    /// Whatever a caller gives for a parameter.
    pub fn of_parameter(number: usize, span: Span) -> Origin {
        let parameter = Some(number);
        Origin { label: None, env: Arc::default(), source: span, way: None, parameter }
    }
}

/// One hop of a data flow.
pub struct Hop {
    /// The place that the data passed.
    pub span: Span,
    /// The hop before.
    pub before: Option<Arc<Hop>>,
}

/// Why a value is tainted; empty if it is not.
#[derive(Clone, Default)]
pub struct Taints {
    origins: SmallVec<[Origin; 1]>,
}

impl Taints {
    /// Whether the value is clean.
    pub fn is_clean(&self) -> bool {
        self.origins.is_empty()
    }

    /// The reasons.
    pub fn iter(&self) -> impl Iterator<Item = &Origin> {
        self.origins.iter()
    }

    /// Adds a reason.
    pub fn add(&mut self, origin: Origin) {
        let known = self.origins.iter().any(|o| {
            o.source == origin.source && o.label == origin.label && o.parameter == origin.parameter
        });
        if !known && self.origins.len() < MAX_ORIGINS {
            self.origins.push(origin);
        }
    }

    /// Adds all reasons of another value.
    pub fn join(&mut self, other: &Taints) {
        for origin in &other.origins {
            self.add(origin.clone());
        }
    }

    /// The reasons that are sources of the rule.
    pub fn without_parameters(&self) -> Taints {
        let real = self.origins.iter().filter(|origin| origin.parameter.is_none());
        Taints { origins: real.cloned().collect() }
    }

    /// The same, having passed a place.
    pub fn through(&self, span: Span) -> Taints {
        let pass = |origin: &Origin| Origin {
            way: Some(Arc::new(Hop { span, before: origin.way.clone() })),
            ..origin.clone()
        };
        Taints { origins: self.origins.iter().map(pass).collect() }
    }

    /// Whether a condition on labels holds.
    pub fn fulfil(&self, requires: &Requires) -> bool {
        match requires {
            Requires::Label(label) => self.origins.iter().any(|o| {
                o.label.as_ref() == Some(label) || (o.label.is_none() && &**label == "__SOURCE__")
            }),
            Requires::And(a, b) => self.fulfil(a) && self.fulfil(b),
            Requires::Or(a, b) => self.fulfil(a) || self.fulfil(b),
            Requires::Not(a) => !self.fulfil(a),
        }
    }
}

/// A variable or a field of one: the variable's number, then the hashes of the fields.
pub type Place = SmallVec<[u64; 3]>;

/// Fields of fields deeper than this are taken together.
pub const MAX_PATH: usize = 3;

/// What is tainted at a point of the program. A place that is not in it has the taint of what it is
/// a part of; one that is in it and clean is a part of something tainted and was given a clean value.
#[derive(Clone, Default)]
pub struct State {
    places: FxHashMap<Place, Taints>,
    /// Places that a sanitizer made clean where they stand: that they are a part of a source
    /// says nothing any more.
    cleaned: FxHashSet<Place>,
    /// The way here has left the function: what comes behind does not see it.
    pub left: bool,
}

impl State {
    /// Whether nothing at all is known: code without a source then changes nothing.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty() && self.cleaned.is_empty()
    }

    /// The taint of a place.
    pub fn get(&self, place: &Place) -> Taints {
        for len in (1..=place.len()).rev() {
            if let Some(taints) = self.places.get(&place[..len]) {
                return taints.clone();
            }
        }
        Taints::default()
    }

    /// The taint of a place and of all parts of it: what one sees who uses it as a whole.
    pub fn get_whole(&self, place: &Place) -> Taints {
        let mut taints = self.get(place);
        for (known, more) in &self.places {
            if known.len() > place.len() && known[..place.len()] == place[..] {
                taints.join(more);
            }
        }
        taints
    }

    /// A sanitizer made a place clean where it stands.
    pub fn clean(&mut self, place: Place) {
        self.set(place.clone(), Taints::default());
        self.cleaned.insert(place);
    }

    /// Whether a sanitizer made a place clean, and nothing was given to it since.
    pub fn is_cleaned(&self, place: &Place) -> bool {
        self.cleaned.contains(place)
    }

    /// Gives a place a new value.
    pub fn set(&mut self, place: Place, taints: Taints) {
        self.cleaned.retain(|known| known.len() < place.len() || known[..place.len()] != place[..]);
        self.places
            .retain(|known, _| known.len() < place.len() || known[..place.len()] != place[..]);
        if !taints.is_clean() || !self.get(&place).is_clean() {
            self.places.insert(place, taints);
        }
    }

    /// Adds to the taint of a place.
    pub fn taint(&mut self, place: Place, taints: &Taints) {
        self.cleaned.remove(&place);
        let mut all = self.get(&place);
        all.join(taints);
        self.places.insert(place, all);
    }

    /// What may be tainted after either of two ways; one that has left leads nowhere.
    pub fn join(&mut self, other: &State) {
        match (self.left, other.left) {
            (_, true) => {}
            (true, false) => *self = other.clone(),
            (false, false) => self.merge(other),
        }
    }

    /// What may be tainted on either of two ways, wherever they lead.
    pub fn merge(&mut self, other: &State) {
        self.cleaned.retain(|place| other.cleaned.contains(place));
        for (place, taints) in &other.places {
            match self.places.get_mut(place) {
                Some(mine) => mine.join(taints),
                None => {
                    let mut all = self.get(place);
                    all.join(taints);
                    self.places.insert(place.clone(), all);
                }
            }
        }
        // What is clean on one way only stays tainted by what it is a part of on the other.
        let alone: Vec<Place> = self
            .places
            .keys()
            .filter(|place| !other.places.contains_key(*place))
            .cloned()
            .collect();
        for place in alone {
            let theirs = other.get(&place);
            if let Some(mine) = self.places.get_mut(&place) {
                mine.join(&theirs);
            }
        }
    }

    /// How much is known; grows until a loop has reached its fixpoint.
    pub fn size(&self) -> usize {
        self.places.values().map(|taints| 1 + taints.iter().count()).sum()
    }
}
