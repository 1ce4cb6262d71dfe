//! How many elements a list has before a point of the program, where that is certain: it was made in
//! place, and all that was done to it since puts elements in and takes them out, once each.
//!
//! Must never know: taint.

use stockade_syntax::{Kind, Language, NodeId, Op, Role, Tree};

use super::writes::{Before, Ran, is_same};
use crate::facts::may_change;
use crate::matching::Code;

/// What is done to a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Elements are put in, so many, before the one of this number; none: at the end.
    In(usize, Option<usize>),
    /// The element of this number is taken out; none: the last.
    Out(Option<usize>),
    /// All are taken out.
    Clear,
}

impl Step {
    /// The number of elements after it.
    fn after(self, len: usize) -> Option<usize> {
        match self {
            Step::In(count, None) => Some(len + count),
            Step::In(count, Some(at)) => (at <= len).then_some(len + count),
            Step::Out(None) => len.checked_sub(1),
            Step::Out(Some(at)) => (at < len).then(|| len - 1),
            Step::Clear => Some(0),
        }
    }
}

/// How many elements a list has, by its name, before a place.
pub fn length(code: Code<'_>, list: NodeId, before: NodeId) -> Option<usize> {
    if code.tree.kind(list) != Kind::Name || code.facts.entity(list)?.is_opaque() {
        return None;
    }
    let mut steps = Vec::new();
    for ran in Before::of(code, before) {
        match ran {
            Ran::Surely(statement) => {
                if let Some(made) = made(code, statement, list) {
                    return steps
                        .into_iter()
                        .rev()
                        .try_fold(made, |len, step: Step| step.after(len));
                }
                steps.extend(done_by(code, statement, list).ok()?);
            }
            Ran::Around(repeated) if changes(code, repeated, list).next().is_some() => return None,
            Ran::Around(_) => {}
        }
    }
    None
}

/// What a call of a method does to the list that it is called on.
pub fn step(code: Code<'_>, call: NodeId) -> Option<Step> {
    let tree = code.tree;
    let callee = tree.child(call, Role::Callee)?;
    let name = tree.text(tree.child(callee, Role::Property)?);
    let arguments: Vec<NodeId> = tree.children_with(call, Role::Arg).collect();
    let plain = arguments
        .iter()
        .all(|&argument| !matches!(tree.kind(argument), Kind::Spread | Kind::KeywordArg));
    if !plain {
        return None;
    }
    match (tree.language(), name, &arguments[..]) {
        (Language::Python, "append", [_]) => Some(Step::In(1, None)),
        (Language::Python, "insert", [at, _]) => Some(Step::In(1, Some(number(tree, *at)?))),
        (Language::Python, "pop", []) => Some(Step::Out(None)),
        (Language::Python, "pop", [at]) if tree.text(*at) == "-1" => Some(Step::Out(None)),
        (Language::Python, "pop", [at]) => Some(Step::Out(Some(number(tree, *at)?))),
        (Language::Python, "clear", []) => Some(Step::Clear),
        (Language::Python | Language::Go, ..) => None,
        (_, "push", all) => Some(Step::In(all.len(), None)),
        (_, "unshift", all) => Some(Step::In(all.len(), Some(0))),
        (_, "pop", []) => Some(Step::Out(None)),
        (_, "shift", []) => Some(Step::Out(Some(0))),
        (_, "splice", [at, count, rest @ ..]) => match number(tree, *count)? {
            0 => Some(Step::In(rest.len(), Some(number(tree, *at)?))),
            1 if rest.is_empty() => Some(Step::Out(Some(number(tree, *at)?))),
            _ => None,
        },
        _ => None,
    }
}

fn number(tree: &Tree, id: NodeId) -> Option<usize> {
    tree.text(id).parse().ok().filter(|_| tree.kind(id) == Kind::Number)
}

/// The number of elements of a list that an expression makes.
pub fn made_by(tree: &Tree, value: NodeId) -> Option<usize> {
    let all = || tree.children_with(value, Role::Elem);
    let plain = || all().all(|own| !matches!(tree.kind(own), Kind::Spread | Kind::Pair));
    match tree.kind(value) {
        Kind::Array => plain().then(|| all().count()),
        Kind::Composite => {
            let list = tree.child(value, Role::Type).is_some_and(|t| tree.kind(t) == Kind::Array);
            (list && plain()).then(|| all().count())
        }
        Kind::Call => {
            let empty = tree.child(value, Role::Arg).is_none()
                && tree.child(value, Role::Callee).is_some_and(|callee| {
                    tree.language() == Language::Python
                        && matches!(tree.text(callee), "list" | "deque")
                });
            empty.then_some(0)
        }
        _ => None,
    }
}

fn made(code: Code<'_>, statement: NodeId, list: NodeId) -> Option<usize> {
    let tree = code.tree;
    let plain = tree.kind(statement) == Kind::Assign && tree.node(statement).op == Op::None;
    let target = tree.child(statement, Role::Target).filter(|_| plain)?;
    if !is_same(code, target, list) {
        return None;
    }
    match tree.child(statement, Role::Value) {
        Some(value) => made_by(tree, value),
        // A slice without a value is empty.
        None => {
            let declared = tree.child(statement, Role::Type)?;
            let empty = tree.kind(declared) == Kind::Array && tree.children(declared).count() == 1;
            (empty && tree.language() == Language::Go).then_some(0)
        }
    }
}

/// What a statement does to a list, if it is known.
fn done_by(code: Code<'_>, statement: NodeId, list: NodeId) -> Result<Option<Step>, ()> {
    let tree = code.tree;
    let mut changes = changes(code, statement, list);
    let Some(change) = changes.next() else { return Ok(None) };
    if changes.next().is_some() {
        return Err(());
    }
    if tree.node(change).role == Role::Target {
        return appended(code, statement, change).map(Some).ok_or(());
    }
    let Some(around) = tree.parent(change) else { return Err(()) };
    if tree.node(around).role == Role::Target && tree.kind(around) == Kind::Index {
        // An element is given another value; JavaScript makes room for it.
        return if tree.language().is_ecmascript() { Err(()) } else { Ok(None) };
    }
    let call = tree.parent(around).filter(|&call| {
        tree.kind(call) == Kind::Call && tree.child(call, Role::Callee) == Some(around)
    });
    let call = call.ok_or(())?;
    // It is called once whenever the statement runs.
    let mut at = call;
    while at != statement {
        at = tree.parent(at).ok_or(())?;
        if !matches!(
            tree.kind(at),
            Kind::Assign | Kind::Call | Kind::Await | Kind::Member | Kind::Index | Kind::Cast
        ) {
            return Err(());
        }
    }
    step(code, call).map(Some).ok_or(())
}

/// `l = append(l, a, b)`, `l += [a]`.
fn appended(code: Code<'_>, statement: NodeId, target: NodeId) -> Option<Step> {
    let tree = code.tree;
    let value = tree.child(statement, Role::Value)?;
    if tree.child(statement, Role::Target) != Some(target) {
        return None;
    }
    if tree.node(statement).op == Op::Add && tree.language() == Language::Python {
        return Some(Step::In(made_by(tree, value)?, None));
    }
    let (list, count) = append(tree, value)?;
    let same = tree.node(statement).op == Op::None && is_same(code, list, target);
    same.then_some(Step::In(count, None))
}

/// The list and the number of elements of Go's `append(l, a, b)`.
pub fn append(tree: &Tree, call: NodeId) -> Option<(NodeId, usize)> {
    if tree.language() != Language::Go || tree.kind(call) != Kind::Call {
        return None;
    }
    let callee = tree.child(call, Role::Callee)?;
    let mut arguments = tree.children_with(call, Role::Arg);
    let list = arguments.next().filter(|_| tree.text(callee) == "append")?;
    let mut count = 0;
    for argument in arguments {
        count += 1;
        if tree.kind(argument) == Kind::Spread {
            return None;
        }
    }
    Some((list, count))
}

/// Where code may change how many elements a list has, or in which order.
fn changes(code: Code<'_>, part: NodeId, list: NodeId) -> impl Iterator<Item = NodeId> {
    let tree = code.tree;
    tree.descendants(part)
        .filter(move |&id| is_same(code, id, list) && may_change(tree, id) && !is_read(tree, id))
}

/// Functions that look at a list and leave it as it is.
const READERS: [&str; 20] = [
    "len",
    "print",
    "str",
    "repr",
    "list",
    "tuple",
    "set",
    "sorted",
    "any",
    "all",
    "sum",
    "min",
    "max",
    "join",
    "enumerate",
    "stringify",
    "log",
    "isArray",
    "Println",
    "String",
];

/// Whether a list is only looked at where its name stands.
fn is_read(tree: &Tree, name: NodeId) -> bool {
    let Some(parent) = tree.parent(name) else { return false };
    let callee = tree.child(parent, Role::Callee);
    match (tree.kind(parent), tree.node(name).role) {
        // What is done with an element leaves the others where they are.
        (Kind::Index, Role::Object) => {
            !matches!(tree.node(parent).role, Role::Target)
                && tree.parent(parent).is_none_or(|around| tree.kind(around) != Kind::Delete)
        }
        (Kind::Call, Role::Arg) => callee.is_some_and(|callee| {
            let name = tree.child(callee, Role::Property).unwrap_or(callee);
            READERS.contains(&tree.text(name))
        }),
        _ => false,
    }
}
