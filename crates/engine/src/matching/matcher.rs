//! The matcher: one pattern node against one node of code.
//!
//! Matching is in continuation-passing style: `found` is called with the bindings of each way in
//! which the pattern matches, and answers whether it has seen enough. Bindings made on a way that
//! fails are taken back.

use std::cell::Cell;

use stockade_rules::{Pat, pattern::What, rule::Options};
use stockade_syntax::{Kind, NodeId, Role, Tree};

use crate::facts::Facts;
use crate::matching::binding::{Binding, Bound, Env};

/// What a pattern is matched with.
#[derive(Clone, Copy)]
pub struct Code<'a> {
    /// The lowered tree.
    pub tree: &'a Tree,
    /// Its facts.
    pub facts: &'a Facts,
    /// The items that are looked at, ascending; none: all.
    pub members: Option<&'a [u32]>,
}

impl<'a> Code<'a> {
    /// All of a file.
    pub fn of(tree: &'a Tree, facts: &'a Facts) -> Self {
        Code { tree, facts, members: None }
    }

    /// The children of a node; of the program, those in items that are looked at.
    pub fn children(self, id: NodeId) -> impl Iterator<Item = NodeId> + 'a {
        let members = self.members.filter(|_| id == NodeId::ROOT);
        let all = members.is_none().then(|| self.tree.children(id));
        let some = members.into_iter().flatten().flat_map(move |&item| self.tree.roots(item));
        all.into_iter().flatten().chain(some)
    }

    /// The numbers of the items that are looked at.
    pub fn items(self) -> impl Iterator<Item = u32> + 'a {
        let all = self.members.is_none().then_some(0..self.tree.items().len() as u32);
        all.into_iter().flatten().chain(self.members.into_iter().flatten().copied())
    }
}

/// Steps that are left before a rule is given up on a file.
#[derive(Debug)]
pub struct Budget {
    left: Cell<u64>,
}

impl Budget {
    /// So many steps.
    pub fn new(steps: u64) -> Self {
        Budget { left: Cell::new(steps) }
    }

    /// Takes one step; `false` when there are none left.
    pub fn step(&self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left > 0
    }

    /// Whether the steps were used up.
    pub fn is_spent(&self) -> bool {
        self.left.get() == 0
    }
}

/// Called for each way to match; `true` means: seen enough.
pub(super) type Found<'f> = &'f mut dyn FnMut(&mut Env) -> bool;

/// Matches patterns with the code of one file.
pub struct Matcher<'a> {
    /// The code.
    pub code: Code<'a>,
    /// The rule's switches.
    pub options: &'a Options,
    /// What it may cost.
    pub budget: &'a Budget,
    /// The names that are being followed to their values, one in the value of the other.
    hops: Cell<u32>,
}

/// Names followed one in the value of the other; code such as `x = T(x)` leads round and round.
const MAX_HOPS: u32 = 8;

impl<'a> Matcher<'a> {
    /// A matcher for a rule with these switches.
    pub fn new(code: Code<'a>, options: &'a Options, budget: &'a Budget) -> Self {
        Matcher { code, options, budget, hops: Cell::new(0) }
    }
}

impl Matcher<'_> {
    pub(super) fn tree(&self) -> &Tree {
        self.code.tree
    }

    /// Matches one node.
    pub fn node(&self, pat: &Pat, id: NodeId, env: &mut Env, found: Found<'_>) -> bool {
        if !self.budget.step() {
            return true;
        }
        match &pat.what {
            // An expression in a template is no piece of its text.
            What::Metavar(_) if pat.role == Role::Part && self.is_template_text(id) => false,
            What::Metavar(name) => self.bind_node(name, id, env, found),
            What::MetavarSeq(name) => self.bind_nodes(name, &[id], env, found),
            What::Ellipsis => found(env),
            What::Deep => {
                let Some(inner) = pat.kids.first() else { return false };
                self.tree().descendants(id).any(|at| self.node(inner, at, env, found))
            }
            What::Typed(name) => {
                let fits = pat.kids.first().is_some_and(|kind| self.has_type(kind, id, env));
                fits && self.bind_node(name, id, env, found)
            }
            What::AnyString | What::AnyTemplate | What::StringRegex(_) | What::StringParts(..) => {
                self.string(pat, id, env, found)
            }
            What::Plain => self.plain(pat, id, env, found),
        }
    }

    fn is_template_text(&self, id: NodeId) -> bool {
        let node = self.tree().node(id);
        node.kind == Kind::Str
            && node.role == Role::Part
            && !self.tree().text(id).starts_with(['"', '\'', '`'])
    }

    fn plain(&self, pat: &Pat, id: NodeId, env: &mut Env, found: Found<'_>) -> bool {
        let tree = self.tree();
        let node = tree.node(id);
        if let Some(path) = &pat.path {
            if node.hash == pat.hash && node.kind == pat.kind {
                return !self.is_shadowed(id) && found(env);
            }
            if node.kind == Kind::Cast {
                return self.other_spelling(pat, id, env, found);
            }
            if matches!(node.kind, Kind::Name | Kind::Member | Kind::Call)
                && self.code.facts.canonical(tree, id).is_some_and(|own| own == **path)
            {
                return found(env);
            }
            // `a!.b` is longer than `a.b`.
            return pat.kind == Kind::Member
                && node.kind == Kind::Member
                && node.size as usize >= 2 * path.len()
                && self.shape(pat, id, env, found);
        }
        if pat.kind == Kind::Member
            && matches!(node.kind, Kind::Name)
            && let Some(path) = self.code.facts.canonical(tree, id)
            && path.len() > 1
        {
            return self.member_by_path(pat, &path, id, env, found);
        }
        if node.kind != pat.kind {
            return self.other_spelling(pat, id, env, found);
        }
        if pat.concrete && pat.hash == node.hash {
            return found(env);
        }
        if pat.kids.is_empty() && node.size == 1 {
            // Leaves are their hashes; a shorter name may stand for the same import.
            return pat.hash == node.hash && found(env);
        }
        self.shape(pat, id, env, found)
    }

    /// The same thing in another form: a constant's name for a literal, a cast around the value.
    fn other_spelling(&self, pat: &Pat, id: NodeId, env: &mut Env, found: Found<'_>) -> bool {
        let tree = self.tree();
        match (pat.kind, tree.kind(id)) {
            (Kind::Number | Kind::Bool | Kind::Null | Kind::Str | Kind::Regex, Kind::Name)
                if self.options.constant_propagation =>
            {
                self.code
                    .facts
                    .constant(tree, id)
                    .is_some_and(|literal| self.node(pat, literal, env, found))
            }
            (Kind::Import, Kind::Assign | Kind::Call)
            | (Kind::Assign | Kind::Call, Kind::Import) => {
                self.import_spelling(pat, id, env, found)
            }
            // `for (...)` is any loop that says `for`.
            (Kind::For, Kind::ForEach) => {
                let heads = || pat.kids.iter().filter(|kid| kid.role != Role::Body);
                let open = heads().count() > 0 && heads().all(Pat::is_ellipsis);
                let bodies = pat.child(Role::Body).zip(tree.child(id, Role::Body));
                open && bodies.is_some_and(|(body, own)| self.node(body, own, env, found))
            }
            // Python's `{...}` is a set as well.
            (Kind::Object, Kind::Set) => {
                pat.kids.len() == 1 && pat.kids[0].is_ellipsis() && found(env)
            }
            (_, Kind::Cast) => {
                tree.child(id, Role::Value).is_some_and(|value| self.node(pat, value, env, found))
            }
            (_, Kind::Name)
                if self.options.symbolic_propagation
                    && matches!(pat.kind, Kind::Call | Kind::Member | Kind::New | Kind::Binary) =>
            {
                let value = self.code.facts.value_of(tree, id).filter(|&value| value != id);
                let Some(value) = value.filter(|_| self.hops.get() < MAX_HOPS) else {
                    return false;
                };
                self.hops.set(self.hops.get() + 1);
                let enough = self.node(pat, value, env, found);
                self.hops.set(self.hops.get() - 1);
                enough
            }
            _ => false,
        }
    }

    /// Whether the first name of a chain is a local that hides an import of the same name.
    fn is_shadowed(&self, id: NodeId) -> bool {
        let tree = self.tree();
        let mut at = id;
        while tree.kind(at) == Kind::Member {
            let Some(object) = tree.child(at, Role::Object) else { return false };
            at = object;
        }
        self.code.facts.entity(at).is_some_and(|entity| entity.shadows_import())
    }

    /// `m.$X` against a name that was imported from `m`.
    fn member_by_path(
        &self,
        pat: &Pat,
        path: &[u64],
        id: NodeId,
        env: &mut Env,
        found: Found<'_>,
    ) -> bool {
        let (Some(object), Some(property)) = (pat.child(Role::Object), pat.child(Role::Property))
        else {
            return false;
        };
        let Some((last, rest)) = path.split_last() else { return false };
        if let (None, What::Metavar(name)) = (&object.path, &object.what) {
            // `$M.v` against `v` of the module: the module is written nowhere here, so the name
            // stands for it.
            let module = rest.iter().fold(0u64, |hash, part| hash.rotate_left(9) ^ part);
            let (name, span) = (name.clone(), self.tree().span(id));
            let fits = matches!(property.what, What::Plain) && property.hash == *last;
            let binding = Binding { name, span, hash: module, bound: Bound::Node(id) };
            return fits && self.bind(binding, env, found);
        }
        if object.path.as_deref() != Some(rest) {
            return false;
        }
        match &property.what {
            What::Metavar(name) => self.bind_node(name, id, env, found),
            What::Ellipsis => found(env),
            _ => property.hash == *last && found(env),
        }
    }

    pub(super) fn bind_node(
        &self,
        name: &std::sync::Arc<str>,
        id: NodeId,
        env: &mut Env,
        found: Found<'_>,
    ) -> bool {
        if &**name == "$_" {
            return found(env);
        }
        let tree = self.tree();
        if tree.kind(id) == Kind::Slice {
            return false;
        }
        // The same text can be two variables; a variable's number sets them apart.
        let entity = match tree.kind(id) {
            Kind::Name => self.code.facts.entity_number(id).map_or(0, |n| n.wrapping_add(1)),
            _ => 0,
        };
        let hash = tree.node(id).hash ^ entity.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let binding =
            Binding { name: name.clone(), span: tree.span(id), hash, bound: Bound::Node(id) };
        self.bind(binding, env, found)
    }

    pub(super) fn bind_nodes(
        &self,
        name: &std::sync::Arc<str>,
        ids: &[NodeId],
        env: &mut Env,
        found: Found<'_>,
    ) -> bool {
        let tree = self.tree();
        let spans = ids.iter().map(|&id| tree.span(id));
        let span = spans.reduce(|a, b| a.cover(b)).unwrap_or_default();
        let hash =
            ids.iter().fold(ids.len() as u64, |hash, &id| hash.rotate_left(7) ^ tree.node(id).hash);
        let bound = Bound::Nodes(ids.to_vec());
        self.bind(Binding { name: name.clone(), span, hash, bound }, env, found)
    }

    pub(super) fn bind(&self, binding: Binding, env: &mut Env, found: Found<'_>) -> bool {
        let before = env.len();
        if !env.bind(binding) {
            return false;
        }
        let enough = found(env);
        if !enough {
            env.truncate(before);
        }
        enough
    }
}
