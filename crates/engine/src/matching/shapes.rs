//! What "looks alike" means for each kind of node: which parts may be left out of a pattern, which
//! come in any order.

use stockade_rules::{Pat, pattern::What};
use stockade_syntax::{Flags, Kind, NodeId, Op, Role};

use super::binding::Env;
use super::matcher::{Found, Matcher};

impl Matcher<'_> {
    fn ids(&self, id: NodeId, role: Role) -> Vec<NodeId> {
        self.tree().children_with(id, role).collect()
    }

    /// A pattern node and a node of the same kind.
    pub(super) fn shape(&self, pat: &Pat, id: NodeId, env: &mut Env, found: Found<'_>) -> bool {
        let tree = self.tree();
        if pat.op != tree.node(id).op {
            return false;
        }
        match pat.kind {
            // A tag gets what a call gets, but no call is a tag.
            Kind::Call
                if pat.flags.contains(Flags::TAG) && !tree.node(id).flags.contains(Flags::TAG) =>
            {
                false
            }
            Kind::Call | Kind::New => {
                let args: Vec<&Pat> = pat.children(Role::Arg).collect();
                self.part(pat, id, Role::Callee, env, &mut |env| {
                    self.arguments(&args, &self.ids(id, Role::Arg), env, found)
                })
            }
            Kind::Object | Kind::Set => self.entries(pat, id, Role::Elem, env, found),
            Kind::Composite => self.part(pat, id, Role::Type, env, &mut |env| {
                self.entries(pat, id, Role::Elem, env, found)
            }),
            Kind::JsxElement => self.optional(pat, id, Role::Name, env, &mut |env| {
                self.entries(pat, id, Role::Attr, env, &mut |env| {
                    self.listed(pat, id, Role::Child, true, env, found)
                })
            }),
            Kind::Function => self.function(pat, id, env, found),
            Kind::Class if !self.is_exported_as(pat, id) => false,
            Kind::Class => self.decorated(pat, id, env, &mut |env| {
                self.named(pat, id, env, &mut |env| {
                    let bases: Vec<&Pat> = pat.children(Role::Super).collect();
                    let rest = &mut |env: &mut Env| self.class_body(pat, id, env, found);
                    if bases.is_empty() {
                        rest(env)
                    } else {
                        self.arguments(&bases, &self.ids(id, Role::Super), env, rest)
                    }
                })
            }),
            Kind::Block => self.block(&pat.kids, id, env, found),
            Kind::Assign if !self.is_declared_as(pat, id) => false,
            Kind::Assign => self.part(pat, id, Role::Target, env, &mut |env| {
                self.optional(pat, id, Role::Type, env, &mut |env| {
                    self.part(pat, id, Role::Value, env, found)
                })
            }),
            Kind::Param => self.param(pat, id, env, found),
            Kind::Pair => self.pair(pat, id, env, found),
            Kind::If => self.optional(pat, id, Role::Init, env, &mut |env| {
                self.part(pat, id, Role::Cond, env, &mut |env| {
                    self.part(pat, id, Role::Then, env, &mut |env| {
                        self.optional(pat, id, Role::Else, env, found)
                    })
                })
            }),
            Kind::Try => self.part(pat, id, Role::Body, env, &mut |env| {
                let handlers: Vec<&Pat> =
                    pat.children(Role::Catch).filter(|catch| !catch.is_sequence()).collect();
                self.unordered(&handlers, &self.ids(id, Role::Catch), true, env, &mut |env| {
                    self.optional(pat, id, Role::Else, env, &mut |env| {
                        self.optional(pat, id, Role::Finally, env, found)
                    })
                })
            }),
            // `except T:` is also `except T as e:`.
            Kind::Catch if pat.child(Role::Type).is_some() => {
                self.part(pat, id, Role::Type, env, &mut |env| {
                    self.optional(pat, id, Role::Target, env, &mut |env| {
                        self.part(pat, id, Role::Body, env, found)
                    })
                })
            }
            // `import {a}` is also `import {a as b}`.
            Kind::ImportName if pat.child(Role::Name).is_some() => {
                self.part(pat, id, Role::Name, env, &mut |env| {
                    self.optional(pat, id, Role::Alias, env, found)
                })
            }
            Kind::Return | Kind::Yield | Kind::Throw => {
                pat.kids.first().is_some_and(Pat::is_ellipsis) && found(env)
                    || self.part(pat, id, Role::Elem, env, found)
            }
            Kind::Binary if pat.kids.iter().any(|kid| kid.is_ellipsis()) => {
                // `"a" + ...`: the operands of the whole chain, in order.
                let (mut pats, mut ids) = (Vec::new(), Vec::new());
                pattern_chain(pat, pat.op, &mut pats);
                self.chain(id, pat.op, &mut ids);
                self.sequence(&pats, &ids, env, found)
            }
            Kind::StructType if (pat.flags ^ tree.node(id).flags).contains(Flags::ABSTRACT) => {
                false
            }
            Kind::Import => self.import(pat, id, env, found),
            Kind::Member => self.member(pat, id, env, found),
            Kind::Switch => self.optional(pat, id, Role::Subject, env, &mut |env| {
                self.listed(pat, id, Role::Case, false, env, found)
            }),
            _ => {
                let pats: Vec<&Pat> = pat.kids.iter().collect();
                let ids: Vec<NodeId> = tree.children(id).collect();
                self.sequence(&pats, &ids, env, found)
            }
        }
    }

    /// The operands of a chain of one operator, from left to right.
    fn chain(&self, id: NodeId, op: Op, out: &mut Vec<NodeId>) {
        let tree = self.tree();
        let node = tree.node(id);
        if node.kind == Kind::Binary && node.op == op {
            for child in tree.children(id) {
                self.chain(child, op, out);
            }
        } else {
            out.push(id);
        }
    }

    /// A part that both have or both lack. A `...` stands for any, even none.
    fn part(&self, pat: &Pat, id: NodeId, role: Role, env: &mut Env, found: Found<'_>) -> bool {
        match (pat.child(role), self.tree().child(id, role)) {
            (None, None) => found(env),
            (Some(part), None) => part.is_ellipsis() && found(env),
            (None, Some(_)) => false,
            (Some(part), Some(own)) => self.node(part, own, env, found),
        }
    }

    /// A part that the pattern may leave out.
    fn optional(&self, pat: &Pat, id: NodeId, role: Role, env: &mut Env, found: Found<'_>) -> bool {
        if pat.child(role).is_none() { found(env) } else { self.part(pat, id, role, env, found) }
    }

    /// Parts of one role in order; with `lenient` a pattern without any allows all.
    fn listed(
        &self,
        pat: &Pat,
        id: NodeId,
        role: Role,
        lenient: bool,
        env: &mut Env,
        found: Found<'_>,
    ) -> bool {
        let pats: Vec<&Pat> = pat.children(role).collect();
        if pats.is_empty() && lenient {
            return found(env);
        }
        self.sequence(&pats, &self.ids(id, role), env, found)
    }

    /// Entries in any order; others are allowed only where `...` stands. Plain elements keep their
    /// order.
    fn entries(&self, pat: &Pat, id: NodeId, role: Role, env: &mut Env, found: Found<'_>) -> bool {
        let pats: Vec<&Pat> = pat.children(role).collect();
        let keyed = pats.iter().any(|p| matches!(p.kind, Kind::Pair | Kind::JsxAttr));
        let ids = self.ids(id, role);
        let record = pat.kind == Kind::JsxElement
            || pat.kind == Kind::Object && self.tree().language().is_ecmascript();
        if !keyed && !record {
            return self.sequence(&pats, &ids, env, found);
        }
        // JavaScript's objects match with more in them than the pattern says, as a class does.
        let open = record || pats.iter().any(|p| p.is_sequence());
        let wanted: Vec<&Pat> = pats.into_iter().filter(|p| !p.is_sequence()).collect();
        self.unordered(&wanted, &ids, open, env, found)
    }

    /// Decorators that the pattern names must be there, among others.
    fn decorated(&self, pat: &Pat, id: NodeId, env: &mut Env, found: Found<'_>) -> bool {
        let pats: Vec<&Pat> = pat.children(Role::Decorator).filter(|p| !p.is_sequence()).collect();
        if pats.is_empty() {
            return found(env);
        }
        self.unordered(&pats, &self.ids(id, Role::Decorator), true, env, found)
    }

    fn function(&self, pat: &Pat, id: NodeId, env: &mut Env, found: Found<'_>) -> bool {
        let flags = Flags::ASYNC | Flags::GENERATOR;
        if !self.tree().node(id).flags.contains(pat.flags & flags) || !self.is_exported_as(pat, id)
        {
            return false;
        }
        self.decorated(pat, id, env, &mut |env| {
            self.named(pat, id, env, &mut |env| {
                self.optional(pat, id, Role::Receiver, env, &mut |env| {
                    self.listed(pat, id, Role::Param, false, env, &mut |env| {
                        self.optional(pat, id, Role::Result, env, &mut |env| {
                            self.body(pat, id, env, found)
                        })
                    })
                })
            })
        })
    }

    /// The name of a function or a class. In JavaScript one that is declared as the value of a
    /// name is called by that, and in an expression a name says nothing.
    fn named(&self, pat: &Pat, id: NodeId, env: &mut Env, found: Found<'_>) -> bool {
        let tree = self.tree();
        let Some(wanted) = pat.child(Role::Name) else { return found(env) };
        if tree.child(id, Role::Name).is_some() || !tree.language().is_ecmascript() {
            return self.part(pat, id, Role::Name, env, found);
        }
        if pat.role != Role::Stmt || wanted.is_ellipsis() {
            return found(env);
        }
        let declared = Flags::DECL | Flags::FIELD;
        let name = tree.parent(id).and_then(|parent| match tree.kind(parent) {
            Kind::Assign if tree.node(parent).flags.intersects(declared) => {
                tree.child(parent, Role::Target).filter(|&name| tree.kind(name) == Kind::Name)
            }
            Kind::Pair => tree.child(parent, Role::Key),
            _ => None,
        });
        name.is_some_and(|name| self.node(wanted, name, env, found))
    }

    /// What a pattern exports must be exported where it is declared.
    fn is_exported_as(&self, pat: &Pat, id: NodeId) -> bool {
        let flags = self.tree().node(id).flags;
        !pat.flags.contains(Flags::EXPORTED) || flags.contains(Flags::EXPORTED)
    }

    /// `const` asks for a constant and `var` for a declaration; an assignment is content with both.
    fn is_declared_as(&self, pat: &Pat, id: NodeId) -> bool {
        let tree = self.tree();
        let flags = tree.node(id).flags;
        // Go's `:=` also assigns.
        let declares = tree.language().is_ecmascript() || pat.flags.contains(Flags::CONST);
        let asked = if declares { Flags::DECL | Flags::CONST } else { Flags::empty() };
        flags.contains(pat.flags & asked) && self.is_exported_as(pat, id)
    }

    /// The members of a class come in any order, among others.
    fn class_body(&self, pat: &Pat, id: NodeId, env: &mut Env, found: Found<'_>) -> bool {
        if self.optional(pat, id, Role::Body, env, found) {
            return true;
        }
        let bodies = pat.child(Role::Body).zip(self.tree().child(id, Role::Body));
        let Some((body, own)) = bodies else { return false };
        let named = |pat: &Pat| matches!(pat.what, What::MetavarSeq(_));
        let members: Vec<&Pat> = body.kids.iter().filter(|kid| !kid.is_sequence()).collect();
        if members.is_empty() || body.kids.iter().any(named) {
            return false;
        }
        self.unordered(&members, &self.statements_of(own, false), true, env, found)
    }

    fn body(&self, pat: &Pat, id: NodeId, env: &mut Env, found: Found<'_>) -> bool {
        let tree = self.tree();
        match (pat.child(Role::Body), tree.child(id, Role::Body)) {
            (None, _) => found(env),
            (Some(wanted), None) => wanted.has_ellipsis() && wanted.kids.len() == 1 && found(env),
            (Some(wanted), Some(own))
                if wanted.kind == Kind::Block && tree.kind(own) != Kind::Block =>
            {
                // `x => e` is `x => { return e }`.
                let pats: Vec<&Pat> = wanted.kids.iter().collect();
                let returned: Vec<Pat> = wanted
                    .kids
                    .iter()
                    .filter(|kid| kid.kind == Kind::Return && matches!(kid.what, What::Plain))
                    .filter_map(|kid| kid.kids.first().cloned())
                    .collect();
                if self.sequence(&pats, &[own], env, found) {
                    return true;
                }
                self.options.implicit_return
                    && returned.first().is_some_and(|value| self.node(value, own, env, found))
            }
            (Some(wanted), Some(own)) => self.node(wanted, own, env, found),
        }
    }

    /// A block: its statements from the first on, with `...` reaching into nested blocks. More may
    /// follow; only an empty pattern wants an empty block.
    fn block(&self, pats: &[Pat], id: NodeId, env: &mut Env, found: Found<'_>) -> bool {
        let flat = self.statements_of(id, false);
        let whole = |ids: &[NodeId], env: &mut Env, found: Found<'_>| {
            self.statements(pats, ids, 0, env, &mut |env, _| {
                (!pats.is_empty() || ids.is_empty()) && found(env)
            })
        };
        if whole(&flat, env, found) {
            return true;
        }
        let nested = pats.iter().any(Pat::is_ellipsis) && pats.len() > 1;
        if !nested {
            return false;
        }
        let deep = self.statements_of(id, true);
        deep.len() > flat.len() && whole(&deep, env, found)
    }

    fn pair(&self, pat: &Pat, id: NodeId, env: &mut Env, found: Found<'_>) -> bool {
        let tree = self.tree();
        let flags = Flags::COMPUTED;
        if pat.flags & flags != tree.node(id).flags & flags {
            return false;
        }
        let (key, value) = (pat.child(Role::Key), pat.child(Role::Value));
        if let (Some(Pat { what: What::Metavar(a), .. }), Some(Pat { what: What::Metavar(b), .. })) =
            (key, value)
            && a == b
        {
            // `{ $X }`: the name of the entry is the name of a variable, which is what `$X` is.
            let text = |role| tree.child(id, role).map(|part| tree.text(part));
            return text(Role::Key) == text(Role::Value)
                && self.part(pat, id, Role::Value, env, found);
        }
        self.part(pat, id, Role::Key, env, &mut |env| self.part(pat, id, Role::Value, env, found))
    }

    fn param(&self, pat: &Pat, id: NodeId, env: &mut Env, found: Found<'_>) -> bool {
        let flags = Flags::VARIADIC | Flags::MAPPING;
        if pat.flags & flags != self.tree().node(id).flags & flags {
            return false;
        }
        self.decorated(pat, id, env, &mut |env| {
            self.optional(pat, id, Role::Target, env, &mut |env| {
                self.optional(pat, id, Role::Type, env, &mut |env| {
                    self.optional(pat, id, Role::Default, env, found)
                })
            })
        })
    }

    fn member(&self, pat: &Pat, id: NodeId, env: &mut Env, found: Found<'_>) -> bool {
        let tree = self.tree();
        let chain = pat
            .child(Role::Object)
            .filter(|object| {
                object.kind == Kind::Member
                    && object.child(Role::Property).is_some_and(Pat::is_ellipsis)
            })
            .and_then(|object| object.child(Role::Object));
        let Some(start) = chain else {
            return self.part(pat, id, Role::Object, env, &mut |env| {
                self.part(pat, id, Role::Property, env, found)
            });
        };
        // `$X. ... .m`: any chain of calls, members and indices between `$X` and `.m`.
        self.part(pat, id, Role::Property, env, &mut |env| {
            let mut at = tree.child(id, Role::Object);
            while let Some(link) = at {
                if self.node(start, link, env, found) {
                    return true;
                }
                at = match tree.kind(link) {
                    Kind::Call | Kind::New => tree.child(link, Role::Callee),
                    Kind::Member | Kind::Index => tree.child(link, Role::Object),
                    Kind::Await => tree.child(link, Role::Elem),
                    _ => None,
                };
            }
            false
        })
    }

    fn import(&self, pat: &Pat, id: NodeId, env: &mut Env, found: Found<'_>) -> bool {
        let tree = self.tree();
        let names: Vec<&Pat> = pat.children(Role::Elem).filter(|p| !p.is_sequence()).collect();
        let flags = tree.node(id).flags;
        if pat.flags.contains(Flags::WILDCARD) && !flags.contains(Flags::WILDCARD) {
            return false;
        }
        let mut rest = |env: &mut Env| {
            if names.is_empty() {
                return found(env);
            }
            self.unordered(&names, &self.ids(id, Role::Elem), true, env, found)
        };
        // `import a` is also in `import a.b` and `from a.b import c`, `import "a"` in `import "a/b"`.
        let separator = match tree.language() {
            stockade_syntax::Language::Python => '.',
            _ => '/',
        };
        if names.is_empty()
            && let (Some(wanted), Some(own)) =
                (pat.child(Role::Module), tree.child(id, Role::Module))
            && wanted.concrete
            && tree
                .value(own)
                .strip_prefix(&*wanted.value)
                .is_some_and(|tail| tail.starts_with(separator))
        {
            return rest(env);
        }
        // Python's `import a.b` is also in `from a import b`.
        if separator == '.'
            && names.is_empty()
            && let (Some(wanted), Some(own)) =
                (pat.child(Role::Module), tree.child(id, Role::Module))
            && let Some((module, last)) = wanted.value.rsplit_once('.')
            && wanted.concrete
            && tree.value(own) == module
            && self.ids(id, Role::Elem).iter().any(|&name| {
                tree.child(name, Role::Name).is_some_and(|name| tree.text(name) == last)
            })
        {
            return rest(env);
        }
        self.part(pat, id, Role::Module, env, &mut rest)
    }

    /// `require` and `import` are two spellings of one thing.
    pub(super) fn import_spelling(
        &self,
        pat: &Pat,
        id: NodeId,
        env: &mut Env,
        found: Found<'_>,
    ) -> bool {
        let tree = self.tree();
        if !tree.language().is_ecmascript() {
            return false;
        }
        match (pat.kind, tree.kind(id)) {
            // Pattern `require('m')` or `$X = require('m')`, code `import … from 'm'`.
            (Kind::Call | Kind::Assign, Kind::Import) => {
                let call = if pat.kind == Kind::Call { Some(pat) } else { pat.child(Role::Value) };
                let Some(module) = call.and_then(required_module) else { return false };
                let Some(own) = tree.child(id, Role::Module) else { return false };
                let target = pat.child(Role::Target);
                self.node(module, own, env, &mut |env| match target {
                    None => found(env),
                    // `const {a} = require('m')`: entries of the object are names of the module.
                    Some(target) if target.kind == Kind::Object => {
                        self.entries_are_names(target, id, env, found)
                    }
                    Some(target) => tree
                        .children_with(id, Role::Elem)
                        .filter_map(|name| tree.child(name, Role::Alias))
                        .any(|local| self.node(target, local, env, found)),
                })
            }
            // Pattern `import $X from 'm'`, code `const x = require('m')`.
            (Kind::Import, Kind::Assign | Kind::Call) => {
                let call = if tree.kind(id) == Kind::Call {
                    Some(id)
                } else {
                    tree.child(id, Role::Value)
                };
                let Some(call) = call.filter(|&c| tree.kind(c) == Kind::Call) else { return false };
                let requires = tree
                    .child(call, Role::Callee)
                    .is_some_and(|callee| tree.text(callee) == "require");
                let (Some(own), Some(module)) =
                    (tree.child(call, Role::Arg), pat.child(Role::Module))
                else {
                    return false;
                };
                let local = tree.child(id, Role::Target);
                let name = pat.child(Role::Elem);
                requires
                    && self.node(module, own, env, &mut |env| match (name, local) {
                        (None, _) => found(env),
                        (Some(_), Some(local)) if tree.kind(local) == Kind::Object => {
                            self.names_are_entries(pat, local, env, found)
                        }
                        (Some(name), Some(local)) => name
                            .child(Role::Alias)
                            .or_else(|| name.child(Role::Name))
                            .is_some_and(|wanted| self.node(wanted, local, env, found)),
                        (Some(_), None) => false,
                    })
            }
            _ => false,
        }
    }
    /// The entries of a pattern's `{a, b: c}` against the names of `import {a, b as c} from 'm'`.
    fn entries_are_names(
        &self,
        target: &Pat,
        import: NodeId,
        env: &mut Env,
        found: Found<'_>,
    ) -> bool {
        let entries: Vec<&Pat> = target.kids.iter().filter(|kid| !kid.is_sequence()).collect();
        let names = self.ids(import, Role::Elem);
        self.pairwise(&entries, &names, &[Role::Key, Role::Value], env, found)
    }

    /// The names of a pattern's `import {a, b as c} from 'm'` against `{a, b: c}`.
    fn names_are_entries(
        &self,
        import: &Pat,
        target: NodeId,
        env: &mut Env,
        found: Found<'_>,
    ) -> bool {
        let names: Vec<&Pat> = import.children(Role::Elem).filter(|p| !p.is_sequence()).collect();
        let entries = self.ids(target, Role::Elem);
        self.pairwise(&names, &entries, &[Role::Name, Role::Alias], env, found)
    }

    /// Each of `pats` against one of `ids`: what is called so there, under the name it has here.
    fn pairwise(
        &self,
        pats: &[&Pat],
        ids: &[NodeId],
        [there, here]: &[Role; 2],
        env: &mut Env,
        found: Found<'_>,
    ) -> bool {
        let Some((first, rest)) = pats.split_first() else { return found(env) };
        let Some(wanted) = first.child(*there) else { return false };
        let tree = self.tree();
        ids.iter().any(|&id| {
            let part = |roles: [Role; 2]| roles.iter().find_map(|&role| tree.child(id, role));
            let Some(name) = part([Role::Name, Role::Key]) else { return false };
            let local = part([Role::Alias, Role::Value]).unwrap_or(name);
            // Where both are called alike, the name is that of the variable.
            let alike = tree.text(name) == tree.text(local);
            let name = if alike { local } else { name };
            self.node(wanted, name, env, &mut |env| match first.child(*here) {
                Some(own) if !alike || own.what.is_plain() => {
                    self.node(own, local, env, &mut |env| {
                        self.pairwise(rest, ids, &[*there, *here], env, found)
                    })
                }
                _ => self.pairwise(rest, ids, &[*there, *here], env, found),
            })
        })
    }
}

/// The operands of a pattern's chain of one operator.
fn pattern_chain<'p>(pat: &'p Pat, op: Op, out: &mut Vec<&'p Pat>) {
    if pat.kind == Kind::Binary && pat.op == op && matches!(pat.what, What::Plain) {
        for kid in &pat.kids {
            pattern_chain(kid, op, out);
        }
    } else {
        out.push(pat);
    }
}

/// The argument of a pattern `require(…)`.
fn required_module(call: &Pat) -> Option<&Pat> {
    let callee = call.child(Role::Callee)?;
    (call.kind == Kind::Call && &*callee.value == "require").then(|| call.child(Role::Arg))?
}
