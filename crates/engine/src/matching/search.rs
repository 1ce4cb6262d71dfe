//! Searching: all places in a file where a pattern matches.

use std::borrow::Cow;
use std::sync::Arc;

use stockade_rules::pattern::{Compiled, Pat, What};
use stockade_syntax::{Kind, NodeId, Role, Tree};

use super::area::Area;
use super::binding::Env;
use super::found::Match;
use super::index::Index;
use super::matcher::Matcher;

/// Ways in which one node may match one pattern before the rest is not looked at.
const MAX_WAYS: usize = 64;

/// All matches in an area, in the order of the code.
pub fn search(
    matcher: &Matcher<'_>,
    index: &Index,
    pattern: &Compiled,
    area: &Area<'_>,
) -> Vec<Match> {
    let mut out = Vec::new();
    let tree = matcher.code.tree;
    match pattern.roots.as_slice() {
        [] => {}
        [one] if !one.is_sequence() => {
            let (kinds, call) = candidates(one);
            for id in area.nodes(tree, index, &kinds, call) {
                let lone = matches!(one.what, What::Metavar(_)) && area.within != Some(id);
                if lone && is_definition(tree, id) {
                    continue;
                }
                one_node(matcher, one, id, &mut out);
            }
        }
        roots => {
            for block in area.nodes(tree, index, &[Kind::Program, Kind::Block], None) {
                in_block(matcher, roots, block, &mut out);
            }
        }
    }
    out.sort_by_key(|m| (m.span.start, m.span.end));
    out
}

/// Whether a sequence can begin at a statement.
pub fn begins(matcher: &Matcher<'_>, sequence: &Compiled, statement: NodeId) -> bool {
    let Some(first) = sequence.roots.first() else { return false };
    matcher.statement(first, statement, &mut Env::default(), &mut |_| true)
}

/// Whether a name stands where it is defined rather than used; that is no expression.
fn is_definition(tree: &Tree, id: NodeId) -> bool {
    let node = tree.node(id);
    if node.kind != Kind::Name {
        return false;
    }
    let parent = tree.parent(id).map(|parent| *tree.node(parent));
    match node.role {
        Role::Name | Role::Alias | Role::Key | Role::Property => true,
        Role::Target => parent.is_some_and(|parent| {
            parent.kind == Kind::Param
                || parent.kind == Kind::Catch
                || parent.flags.contains(stockade_syntax::Flags::DECL)
        }),
        _ => false,
    }
}

fn one_node(matcher: &Matcher<'_>, pat: &Pat, id: NodeId, out: &mut Vec<Match>) {
    let tree = matcher.code.tree;
    let first = out.len();
    let mut env = Env::default();
    matcher.node(pat, id, &mut env, &mut |env| {
        out.push(Match {
            span: tree.span(id),
            node: Some(id),
            env: Arc::new(env.clone()),
            context: false,
        });
        out.len() - first >= MAX_WAYS
    });
}

fn in_block(matcher: &Matcher<'_>, roots: &[Pat], block: NodeId, out: &mut Vec<Match>) {
    let tree = matcher.code.tree;
    let flat = matcher.statements_of(block, false);
    let gaps = roots.iter().any(Pat::is_sequence);
    let deep = if gaps { matcher.statements_of(block, true) } else { Vec::new() };
    let lists: &[&[NodeId]] = if deep.len() > flat.len() { &[&flat, &deep] } else { &[&flat] };
    for (nth, ids) in lists.iter().enumerate() {
        let begins_open = roots.first().is_some_and(Pat::is_sequence);
        let starts = if begins_open { 1.min(ids.len()) } else { ids.len() };
        for start in 0..starts {
            // A nested statement begins sequences in its own block; here only what stands
            // directly in this one does.
            if nth == 1 && !flat.contains(&ids[start]) {
                continue;
            }
            let first = out.len();
            let mut env = Env::default();
            matcher.statements(roots, ids, start, &mut env, &mut |env, end| {
                let last = ids.get(end.saturating_sub(1)).or(ids.last());
                let span = match last {
                    Some(&last) => tree.span(ids[start]).cover(tree.span(last)),
                    None => tree.span(ids[start]),
                };
                let known = out[first..].iter().any(|m| {
                    m.span == span
                        && m.env.agrees(env)
                        && env.agrees(&m.env)
                        && m.env.len() == env.len()
                });
                if !known {
                    out.push(Match {
                        span,
                        node: None,
                        env: Arc::new(env.clone()),
                        context: false,
                    });
                }
                out.len() - first >= MAX_WAYS
            });
        }
    }
}

/// The kinds of node at which a pattern can match at all, and for calls the callee's last name.
fn candidates(pat: &Pat) -> (Cow<'static, [Kind]>, Option<u64>) {
    let kinds: &'static [Kind] = match &pat.what {
        What::Metavar(_) | What::MetavarSeq(_) | What::Deep => &EXPRESSIONS,
        What::Typed(_) => &TYPED,
        What::Ellipsis => &[],
        What::AnyTemplate => &[Kind::Template, Kind::Str],
        What::StringParts(..) | What::AnyString if pat.kind == Kind::Regex => &[Kind::Regex],
        What::AnyString | What::StringRegex(_) | What::StringParts(..) => {
            &[Kind::Str, Kind::JsxText]
        }
        What::Plain => match pat.kind {
            Kind::Call | Kind::New => {
                let callee = pat.child(Role::Callee);
                let mut kinds = vec![pat.kind];
                if callee.is_some_and(|callee| &*callee.value == "require") {
                    kinds.push(Kind::Import);
                }
                return (kinds.into(), callee_name(pat));
            }
            Kind::Member => &[Kind::Member, Kind::Name],
            Kind::Import | Kind::Assign => &[Kind::Assign, Kind::Import],
            Kind::For => &[Kind::For, Kind::ForEach],
            kind => return (vec![kind].into(), None),
        },
    };
    (kinds.into(), None)
}

/// The last name of a pattern's callee, where the pattern says it.
fn callee_name(pat: &Pat) -> Option<u64> {
    let callee = pat.child(Role::Callee)?;
    let name = match (callee.kind, &callee.what) {
        (Kind::Name, What::Plain) => callee,
        (Kind::Member, What::Plain) => callee.child(Role::Property)?,
        _ => return None,
    };
    matches!(name.what, What::Plain).then_some(name.hash)
}

/// What a lone typed metavariable can stand for; a call is what gives it, not what has it.
const TYPED: [Kind; 9] = [
    Kind::Name,
    Kind::Member,
    Kind::Index,
    Kind::Str,
    Kind::Template,
    Kind::Number,
    Kind::Bool,
    Kind::Binary,
    Kind::Unary,
];

/// What a lone metavariable can stand for.
const EXPRESSIONS: [Kind; 30] = [
    Kind::Name,
    Kind::Member,
    Kind::Index,
    Kind::Str,
    Kind::Template,
    Kind::Number,
    Kind::Bool,
    Kind::Null,
    Kind::Regex,
    Kind::Array,
    Kind::Tuple,
    Kind::Set,
    Kind::Object,
    Kind::Composite,
    Kind::Call,
    Kind::New,
    Kind::Unary,
    Kind::Binary,
    Kind::Conditional,
    Kind::Await,
    Kind::Yield,
    Kind::Comprehension,
    Kind::Cast,
    Kind::Function,
    Kind::JsxElement,
    Kind::Assign,
    Kind::Return,
    Kind::Throw,
    Kind::Block,
    Kind::Other,
];
