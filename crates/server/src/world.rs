//! The task that owns the mutable world. It takes one message after the other, in the order in which
//! the client sent them, and never waits for anything: neither for an analysis nor for the client.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::oneshot;
use tower_lsp::ls_types as lsp;
use tower_lsp::ls_types::request;

use crate::command::{self, FixWorkspace};
use crate::message::Message;
use crate::state::State;
use crate::{text_sync, verify, workspace_sync};

type Reply = oneshot::Sender<Result<Value, String>>;

/// Runs until the last sender of messages is gone.
pub async fn run(mut state: State, mut messages: UnboundedReceiver<Message>) {
    while let Some(message) = messages.recv().await {
        handle(&mut state, message);
    }
}

fn handle(state: &mut State, message: Message) {
    match message {
        Message::Initialize(start) => workspace_sync::initialize(state, start.0, start.1),
        Message::Initialized => workspace_sync::initialized(state),
        Message::Open(item) => text_sync::open(state, item),
        Message::Change(params) => text_sync::change(state, params),
        Message::Save(uri) => workspace_sync::saved(state, &uri),
        Message::Close(uri) | Message::CloseNotebook(uri) => text_sync::close(state, &uri),
        Message::OpenNotebook(params) => text_sync::open_notebook(state, params),
        Message::ChangeNotebook(params) => text_sync::change_notebook(state, params),
        Message::Ask(uri, ask) => {
            let key = state.documents.key(&uri).clone();
            // A question about a document that is not open goes unanswered: its sender is dropped.
            if state.documents.ask(uri, ask).is_ok() {
                state.answer(&key);
            }
        }
        Message::FixesOnSave => state.fixes_on_save = true,
        Message::Workspace(params, reply) => workspace_sync::pull(state, params, reply),
        Message::Command(params, reply) => execute(state, &params, reply),
        Message::Files(events) => workspace_sync::files(state, events),
        Message::Settings(value) => {
            workspace_sync::settings(state, &value);
            workspace_sync::ask_settings(state);
        }
        Message::SettingsAnswer(value) => workspace_sync::settings(state, &value),
        Message::Folders(event) => workspace_sync::folders(state, &event),
        Message::CancelProgress(token) => workspace_sync::cancel_progress(state, &token),
        Message::ProgressCreated(run, can) => workspace_sync::progress_created(state, run, can),
        Message::Done(done) => text_sync::finish(state, *done),
        Message::Lost(uri, identity) => text_sync::lose(state, &uri, identity),
        Message::Scanned(batch) => workspace_sync::scanned(state, batch),
        Message::Reload => workspace_sync::reload(state),
        Message::Flush => workspace_sync::flush(state),
    }
}

/// `workspace/executeCommand`.
fn execute(state: &mut State, params: &lsp::ExecuteCommandParams, reply: Reply) {
    match params.command.as_str() {
        command::RESCAN => {
            workspace_sync::reload(state);
            let _ = reply.send(Ok(json!({ "roots": state.roots.len() })));
        }
        command::SHOW_STATUS => status(state, reply),
        command::EXPLAIN => {
            let projects = Arc::clone(&state.projects);
            let arguments = params.arguments.clone();
            state.pools.now(move || {
                let _ = reply.send(command::explain(&projects, &arguments));
            });
        }
        command::FIX_WORKSPACE => fix_workspace(state, &params.arguments, reply),
        command::VERIFY => {
            let projects = Arc::clone(&state.projects);
            state.pools.later(move || {
                let _ = reply.send(verify::run(&projects));
            });
        }
        other => {
            let _ = reply.send(Err(format!("there is no command `{other}`")));
        }
    }
}

fn status(state: &State, reply: Reply) {
    let mut status = state.status();
    let projects = Arc::clone(&state.projects);
    let roots = state.roots.clone();
    state.pools.now(move || {
        let first = roots.first().map(|root| root.join("untitled"));
        let project = projects.of(first.as_deref());
        status["rules"] = json!(project.profile.rules().len());
        status["ruleProblems"] = json!(project.profile.rule_set().problems.len());
        status["configuration"] = json!(project.profile.config().file);
        status["roots"] = json!(roots);
        status["markdown"] = json!(page(&status));
        let _ = reply.send(Ok(status));
    });
}

/// A status as a page.
fn page(status: &Value) -> String {
    let rows = [
        ("state", "state"),
        ("findings", "findings"),
        ("files in the workspace", "files"),
        ("open documents", "openDocuments"),
        ("rules", "rules"),
        ("mistakes in rule files", "ruleProblems"),
        ("configuration", "configuration"),
        ("version", "version"),
    ];
    let shown = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => "none".to_owned(),
        other => other.to_string(),
    };
    let rows = rows.map(|(name, key)| format!("| {name} | {} |\n", shown(&status[key])));
    format!("# Stockade\n\n| | |\n|---|---|\n{}", rows.concat())
}

/// Computes the fixes of all files in the background and hands them to the client.
fn fix_workspace(state: &State, arguments: &[Value], reply: Reply) {
    let (rule, is_unsafe) = FixWorkspace::arguments(arguments);
    let open: Vec<_> = state
        .documents
        .iter()
        .filter_map(|(_, open)| open.ready.clone().filter(|_| open.is_current()))
        .collect();
    let is_open = |path: &std::path::Path| {
        state.documents.iter().any(|(_, open)| open.file.as_deref() == Some(path))
    };
    let files = state.scanning.reports().map(|(path, _)| path.to_owned());
    let work = FixWorkspace {
        rule,
        is_unsafe,
        open,
        files: files.filter(|path| !is_open(path)).collect(),
        projects: Arc::clone(&state.projects),
        abilities: state.abilities,
    };
    let outbox = state.outbox.clone();
    let runtime = tokio::runtime::Handle::current();
    state.pools.later(move || {
        let (edit, fixes) = work.edit();
        if fixes == 0 {
            let _ = reply.send(Ok(json!({ "fixes": 0, "applied": false })));
            return;
        }
        let _runtime = runtime.enter();
        let params = lsp::ApplyWorkspaceEditParams { label: Some(label(fixes)), edit };
        outbox.request::<request::ApplyWorkspaceEdit>(params, move |answer| {
            let applied = answer.is_some_and(|answer| answer.applied);
            let _ = reply.send(Ok(json!({ "fixes": fixes, "applied": applied })));
        });
    });
}

fn label(fixes: usize) -> String {
    format!("Stockade: {fixes} {}", if fixes == 1 { "fix" } else { "fixes" })
}
