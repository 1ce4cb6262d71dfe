//! One node of the lowered tree.

use crate::text::span::Span;
use crate::tree::kind::{Kind, Role};

bitflags::bitflags! {
    /// Small facts about a node that its kind does not say. A pattern's flags are a lower bound
    /// only where the matcher says so (`ASYNC`, `EXPORTED`, …).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
    pub struct Flags: u16 {
        /// `a?.b`, `f?.()`.
        const OPTIONAL = 1;
        /// The assignment declares its target.
        const DECL = 1 << 1;
        /// `const`, `final`, Go's `const`.
        const CONST = 1 << 2;
        /// Exported where it is declared.
        const EXPORTED = 1 << 3;
        /// `async` functions, loops and comprehensions.
        const ASYNC = 1 << 4;
        /// Generators.
        const GENERATOR = 1 << 5;
        /// Arrow functions and lambdas.
        const ARROW = 1 << 6;
        /// Methods of a class or an object, and Go functions with a receiver.
        const METHOD = 1 << 7;
        /// `static` members.
        const STATIC = 1 << 8;
        /// Class fields.
        const FIELD = 1 << 9;
        /// `[k]: v`.
        const COMPUTED = 1 << 10;
        /// `*args`, `...args`.
        const VARIADIC = 1 << 11;
        /// `**kw`.
        const MAPPING = 1 << 12;
        /// Byte strings.
        const BYTES = 1 << 13;
        /// On `Import`: the module itself is bound (`* as a`, `import m as a`). On `ForEach`: over
        /// keys. On `Yield`: delegates. On `Call`: of a template's tag.
        const WHOLE = 1 << 14;
        /// On `Import`: every name is bound. On `Call`: the argument list is missing (`new C`).
        const WILDCARD = 1 << 15;
    }
}

impl Flags {
    /// JavaScript's `for (k in o)`.
    pub const KEYS: Flags = Flags::WHOLE;
    /// The call of a template's tag, without parentheses.
    pub const TAG: Flags = Flags::WHOLE;
    /// On `StructType`: only methods are asked for (Go's `interface`).
    pub const ABSTRACT: Flags = Flags::WHOLE;
    /// `yield*`, `yield from`.
    pub const DELEGATE: Flags = Flags::WHOLE;
}

/// The operator of a `Unary`, `Binary` or augmented `Assign`.
///
/// Spellings that mean the same in their languages are one operator: `and` is `&&`, `or` is `||`,
/// `not` is `!`, Python's `!=` and Go's `!=` are `NotEq`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
#[repr(u8)]
#[expect(missing_docs, reason = "the names are the operators' own")]
pub enum Op {
    #[default]
    None,
    Add,
    Sub,
    Mul,
    Div,
    FloorDiv,
    Rem,
    Pow,
    MatMul,
    Shl,
    Shr,
    UShr,
    BitAnd,
    BitOr,
    BitXor,
    BitNot,
    /// Go's `&^`.
    AndNot,
    And,
    Or,
    /// `??`
    Nullish,
    Not,
    Eq,
    NotEq,
    /// `===`
    StrictEq,
    /// `!==`
    StrictNotEq,
    Lt,
    LtEq,
    Gt,
    GtEq,
    In,
    NotIn,
    Is,
    IsNot,
    InstanceOf,
    /// Unary `+`.
    Plus,
    /// Unary `-`.
    Neg,
    TypeOf,
    Void,
    Delete,
    /// `&x`
    AddrOf,
    /// `*p`
    Deref,
    /// Go's `<-c`.
    Receive,
    Inc,
    Dec,
}

impl Op {
    /// Whether the result is a truth value whatever the operands are.
    pub fn compares(self) -> bool {
        matches!(
            self,
            Op::Eq
                | Op::NotEq
                | Op::StrictEq
                | Op::StrictNotEq
                | Op::Lt
                | Op::LtEq
                | Op::Gt
                | Op::GtEq
                | Op::In
                | Op::NotIn
                | Op::Is
                | Op::IsNot
                | Op::InstanceOf
        )
    }
}

/// A node: plain data, 32 bytes.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// Hash of the structure: kind, operator, the flags that carry meaning, decoded values, roles
    /// and hashes of the children; not of quotes, white space, comments or parentheses. Two nodes
    /// with equal hashes are taken to be the same code (64 bits of XXH3).
    pub hash: u64,
    /// First byte, relative to the item.
    pub start: u32,
    /// Byte after the last, relative to the item.
    pub end: u32,
    /// Number of nodes in this subtree, this one included; so `index + size` is the next sibling.
    pub size: u32,
    /// Index of the parent in the item; its own index for a root of the item.
    pub parent: u32,
    /// What the node is.
    pub kind: Kind,
    /// What it is to its parent.
    pub role: Role,
    /// The operator, if it has one.
    pub op: Op,
    /// Small facts.
    pub flags: Flags,
}

impl Node {
    /// The node's place in bytes, relative to its item.
    pub fn span(&self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }
}
