//! Findings about projects while their files change: the summaries of all files, open or not, and what
//! follows from them together.
//!
//! In: summaries, from jobs and scans, on any thread. Out: findings of files, and which other files
//! have others than before. Linking happens only when a summary says something new.
//! Must never know: documents, the client.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use stockade_engine::Finding;
use stockade_engine::project::Summary;
use stockade_syntax::Language;
use stockade_workspace::Profile;
use stockade_workspace::project::{Index, load};

/// The projects of a workspace.
#[derive(Default)]
pub struct Linked {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    by_profile: Vec<Index>,
    /// Files that count as they stand in the editor.
    open: HashSet<PathBuf>,
}

impl Inner {
    fn index(&mut self, profile: &Arc<Profile>) -> &mut Index {
        let known = self.by_profile.iter().position(|own| Arc::ptr_eq(own.profile(), profile));
        let at = known.unwrap_or_else(|| {
            self.by_profile.push(Index::new(Arc::clone(profile)));
            self.by_profile.len() - 1
        });
        &mut self.by_profile[at]
    }
}

impl Linked {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An open file says this now: its findings, and the other files whose findings have changed.
    pub fn edited(
        &self,
        profile: &Arc<Profile>,
        path: &Path,
        language: Option<Language>,
        summary: Option<Summary>,
    ) -> (Vec<Finding>, Vec<PathBuf>) {
        let mut inner = self.lock();
        inner.open.insert(path.to_owned());
        let index = inner.index(profile);
        index.put(path, language, summary);
        let mut changed = index.link(&|path| load(profile, None, path));
        changed.retain(|other| other != path);
        (index.findings(path), changed)
    }

    /// A file counts as it is on the disk again.
    pub fn closed(&self, path: &Path) {
        self.lock().open.remove(path);
    }

    /// A file says this on the disk. Its findings are there after [`Linked::settle`].
    pub fn read(
        &self,
        profile: &Arc<Profile>,
        path: &Path,
        language: Option<Language>,
        summary: Option<Summary>,
    ) {
        let mut inner = self.lock();
        if !inner.open.contains(path) {
            inner.index(profile).put(path, language, summary);
        }
    }

    /// A file is not there any more.
    pub fn gone(&self, path: &Path) {
        let mut inner = self.lock();
        if !inner.open.contains(path) {
            inner.by_profile.iter_mut().for_each(|index| {
                index.put(path, None, None);
            });
        }
    }

    /// Links what is new. Gives the files whose findings have changed, and all that have some.
    pub fn settle(&self) -> (BTreeSet<PathBuf>, BTreeSet<PathBuf>) {
        let mut inner = self.lock();
        let (mut changed, mut found) = (BTreeSet::new(), BTreeSet::new());
        for index in &mut inner.by_profile {
            let profile = Arc::clone(index.profile());
            changed.extend(index.link(&|path| load(&profile, None, path)));
            found.extend(index.found().map(Path::to_owned));
        }
        (changed, found)
    }

    /// The findings of a file about its project.
    pub fn findings(&self, profile: &Arc<Profile>, path: &Path) -> Vec<Finding> {
        self.lock().index(profile).findings(path)
    }

    /// The same if the file said something else.
    pub fn findings_if(
        &self,
        profile: &Arc<Profile>,
        path: &Path,
        language: Option<Language>,
        summary: Option<&Summary>,
    ) -> Vec<Finding> {
        let index = self.lock().index(profile).clone();
        index.findings_if(path, language, summary, &|path| load(profile, None, path))
    }
}
