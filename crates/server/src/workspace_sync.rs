//! The workspace: folders, settings, files on the disk, and the scans that keep up with them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::oneshot;
use tower_lsp::ls_types as lsp;
use tower_lsp::ls_types::request;

use crate::abilities::Abilities;
use crate::message::Message;
use crate::project::{Projects, Settings};
use crate::scan::{Batch, Scan, Scope};
use crate::scanning::{self, Waiting};
use crate::state::State;
use crate::uri;

/// `initialize`.
pub fn initialize(state: &mut State, params: lsp::InitializeParams, abilities: Abilities) {
    state.abilities = abilities;
    #[allow(deprecated, reason = "older clients send nothing else")]
    let root = params.root_uri;
    let folders = params.workspace_folders.unwrap_or_default().into_iter().map(|f| f.uri);
    let mut uris: Vec<lsp::Uri> = folders.collect();
    if uris.is_empty() {
        uris.extend(root);
    }
    state.roots = uris.iter().filter_map(uri::to_path).collect();
    if let Some(options) = params.initialization_options {
        apply_settings(state, &options);
    }
    state.projects = Arc::new(Projects::new(&state.roots, &state.settings));
    // Compile the rules now; whoever needs them first would wait for them.
    let projects = Arc::clone(&state.projects);
    let first = state.roots.first().map(|root| root.join("untitled"));
    state.pools.now(move || {
        projects.of(first.as_deref()).analyzer();
    });
}

/// `initialized`.
pub fn initialized(state: &mut State) {
    if state.abilities.watches_files {
        let watch = |pattern: &str| lsp::FileSystemWatcher {
            glob_pattern: lsp::GlobPattern::String(pattern.to_owned()),
            kind: None,
        };
        // Which files count is decided here, not in the client: ignore files, configuration,
        // rules and scripts without an ending are of all names.
        let options =
            lsp::DidChangeWatchedFilesRegistrationOptions { watchers: vec![watch("**/*")] };
        let registration = lsp::Registration {
            id: "stockade-files".to_owned(),
            method: "workspace/didChangeWatchedFiles".to_owned(),
            register_options: serde_json::to_value(options).ok(),
        };
        let params = lsp::RegistrationParams { registrations: vec![registration] };
        state.outbox.request::<request::RegisterCapability>(params, |_| {});
    }
    ask_settings(state);
    scan(state, Scope::Everything);
    state.report_status();
}

/// Asks the client for its settings, if it can be asked.
pub fn ask_settings(state: &State) {
    if !state.abilities.configuration {
        return;
    }
    let item = lsp::ConfigurationItem { scope_uri: None, section: Some("stockade".to_owned()) };
    let inbox = state.inbox.clone();
    let params = lsp::ConfigurationParams { items: vec![item] };
    state.outbox.request::<request::WorkspaceConfiguration>(params, move |answer| {
        if let Some(value) = answer.and_then(|values| values.into_iter().next()) {
            let _ = inbox.send(Message::SettingsAnswer(value));
        }
    });
}

/// Takes settings over. Whether they differ from those before.
fn apply_settings(state: &mut State, value: &serde_json::Value) -> bool {
    match Settings::read(value) {
        Ok(settings) if settings != state.settings => {
            state.settings = settings;
            true
        }
        Ok(_) => false,
        Err(message) => {
            state.outbox.show(lsp::MessageType::ERROR, message);
            false
        }
    }
}

/// New settings.
pub fn settings(state: &mut State, value: &serde_json::Value) {
    if !value.is_null() && apply_settings(state, value) {
        reload(state);
    }
}

/// `workspace/didChangeWorkspaceFolders`.
pub fn folders(state: &mut State, event: &lsp::WorkspaceFoldersChangeEvent) {
    let paths = |list: &[lsp::WorkspaceFolder]| -> Vec<PathBuf> {
        list.iter().filter_map(|folder| uri::to_path(&folder.uri)).collect()
    };
    let removed = paths(&event.removed);
    state.roots.retain(|root| !removed.contains(root));
    for root in paths(&event.added) {
        if !state.roots.contains(&root) {
            state.roots.push(root);
        }
    }
    reload(state);
}

/// Reads rules and configurations anew; everything is analysed again.
pub fn reload(state: &mut State) {
    state.reload_is_due = false;
    state.projects = Arc::new(Projects::new(&state.roots, &state.settings));
    for uri in state.documents.renew() {
        state.start_work(&uri);
    }
    scan(state, Scope::Everything);
    state.refresh();
}

/// Lets rules and configurations be read anew in a moment.
fn reload_later(state: &mut State) {
    if !std::mem::replace(&mut state.reload_is_due, true) {
        state.later(Message::Reload);
    }
}

/// Whether everything depends on a file.
fn is_setup(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let parts: Vec<_> = path.iter().collect();
    matches!(name, "stockade.toml" | ".stockadeignore" | ".gitignore")
        || parts.windows(2).any(|two| two[0] == ".stockade" && two[1] == "rules")
}

/// A document was saved: what everything depends on is read anew. Nothing else needs it.
pub fn saved(state: &mut State, uri: &lsp::Uri) {
    if uri::to_path(uri).is_some_and(|path| is_setup(&path)) {
        reload_later(state);
    }
}

/// `workspace/didChangeWatchedFiles`.
pub fn files(state: &mut State, events: Vec<lsp::FileEvent>) {
    let mut any = false;
    for event in events {
        let Some(path) = uri::to_path(&event.uri) else { continue };
        if is_setup(&path) {
            reload_later(state);
        } else if path.iter().all(|part| part != ".git" && part != "node_modules") {
            state.scanning.note(path, event.typ == lsp::FileChangeType::DELETED);
            any = true;
        }
    }
    if any && state.settings.workspace_scan != Some(false) {
        crate::text_sync::flush_later(state);
    }
}

/// Looks at the files that have changed, if no scan is under way; else when it has ended.
pub fn flush(state: &mut State) {
    state.flush_is_due = false;
    if let Some(scope) = state.scanning.due() {
        scan(state, scope);
    }
}

/// Begins a scan.
pub fn scan(state: &mut State, scope: Scope) {
    if state.settings.workspace_scan == Some(false) || state.roots.is_empty() {
        state.scanning.cancel();
        answer_waiting(state);
        return;
    }
    if let Some(old) = state.scanning.cancel() {
        end_progress(state, &old, "begins anew");
    }
    let running = state.scanning.begin(&scope);
    let (run, is_shown) = (running.run, running.is_shown);
    let scan = Scan {
        run,
        scope,
        projects: Arc::clone(&state.projects),
        abilities: state.abilities,
        cancelled: Arc::clone(&running.cancelled),
        gate: state.pools.gate(),
    };
    let inbox = state.inbox.clone();
    state.pools.later(move || {
        scan.run(|batch| {
            let _ = inbox.send(Message::Scanned(batch));
        });
    });
    if is_shown && state.abilities.progress {
        let params = lsp::WorkDoneProgressCreateParams { token: token(run) };
        let inbox = state.inbox.clone();
        state.outbox.request::<request::WorkDoneProgressCreate>(params, move |answer| {
            let _ = inbox.send(Message::ProgressCreated(run, answer.is_some()));
        });
    }
    state.report_status();
}

fn token(run: u64) -> lsp::ProgressToken {
    lsp::ProgressToken::String(format!("stockade/scan/{run}"))
}

/// The client can show the progress of a scan.
pub fn progress_created(state: &mut State, run: u64, can: bool) {
    let Some(running) = state.scanning.running.as_mut().filter(|own| own.run == run && can) else {
        return;
    };
    running.is_announced = true;
    let begin = lsp::WorkDoneProgressBegin {
        title: "Stockade".to_owned(),
        cancellable: Some(true),
        message: Some("looking at the workspace".to_owned()),
        percentage: Some(0),
    };
    state.outbox.progress(token(run), lsp::WorkDoneProgress::Begin(begin));
}

fn end_progress(state: &State, running: &scanning::Running, message: &str) {
    if running.is_announced {
        let end = lsp::WorkDoneProgressEnd { message: Some(message.to_owned()) };
        state.outbox.progress(token(running.run), lsp::WorkDoneProgress::End(end));
    }
}

/// The user does not want to wait for a scan.
pub fn cancel_progress(state: &mut State, cancelled: &lsp::ProgressToken) {
    if state.scanning.running.as_ref().is_some_and(|own| token(own.run) == *cancelled)
        && let Some(running) = state.scanning.cancel()
    {
        end_progress(state, &running, "cancelled");
        answer_waiting(state);
        state.report_status();
    }
}

/// Files have been analysed.
pub fn scanned(state: &mut State, mut batch: Batch) {
    for complaint in state.projects.take_complaints() {
        state.outbox.show(lsp::MessageType::ERROR, complaint);
    }
    for failure in std::mem::take(&mut batch.failures) {
        state.tell(lsp::MessageType::WARNING, failure);
    }
    // Whether or not the rest is still wanted.
    let (open, _) = state.documents.concern(&std::mem::take(&mut batch.concerned));
    open.iter().for_each(|uri| state.start_work(uri));
    if !open.is_empty() {
        state.refresh();
    }
    let Some(running) = state.scanning.running.as_ref().filter(|own| own.run == batch.run) else {
        return;
    };
    let (run, is_announced, is_last) = (running.run, running.is_announced, batch.is_last);
    let (done, total) = batch.progress;
    let changed = state.scanning.take(&mut batch);
    push_closed(state, &changed);
    if is_announced && is_last {
        let message = format!("{total} files");
        let end = lsp::WorkDoneProgressEnd { message: Some(message) };
        state.outbox.progress(token(run), lsp::WorkDoneProgress::End(end));
    } else if is_announced && total > 0 {
        let report = lsp::WorkDoneProgressReport {
            cancellable: Some(true),
            message: Some(format!("{done} of {total} files")),
            percentage: Some((done * 100 / total) as u32),
        };
        state.outbox.progress(token(run), lsp::WorkDoneProgress::Report(report));
    }
    if is_last {
        answer_waiting(state);
        if !changed.is_empty() {
            state.refresh();
        }
        flush(state);
    }
    state.report_status();
}

/// Pushes the diagnostics of files that are not open, for clients that do not pull.
fn push_closed(state: &State, changed: &[PathBuf]) {
    if state.abilities.pulls {
        return;
    }
    let open: std::collections::HashSet<&Path> =
        state.documents.iter().filter_map(|(_, open)| open.file.as_deref()).collect();
    for path in changed.iter().filter(|path| !open.contains(path.as_path())) {
        let Some(uri) = uri::of_path(path) else { continue };
        let items = state.scanning.report(path).map(|report| report.items.clone());
        state.outbox.publish(uri, items.unwrap_or_default(), None);
    }
}

/// `workspace/diagnostic`: answered when the scan under way has ended.
pub fn pull(
    state: &mut State,
    params: lsp::WorkspaceDiagnosticParams,
    reply: oneshot::Sender<lsp::WorkspaceDiagnosticReport>,
) {
    state.scanning.waiting.retain(|(_, reply)| !reply.is_closed());
    state.scanning.waiting.push((params, reply));
    if state.scanning.running.is_none() {
        answer_waiting(state);
    }
}

fn answer_waiting(state: &mut State) {
    for (params, reply) in std::mem::take(&mut state.scanning.waiting) {
        answer_one(state, (params, reply));
    }
}

fn answer_one(state: &State, (params, reply): Waiting) {
    let mut open_files = std::collections::HashSet::new();
    let mut current = Vec::new();
    for (_, open) in state.documents.iter() {
        open_files.extend(open.file.as_deref());
        // A document that is being analysed is left to the pull of its own.
        let Some(ready) = open.ready.as_ref().filter(|_| open.is_current()) else { continue };
        for (part, report) in ready.parts.iter().zip(&ready.reports) {
            current.push((part.uri.clone(), Some(part.version), report));
        }
    }
    for (path, report) in state.scanning.reports() {
        if !open_files.contains(path)
            && let Some(uri) = uri::of_path(path)
        {
            current.push((uri, None, report));
        }
    }
    // Whole, whether or not the client would take pieces: everything is known when the scan has
    // ended, and the transport does not keep a notification ahead of the answer that follows it.
    let items = scanning::answer(&params.previous_result_ids, current.into_iter());
    let _ = reply.send(lsp::WorkspaceDiagnosticReport { items });
}
