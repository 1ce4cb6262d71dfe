//! A file as the engine sees it, and what is derived from it before any rule is looked at.

use std::sync::Arc;

use stockade_syntax::parsed::Parsed;
use stockade_syntax::{Language, Tree};

use crate::evaluate::Memo;
use crate::facts::Facts;
use crate::matching::Index;

/// A file as it is at one moment. Cheap to clone.
#[derive(Clone)]
pub struct Source {
    /// Path relative to the root that is analysed, with `/`; rules' `paths:` look at it.
    pub path: Arc<str>,
    /// The text.
    pub text: Arc<str>,
    /// The language; none for files that only text rules read (`.env`, JSON, YAML, TOML).
    pub language: Option<Language>,
    /// The trees, if the file was parsed already (an editor's document). Else the analysis parses
    /// if any rule needs it.
    pub parsed: Option<Arc<Parsed>>,
}

impl Source {
    /// The lowered tree, parsed now if it was not before; none without a language.
    pub fn tree(&self) -> Option<Tree> {
        Some(self.parse(&|| false)??.tree.clone())
    }

    /// The same with its trees, made now if they were not before. `None`: stopped.
    pub(crate) fn with_trees(&self, stop: Stop<'_>) -> Option<Source> {
        Some(Source { parsed: self.parse(stop)?, ..self.clone() })
    }

    /// Outer `None`: stopped. Inner `None`: no language.
    fn parse(&self, stop: Stop<'_>) -> Option<Option<Arc<Parsed>>> {
        match (&self.parsed, self.language) {
            (Some(parsed), _) => Some(Some(Arc::clone(parsed))),
            (None, Some(language)) => {
                let parsed = Parsed::of(language, &self.text, &mut || stop()).ok()?;
                Some(Some(Arc::new(parsed)))
            }
            (None, None) => Some(None),
        }
    }
}

/// The caller's way to end an analysis early: asked now and then, `true` means stop.
pub type Stop<'a> = &'a (dyn Fn() -> bool + Sync);

/// A file made ready for matching.
pub(crate) struct Prepared {
    pub(crate) tree: Option<Tree>,
    pub(crate) facts: Option<Facts>,
    pub(crate) index: Index,
    pub(crate) has_error: bool,
    pub(crate) memo: Memo,
}

impl Prepared {
    /// A file without syntax errors.
    pub(crate) fn of(tree: Tree, facts: Facts, index: Index) -> Prepared {
        let (tree, facts) = (Some(tree), Some(facts));
        Prepared { tree, facts, index, has_error: false, memo: Memo::default() }
    }
}

/// Parses (where it was not done already) and collects what matching needs.
pub(crate) fn prepare(source: &Source, needs_tree: bool, stop: Stop<'_>) -> Option<Prepared> {
    let parsed = if needs_tree || source.parsed.is_some() { source.parse(stop)? } else { None };
    let Some(parsed) = parsed else {
        return Some(Prepared {
            tree: None,
            facts: None,
            index: Index::default(),
            has_error: false,
            memo: Memo::default(),
        });
    };
    let tree = parsed.tree.clone();
    let facts = Facts::of(&tree);
    let index = Index::of(&tree, &facts);
    let has_error = parsed.has_error();
    Some(Prepared { has_error, ..Prepared::of(tree, facts, index) })
}
