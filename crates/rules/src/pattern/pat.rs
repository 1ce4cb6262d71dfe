//! The compiled form of a pattern.

use std::sync::Arc;

use stockade_syntax::{Flags, Kind, Op, Role};

use crate::regex::RegexPattern;

/// A compiled pattern.
#[derive(Debug)]
pub struct Compiled {
    /// One node, or a sequence of statements.
    pub roots: Vec<Pat>,
}

impl Compiled {
    /// Whether it is more than one node.
    pub fn is_sequence(&self) -> bool {
        !matches!(&self.roots[..], [one] if !one.is_sequence())
    }
}

/// A node of a pattern.
#[derive(Debug, Clone)]
pub struct Pat {
    /// What kind of node it matches, where `what` is `Plain`.
    pub kind: Kind,
    /// What it is to its parent.
    pub role: Role,
    /// Its operator.
    pub op: Op,
    /// Its flags.
    pub flags: Flags,
    /// Hash of its structure; meaningful only where `concrete`.
    pub hash: u64,
    /// No hole in it.
    pub concrete: bool,
    /// The hole that it is, if any.
    pub what: What,
    /// Value of a leaf.
    pub value: Arc<str>,
    /// The hashes of the segments of a dotted path without holes (`a.b.c`).
    pub path: Option<Arc<[u64]>>,
    /// Its children.
    pub kids: Vec<Pat>,
}

/// What a pattern node stands for.
#[derive(Debug, Clone)]
pub enum What {
    /// Code that must look alike.
    Plain,
    /// `$X`, with its `$`; `$_` binds nothing.
    Metavar(Arc<str>),
    /// `$...ARGS`, with `$...`.
    MetavarSeq(Arc<str>),
    /// `...`
    Ellipsis,
    /// `<... e ...>`; the one child is `e`.
    Deep,
    /// `($X: T)`; the one child is the type.
    Typed(Arc<str>),
    /// `"..."`
    AnyString,
    /// `` `...` `` or `f"..."`: any string with or without interpolation.
    AnyTemplate,
    /// `"=~/…/"`
    StringRegex(Arc<RegexPattern>),
    /// `"$X"` and `"a $X b"`: the pieces that are bound, in order of their groups.
    StringParts(Arc<RegexPattern>, Vec<Arc<str>>),
}

impl What {
    /// Whether it is no hole.
    pub fn is_plain(&self) -> bool {
        matches!(self, What::Plain)
    }
}

impl Pat {
    /// The first child with this role.
    pub fn child(&self, role: Role) -> Option<&Pat> {
        self.kids.iter().find(|kid| kid.role == role)
    }

    /// The children with this role.
    pub fn children(&self, role: Role) -> impl Iterator<Item = &Pat> {
        self.kids.iter().filter(move |kid| kid.role == role)
    }

    /// Whether it stands for a sequence of any length.
    pub fn is_sequence(&self) -> bool {
        matches!(self.what, What::Ellipsis | What::MetavarSeq(_))
    }

    /// Whether it is `...`.
    pub fn is_ellipsis(&self) -> bool {
        matches!(self.what, What::Ellipsis)
    }

    /// Whether a `...` stands directly below it.
    pub fn has_ellipsis(&self) -> bool {
        self.kids.iter().any(Pat::is_sequence)
    }
}
