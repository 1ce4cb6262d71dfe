//! The protocol's methods. Each hands a message on before it first waits for anything: the framework
//! begins handlers in the order of their messages, so the world sees them in that order. A handler
//! that is cancelled is dropped, and with it the receiver of its answer, which ends the work.
//! Must never know: how anything is computed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::{oneshot, watch};
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types as lsp;
use tower_lsp::{Client, LanguageServer};

use crate::abilities::Abilities;
use crate::action::{self, Refused};
use crate::ask::Ask;
use crate::capabilities;
use crate::message::Message;
use crate::outbox::Outbox;
use crate::pool::Pools;
use crate::ready::View;
use crate::state::State;
use crate::{completion, diagnostic, hover, world};

/// The text has changed since the client asked.
const CONTENT_MODIFIED: i64 = -32801;

/// The server.
pub struct Backend {
    /// None if the machine gave no threads; then every request fails with a message.
    world: Option<UnboundedSender<Message>>,
    parent: watch::Sender<Option<u32>>,
    was_shut_down: Arc<AtomicBool>,
}

impl Backend {
    /// A server for one client. `parent` will be told the client's process.
    pub fn start(
        client: Client,
        parent: watch::Sender<Option<u32>>,
        was_shut_down: Arc<AtomicBool>,
    ) -> Backend {
        let (sender, messages) = unbounded_channel();
        let world = match Pools::start() {
            Ok(pools) => {
                let state = State::new(Outbox::start(client), pools, sender.clone());
                tokio::spawn(world::run(state, messages));
                Some(sender)
            }
            Err(error) => {
                tracing::error!("no threads for analyses: {error}");
                None
            }
        };
        Backend { world, parent, was_shut_down }
    }

    fn send(&self, message: Message) {
        if let Some(world) = &self.world {
            let _ = world.send(message);
        }
    }

    /// Asks about a document. `None`: it is not open.
    async fn ask<T: Send + 'static>(
        &self,
        uri: lsp::Uri,
        work: impl FnOnce(&View) -> T + Send + 'static,
    ) -> Option<T> {
        let (ask, answer) = Ask::new(work);
        self.send(Message::Ask(uri, ask));
        answer.await.ok()
    }

    /// `stockade/documentState`: what the server holds of a document, for finding out why an
    /// editor and the server disagree. Takes a `TextDocumentIdentifier`; gives `text`, `version`
    /// and `tree` (a hash of the lowered tree), or null.
    pub async fn document_state(&self, document: lsp::TextDocumentIdentifier) -> Result<Value> {
        let state = self.ask(document.uri, |view| {
            let tree = view.ready.source.tree().map_or(0, |tree| tree.content_hash());
            serde_json::json!({
                "text": view.text(),
                "version": view.version(),
                "tree": format!("{tree:016x}"),
            })
        });
        Ok(state.await.unwrap_or_default())
    }

    /// `window/workDoneProgress/cancel`.
    pub async fn cancel_progress(&self, params: lsp::WorkDoneProgressCancelParams) {
        self.send(Message::CancelProgress(params.token));
    }
}

fn failure(message: impl Into<String>) -> Error {
    let code = ErrorCode::ServerError(-32803);
    Error { code, message: message.into().into(), data: None }
}

fn modified() -> Error {
    let message = "the text has changed since".into();
    Error { code: ErrorCode::ServerError(CONTENT_MODIFIED), message, data: None }
}

impl LanguageServer for Backend {
    async fn initialize(&self, params: lsp::InitializeParams) -> Result<lsp::InitializeResult> {
        let abilities = Abilities::of(&params);
        self.parent.send_replace(params.process_id);
        if self.world.is_none() {
            return Err(failure("the machine gives no threads for analyses"));
        }
        self.send(Message::Initialize(Box::new((params, abilities))));
        Ok(lsp::InitializeResult {
            capabilities: capabilities::server(&abilities),
            server_info: Some(lsp::ServerInfo {
                name: "stockade".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            ..lsp::InitializeResult::default()
        })
    }

    async fn initialized(&self, _: lsp::InitializedParams) {
        self.send(Message::Initialized);
    }

    async fn shutdown(&self) -> Result<()> {
        self.was_shut_down.store(true, Ordering::Release);
        Ok(())
    }

    async fn did_open(&self, params: lsp::DidOpenTextDocumentParams) {
        self.send(Message::Open(params.text_document));
    }

    async fn did_change(&self, params: lsp::DidChangeTextDocumentParams) {
        self.send(Message::Change(params));
    }

    async fn did_save(&self, params: lsp::DidSaveTextDocumentParams) {
        self.send(Message::Save(params.text_document.uri));
    }

    async fn did_close(&self, params: lsp::DidCloseTextDocumentParams) {
        self.send(Message::Close(params.text_document.uri));
    }

    async fn notebook_did_open(&self, params: lsp::DidOpenNotebookDocumentParams) {
        self.send(Message::OpenNotebook(params));
    }

    async fn notebook_did_change(&self, params: lsp::DidChangeNotebookDocumentParams) {
        self.send(Message::ChangeNotebook(params));
    }

    async fn notebook_did_save(&self, _: lsp::DidSaveNotebookDocumentParams) {}

    async fn notebook_did_close(&self, params: lsp::DidCloseNotebookDocumentParams) {
        self.send(Message::CloseNotebook(params.notebook_document.uri));
    }

    async fn did_change_watched_files(&self, params: lsp::DidChangeWatchedFilesParams) {
        self.send(Message::Files(params.changes));
    }

    async fn did_change_configuration(&self, params: lsp::DidChangeConfigurationParams) {
        self.send(Message::Settings(params.settings));
    }

    async fn did_change_workspace_folders(&self, params: lsp::DidChangeWorkspaceFoldersParams) {
        self.send(Message::Folders(params.event));
    }

    async fn diagnostic(
        &self,
        params: lsp::DocumentDiagnosticParams,
    ) -> Result<lsp::DocumentDiagnosticReportResult> {
        let previous = params.previous_result_id;
        let report = self
            .ask(params.text_document.uri, move |view| {
                let report = view.ready.reports.get(view.part).cloned().unwrap_or_default();
                diagnostic::answer(&report, previous.as_deref())
            })
            .await;
        // A document that is not open has nothing that a pull could be about.
        Ok(report.unwrap_or_else(|| diagnostic::answer(&diagnostic::report(Vec::new()), None)))
    }

    async fn workspace_diagnostic(
        &self,
        params: lsp::WorkspaceDiagnosticParams,
    ) -> Result<lsp::WorkspaceDiagnosticReportResult> {
        let (reply, answer) = oneshot::channel();
        self.send(Message::Workspace(params, reply));
        let report = answer.await.unwrap_or_default();
        Ok(lsp::WorkspaceDiagnosticReportResult::Report(report))
    }

    async fn hover(&self, params: lsp::HoverParams) -> Result<Option<lsp::Hover>> {
        let at = params.text_document_position_params;
        let position = at.position;
        let found = self.ask(at.text_document.uri, move |view| hover::at(view, position)).await;
        Ok(found.flatten())
    }

    async fn completion(
        &self,
        params: lsp::CompletionParams,
    ) -> Result<Option<lsp::CompletionResponse>> {
        let at = params.text_document_position;
        let position = at.position;
        let found = self.ask(at.text_document.uri, move |view| completion::at(view, position));
        Ok(found.await.flatten())
    }

    async fn code_action(
        &self,
        params: lsp::CodeActionParams,
    ) -> Result<Option<lsp::CodeActionResponse>> {
        if action::is_on_save(&params) {
            self.send(Message::FixesOnSave);
        }
        let uri = params.text_document.uri.clone();
        Ok(self.ask(uri, move |view| action::offered(view, &params)).await)
    }

    async fn code_action_resolve(&self, action: lsp::CodeAction) -> Result<lsp::CodeAction> {
        let Some(wanted) = action::Wanted::of(&action) else { return Ok(action) };
        let uri = wanted.uri().clone();
        match self.ask(uri, move |view| action::resolve(view, &wanted)).await {
            Some(Ok(edit)) => Ok(lsp::CodeAction { edit: Some(edit), ..action }),
            Some(Err(Refused::Stale)) | None => Err(modified()),
            Some(Err(Refused::Impossible)) => {
                Err(failure("there is no edit that does this and changes nothing else"))
            }
        }
    }

    async fn execute_command(&self, params: lsp::ExecuteCommandParams) -> Result<Option<Value>> {
        let (reply, answer) = oneshot::channel();
        self.send(Message::Command(params, reply));
        match answer.await {
            Ok(Ok(value)) => Ok(Some(value)),
            Ok(Err(message)) => Err(failure(message)),
            Err(_) => Err(failure("the command was given up")),
        }
    }
}
