//! The builder of lowered trees that the language folders call: it opens, closes and hashes nodes.
//!
//! Must never know: rules; how a language's constructs are lowered.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use tree_sitter as ts;
use xxhash_rust::xxh3::{Xxh3, xxh3_64, xxh3_64_with_seed};

use crate::language::Language;
use crate::text::span::Span;
use crate::tree::{Flags, Item, Kind, Node, Op, Role};

/// How deep lowering follows nesting; what lies deeper becomes one `Other` leaf. It bounds the
/// stack of everything that walks the tree.
pub const MAX_DEPTH: u32 = 400;

/// How many calls of the languages' functions may be nested; every level of [`MAX_DEPTH`] may take
/// a wrapper or two of the grammar's.
const MAX_CALLS: u32 = 3 * MAX_DEPTH;

/// How many concrete nodes [`Lowering::lower_again`] lowers a second time.
const MAX_DOUBLED: usize = 32;

/// Flags that are part of a node's structure; the others are facts beside it.
const STRUCTURAL: Flags = Flags::COMPUTED
    .union(Flags::VARIADIC)
    .union(Flags::MAPPING)
    .union(Flags::WHOLE)
    .union(Flags::WILDCARD);

/// Lowers one node of the concrete tree; statements may yield several nodes or none.
pub(crate) type LowerOne = fn(&mut Lowering<'_>, ts::Node<'_>, Role);

/// An open node; give it back to [`Lowering::close`].
#[must_use]
#[derive(Clone, Copy)]
pub struct Mark(u32);

/// Builds the nodes of one item in pre-order.
///
/// A language's function opens a node, lowers the children in the order in which the kind's
/// documentation lists them, and closes it.
pub struct Lowering<'a> {
    language: Language,
    one: LowerOne,
    fields: &'static Fields,
    text: &'a str,
    base: usize,
    nodes: Vec<Node>,
    values: FxHashMap<u32, Box<str>>,
    open: Vec<u32>,
    /// How many calls of [`Lowering::lower`] are running: parentheses and the like open no node
    /// but take stack.
    calls: u32,
    /// Hash of what distinguishes a node beyond kind, operator and flags (an `Other`'s grammar
    /// kind), by node; only for open nodes.
    salts: FxHashMap<u32, u64>,
}

impl<'a> Lowering<'a> {
    /// For an item that begins at this byte of a text; `one` is the language's own function.
    pub(crate) fn new(language: Language, one: LowerOne, text: &'a str, base: usize) -> Self {
        Lowering {
            language,
            one,
            fields: fields_of(language),
            text,
            base,
            nodes: Vec::new(),
            values: FxHashMap::default(),
            open: Vec::new(),
            calls: 0,
            salts: FxHashMap::default(),
        }
    }

    /// The source text of a concrete node.
    pub fn source(&self, node: ts::Node<'_>) -> &'a str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    /// The source text of any span of the file.
    pub fn text_at(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The kind of the innermost open node that is one of `kinds`.
    pub fn enclosing(&self, kinds: &[Kind]) -> Option<Kind> {
        let open = self.open.iter().rev();
        open.filter_map(|&at| self.nodes.get(at as usize))
            .map(|node| node.kind)
            .find(|kind| kinds.contains(kind))
    }

    /// Opens a node over the span of a concrete node.
    pub fn open(&mut self, kind: Kind, role: Role, node: ts::Node<'_>) -> Mark {
        self.open_span(kind, role, Span::new(node.start_byte(), node.end_byte()))
    }

    /// Opens a node over any span of the file (bytes, absolute).
    pub fn open_span(&mut self, kind: Kind, role: Role, span: Span) -> Mark {
        let index = self.nodes.len() as u32;
        self.nodes.push(Node {
            hash: 0,
            start: span.start.saturating_sub(self.base) as u32,
            end: span.end.saturating_sub(self.base) as u32,
            size: 1,
            parent: self.open.last().copied().unwrap_or(index),
            kind,
            role,
            op: Op::None,
            flags: Flags::empty(),
        });
        self.open.push(index);
        Mark(index)
    }

    /// Sets the operator of an open node.
    pub fn set_op(&mut self, mark: Mark, op: Op) {
        self.nodes[mark.0 as usize].op = op;
    }

    /// Adds flags to an open node.
    pub fn add_flags(&mut self, mark: Mark, flags: Flags) {
        self.nodes[mark.0 as usize].flags |= flags;
    }

    /// Makes the span of an open node end where its last child ends, or at `end`.
    pub fn set_end(&mut self, mark: Mark, end: usize) {
        self.nodes[mark.0 as usize].end = end.saturating_sub(self.base) as u32;
    }

    /// Closes a node: its size and its hash are known now. Nodes close in the reverse order of
    /// opening.
    pub fn close(&mut self, mark: Mark) {
        let popped = self.open.pop();
        debug_assert_eq!(popped, Some(mark.0), "nodes close in the reverse order of opening");
        let at = mark.0 as usize;
        let len = self.nodes.len();
        let size = len - at;
        let node = self.nodes[at];
        let mut said: SmallVec<[u8; 128]> = SmallVec::new();
        let mut feed = |value: u64| said.extend_from_slice(&value.to_le_bytes());
        feed(
            u64::from(node.kind as u8)
                | u64::from(node.op as u8) << 8
                | u64::from((node.flags & STRUCTURAL).bits()) << 16,
        );
        if let Some(salt) = self.salts.remove(&mark.0) {
            feed(salt);
        }
        let mut child = at + 1;
        while child < len {
            let child_node = &self.nodes[child];
            feed(child_node.hash ^ u64::from(child_node.role as u8));
            child += child_node.size as usize;
        }
        let hash = xxh3_64(&said);
        let node = &mut self.nodes[at];
        node.size = size as u32;
        node.hash = hash;
    }

    /// Closes a node whose children were lowered field by field: what the grammar could not read
    /// in `node` stands in no field and comes last.
    pub fn close_over(&mut self, mark: Mark, node: ts::Node<'_>) {
        if node.has_error() {
            for child in named_children(node).into_iter().filter(|child| child.is_error()) {
                self.lower(child, Role::Elem);
            }
        }
        self.close(mark);
    }

    /// A leaf over a concrete node whose value is its source text (for `Str`, the text between
    /// the quotes).
    pub fn leaf(&mut self, kind: Kind, role: Role, node: ts::Node<'_>) {
        self.leaf_span(kind, role, Span::new(node.start_byte(), node.end_byte()));
    }

    /// A leaf over any span of the file.
    pub fn leaf_span(&mut self, kind: Kind, role: Role, span: Span) {
        let text = self.text.get(span.range()).unwrap_or_default();
        let value = match kind {
            Kind::Str if role != Role::Part => crate::tree::unquote(text),
            _ => text,
        };
        let hash = leaf_hash(kind, value);
        self.push_leaf(kind, role, span, hash);
    }

    /// A leaf with a decoded value (escapes resolved, delimiters gone).
    pub fn leaf_value(&mut self, kind: Kind, role: Role, node: ts::Node<'_>, value: &str) {
        self.leaf_value_span(kind, role, Span::new(node.start_byte(), node.end_byte()), value);
    }

    /// A leaf with a decoded value over any span of the file.
    pub fn leaf_value_span(&mut self, kind: Kind, role: Role, span: Span, value: &str) {
        let hash = leaf_hash(kind, value);
        let index = self.push_leaf(kind, role, span, hash);
        self.values.insert(index, value.into());
    }

    /// A leaf over `node` that carries flags.
    pub fn leaf_flags(&mut self, kind: Kind, role: Role, node: ts::Node<'_>, flags: Flags) {
        self.leaf(kind, role, node);
        if let Some(last) = self.nodes.last_mut() {
            last.flags |= flags;
        }
    }

    /// The number of nodes so far; with [`Lowering::flag_roots`] a way to mark what comes next.
    pub fn count(&self) -> usize {
        self.nodes.len()
    }

    /// Adds flags to the nodes that were lowered since `first` and are no one's child among them.
    pub fn flag_roots(&mut self, first: usize, flags: Flags) {
        let mut at = first;
        while let Some(node) = self.nodes.get_mut(at) {
            node.flags |= flags;
            at += node.size.max(1) as usize;
        }
    }

    fn push_leaf(&mut self, kind: Kind, role: Role, span: Span, hash: u64) -> u32 {
        let mark = self.open_span(kind, role, span);
        self.open.pop();
        self.nodes[mark.0 as usize].hash = hash;
        mark.0
    }

    /// Lowers a node by the language's own function; too deep, it becomes a leaf.
    pub fn lower(&mut self, node: ts::Node<'_>, role: Role) {
        if node.is_missing() {
            return;
        }
        if self.too_deep() {
            self.opaque(node, role);
        } else {
            self.calls += 1;
            (self.one)(self, node, role);
            self.calls -= 1;
        }
    }

    /// Lowers a node that was lowered before, because the lowered tree has it twice (the type of
    /// `a, b T`). A large one becomes a leaf: nested, doubling would grow without bound.
    pub fn lower_again(&mut self, node: ts::Node<'_>, role: Role) {
        if node.descendant_count() <= MAX_DOUBLED {
            self.lower(node, role);
        } else if !node.is_missing() {
            self.opaque(node, role);
        }
    }

    /// The child in a field, if there is one.
    pub fn child<'t>(&self, node: ts::Node<'t>, field: &str) -> Option<ts::Node<'t>> {
        node.child_by_field_id(*self.fields.get(field)?)
    }

    /// Lowers the child in a field, if there is one.
    pub fn field(&mut self, node: ts::Node<'_>, field: &str, role: Role) {
        if let Some(child) = self.child(node, field) {
            self.lower(child, role);
        }
    }

    /// Lowers all named children that are no comments.
    pub fn named(&mut self, node: ts::Node<'_>, role: Role) {
        for child in named_children(node) {
            self.lower(child, role);
        }
    }

    /// Opens a node, lowers all named children with one role, closes it.
    pub fn wrap(&mut self, kind: Kind, role: Role, node: ts::Node<'_>, inner: Role) {
        let mark = self.open(kind, role, node);
        self.named(node, inner);
        self.close(mark);
    }

    /// Lowers `node` as an `Other` (an `Error` where it is one) with all its named children: for
    /// constructs without a kind of their own.
    pub fn other(&mut self, node: ts::Node<'_>, role: Role) {
        let kind = if node.is_error() { Kind::Error } else { Kind::Other };
        let salt = xxh3_64(node.kind().as_bytes());
        if node.named_child_count() == 0 {
            let text = self.source(node);
            let span = Span::new(node.start_byte(), node.end_byte());
            self.push_leaf(kind, role, span, leaf_hash(kind, text) ^ salt);
            return;
        }
        let mark = self.open(kind, role, node);
        self.salts.insert(mark.0, salt);
        self.named(node, Role::Elem);
        self.close(mark);
    }

    /// Whether the nodes that are open now are as deep as lowering goes.
    pub fn too_deep(&self) -> bool {
        self.open.len() as u32 >= MAX_DEPTH || self.calls >= MAX_CALLS
    }

    /// A leaf of kind `Other` for code that is not looked into.
    pub fn opaque(&mut self, node: ts::Node<'_>, role: Role) {
        self.leaf(Kind::Other, role, node);
    }

    /// The item, whose text is `source`; none if nothing was lowered.
    pub(crate) fn finish(self, source: &str, has_error: bool) -> Option<Arc<Item>> {
        debug_assert!(self.open.is_empty(), "every node that was opened is closed");
        if self.nodes.is_empty() {
            return None;
        }
        let mut hasher = Xxh3::new();
        hasher.update(&[self.language as u8]);
        hasher.update(source.as_bytes());
        // A text with an error in or before it can be read in several ways.
        let mut at = 0;
        while let Some(root) = self.nodes.get(at) {
            hasher.update(&root.hash.to_le_bytes());
            at += root.size.max(1) as usize;
        }
        Some(Arc::new(Item {
            text: source.into(),
            nodes: self.nodes.into_boxed_slice(),
            values: self.values,
            key: hasher.digest(),
            has_error,
        }))
    }
}

/// The numbers of a grammar's fields; the library looks for a name among all of them.
type Fields = FxHashMap<Box<str>, u16>;

fn fields_of(language: Language) -> &'static Fields {
    static ALL: [OnceLock<Fields>; Language::ALL.len()] =
        [const { OnceLock::new() }; Language::ALL.len()];
    ALL[language as usize].get_or_init(|| {
        let grammar = (language.spec().grammar)();
        let named = |id| Some((grammar.field_name_for_id(id)?.into(), id));
        (1..=grammar.field_count() as u16).filter_map(named).collect()
    })
}

/// The hash of a leaf: what patterns and facts compare names and values by.
pub fn leaf_hash(kind: Kind, value: &str) -> u64 {
    xxh3_64_with_seed(value.as_bytes(), kind as u64)
}

/// The named children of a node that are no comments.
pub fn named_children<'t>(node: ts::Node<'t>) -> Vec<ts::Node<'t>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).filter(|child| !child.is_extra() || child.is_error()).collect()
}

/// Whether a node has an unnamed child with this text (`async`, `static`, `*`).
pub fn has_token(node: ts::Node<'_>, token: &str) -> bool {
    let mut cursor = node.walk();
    node.children(&mut cursor).any(|child| child.kind() == token)
}

/// A number in one spelling: no `_`, lower case, small hexadecimal, octal and binary integers as
/// decimal.
pub fn normal_number(text: &str) -> String {
    let clean: String = text.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect();
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(value) =
            clean.strip_prefix(prefix).and_then(|digits| i64::from_str_radix(digits, radix).ok())
        {
            return value.to_string();
        }
    }
    clean
}

/// Decodes the escapes that JavaScript, Python and Go share: `\n`, `\t`, `\xHH`, `\uHHHH`,
/// `\u{…}`, `\UHHHHHHHH`, a line break after `\`; an unknown one keeps its character.
pub fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let rest = chars.as_str();
        let hex = |digits: usize| {
            rest.get(1..=digits)
                .and_then(|h| u32::from_str_radix(h, 16).ok())
                .and_then(char::from_u32)
        };
        let (decoded, taken) = match rest.chars().next() {
            Some('n') => (Some('\n'), 1),
            Some('t') => (Some('\t'), 1),
            Some('r') => (Some('\r'), 1),
            Some('0') => (Some('\0'), 1),
            Some('x') => (hex(2), 3),
            Some('u') if rest[1..].starts_with('{') => {
                let end = rest.find('}').unwrap_or(1);
                let code = rest.get(2..end).and_then(|h| u32::from_str_radix(h, 16).ok());
                (code.and_then(char::from_u32), end + 1)
            }
            Some('u') => (hex(4), 5),
            Some('U') => (hex(8), 9),
            Some('\n') => (None, 1),
            Some(other) => (Some(other), other.len_utf8()),
            None => (Some('\\'), 0),
        };
        out.extend(decoded);
        let taken =
            if rest.is_char_boundary(taken.min(rest.len())) { taken.min(rest.len()) } else { 0 };
        chars = rest[taken..].chars();
    }
    out
}
