//! What the client can do, and what the server offers it.
//!
//! In: the parameters of `initialize`. Out: [`Abilities`] and the server's capabilities.

use stockade_syntax::text::position::Encoding;
use tower_lsp::ls_types as lsp;

use crate::command;

/// The kind of the action that applies every safe fix.
pub const FIX_ALL: lsp::CodeActionKind = lsp::CodeActionKind::new("source.fixAll.stockade");

/// What the client can do, as far as it matters.
#[derive(Clone, Copy, Debug, Default)]
pub struct Abilities {
    /// The unit of columns that was agreed on.
    pub encoding: Encoding,
    /// It asks for the diagnostics of open documents; then none are pushed.
    pub pulls: bool,
    /// It can be told to ask again.
    pub refreshes: bool,
    /// It shows progress that the server begins.
    pub progress: bool,
    /// It computes the edit of an action later.
    pub resolves_actions: bool,
    /// It applies edits of several documents with their versions.
    pub document_changes: bool,
    /// It can create files as part of an edit.
    pub creates_files: bool,
    /// It shows related places beside a diagnostic.
    pub related_information: bool,
    /// It watches files if asked.
    pub watches_files: bool,
    /// It answers `workspace/configuration`.
    pub configuration: bool,
    /// It renders Markdown in hovers.
    pub markdown: bool,
    /// It wants `stockade/status` (`experimental: {"stockade": {"status": true}}`).
    pub status: bool,
}

impl Abilities {
    /// Reads what the client says of itself.
    pub fn of(params: &lsp::InitializeParams) -> Abilities {
        let all = &params.capabilities;
        let document = all.text_document.as_ref();
        let workspace = all.workspace.as_ref();
        let window = all.window.as_ref();
        let action = document.and_then(|document| document.code_action.as_ref());
        let edit = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let resolves = action.is_some_and(|action| {
            action.data_support == Some(true)
                && action
                    .resolve_support
                    .as_ref()
                    .is_some_and(|support| support.properties.iter().any(|name| name == "edit"))
        });
        Abilities {
            encoding: encoding(params),
            pulls: document.is_some_and(|document| document.diagnostic.is_some()),
            refreshes: workspace
                .and_then(|workspace| workspace.diagnostics.as_ref())
                .is_some_and(|diagnostics| diagnostics.refresh_support == Some(true)),
            progress: window.is_some_and(|window| window.work_done_progress == Some(true)),
            resolves_actions: resolves,
            document_changes: edit.is_none_or(|edit| edit.document_changes == Some(true)),
            creates_files: edit.is_some_and(|edit| {
                edit.resource_operations
                    .as_ref()
                    .is_some_and(|all| all.contains(&lsp::ResourceOperationKind::Create))
            }),
            related_information: document
                .and_then(|document| document.publish_diagnostics.as_ref())
                .is_none_or(|publish| publish.related_information != Some(false)),
            watches_files: workspace
                .and_then(|workspace| workspace.did_change_watched_files.as_ref())
                .is_some_and(|watch| watch.dynamic_registration == Some(true)),
            configuration: workspace.is_some_and(|workspace| workspace.configuration == Some(true)),
            markdown: document
                .and_then(|document| document.hover.as_ref())
                .and_then(|hover| hover.content_format.as_ref())
                .is_none_or(|formats| formats.contains(&lsp::MarkupKind::Markdown)),
            status: all
                .experimental
                .as_ref()
                .is_some_and(|experimental| experimental["stockade"]["status"] == true),
        }
    }
}

/// The first of the client's that we know; it names them in the order of its preference.
fn encoding(params: &lsp::InitializeParams) -> Encoding {
    let general = params.capabilities.general.as_ref();
    let offered = general.and_then(|general| general.position_encodings.as_deref());
    let known = |kind: &lsp::PositionEncodingKind| match kind.as_str() {
        "utf-8" => Some(Encoding::Utf8),
        "utf-16" => Some(Encoding::Utf16),
        "utf-32" => Some(Encoding::Utf32),
        _ => None,
    };
    offered.unwrap_or_default().iter().find_map(known).unwrap_or_default()
}

/// What the server offers.
pub fn server(abilities: &Abilities) -> lsp::ServerCapabilities {
    let sync = lsp::TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(lsp::TextDocumentSyncKind::INCREMENTAL),
        ..lsp::TextDocumentSyncOptions::default()
    };
    let actions = lsp::CodeActionOptions {
        code_action_kinds: Some(vec![lsp::CodeActionKind::QUICKFIX, FIX_ALL]),
        resolve_provider: Some(true),
        ..lsp::CodeActionOptions::default()
    };
    let diagnostics = lsp::DiagnosticOptions {
        identifier: Some("stockade".to_owned()),
        inter_file_dependencies: true,
        workspace_diagnostics: true,
        ..lsp::DiagnosticOptions::default()
    };
    let completion = lsp::CompletionOptions {
        trigger_characters: Some([" ", ",", "\"", "-"].map(str::to_owned).to_vec()),
        ..lsp::CompletionOptions::default()
    };
    let notebooks = lsp::NotebookDocumentSyncOptions {
        notebook_selector: vec![lsp::NotebookSelector::ByCells {
            notebook: None,
            cells: vec![lsp::NotebookCellSelector { language: "python".to_owned() }],
        }],
        save: None,
    };
    let folders = lsp::WorkspaceFoldersServerCapabilities {
        supported: Some(true),
        change_notifications: Some(lsp::OneOf::Left(true)),
    };
    lsp::ServerCapabilities {
        position_encoding: Some(match abilities.encoding {
            Encoding::Utf8 => lsp::PositionEncodingKind::UTF8,
            Encoding::Utf16 => lsp::PositionEncodingKind::UTF16,
            Encoding::Utf32 => lsp::PositionEncodingKind::UTF32,
        }),
        text_document_sync: Some(lsp::TextDocumentSyncCapability::Options(sync)),
        notebook_document_sync: Some(lsp::OneOf::Left(notebooks)),
        hover_provider: Some(lsp::HoverProviderCapability::Simple(true)),
        code_action_provider: Some(lsp::CodeActionProviderCapability::Options(actions)),
        diagnostic_provider: Some(lsp::DiagnosticServerCapabilities::Options(diagnostics)),
        completion_provider: Some(completion),
        execute_command_provider: Some(lsp::ExecuteCommandOptions {
            commands: command::ALL.map(str::to_owned).to_vec(),
            ..lsp::ExecuteCommandOptions::default()
        }),
        workspace: Some(lsp::WorkspaceServerCapabilities {
            workspace_folders: Some(folders),
            ..lsp::WorkspaceServerCapabilities::default()
        }),
        ..lsp::ServerCapabilities::default()
    }
}
