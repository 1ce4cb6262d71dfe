//! What groups match in a file, remembered while its rules run: many rules use the same ones.

use std::cell::RefCell;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use stockade_rules::rule::{Group, Options};

use crate::matching::Match;

/// The matches of groups in one file.
#[derive(Default)]
pub struct Memo {
    known: RefCell<FxHashMap<(usize, Options), Arc<[Match]>>>,
}

impl Memo {
    /// A group's address names it: rules outlive the analysis of a file.
    fn key(group: &Arc<Group>, options: &Options) -> (usize, Options) {
        (Arc::as_ptr(group) as usize, *options)
    }

    /// The matches of a group in the whole file, if they were computed.
    pub fn get(&self, group: &Arc<Group>, options: &Options) -> Option<Arc<[Match]>> {
        self.known.borrow().get(&Memo::key(group, options)).cloned()
    }

    /// Remembers the matches of a group in the whole file.
    pub fn keep(&self, group: &Arc<Group>, options: &Options, matches: &[Match]) {
        self.known.borrow_mut().insert(Memo::key(group, options), matches.into());
    }
}
