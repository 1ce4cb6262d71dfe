//! What reaches the task that owns the world, from the client and from work that has ended.

use tokio::sync::oneshot;
use tower_lsp::ls_types as lsp;

use crate::abilities::Abilities;
use crate::ask::Ask;
use crate::job::Done;
use crate::scan::Batch;

/// A message.
pub enum Message {
    /// `initialize`: the first.
    Initialize(Box<(lsp::InitializeParams, Abilities)>),
    /// `initialized`: the client takes requests from now on.
    Initialized,
    /// A document is opened.
    Open(lsp::TextDocumentItem),
    /// A document changes.
    Change(lsp::DidChangeTextDocumentParams),
    /// A document is saved.
    Save(lsp::Uri),
    /// A document is closed.
    Close(lsp::Uri),
    /// A notebook is opened.
    OpenNotebook(lsp::DidOpenNotebookDocumentParams),
    /// A notebook changes.
    ChangeNotebook(lsp::DidChangeNotebookDocumentParams),
    /// A notebook is closed.
    CloseNotebook(lsp::Uri),
    /// A question about a document.
    Ask(lsp::Uri, Ask),
    /// The client asks for fixes when a document is saved.
    FixesOnSave,
    /// The diagnostics of the whole workspace are asked for.
    Workspace(lsp::WorkspaceDiagnosticParams, oneshot::Sender<lsp::WorkspaceDiagnosticReport>),
    /// A command is to be executed.
    Command(lsp::ExecuteCommandParams, oneshot::Sender<Result<serde_json::Value, String>>),
    /// Files have changed on the disk.
    Files(Vec<lsp::FileEvent>),
    /// The client's settings have changed; they may be in here, or must be asked for.
    Settings(serde_json::Value),
    /// The answer of the client to the question for its settings.
    SettingsAnswer(serde_json::Value),
    /// Folders come and go.
    Folders(lsp::WorkspaceFoldersChangeEvent),
    /// The user cancels what the server shows progress of.
    CancelProgress(lsp::ProgressToken),
    /// The client has created the progress of a scan, or has not.
    ProgressCreated(u64, bool),
    /// A job has ended.
    Done(Box<Done>),
    /// A job has panicked; its document is lost.
    Lost(lsp::Uri, u64),
    /// Files of the workspace have been analysed.
    Scanned(Batch),
    /// Rules and configurations are to be read anew.
    Reload,
    /// The files that have changed are to be looked at.
    Flush,
}
