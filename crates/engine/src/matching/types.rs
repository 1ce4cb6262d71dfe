//! Typed metavariables: whether an expression has the type that a pattern describes.
//!
//! What type it has is a fact; here it is compared.

use stockade_rules::Pat;
use stockade_syntax::lowering::leaf_hash;
use stockade_syntax::{Kind, Language, NodeId, Op, Role};

use super::binding::Env;
use super::matcher::Matcher;
use crate::facts::{Said, Type};

impl Matcher<'_> {
    /// Whether an expression is known to have a type that the pattern describes.
    pub(super) fn has_type(&self, kind: &Pat, id: NodeId, env: &mut Env) -> bool {
        let (tree, facts) = (self.tree(), self.code.facts);
        let Some(own) = facts.type_of(tree, id) else { return false };
        if self.is_type(kind, own, env) {
            return true;
        }
        let member = self.member_of(id);
        if tree.language() == Language::Go {
            // Where a member is named, Go takes addresses and follows pointers itself, and a type
            // has the methods of what it embeds.
            let Some(member) = member else { return false };
            let kind = pointed(kind).unwrap_or(kind);
            let lends = facts.lends(tree, own.pointed(tree), member);
            return lends.into_iter().any(|lent| self.is_type(kind, lent.pointed(tree), env));
        }
        // An object of a class is one of those that it inherits from.
        matches!(own.said, Said::Code(_))
            && own.node(tree).is_some_and(|class| {
                let lineage = facts.lineage(tree, class);
                lineage.into_iter().any(|class| self.is_type(kind, Type::code(class), env))
            })
    }

    /// The member of an expression that is named where it stands.
    fn member_of(&self, id: NodeId) -> Option<u64> {
        let tree = self.tree();
        let parent = tree.parent(id).filter(|_| tree.node(id).role == Role::Object)?;
        let property = tree.child(parent, Role::Property)?;
        Some(tree.node(property).hash)
    }

    fn is_type(&self, kind: &Pat, own: Type, env: &mut Env) -> bool {
        if let Some(many) = own.many.checked_sub(1) {
            let inner = kind.kids.last().filter(|_| kind.kind == Kind::Array);
            return inner.is_some_and(|inner| self.is_type(inner, Type { many, ..own }, env));
        }
        let name = &*kind.value;
        let ecmascript = self.tree().language().is_ecmascript();
        match own.said {
            Said::Text => matches!(name, "string" | "str"),
            Said::Truth => matches!(name, "bool" | "boolean"),
            // JavaScript has one kind of number.
            Said::Whole => matches!(name, "number" | "int") || ecmascript && name == "float",
            Said::Real => matches!(name, "number" | "float") || ecmascript && name == "int",
            Said::Code(node) => {
                let kind = if own.pointer { pointed(kind) } else { Some(kind) };
                kind.is_some_and(|kind| self.says(kind, node, env))
            }
            Said::Library(path) => {
                let kind = if own.pointer { pointed(kind) } else { Some(kind) };
                let said = kind.and_then(|kind| kind.path.as_deref());
                // Elsewhere than in Go a type is imported by its name.
                let last = self.tree().language() != Language::Go;
                said.is_some_and(|said| {
                    said == path || last && said.len() == 1 && said.last() == path.last()
                })
            }
        }
    }

    /// Whether a type is written as the pattern has it.
    fn says(&self, kind: &Pat, node: NodeId, env: &mut Env) -> bool {
        let tree = self.tree();
        let path = kind.path.as_deref().unwrap_or_default();
        if tree.kind(node) == Kind::Str {
            // Python's forward references.
            let text = tree.value(node);
            return text
                .split('.')
                .map(|part| leaf_hash(Kind::Name, part))
                .eq(path.iter().copied());
        }
        if self.node(kind, node, env, &mut |_| true) {
            return true;
        }
        // Elsewhere than in Go a type is imported by its name, which may be another here.
        tree.language() != Language::Go
            && path.len() == 1
            && self.code.facts.canonical(tree, node).is_some_and(|own| own.last() == path.last())
    }
}

/// What a pattern of a pointer's type says that it points to.
fn pointed(kind: &Pat) -> Option<&Pat> {
    let is_pointer = kind.kind == Kind::Unary && kind.op == Op::Deref;
    kind.child(Role::Operand).filter(|_| is_pointer)
}
