//! From an expression to its type.

use std::sync::PoisonError;

use stockade_syntax::{Kind, Language, NodeId, Op, Role, Tree};

use super::kind::{Said, Type};
use super::library::{self, Known};
use crate::facts::Facts;
use crate::facts::made::Made;
use crate::facts::names::{class_around, is_own};

/// Steps from an expression to what tells its type; facts' keys reach as far.
pub const MAX_TYPE_HOPS: u32 = 6;

impl Facts {
    /// The type of an expression.
    pub fn type_of(&self, tree: &Tree, id: NodeId) -> Option<Type> {
        let known = || self.types.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known().get(&id) {
            return *known;
        }
        let own = Inference { facts: self, tree }.at(id, 0);
        known().insert(id, own);
        own
    }
}

/// Follows expressions of one file.
struct Inference<'a> {
    facts: &'a Facts,
    tree: &'a Tree,
}

impl Inference<'_> {
    fn at(&self, id: NodeId, hops: u32) -> Option<Type> {
        if hops > MAX_TYPE_HOPS {
            return None;
        }
        let tree = self.tree;
        let child = |role: Role| tree.child(id, role);
        match tree.kind(id) {
            Kind::Str | Kind::Template => Some(Type::of(Said::Text)),
            Kind::Bool => Some(Type::of(Said::Truth)),
            Kind::Number => {
                let text = tree.text(id);
                let whole = text.starts_with("0x") || !text.contains(['.', 'e', 'E']);
                Some(Type::of(if whole { Said::Whole } else { Said::Real }))
            }
            Kind::Name if is_own(tree, id) && tree.language() != Language::Go => {
                Some(Type::code(class_around(tree, id)?))
            }
            Kind::Name => self.name(id, hops),
            Kind::Member => {
                let property = tree.node(child(Role::Property)?).hash;
                if let Some(object) = self.at(child(Role::Object)?, hops + 1) {
                    return self.field(object, property, hops + 1);
                }
                library::value(tree.language(), &self.path(id)?).map(library_type)
            }
            Kind::New => Some(Type::code(child(Role::Callee)?)),
            Kind::Composite => Some(Type::code(child(Role::Type)?)),
            Kind::Unary => match tree.node(id).op {
                Op::Not => Some(Type::of(Said::Truth)),
                Op::AddrOf => Some(self.at(child(Role::Operand)?, hops + 1)?.address()),
                Op::Deref => Some(self.at(child(Role::Operand)?, hops + 1)?.pointed(tree)),
                Op::Receive => self.element(child(Role::Operand)?, hops + 1),
                _ => None,
            },
            Kind::Call => self.called(id, 0, hops + 1),
            Kind::Cast => match child(Role::Type) {
                Some(declared) => Some(Type::code(declared)),
                None => self.at(child(Role::Value)?, hops + 1),
            },
            Kind::Index => {
                let object = child(Role::Object)?;
                let part = child(Role::Index)?;
                match tree.kind(part) {
                    Kind::Slice => self.at(object, hops + 1),
                    _ => self.element(object, hops + 1),
                }
            }
            Kind::Await => self.at(child(Role::Elem)?, hops + 1),
            Kind::Binary if tree.node(id).op.compares() => Some(Type::of(Said::Truth)),
            Kind::Binary if matches!(tree.node(id).op, Op::Or | Op::Nullish) => self
                .at(child(Role::Left)?, hops + 1)
                .or_else(|| self.at(child(Role::Right)?, hops + 1)),
            Kind::Conditional => self
                .at(child(Role::Then)?, hops + 1)
                .or_else(|| self.at(child(Role::Else)?, hops + 1)),
            _ => None,
        }
    }

    fn name(&self, id: NodeId, hops: u32) -> Option<Type> {
        let tree = self.tree;
        let entity = self.facts.entity(id)?;
        if let Some(declared) = entity.declared() {
            return Some(Type::code(declared));
        }
        match entity.made()? {
            Made::Value(value) => self.narrowed(id, value).or_else(|| self.at(value, hops + 1)),
            Made::Part(value, part) if tree.kind(value) == Kind::Call => {
                self.called(value, part, hops + 1)
            }
            // `v, ok := x.(T)`, `v, ok := table[key]`.
            Made::Part(value, 0) if tree.language() == Language::Go => self.at(value, hops + 1),
            Made::Part(..) | Made::Unknown => None,
            Made::Field(value, name) => {
                let object = self.at(value, hops + 1)?;
                self.field(object, name, hops + 1)
            }
            Made::Element(value) => self.element(value, hops + 1),
            Made::First(value) => self.iterated(value, hops + 1),
            Made::List(node) => Some(Type { many: 1, ..Type::code(node) }),
            Made::Several => self.at(self.facts.assigned_before(tree, id)?, hops + 1),
        }
    }

    /// The type that the arm of a `switch v := x.(type)` says, of `v` in it.
    fn narrowed(&self, id: NodeId, value: NodeId) -> Option<Type> {
        let tree = self.tree;
        let open = tree.kind(value) == Kind::Cast && tree.child(value, Role::Type).is_none();
        if !open || tree.language() != Language::Go {
            return None;
        }
        let switch = tree.ancestors(value).find(|&id| tree.kind(id) == Kind::Switch)?;
        let arm = tree.ancestors(id).find(|&own| tree.parent(own) == Some(switch))?;
        let mut tests = tree.children_with(arm, Role::Test);
        let only = tests.next().filter(|_| tests.next().is_none())?;
        Some(Type::code(only))
    }

    /// The type of a field of what has a type.
    fn field(&self, owner: Type, name: u64, hops: u32) -> Option<Type> {
        if hops > MAX_TYPE_HOPS {
            return None;
        }
        let tree = self.tree;
        if let Some(class) = owner.node(tree)
            && let Some(node) = self.facts.field(tree, class, name)
        {
            return match tree.node(node).role {
                Role::Value => self.at(node, hops + 1),
                _ => Some(Type::code(node)),
            };
        }
        self.of_library(owner, name, None)
    }

    /// What a library says of a member of a type, of its own or of what it is built on: what it is or,
    /// with `part`, one of the results that it gives.
    fn of_library(&self, owner: Type, name: u64, part: Option<u32>) -> Option<Type> {
        let tree = self.tree;
        let language = tree.language();
        let member = |path: &[u64]| {
            let path = [path, &[name]].concat();
            let known = match part {
                Some(part) => library::result(language, &path, part),
                None => library::value(language, &path),
            };
            known.map(library_type)
        };
        match owner.said {
            Said::Library(path) if owner.many == 0 => member(path),
            Said::Code(_) => {
                let lineage = self.facts.lineage(tree, owner.node(tree)?);
                lineage.into_iter().find_map(|class| member(&self.path(class)?))
            }
            _ => None,
        }
    }

    fn element(&self, of: NodeId, hops: u32) -> Option<Type> {
        if self.tree.kind(of) == Kind::Array {
            return self.at(self.tree.child(of, Role::Elem)?, hops + 1);
        }
        self.expanded(self.at(of, hops)?).element(self.tree)
    }

    fn iterated(&self, over: NodeId, hops: u32) -> Option<Type> {
        if self.tree.kind(over) == Kind::Array {
            return self.at(self.tree.child(over, Role::Elem)?, hops + 1);
        }
        self.expanded(self.at(over, hops)?).iterated(self.tree)
    }

    /// A collection that the file gives a name, as what it is.
    fn expanded(&self, own: Type) -> Type {
        let said = own.node(self.tree).and_then(|node| self.facts.outline(self.tree, node));
        let whole = said.and_then(|(item, outline)| Some(NodeId::new(item, outline.whole?)));
        whole.map_or(own, Type::code)
    }

    /// The type of what a call gives back; of several results, that of one of them.
    fn called(&self, call: NodeId, part: u32, hops: u32) -> Option<Type> {
        if hops > MAX_TYPE_HOPS {
            return None;
        }
        let tree = self.tree;
        let callee = tree.child(call, Role::Callee)?;
        let go = tree.language() == Language::Go;
        if go && part == 0 && tree.kind(callee) == Kind::Name && self.facts.entity(callee).is_none()
        {
            let first = || tree.child(call, Role::Arg);
            match tree.text(callee) {
                "new" => return Some(Type::code(first()?).address()),
                "make" => return Some(Type::code(first()?)),
                "append" => return self.at(first()?, hops + 1),
                _ => {}
            }
        }
        match tree.kind(callee) {
            Kind::Name => {
                if let Some(result) = self.facts.result(tree, callee) {
                    return self.part(result, part);
                }
            }
            Kind::Member => {
                let name = tree.node(tree.child(callee, Role::Property)?).hash;
                let object = tree.child(callee, Role::Object)?;
                if let Some(owner) = self.at(object, hops + 1) {
                    let class = owner.node(tree);
                    let result =
                        class.and_then(|class| self.facts.method_result(tree, class, name));
                    if let Some(result) = result {
                        // `-> Self`, `: this`.
                        let itself = matches!(tree.text(result), "Self" | "this" | "\"Self\"");
                        return if itself { Some(owner) } else { self.part(result, part) };
                    }
                    if let Some(own) = self.of_library(owner, name, Some(part)) {
                        return Some(own);
                    }
                }
            }
            // `[]T(x)`, `(*T)(x)`.
            Kind::Array | Kind::Unary if go => return Some(Type::code(callee)),
            _ => {}
        }
        if let Some(path) = self.path(callee)
            && let Some(own) = library::result(tree.language(), &path, part)
        {
            return Some(library_type(own));
        }
        // Go converts and Python makes an object by calling a type.
        let makes = match tree.language() {
            Language::Go => self.facts.outline(tree, callee).is_some(),
            Language::Python => true,
            _ => false,
        };
        (makes && part == 0).then_some(Type::code(callee))
    }

    /// One of the results that a function declares.
    fn part(&self, result: NodeId, part: u32) -> Option<Type> {
        let tree = self.tree;
        let one = match tree.kind(result) {
            Kind::Tuple => tree.children(result).nth(part as usize)?,
            _ => Some(result).filter(|_| part == 0)?,
        };
        let named = tree.child(one, Role::Type).filter(|_| tree.kind(one) == Kind::Param);
        Some(Type::code(named.unwrap_or(one)))
    }

    /// The canonical name of what a chain of names leads to: through imports, or as it is written
    /// where nothing here declares its first name.
    fn path(&self, id: NodeId) -> Option<Vec<u64>> {
        let (facts, tree) = (self.facts, self.tree);
        if let Some(path) = facts.canonical(tree, id) {
            return Some(path);
        }
        let mut path = Vec::new();
        let mut at = id;
        while tree.kind(at) == Kind::Member {
            path.push(tree.node(tree.child(at, Role::Property)?).hash);
            at = tree.child(at, Role::Object)?;
        }
        let free = tree.kind(at) == Kind::Name && facts.entity(at).is_none();
        path.push(tree.node(at).hash);
        path.reverse();
        free.then_some(path)
    }
}

fn library_type(known: &'static Known) -> Type {
    Type { said: Said::Library(&known.path), pointer: known.pointer, many: known.many }
}
