//! The open documents and their latest analyses.
//!
//! In: what the client says about documents. Out: snapshots to analyse, and whether a result is
//! still about the document's text. Must never know: the protocol's types, the network.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use stockade_engine::{Finding, Source};
use stockade_syntax::Language;
use stockade_syntax::document::{Document, Edit, Snapshot};
use stockade_syntax::text::position::Encoding;

/// One open document.
struct Open {
    document: Document,
    path: Arc<str>,
    /// Grows with every change; an analysis of an older text sees that it is stale.
    generation: Arc<AtomicU64>,
    findings: Option<(u64, Vec<Finding>)>,
}

/// Work for an analysis.
pub struct Job {
    /// The text to analyse.
    pub source: Source,
    /// The client's version of it.
    pub version: i32,
    /// The generation that was current when the job was made.
    pub generation: u64,
    /// The generation that is current now.
    pub current: Arc<AtomicU64>,
}

impl Job {
    /// Whether the document has changed since.
    pub fn is_stale(&self) -> bool {
        self.current.load(Ordering::Acquire) != self.generation
    }
}

/// All open documents, by URI.
#[derive(Default)]
pub struct Session {
    open: Mutex<HashMap<String, Open>>,
}

impl Session {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Open>> {
        // A panic elsewhere leaves whole documents behind: each change is made in one step.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a document, or replaces one that was open under this name.
    pub fn open(
        &self,
        uri: &str,
        path: &str,
        language: Option<Language>,
        text: &str,
        version: i32,
    ) -> Job {
        let document = Document::new(text, language, version);
        let generation = Arc::new(AtomicU64::new(1));
        let open = Open { document, path: path.into(), generation, findings: None };
        let job = job(&open);
        if let Some(old) = self.lock().insert(uri.to_owned(), open) {
            old.generation.fetch_add(1, Ordering::AcqRel);
        }
        job
    }

    /// Applies edits.
    pub fn change(
        &self,
        uri: &str,
        edits: &[Edit],
        encoding: Encoding,
        version: i32,
    ) -> Option<Job> {
        let mut all = self.lock();
        let open = all.get_mut(uri)?;
        open.generation.fetch_add(1, Ordering::AcqRel);
        open.document.apply(edits, encoding, version);
        Some(job(open))
    }

    /// Closes a document; analyses under way become stale.
    pub fn close(&self, uri: &str) {
        if let Some(old) = self.lock().remove(uri) {
            old.generation.fetch_add(1, Ordering::AcqRel);
        }
    }

    /// Keeps the findings of a job, unless the document has changed since.
    pub fn keep(&self, uri: &str, job: &Job, findings: Vec<Finding>) -> bool {
        let mut all = self.lock();
        match all.get_mut(uri) {
            Some(open) if !job.is_stale() => {
                open.findings = Some((job.generation, findings));
                true
            }
            _ => false,
        }
    }

    /// The current text and, if its analysis has ended, the findings.
    pub fn current(&self, uri: &str) -> Option<(Job, Option<Vec<Finding>>)> {
        let all = self.lock();
        let open = all.get(uri)?;
        let job = job(open);
        let findings =
            open.findings.as_ref().filter(|(generation, _)| *generation == job.generation);
        Some((job, findings.map(|(_, findings)| findings.clone())))
    }
}

fn job(open: &Open) -> Job {
    let Snapshot { text, parsed, version } = open.document.snapshot();
    let language = open.document.language();
    Job {
        source: Source { path: Arc::clone(&open.path), text, language, parsed },
        version,
        generation: open.generation.load(Ordering::Acquire),
        current: Arc::clone(&open.generation),
    }
}
