//! Whose methods an expression has.

use stockade_syntax::{Kind, Language, NodeId, Tree};

use super::kind::Said;
use crate::facts::Facts;

/// Whose methods a type has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Those of a class or type of this file, by the name of which this is a node.
    Known(NodeId),
    /// Those of some type that fits an interface of this file.
    Open,
    /// Those of a library.
    Foreign,
    /// Nobody knows.
    Unknown,
}

impl Facts {
    /// The class of what a method is called on: of a value, or the class itself.
    pub fn owner(&self, tree: &Tree, object: NodeId) -> Owner {
        if tree.kind(object) == Kind::Name && self.is_type_or_object(tree, object) {
            return Owner::Known(object);
        }
        match self.type_of(tree, object) {
            Some(own) => match (own.said, own.node(tree)) {
                (Said::Code(_), Some(node)) => self.owner_of_type(tree, node),
                _ => Owner::Foreign,
            },
            None if self.canonical(tree, object).is_some() => Owner::Foreign,
            None => Owner::Unknown,
        }
    }

    /// Whether a name stands for a class or an object that is written out.
    fn is_type_or_object(&self, tree: &Tree, name: NodeId) -> bool {
        let value = self.entity(name).filter(|entity| entity.definitions() == 1);
        let value = value.and_then(|entity| entity.value());
        value.is_some_and(|value| tree.kind(value) == Kind::Object)
            || self.outline(tree, name).is_some()
    }

    fn owner_of_type(&self, tree: &Tree, node: NodeId) -> Owner {
        match self.outline(tree, node) {
            Some((_, outline)) if outline.open => Owner::Open,
            Some(_) => Owner::Known(node),
            // A function of the file may give anything; in Go, other files declare types too.
            None if matches!(tree.kind(node), Kind::Name | Kind::Str)
                && self.canonical(tree, node).is_none() =>
            {
                let typed = tree.language() == Language::Go && self.entity(node).is_none();
                if typed { Owner::Known(node) } else { Owner::Unknown }
            }
            None => Owner::Foreign,
        }
    }
}
