//! Whether code is the protection that a rule asks for, or stands for it.
//!
//! In: where the rule's `cover` matches in a file, and which names mean one. Out: [`Cover`]s.
//! Must never know: what is covered.

use rustc_hash::FxHashSet;
use stockade_rules::rule::RegexPattern;
use stockade_syntax::{Kind, Language, NodeId, Role, Span, Tree};

use super::imports::required;
use super::summary::{Cover, SymbolId};
use super::symbols::Symbols;
use crate::matching::innermost;

/// How far names are followed to their definitions.
const MAX_HOPS: u32 = 4;

/// Names beyond which a place is not looked at further.
const MAX_NAMES: usize = 4_000;

/// What is the protection in one file.
pub struct Covers<'a> {
    /// Where `cover` matches, ordered by start.
    pub spans: Vec<Span>,
    /// Names that stand for it.
    pub named: Option<&'a RegexPattern>,
}

/// What of a place is not looked at.
#[derive(Default)]
pub struct Except<'a> {
    /// These places in it.
    pub spans: &'a [Span],
    /// The bodies of functions in it.
    pub bodies: bool,
}

impl Covers<'_> {
    /// Whether a place holds the protection.
    pub fn of(&self, symbols: &mut Symbols<'_>, span: Span, except: &Except<'_>) -> Cover {
        let tree = symbols.code.tree;
        let mut walk =
            Walk { covers: self, except, cover: Cover::default(), met: FxHashSet::default() };
        let outer = innermost(tree, NodeId::ROOT, span);
        if outer == NodeId::ROOT {
            // Statements that follow each other at the top of the file.
            let roots: Vec<NodeId> =
                tree.children(outer).filter(|&root| span.contains(tree.span(root))).collect();
            for root in roots {
                walk.look(symbols, root, 0, false);
            }
        } else {
            walk.look(symbols, outer, 0, false);
        }
        let mut cover = walk.cover;
        if cover.here {
            cover.through.clear();
        }
        cover
    }

    /// The definitions around each match: what they define is the protection, or gives it.
    pub fn definitions(&self, symbols: &mut Symbols<'_>) -> Vec<SymbolId> {
        let tree = symbols.code.tree;
        let mut out = Vec::new();
        for &span in &self.spans {
            let mut at = Some(innermost(tree, NodeId::ROOT, span));
            while let Some(id) = at.filter(|&id| id != NodeId::ROOT) {
                if let Some(symbol) = defined_by(symbols, id)
                    && !out.contains(&symbol)
                {
                    out.push(symbol);
                }
                at = tree.parent(id);
            }
        }
        out
    }

    fn holds(&self, span: Span) -> bool {
        let first = self.spans.partition_point(|own| own.start < span.start);
        self.spans[first..]
            .iter()
            .take_while(|own| own.start < span.end)
            .any(|own| span.contains(*own))
    }

    fn is_named(&self, name: &str) -> bool {
        self.named.is_some_and(|named| named.is_match(name))
    }
}

/// What a statement or function defines, where it has a name that others can use.
pub fn defined_by(symbols: &mut Symbols<'_>, id: NodeId) -> Option<SymbolId> {
    let tree = symbols.code.tree;
    match tree.kind(id) {
        Kind::Assign => symbols.target(tree.child(id, Role::Target)?),
        Kind::Function => symbols.of_function(id),
        Kind::Class => {
            let parent = tree.parent(id)?;
            match tree.child(id, Role::Name) {
                Some(name) if tree.kind(parent) != Kind::Export => Some(symbols.of_name(name)),
                _ if tree.kind(parent) == Kind::Export => Some(symbols.export("default")),
                _ => None,
            }
        }
        // `export default rateLimit(…)`
        Kind::Export => Some(symbols.export("default")),
        // `module.exports = { limiter: rateLimit(…) }`
        Kind::Pair => {
            let assign = tree.parent(tree.parent(id)?)?;
            let target = tree.child(assign, Role::Target)?;
            let whole = super::symbols::exported_by(tree, target)? == "=";
            let key = tree.child(id, Role::Key).filter(|_| whole)?;
            let name = tree.value(key).into_owned();
            Some(symbols.export(&name))
        }
        _ => None,
    }
}

struct Walk<'w, 'a> {
    covers: &'w Covers<'a>,
    except: &'w Except<'w>,
    cover: Cover,
    /// Names and definitions that were looked at.
    met: FxHashSet<NodeId>,
}

impl Walk<'_, '_> {
    /// Looks at a piece of code. In the body of a function only what is called is followed.
    fn look(&mut self, symbols: &mut Symbols<'_>, id: NodeId, hops: u32, in_body: bool) {
        let tree = symbols.code.tree;
        if self.cover.here
            || hops > MAX_HOPS
            || self.met.len() > MAX_NAMES
            || (hops == 0 && self.except.spans.contains(&tree.span(id)))
        {
            return;
        }
        if self.covers.spans.binary_search_by_key(&tree.span(id), |own| *own).is_ok()
            || (hops > 0 && self.covers.holds(tree.span(id)))
        {
            self.cover.here = true;
            return;
        }
        match tree.kind(id) {
            Kind::Name => self.name(symbols, id, hops, in_body),
            // `app.use(require('./limits'))`
            Kind::Call if required(tree, id).is_some() => {
                for symbol in symbols.same(id) {
                    self.through(symbols, symbol);
                }
            }
            Kind::Member => {
                // A chain from an import is one thing; its names are looked at as well.
                if !in_body && is_outermost(tree, id) {
                    for symbol in symbols.same(id) {
                        // A method is not told by its name; a member that is passed on may be.
                        if !symbols.is_field(symbol) || !is_called(tree, id) {
                            self.through(symbols, symbol);
                        }
                    }
                }
                self.children(symbols, id, hops, in_body);
            }
            Kind::Function => {
                if !self.except.bodies || hops > 0 {
                    self.children(symbols, id, hops, true);
                } else {
                    let decorators: Vec<NodeId> = tree.children_with(id, Role::Decorator).collect();
                    for decorator in decorators {
                        self.look(symbols, decorator, hops, in_body);
                    }
                }
            }
            _ => self.children(symbols, id, hops, in_body),
        }
    }

    fn children(&mut self, symbols: &mut Symbols<'_>, id: NodeId, hops: u32, in_body: bool) {
        let children: Vec<NodeId> = symbols.code.tree.children(id).collect();
        for child in children {
            // A decorator is called where it stands.
            let is_decorator = symbols.code.tree.node(child).role == Role::Decorator;
            self.look(symbols, child, hops, in_body && !is_decorator);
        }
    }

    fn name(&mut self, symbols: &mut Symbols<'_>, id: NodeId, hops: u32, in_body: bool) {
        let (tree, facts) = (symbols.code.tree, symbols.code.facts);
        if self.covers.is_named(tree.text(id)) {
            self.cover.here = true;
            return;
        }
        let node = tree.node(id);
        let is_use = !matches!(node.role, Role::Property | Role::Key | Role::Name);
        let is_param = node.role == Role::Target;
        if !is_use || is_param || (in_body && !is_called(tree, id)) || !self.met.insert(id) {
            return;
        }
        let symbol = symbols.of_name(id);
        let entity = facts.entity(id);
        if symbols.is_imported(symbol) {
            // What a handler calls in another file is the handler's business.
            if !in_body {
                self.through(symbols, symbol);
            }
        } else if let Some(value) = entity.filter(|e| e.definitions() == 1).and_then(|e| e.value())
        {
            if self.met.insert(value) {
                self.look(symbols, value, hops + 1, false);
            }
        } else if let Some(definition) = definition_of(symbols, id) {
            if self.met.insert(definition) {
                self.look(symbols, definition, hops + 1, true);
            }
        } else if entity.is_none() && tree.language() == Language::Go {
            // A name of the package that another file may declare.
            self.through(symbols, symbol);
        }
    }

    fn through(&mut self, symbols: &Symbols<'_>, symbol: SymbolId) {
        let elsewhere = symbols.is_imported(symbol)
            || symbols.is_field(symbol)
            || (symbols.code.tree.language() == Language::Go && !symbols.is_param(symbol));
        if elsewhere && !symbols.is_made(symbol) && !self.cover.through.contains(&symbol) {
            self.cover.through.push(symbol);
        }
    }
}

fn is_called(tree: &Tree, id: NodeId) -> bool {
    matches!(tree.node(id).role, Role::Callee | Role::Decorator)
        || tree.parent(id).is_some_and(|parent| tree.kind(parent) == Kind::Decorator)
}

fn is_outermost(tree: &Tree, member: NodeId) -> bool {
    tree.parent(member).is_none_or(|parent| {
        tree.kind(parent) != Kind::Member || tree.node(member).role != Role::Object
    })
}

/// The function or class of the file that a name stands for.
fn definition_of(symbols: &Symbols<'_>, name: NodeId) -> Option<NodeId> {
    let number = symbols.code.facts.entity_number(name)?;
    symbols.defined.get(&number).copied()
}
