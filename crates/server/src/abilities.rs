//! What the client can do, as far as it matters here.
//!
//! In: the parameters of `initialize`. Out: [`Abilities`], a value that travels with every answer.
//! Must never know: what the server offers, documents.

use stockade_syntax::text::position::Encoding;
use tower_lsp::ls_types as lsp;

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
