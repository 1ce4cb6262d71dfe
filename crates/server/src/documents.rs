//! The open documents and what is under way for each.
//!
//! In: what the client says, and jobs that have ended. Out: jobs to run and questions that can be
//! answered. For each document at most one job is under way; edits that arrive meanwhile wait and
//! are applied together by the next one, so a client that types faster than we analyse costs one
//! analysis, not many. Must never know: threads, the client, what is asked.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use stockade_syntax::Language;
use stockade_syntax::document::Edit;
use tower_lsp::ls_types as lsp;

use crate::ask::Ask;
use crate::job::{Done, Text};
use crate::notebook::Notebook;
use crate::ready::{Part, Ready};
use crate::uri;

/// One open document.
pub struct Open {
    /// Its file, if it is one.
    pub file: Option<PathBuf>,
    /// The client's version of the newest text.
    pub version: i32,
    /// The results for the newest text, or for the one before while those are under way.
    pub ready: Option<Arc<Ready>>,
    /// The cells, if it is a notebook.
    pub notebook: Option<Notebook>,
    identity: u64,
    newest: Arc<AtomicU64>,
    /// None while a job has it.
    text: Option<Text>,
    edits: Vec<Edit>,
    /// The newest text has not been analysed, nor is it being analysed.
    is_due: bool,
    waiting: Vec<(lsp::Uri, Ask)>,
}

impl Open {
    fn generation(&self) -> u64 {
        self.newest.load(Ordering::Acquire)
    }

    /// Whether the results are those of the newest text.
    pub fn is_current(&self) -> bool {
        self.ready.as_ref().is_some_and(|ready| ready.generation == self.generation())
    }

    fn touch(&mut self) {
        self.newest.fetch_add(1, Ordering::AcqRel);
        self.is_due = true;
    }
}

/// What a job needs from its document.
pub struct Work {
    /// The file, if it is one.
    pub file: Option<PathBuf>,
    /// See [`crate::job::Job`].
    pub identity: u64,
    /// The text.
    pub text: Text,
    /// What has changed since.
    pub edits: Vec<Edit>,
    /// The version after the edits.
    pub version: i32,
    /// Which state this will be.
    pub generation: u64,
    /// Which state is the newest.
    pub newest: Arc<AtomicU64>,
    /// The parts, if it is a notebook.
    pub parts: Option<Vec<Part>>,
}

/// All open documents.
#[derive(Default)]
pub struct Documents {
    open: HashMap<lsp::Uri, Open>,
    /// The notebook of each open cell.
    cells: HashMap<lsp::Uri, lsp::Uri>,
    identities: u64,
}

impl Documents {
    /// Opens a document, or replaces the one that was open under this name.
    pub fn open(&mut self, uri: lsp::Uri, item: Opened) {
        self.identities += 1;
        let waiting = match self.open.remove(&uri) {
            Some(mut old) => {
                old.touch();
                old.waiting
            }
            None => Vec::new(),
        };
        let open = Open {
            file: uri::to_path(&uri),
            version: item.version,
            ready: None,
            notebook: item.notebook,
            identity: self.identities,
            newest: Arc::new(AtomicU64::new(1)),
            text: Some(Text::New(item.text, item.language)),
            edits: Vec::new(),
            is_due: true,
            waiting,
        };
        if let Some(notebook) = &open.notebook {
            for cell in notebook.uris() {
                self.cells.insert(cell.clone(), uri.clone());
            }
        }
        self.open.insert(uri, open);
    }

    /// Notes edits. `false`: the document is not open.
    pub fn change(&mut self, uri: &lsp::Uri, version: i32, edits: Vec<Edit>) -> bool {
        let Some(open) = self.open.get_mut(uri) else { return false };
        for edit in edits {
            if edit.range.is_none() {
                // The whole text is replaced: what came before has no effect.
                open.edits.clear();
            }
            open.edits.push(edit);
        }
        open.version = version;
        open.touch();
        true
    }

    /// Applies a change to a notebook. `false`: it is not open.
    pub fn change_notebook(
        &mut self,
        uri: &lsp::Uri,
        version: i32,
        change: impl FnOnce(&mut Notebook),
    ) -> bool {
        let Some(open) = self.open.get_mut(uri) else { return false };
        let Some(notebook) = &mut open.notebook else { return false };
        let before: Vec<lsp::Uri> = notebook.uris().cloned().collect();
        change(notebook);
        for cell in before {
            self.cells.remove(&cell);
        }
        for cell in notebook.uris() {
            self.cells.insert(cell.clone(), uri.clone());
        }
        open.edits = vec![Edit { range: None, text: notebook.text().0 }];
        open.version = version;
        open.touch();
        true
    }

    /// Closes a document; what is under way for it is stale. Gives the document as it was.
    pub fn close(&mut self, uri: &lsp::Uri) -> Option<Open> {
        let mut open = self.open.remove(uri)?;
        open.touch();
        open.waiting.clear();
        self.cells.retain(|_, notebook| notebook != uri);
        Some(open)
    }

    /// The notebook of a cell, else the URI itself.
    pub fn key<'a>(&'a self, uri: &'a lsp::Uri) -> &'a lsp::Uri {
        self.cells.get(uri).unwrap_or(uri)
    }

    /// All open documents.
    pub fn iter(&self) -> impl Iterator<Item = (&lsp::Uri, &Open)> {
        self.open.iter()
    }

    /// Everything must be analysed anew: rules or configuration have changed.
    pub fn renew(&mut self) -> Vec<lsp::Uri> {
        self.open.values_mut().for_each(Open::touch);
        self.open.keys().cloned().collect()
    }

    /// These files must be analysed anew, as far as they are open: another file has changed what is
    /// found in them. Gives those that are not open too.
    pub fn concern(&mut self, files: &[PathBuf]) -> (Vec<lsp::Uri>, Vec<PathBuf>) {
        let mut closed: Vec<PathBuf> = files.to_vec();
        let mut uris = Vec::new();
        for (uri, open) in &mut self.open {
            if let Some(file) = open.file.as_ref().filter(|file| files.contains(file)) {
                closed.retain(|other| other != file);
                open.touch();
                uris.push(uri.clone());
            }
        }
        (uris, closed)
    }

    /// The work that is due for a document, unless some is under way or none is due.
    pub fn take_work(&mut self, uri: &lsp::Uri) -> Option<Work> {
        let open = self.open.get_mut(uri)?;
        if !open.is_due || open.text.is_none() {
            return None;
        }
        open.is_due = false;
        Some(Work {
            file: open.file.clone(),
            identity: open.identity,
            text: open.text.take()?,
            edits: std::mem::take(&mut open.edits),
            version: open.version,
            generation: open.generation(),
            newest: Arc::clone(&open.newest),
            parts: open.notebook.as_ref().map(|notebook| notebook.text().1),
        })
    }

    /// Takes back the document of a job. Gives the results, if they are current, and whether they are
    /// the first since it was opened.
    pub fn finish(&mut self, done: Done) -> Option<(Arc<Ready>, bool)> {
        let open = self.open.get_mut(&done.uri)?;
        if open.identity != done.identity {
            return None;
        }
        open.text = Some(Text::Known(done.document));
        let ready = done.ready.filter(|ready| ready.generation == open.generation())?;
        let before = open.ready.replace(Arc::clone(&ready));
        Some((ready, before.is_none()))
    }

    /// A job ended without giving its document back: it panicked. The text is lost with it, so
    /// the document counts as closed until the client sends its text anew.
    pub fn lose(&mut self, uri: &lsp::Uri, identity: u64) -> bool {
        if self.open.get(uri).is_some_and(|open| open.identity == identity) {
            self.close(uri);
            return true;
        }
        false
    }

    /// Notes a question. `Err`: the document is not open, and the question is given back.
    pub fn ask(&mut self, uri: lsp::Uri, ask: Ask) -> Result<(), Ask> {
        let key = self.cells.get(&uri).unwrap_or(&uri).clone();
        let Some(open) = self.open.get_mut(&key) else { return Err(ask) };
        open.waiting.retain(|(_, ask)| !ask.is_gone());
        open.waiting.push((uri, ask));
        Ok(())
    }

    /// The questions that can be answered now, with the part each is about.
    pub fn answerable(&mut self, uri: &lsp::Uri) -> Vec<(Arc<Ready>, usize, Ask)> {
        let key = self.key(uri).clone();
        let Some(open) = self.open.get_mut(&key) else { return Vec::new() };
        if !open.is_current() {
            return Vec::new();
        }
        let Some(ready) = &open.ready else { return Vec::new() };
        open.waiting
            .drain(..)
            .filter(|(_, ask)| !ask.is_gone())
            .filter_map(|(uri, ask)| {
                let part = ready.parts.iter().position(|part| part.uri == uri)?;
                Some((Arc::clone(ready), part, ask))
            })
            .collect()
    }
}

/// A document that is opened.
pub struct Opened {
    /// Its text.
    pub text: String,
    /// Its version.
    pub version: i32,
    /// Its language, if it is one of ours.
    pub language: Option<Language>,
    /// Its cells, if it is a notebook.
    pub notebook: Option<Notebook>,
}
