//! Why a value is tainted, as a whole and in its parts.

use std::sync::Arc;

use smallvec::SmallVec;
use stockade_rules::rule::Requires;
use stockade_syntax::Span;

use crate::matching::{Env, Match};

/// Different origins that one value keeps apart; more say nothing new.
const MAX_ORIGINS: usize = 10;

/// Parts of one value that are told apart; of more, only the whole is known.
pub const MAX_PARTS: usize = 24;

/// Parts of parts of parts; those of deeper ones are not told apart.
const MAX_DEPTH: u32 = 3;

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
    /// In the walk of a function for its summary: the parameter that it stands for.
    pub parameter: Option<Parameter>,
}

/// What a caller gives a function, or a field of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its number, [`RECEIVER`] or [`EVERY`].
    pub number: u32,
    /// What of it.
    pub field: Field,
}

/// The object whose method is called, where it is no parameter of its own.
pub const RECEIVER: u32 = u32::MAX;

/// All that a function is given together: JavaScript's `arguments`.
pub const EVERY: u32 = u32::MAX - 1;

/// What of a value is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The value itself.
    Itself,
    /// Something made of it, wherever in it that was.
    Mixed,
    /// A field, by the hash of its name.
    Named(u64),
}

impl Origin {
    /// The match of a source, with the label that the rule gives it.
    pub fn of_source(found: &Match, label: Option<Arc<str>>) -> Origin {
        let env = Arc::clone(&found.env);
        Origin { label, env, source: found.span, way: None, parameter: None }
    }

    /// Whatever a caller gives for a parameter.
    pub fn of_parameter(number: u32, span: Span) -> Origin {
        let parameter = Some(Parameter { number, field: Field::Itself });
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

/// Some origins.
type Origins = SmallVec<[Origin; 1]>;

/// Why a value is tainted; empty if it is not.
#[derive(Clone, Default)]
pub struct Taints {
    /// All reasons, those of its parts too.
    origins: Origins,
    /// What is known of its parts; without, each may be tainted as the whole is.
    parts: Option<Arc<Parts>>,
}

/// What is known of the parts of a value.
#[derive(Clone, Default)]
struct Parts {
    /// Why a part that is not listed is tainted.
    rest: Origins,
    /// In the order of their names' hashes.
    fields: Vec<(u64, Taints)>,
    /// How many parts are in each other.
    depth: u32,
}

impl Taints {
    /// A value that is known by its parts: all others are tainted as `rest` is.
    pub fn of_parts(rest: &Taints, mut fields: Vec<(u64, Taints)>) -> Taints {
        let clean = rest.is_clean() && fields.iter().all(|(_, own)| own.is_clean());
        if clean {
            return Taints::default();
        }
        fields.sort_by_key(|(name, _)| *name);
        let mut whole = Taints { origins: rest.origins.clone(), parts: None };
        fields.iter().for_each(|(_, own)| whole.add_all(&own.origins));
        if !fields.is_empty() && fields.len() <= MAX_PARTS {
            let below = |own: &Taints| own.parts.as_ref().map_or(0, |parts| parts.depth);
            for (_, own) in &mut fields {
                if below(own) >= MAX_DEPTH {
                    *own = own.flat();
                }
            }
            let depth = 1 + fields.iter().map(|(_, own)| below(own)).max().unwrap_or(0);
            let rest = rest.origins.clone();
            whole.parts = Some(Arc::new(Parts { rest, fields, depth }));
        }
        whole
    }

    /// Whether the value is clean.
    pub fn is_clean(&self) -> bool {
        self.origins.is_empty()
    }

    /// The reasons.
    pub fn iter(&self) -> impl Iterator<Item = &Origin> {
        self.origins.iter()
    }

    /// Adds a reason for the whole.
    pub fn add(&mut self, origin: Origin) {
        self.parts = None;
        self.add_all(&[origin]);
    }

    fn add_all(&mut self, origins: &[Origin]) {
        for origin in origins {
            let known = self.origins.iter().any(|o| {
                o.source == origin.source
                    && o.label == origin.label
                    && o.parameter == origin.parameter
            });
            if !known && self.origins.len() < MAX_ORIGINS {
                self.origins.push(origin.clone());
            }
        }
    }

    /// Adds all reasons of another value that this may be as well.
    pub fn join(&mut self, other: &Taints) {
        if other.is_clean() {
            // What is clean has no part that is not.
            return;
        }
        if self.is_clean() {
            *self = other.clone();
            return;
        }
        let same = match (&self.parts, &other.parts) {
            (None, None) => true,
            (Some(own), Some(parts)) => Arc::ptr_eq(own, parts),
            _ => false,
        };
        if same {
            return self.add_all(&other.origins);
        }
        let mut names: Vec<u64> = self.names().chain(other.names()).collect();
        names.sort_unstable();
        names.dedup();
        let part = |name: u64| {
            let mut own = self.part(name);
            own.join(&other.part(name));
            (name, own)
        };
        let fields = names.into_iter().map(part).collect();
        let mut rest = self.rest();
        rest.add_all(&other.rest().origins);
        *self = Taints::of_parts(&rest, fields);
    }

    fn names(&self) -> impl Iterator<Item = u64> {
        self.parts.iter().flat_map(|parts| parts.fields.iter().map(|(name, _)| *name))
    }

    fn part(&self, name: u64) -> Taints {
        let known = self.parts.as_ref().and_then(|parts| {
            let at = parts.fields.binary_search_by_key(&name, |(own, _)| *own).ok()?;
            Some(parts.fields[at].1.clone())
        });
        known.unwrap_or_else(|| self.rest())
    }

    /// Why parts are tainted that are not known by name.
    pub fn rest(&self) -> Taints {
        let origins = self.parts.as_ref().map_or(&self.origins, |parts| &parts.rest);
        Taints { origins: origins.clone(), parts: None }
    }

    /// The parts that are known by name.
    pub fn parts(&self) -> impl Iterator<Item = (u64, &Taints)> {
        self.parts.iter().flat_map(|parts| parts.fields.iter().map(|(name, own)| (*name, own)))
    }

    /// The taint of a field.
    pub fn field(&self, name: u64) -> Taints {
        let known = self.names().any(|own| own == name);
        let part = self.part(name);
        if known { part } else { part.narrowed(name) }
    }

    /// Of parameters, only a field is meant.
    pub fn narrowed(mut self, name: u64) -> Taints {
        for origin in &mut self.origins {
            if let Some(parameter) = &mut origin.parameter
                && parameter.field == Field::Itself
            {
                parameter.field = Field::Named(name);
            }
        }
        self
    }

    /// What of a value is meant.
    pub fn of(&self, field: Field) -> Taints {
        match field {
            Field::Itself => self.clone(),
            Field::Mixed => self.mixed(),
            Field::Named(name) => self.field(name),
        }
    }

    /// A value that is made of this one: where in it something is, nobody knows.
    pub fn mixed(&self) -> Taints {
        let mut mixed = Taints::default();
        for origin in &self.origins {
            let parameter = origin.parameter.map(|parameter| Parameter {
                field: match parameter.field {
                    Field::Itself => Field::Mixed,
                    known => known,
                },
                ..parameter
            });
            mixed.add_all(&[Origin { parameter, ..origin.clone() }]);
        }
        mixed
    }

    /// The same without what is known of its parts.
    pub fn flat(&self) -> Taints {
        Taints { origins: self.origins.clone(), parts: None }
    }

    /// The reasons that are sources of the rule.
    pub fn without_parameters(&self) -> Taints {
        let real = self.origins.iter().filter(|origin| origin.parameter.is_none());
        Taints { origins: real.cloned().collect(), parts: None }
    }

    /// The reasons that are none of another value's.
    pub fn without(&self, other: &Taints) -> Taints {
        let known = |origin: &&Origin| {
            !other.origins.iter().any(|o| o.source == origin.source && o.label == origin.label)
        };
        Taints { origins: self.origins.iter().filter(known).cloned().collect(), parts: None }
    }

    /// The same, having passed a place.
    pub fn through(&self, span: Span) -> Taints {
        let pass = |origin: &Origin| Origin {
            way: Some(Arc::new(Hop { span, before: origin.way.clone() })),
            ..origin.clone()
        };
        let parts = self.parts.as_ref().map(|parts| {
            let fields = parts.fields.iter().map(|(name, own)| (*name, own.through(span)));
            let rest = parts.rest.iter().map(pass).collect();
            Arc::new(Parts { rest, fields: fields.collect(), depth: parts.depth })
        });
        Taints { origins: self.origins.iter().map(pass).collect(), parts }
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
