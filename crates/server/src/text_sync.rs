//! Documents and notebooks as the client opens, changes and closes them, and what comes of it:
//! diagnostics that are pushed, answers to questions.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use stockade_syntax::Language;
use tower_lsp::ls_types as lsp;

use crate::documents::Opened;
use crate::job::Done;
use crate::message::Message;
use crate::notebook::Notebook;
use crate::project::Kind;
use crate::ready::Ready;
use crate::state::State;
use crate::{edit, fix_all, uri};

/// Findings whose fixes are proven before anyone asks.
const PREPARED: usize = 30;

/// How long nobody must have typed for that.
const PAUSE: Duration = Duration::from_millis(150);

/// `textDocument/didOpen`.
pub fn open(state: &mut State, item: lsp::TextDocumentItem) {
    let language = Language::from_lsp_id(&item.language_id)
        .or_else(|| Language::from_file_name(item.uri.path().as_str()))
        .or_else(|| Language::from_shebang(&item.text));
    let opened = Opened { text: item.text, version: item.version, language, notebook: None };
    state.documents.open(item.uri.clone(), opened);
    state.start_work(&item.uri);
}

/// `textDocument/didChange`.
pub fn change(state: &mut State, params: lsp::DidChangeTextDocumentParams) {
    let uri = params.text_document.uri;
    let edits = params.content_changes.into_iter().map(edit::of).collect();
    if state.documents.change(&uri, params.text_document.version, edits) {
        state.start_work(&uri);
    } else {
        let name = uri.as_str();
        state.tell(
            lsp::MessageType::WARNING,
            format!("{name}: a change of a document that is not open is ignored"),
        );
    }
}

/// `textDocument/didClose` and `notebookDocument/didClose`.
pub fn close(state: &mut State, uri: &lsp::Uri) {
    let Some(open) = state.documents.close(uri) else { return };
    if let Some(file) = &open.file {
        forget_configuration(state, file);
        state.projects.linked().closed(file);
    }
    let in_workspace = open.file.as_ref().filter(|file| {
        state.settings.workspace_scan != Some(false)
            && state.roots.iter().any(|root| file.starts_with(root))
    });
    if let Some(file) = in_workspace {
        // What is on the disk counts again.
        state.scanning.note(file.clone(), false);
        flush_later(state);
    }
    if !state.abilities.pulls {
        let uris = match &open.notebook {
            Some(notebook) => notebook.uris().cloned().collect(),
            None => vec![uri.clone()],
        };
        for uri in uris {
            let known = open.file.as_deref().and_then(|file| state.scanning.report(file));
            let items = known.filter(|_| in_workspace.is_some());
            let items = items.map(|report| report.items.clone()).unwrap_or_default();
            state.outbox.publish(uri, items, None);
        }
    }
    state.report_status();
}

/// Lets the changed files be looked at in a moment.
pub fn flush_later(state: &mut State) {
    if !std::mem::replace(&mut state.flush_is_due, true) {
        state.later(Message::Flush);
    }
}

/// `notebookDocument/didOpen`.
pub fn open_notebook(state: &mut State, params: lsp::DidOpenNotebookDocumentParams) {
    let document = params.notebook_document;
    let notebook = Notebook::new(document.cells, params.cell_text_documents);
    let opened = Opened {
        text: notebook.text().0,
        version: document.version,
        language: Some(Language::Python),
        notebook: Some(notebook),
    };
    state.documents.open(document.uri.clone(), opened);
    state.start_work(&document.uri);
}

/// `notebookDocument/didChange`.
pub fn change_notebook(state: &mut State, params: lsp::DidChangeNotebookDocumentParams) {
    let (uri, version) = (params.notebook_document.uri, params.notebook_document.version);
    let Some(cells) = params.change.cells else { return };
    let removed = cells.structure.iter().flat_map(|structure| &structure.did_close);
    let removed: Vec<lsp::Uri> = removed.flatten().map(|cell| cell.uri.clone()).collect();
    let encoding = state.abilities.encoding;
    let is_open =
        state.documents.change_notebook(&uri, version, |notebook| notebook.change(cells, encoding));
    if is_open {
        if !state.abilities.pulls {
            for cell in removed {
                state.outbox.publish(cell, Vec::new(), None);
            }
        }
        state.start_work(&uri);
    }
}

/// A job has ended.
pub fn finish(state: &mut State, mut done: Done) {
    let uri = done.uri.clone();
    for notice in &done.notices {
        state.tell(lsp::MessageType::WARNING, notice.message.clone());
    }
    for complaint in state.projects.take_complaints() {
        state.outbox.show(lsp::MessageType::ERROR, complaint);
    }
    let concerned = std::mem::take(&mut done.concerned);
    if let Some((ready, is_first)) = state.documents.finish(done) {
        publish(state, &ready);
        remember_configuration(state, &ready);
        state.answer(&uri);
        prepare(state, ready, is_first);
        state.report_status();
    }
    state.start_work(&uri);
    concern(state, &concerned);
}

/// Another file has changed what is found in these.
pub fn concern(state: &mut State, files: &[PathBuf]) {
    if files.is_empty() {
        return;
    }
    let (open, closed) = state.documents.concern(files);
    open.iter().for_each(|uri| state.start_work(uri));
    if !open.is_empty() {
        state.refresh();
    }
    if !closed.is_empty() && state.settings.workspace_scan != Some(false) {
        closed.into_iter().for_each(|file| state.scanning.note(file, false));
        flush_later(state);
    }
}

/// A job has panicked and taken its document with it.
pub fn lose(state: &mut State, uri: &lsp::Uri, identity: u64) {
    if state.documents.lose(uri, identity) {
        let name = uri::shown(uri, None);
        state.outbox.show(
            lsp::MessageType::ERROR,
            format!("{name}: a defect of Stockade; please report it. Reopen the file to go on"),
        );
    }
}

fn publish(state: &State, ready: &Ready) {
    if state.abilities.pulls {
        return;
    }
    for (part, report) in ready.parts.iter().zip(&ready.reports) {
        state.outbox.publish(part.uri.clone(), report.items.clone(), Some(part.version));
    }
}

/// An open configuration file counts as it stands in the editor for edits of it.
fn remember_configuration(state: &mut State, ready: &Ready) {
    if ready.kind != Kind::Configuration {
        return;
    }
    let Some(part) = ready.parts.first() else { return };
    let Some(path) = uri::to_path(&part.uri) else { return };
    let text = Arc::clone(&ready.source.text);
    let all = Arc::make_mut(&mut state.configurations);
    all.insert(path, (part.uri.clone(), part.version, text));
}

fn forget_configuration(state: &mut State, file: &std::path::Path) {
    if state.configurations.contains_key(file) {
        Arc::make_mut(&mut state.configurations).remove(file);
    }
}

/// Proves the fixes of a document before someone asks for them: all of them at once where the client
/// applies them on save, which may come at any moment; each once nobody has typed for a moment. When
/// the document has just been opened all of them at once in any case: the first save is not slower
/// than the next.
fn prepare(state: &State, ready: Arc<Ready>, is_first: bool) {
    if ready.findings.is_empty() {
        return;
    }
    if (state.fixes_on_save || is_first) && fix_all::may_be(&ready) {
        let ready = Arc::clone(&ready);
        state.pools.later(move || {
            if is_first {
                fix_all::warm(&ready);
            } else if !ready.is_stale() {
                fix_all::safe(&ready);
            }
        });
    }
    let pools = state.pools.clone();
    tokio::spawn(async move {
        tokio::time::sleep(PAUSE).await;
        // The world keeps the newest; when this is the last handle nobody can ask any more.
        if Arc::strong_count(&ready) == 1 {
            return;
        }
        let gate = pools.gate();
        pools.later(move || {
            for number in 0..ready.findings.len().min(PREPARED) {
                gate.wait();
                if Arc::strong_count(&ready) == 1 {
                    return;
                }
                ready.fixes(number);
            }
        });
    });
}
