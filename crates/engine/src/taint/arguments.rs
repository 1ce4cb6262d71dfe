//! What a call gives to each parameter of a function.

use stockade_syntax::{Flags, Kind, NodeId, Role};

use super::flow::Walker;
use super::state::{Place, State};
use super::taints::{EVERY, Parameter, RECEIVER, Taints};
use crate::facts::{How, takes_object};

/// The arguments of a call in their order, each with its taint.
pub(super) type Given = Vec<(NodeId, Taints)>;

/// The object whose method is called.
#[derive(Clone, Default)]
pub(super) struct Object {
    /// What it holds.
    pub(super) taints: Taints,
    /// Where it is kept.
    pub(super) place: Option<Place>,
}

/// What a function is given.
pub(super) struct Arguments {
    object: Object,
    /// All that is given, whether there is a parameter for it or not.
    every: Taints,
    /// By parameter: its taint, and where the value is kept.
    values: Vec<Object>,
}

impl Arguments {
    /// The taint of a parameter.
    pub(super) fn of(&self, parameter: Parameter) -> Taints {
        if parameter.number == EVERY {
            return self.every.clone();
        }
        let value = match parameter.number {
            RECEIVER => Some(&self.object),
            number => self.values.get(number as usize),
        };
        value.map(|value| value.taints.of(parameter.field)).unwrap_or_default()
    }

    /// Where what is given for a parameter is kept.
    pub(super) fn place(&self, number: u32) -> Option<&Place> {
        match number {
            RECEIVER => self.object.place.as_ref(),
            EVERY => None,
            number => self.values.get(number as usize)?.place.as_ref(),
        }
    }

    /// The taint of each parameter.
    pub(super) fn taints(&self) -> impl Iterator<Item = &Taints> {
        self.values.iter().map(|value| &value.taints)
    }

    /// Each parameter but the object may be given this as well.
    pub(super) fn add(&mut self, taints: &Taints, bound: bool) {
        self.values.iter_mut().skip(usize::from(bound)).for_each(|own| own.taints.join(taints));
    }
}

impl Walker<'_> {
    /// Whether the first parameter of a function is the object that it is called on.
    pub(super) fn is_bound(&self, function: NodeId, how: How) -> bool {
        how != How::Plain && takes_object(self.tree(), function)
    }

    /// What each parameter of a function is given by a call.
    pub(super) fn by_parameter(
        &self,
        function: NodeId,
        how: How,
        object: Object,
        given: &[(NodeId, Taints)],
    ) -> Arguments {
        let tree = self.tree();
        let mut parameters: Vec<NodeId> = tree.children_with(function, Role::Param).collect();
        let bound = self.is_bound(function, how);
        parameters.drain(..usize::from(bound));
        let mut values = vec![Object::default(); parameters.len()];
        let rest = parameters
            .iter()
            .position(|&p| tree.node(p).flags.intersects(Flags::VARIADIC | Flags::MAPPING));
        let mut every = Taints::default();
        let mut next = 0;
        for (argument, taints) in given {
            every.join(&taints.mixed());
            let named = tree
                .child(*argument, Role::Key)
                .filter(|_| tree.kind(*argument) == Kind::KeywordArg);
            if tree.kind(*argument) == Kind::Spread {
                let taints = taints.mixed();
                values.iter_mut().skip(next).for_each(|own| own.taints.join(&taints));
                continue;
            }
            let at = match named {
                Some(name) => parameters.iter().position(|&p| {
                    let target = tree.child(p, Role::Target);
                    target.is_some_and(|t| tree.text(t) == tree.text(name))
                }),
                None => {
                    next += 1;
                    Some(next - 1)
                }
            };
            let direct = at.filter(|&at| at < values.len() && rest.is_none_or(|r| at < r));
            if let Some(own) = direct.and_then(|at| values.get_mut(at)) {
                own.taints.join(taints);
                let value = tree.child(*argument, Role::Value).filter(|_| named.is_some());
                own.place = self.place(value.unwrap_or(*argument));
            } else if let Some(own) = rest.and_then(|at| values.get_mut(at)) {
                own.taints.join(&taints.mixed());
            }
        }
        if bound {
            values.insert(0, object.clone());
        }
        Arguments { object, every, values }
    }

    /// The object of the method around a place: `this`, or what a method calls its first parameter.
    pub(super) fn own_object(&self, id: NodeId, state: &State) -> Object {
        let place = self.own_place(id);
        let taints = place.as_ref().map(|place| state.get_whole(place)).unwrap_or_default();
        Object { taints, place }
    }

    fn own_place(&self, id: NodeId) -> Option<Place> {
        let tree = self.tree();
        if tree.language().is_ecmascript() {
            return Some(self.this());
        }
        let function = tree.ancestors(id).find(|&at| tree.kind(at) == Kind::Function)?;
        self.place(tree.child(tree.child(function, Role::Param)?, Role::Target)?)
    }
}
