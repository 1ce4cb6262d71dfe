//! Sequences with `...` in them: arguments, statements, elements.

use stockade_rules::{Pat, pattern::What};
use stockade_syntax::{Kind, NodeId, Role};

use super::binding::Env;
use super::matcher::{Found, Matcher};

impl Matcher<'_> {
    /// All of `pats` against all of `ids`, in order.
    pub(super) fn sequence(
        &self,
        pats: &[&Pat],
        ids: &[NodeId],
        env: &mut Env,
        found: Found<'_>,
    ) -> bool {
        if !self.budget.step() {
            return true;
        }
        let Some((&first, rest)) = pats.split_first() else {
            return ids.is_empty() && found(env);
        };
        match &first.what {
            What::Ellipsis if rest.is_empty() => found(env),
            What::Ellipsis => {
                (0..=ids.len()).any(|skip| self.sequence(rest, &ids[skip..], env, found))
            }
            What::MetavarSeq(name) => (0..=ids.len()).any(|taken| {
                self.bind_nodes(name, &ids[..taken], env, &mut |env| {
                    self.sequence(rest, &ids[taken..], env, found)
                })
            }),
            _ => match ids.split_first() {
                Some((&id, others)) => {
                    self.node(first, id, env, &mut |env| self.sequence(rest, others, env, found))
                }
                None => false,
            },
        }
    }

    /// Each of `pats` against some of `ids`, in any order and no one twice; what is left over is
    /// allowed only with `open`.
    pub(super) fn unordered(
        &self,
        pats: &[&Pat],
        ids: &[NodeId],
        open: bool,
        env: &mut Env,
        found: Found<'_>,
    ) -> bool {
        if !self.budget.step() {
            return true;
        }
        let Some((&first, rest)) = pats.split_first() else {
            return (open || ids.is_empty()) && found(env);
        };
        for (at, &id) in ids.iter().enumerate() {
            let enough = self.node(first, id, env, &mut |env| {
                let mut others = ids.to_vec();
                others.remove(at);
                self.unordered(rest, &others, open, env, found)
            });
            if enough {
                return true;
            }
        }
        false
    }

    /// Arguments: positional ones in order, keyword arguments in any order.
    pub(super) fn arguments(
        &self,
        pats: &[&Pat],
        ids: &[NodeId],
        env: &mut Env,
        found: Found<'_>,
    ) -> bool {
        let tree = self.tree();
        let (named_pats, plain_pats): (Vec<&Pat>, Vec<&Pat>) =
            pats.iter().partition(|pat| pat.kind == Kind::KeywordArg);
        let open = plain_pats.iter().any(|pat| pat.is_sequence());
        if named_pats.is_empty() {
            return self.sequence(&plain_pats, ids, env, found);
        }
        let (named, plain): (Vec<NodeId>, Vec<NodeId>) =
            ids.iter().partition(|&&id| tree.kind(id) == Kind::KeywordArg);
        self.sequence(&plain_pats, &plain, env, &mut |env| {
            self.unordered(&named_pats, &named, open, env, found)
        })
    }

    /// A statement: as it is, or an expression of the pattern anywhere in a simple statement
    /// (`require('m');` is in `const x = require('m');`), but not in a function of its own.
    pub(super) fn statement(&self, pat: &Pat, id: NodeId, env: &mut Env, found: Found<'_>) -> bool {
        if self.node(pat, id, env, found) {
            return true;
        }
        let tree = self.tree();
        let is_expression = matches!(pat.what, What::Plain)
            && matches!(
                pat.kind,
                Kind::Call | Kind::New | Kind::Member | Kind::Binary | Kind::Await
            );
        let is_simple = matches!(
            tree.kind(id),
            Kind::Assign
                | Kind::Return
                | Kind::Throw
                | Kind::Call
                | Kind::Await
                | Kind::New
                | Kind::Member
                | Kind::Binary
                | Kind::Unary
                | Kind::Conditional
                | Kind::Yield
                | Kind::Defer
                | Kind::Go
        );
        if !is_expression || !is_simple {
            return false;
        }
        let mut end_of_function = 0;
        for inner in tree.descendants(id).skip(1) {
            if inner.index < end_of_function {
                continue;
            }
            if tree.kind(inner) == Kind::Function {
                end_of_function = inner.index + tree.node(inner).size;
                continue;
            }
            if tree.kind(inner) == pat.kind && self.node(pat, inner, env, found) {
                return true;
            }
        }
        false
    }

    /// A sequence of statements, from a first statement on; what follows the last is free. `found`
    /// gets the index of the last statement taken (one past it) in `ids`.
    pub(super) fn statements(
        &self,
        pats: &[Pat],
        ids: &[NodeId],
        at: usize,
        env: &mut Env,
        found: &mut dyn FnMut(&mut Env, usize) -> bool,
    ) -> bool {
        if !self.budget.step() {
            return true;
        }
        let Some((first, rest)) = pats.split_first() else { return found(env, at) };
        match &first.what {
            What::Ellipsis if rest.is_empty() => found(env, ids.len()),
            What::Ellipsis => {
                (at..=ids.len()).any(|skip| self.statements(rest, ids, skip, env, found))
            }
            // The last of a sequence takes all that is left.
            What::MetavarSeq(name) if rest.is_empty() => {
                self.bind_nodes(name, ids.get(at..).unwrap_or_default(), env, &mut |env| {
                    found(env, ids.len())
                })
            }
            What::MetavarSeq(name) => (at..=ids.len()).any(|end| {
                self.bind_nodes(name, &ids[at..end], env, &mut |env| {
                    self.statements(rest, ids, end, env, found)
                })
            }),
            _ => match ids.get(at) {
                Some(&id) => self.statement(first, id, env, &mut |env| {
                    self.statements(rest, ids, at + 1, env, found)
                }),
                None => false,
            },
        }
    }

    /// The statements of a block; with `deep`, those of the blocks in it follow their statement.
    pub(super) fn statements_of(&self, block: NodeId, deep: bool) -> Vec<NodeId> {
        let mut out = Vec::new();
        for child in self.code.children(block) {
            self.flatten(child, deep, &mut out);
        }
        out
    }

    fn flatten(&self, id: NodeId, deep: bool, out: &mut Vec<NodeId>) {
        let tree = self.tree();
        out.push(id);
        if !deep {
            return;
        }
        match tree.kind(id) {
            Kind::If
            | Kind::While
            | Kind::DoWhile
            | Kind::For
            | Kind::ForEach
            | Kind::Try
            | Kind::Catch
            | Kind::With
            | Kind::Switch
            | Kind::Case
            | Kind::Label
            | Kind::Function
            | Kind::Class
            | Kind::Block => {
                for child in tree.children(id) {
                    match (tree.kind(child), tree.node(child).role) {
                        (Kind::Block, Role::Stmt) => self.flatten(child, true, out),
                        (Kind::Block, _) => {
                            for statement in tree.children(child) {
                                self.flatten(statement, true, out);
                            }
                        }
                        (Kind::Catch | Kind::Case, _)
                        | (_, Role::Else | Role::Body | Role::Stmt) => {
                            self.flatten(child, true, out);
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}
