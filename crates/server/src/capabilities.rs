//! What the server offers, as the answer to `initialize` says it.
//!
//! In: what the client can do. Out: the server's capabilities. Must never know: documents.

use stockade_syntax::text::position::Encoding;
use tower_lsp::ls_types as lsp;

use crate::abilities::Abilities;
use crate::command;

/// The kind of the action that applies every safe fix.
pub const FIX_ALL: lsp::CodeActionKind = lsp::CodeActionKind::new("source.fixAll.stockade");

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
