//! What rules that look at the same file, slice or item find out in common, remembered while they run.

use std::cell::{OnceCell, RefCell};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use stockade_rules::rule::{Group, Options};
use stockade_syntax::{NodeId, Span};

use super::names::secret_names;
use crate::certain::Certain;
use crate::facts::Functions;
use crate::matching::{Code, Match, innermost};

/// A group by its address (rules outlive the analysis of a file), and how it was matched.
type Key = (usize, Options);

/// The matches of groups in what is looked at, and what else is told from all of it.
#[derive(Default)]
pub struct Memo {
    known: RefCell<FxHashMap<Key, Arc<[Match]>>>,
    secret_names: OnceCell<Vec<NodeId>>,
    functions: OnceCell<Functions>,
    certain: Certain,
}

impl Memo {
    fn key(group: &Arc<Group>, options: &Options) -> Key {
        (Arc::as_ptr(group) as usize, *options)
    }

    /// The matches of a group, if they were computed.
    pub fn get(&self, group: &Arc<Group>, options: &Options) -> Option<Arc<[Match]>> {
        self.known.borrow().get(&Memo::key(group, options)).cloned()
    }

    /// The functions of the file.
    pub fn functions(&self, code: Code<'_>) -> &Functions {
        self.functions.get_or_init(|| Functions::of(code.tree, code.facts, code.items()))
    }

    /// The values that are certain.
    pub fn certain(&self) -> &Certain {
        &self.certain
    }

    /// The innermost nodes around the names that mean secrets.
    pub fn secret_names(&self, code: Code<'_>) -> &[NodeId] {
        self.secret_names.get_or_init(|| {
            let mut nodes = Vec::new();
            let tree = code.tree;
            for item in code.items() {
                let offset = tree.item_offset(item);
                nodes.extend(secret_names(tree.item(item).text()).into_iter().map(|word| {
                    let span = Span::new(word.start, word.end).shifted(offset);
                    innermost(tree, NodeId::ROOT, span)
                }));
            }
            nodes.sort_unstable();
            nodes.dedup();
            nodes
        })
    }

    /// Remembers the matches of a group.
    pub fn keep(&self, group: &Arc<Group>, options: &Options, matches: &[Match]) {
        self.known.borrow_mut().insert(Memo::key(group, options), matches.into());
    }
}
