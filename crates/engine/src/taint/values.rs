//! Values that have parts: objects, lists, fields.

use stockade_syntax::{Flags, Kind, NodeId, Role};

use super::flow::Walker;
use super::parts::{index, key};
use super::state::State;
use super::taints::Taints;

impl Walker<'_> {
    /// A field or an element: its taint, and that of all it is asked for with.
    pub(super) fn member(&mut self, id: NodeId, state: &mut State) -> (Taints, Taints) {
        let tree = self.tree();
        let object = self.child(id, Role::Object, state);
        let index = self.child(id, Role::Index, state);
        let mut taints = match self.place(id).filter(|place| place.len() > 1) {
            // The walk of the object has seen its sources; the state knows the fields.
            Some(place) => {
                let mut taints = state.get_whole(&place);
                let object_place = tree.child(id, Role::Object).and_then(|o| self.place(o));
                let known = object_place.map(|place| state.get_whole(&place)).unwrap_or_default();
                let fresh = object.iter().filter(|o| !known.iter().any(|k| k.source == o.source));
                let fresh: Vec<_> = fresh.cloned().collect();
                fresh.into_iter().for_each(|origin| taints.add(origin));
                taints
            }
            None => {
                let name = tree.child(id, Role::Property).or(tree.child(id, Role::Index));
                match name.and_then(|name| self.key(name)) {
                    Some(name) => object.field(name),
                    None => object.mixed(),
                }
            }
        };
        // A method works with all of its object.
        if tree.node(id).role == Role::Callee {
            taints.join(&object.mixed());
            self.object = object;
        }
        let mut passed = taints.clone();
        passed.join(&index.mixed());
        let asked = tree.child(id, Role::Object);
        let safe = index.is_clean()
            || self.options.taint_assume_safe_indexes
            || asked.is_some_and(|asked| self.is_table(asked));
        if safe { (taints, passed) } else { (passed.clone(), passed) }
    }

    /// Whether what is written out with its type is a list.
    pub(super) fn is_list(&self, id: NodeId) -> bool {
        let tree = self.tree();
        let list = tree.child(id, Role::Type).is_some_and(|own| tree.kind(own) == Kind::Array);
        let keyed = |own: NodeId| tree.kind(own) == Kind::Pair;
        list && !tree.children_with(id, Role::Elem).any(keyed)
    }

    /// What is written out by its fields.
    pub(super) fn object(&mut self, id: NodeId, state: &mut State) -> Taints {
        let tree = self.tree();
        let mut rest = Taints::default();
        let mut fields: Vec<(u64, Taints)> = Vec::new();
        for part in tree.children_with(id, Role::Elem) {
            let taints = self.visit(part, state);
            let name = tree
                .child(part, Role::Key)
                .filter(|_| !tree.node(part).flags.contains(Flags::COMPUTED))
                .and_then(|name| key(tree, name));
            match (tree.kind(part), name) {
                (Kind::Pair, Some(name)) => {
                    fields.retain(|(known, _)| *known != name);
                    fields.push((name, taints));
                }
                (Kind::Spread, _) => {
                    for (name, own) in taints.parts() {
                        fields.retain(|(known, _)| *known != name);
                        fields.push((name, own.clone()));
                    }
                    rest.join(&taints.rest());
                }
                _ => rest.join(&taints.flat()),
            }
        }
        // A field that is asked for and not there may be one of those under another name.
        if tree.kind(id) == Kind::Object {
            fields.iter().for_each(|(_, own)| rest.join(&own.flat()));
        }
        Taints::of_parts(&rest, fields)
    }

    /// Elements in their order.
    pub(super) fn list(&mut self, id: NodeId, state: &mut State) -> Taints {
        let tree = self.tree();
        let mut rest = Taints::default();
        let mut fields: Vec<(u64, Taints)> = Vec::new();
        let mut counted = true;
        for (at, part) in tree.children_with(id, Role::Elem).enumerate() {
            let taints = self.visit(part, state);
            rest.join(&taints.flat());
            // Behind what is spread out nobody knows where an element stands.
            counted &= tree.kind(part) != Kind::Spread;
            if counted {
                fields.push((index(at), taints));
            }
        }
        // How an element is asked for says little: any other may be meant.
        Taints::of_parts(&rest, fields)
    }
}
