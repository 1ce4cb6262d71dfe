//! The protocol's methods. Each hands its message on and returns; analyses run on threads of
//! their own and publish only what is still true.

use std::sync::{Arc, OnceLock};

use stockade_engine::{Analyzer, Finding};
use stockade_rules::rule::Safety;
use stockade_syntax::Language;
use stockade_syntax::document::Edit;
use stockade_syntax::text::position::Encoding;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types as lsp;
use tower_lsp::{Client, LanguageServer};

use crate::convert::{self, Places};
use crate::session::{Job, Session};

/// Stack of an analysis thread; trees are walked recursively to a bounded depth.
const STACK: usize = 64 * 1024 * 1024;

/// The server.
pub struct Backend {
    client: Client,
    analyzer: Arc<Analyzer>,
    session: Arc<Session>,
    encoding: OnceLock<Encoding>,
    pool: Option<Arc<rayon::ThreadPool>>,
}

impl Backend {
    /// A server for one client.
    pub fn new(client: Client, analyzer: Arc<Analyzer>) -> Self {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).stack_size(STACK).build();
        Backend {
            client,
            analyzer,
            session: Arc::default(),
            encoding: OnceLock::new(),
            pool: pool.ok().map(Arc::new),
        }
    }

    fn encoding(&self) -> Encoding {
        self.encoding.get().copied().unwrap_or_default()
    }

    /// Analyses in the background and publishes the result, if it is still about the text.
    fn analyse(&self, uri: lsp::Uri, job: Job) {
        let Some(pool) = &self.pool else { return };
        let (analyzer, session) = (Arc::clone(&self.analyzer), Arc::clone(&self.session));
        let (client, encoding) = (self.client.clone(), self.encoding());
        let runtime = tokio::runtime::Handle::current();
        pool.spawn(move || {
            let Some(analysis) = analyzer.analyze(&job.source, &|| job.is_stale()) else { return };
            let places = Places::of(&job.source, encoding);
            let diagnostics =
                analysis.findings.iter().map(|f| convert::diagnostic(f, &places)).collect();
            if session.keep(uri.as_str(), &job, analysis.findings) {
                let version = job.version;
                runtime.spawn(async move {
                    if !job.is_stale() {
                        client.publish_diagnostics(uri, diagnostics, Some(version)).await;
                    }
                });
            }
        });
    }

    /// The current text with its findings, computed now if the analysis has not ended yet.
    async fn findings(&self, uri: &str) -> Option<(Job, Vec<Finding>)> {
        let (job, known) = self.session.current(uri)?;
        if let Some(findings) = known {
            return Some((job, findings));
        }
        let analyzer = Arc::clone(&self.analyzer);
        self.on_pool(move || {
            let findings = analyzer.analyze(&job.source, &|| false)?.findings;
            Some((job, findings))
        })
        .await?
    }

    /// `stockade/documentState`: what the server holds of a document, for finding out why an
    /// editor and the server disagree. Takes a `TextDocumentIdentifier`; gives `text`, `version`
    /// and `tree`, a hash of the lowered tree, or null.
    pub async fn document_state(
        &self,
        document: lsp::TextDocumentIdentifier,
    ) -> Result<serde_json::Value> {
        let Some((job, _)) = self.session.current(document.uri.as_str()) else {
            return Ok(serde_json::Value::Null);
        };
        let tree = job.source.tree().map_or(0, |tree| tree.content_hash());
        Ok(serde_json::json!({
            "text": &*job.source.text,
            "version": job.version,
            "tree": format!("{tree:016x}"),
        }))
    }

    /// Runs work on the pool and waits for it without blocking the runtime.
    async fn on_pool<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let (answer, wait) = tokio::sync::oneshot::channel();
        self.pool.as_ref()?.spawn(move || {
            let _ = answer.send(work());
        });
        wait.await.ok()
    }
}

fn touches(finding: &Finding, start: usize, end: usize) -> bool {
    finding.span.start <= end && start <= finding.span.end
}

impl LanguageServer for Backend {
    async fn initialize(&self, params: lsp::InitializeParams) -> Result<lsp::InitializeResult> {
        let offered = params.capabilities.general.and_then(|general| general.position_encodings);
        let offered = offered.unwrap_or_default();
        let (encoding, kind) = if offered.contains(&lsp::PositionEncodingKind::UTF8) {
            (Encoding::Utf8, lsp::PositionEncodingKind::UTF8)
        } else if offered.contains(&lsp::PositionEncodingKind::UTF16) || offered.is_empty() {
            (Encoding::Utf16, lsp::PositionEncodingKind::UTF16)
        } else if offered.contains(&lsp::PositionEncodingKind::UTF32) {
            (Encoding::Utf32, lsp::PositionEncodingKind::UTF32)
        } else {
            (Encoding::Utf16, lsp::PositionEncodingKind::UTF16)
        };
        let _ = self.encoding.set(encoding);
        let sync = lsp::TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(lsp::TextDocumentSyncKind::INCREMENTAL),
            ..lsp::TextDocumentSyncOptions::default()
        };
        let actions = lsp::CodeActionOptions {
            code_action_kinds: Some(vec![lsp::CodeActionKind::QUICKFIX]),
            ..lsp::CodeActionOptions::default()
        };
        Ok(lsp::InitializeResult {
            capabilities: lsp::ServerCapabilities {
                position_encoding: Some(kind),
                text_document_sync: Some(lsp::TextDocumentSyncCapability::Options(sync)),
                hover_provider: Some(lsp::HoverProviderCapability::Simple(true)),
                code_action_provider: Some(lsp::CodeActionProviderCapability::Options(actions)),
                ..lsp::ServerCapabilities::default()
            },
            server_info: Some(lsp::ServerInfo {
                name: "stockade".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            ..lsp::InitializeResult::default()
        })
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, params: lsp::DidOpenTextDocumentParams) {
        let document = params.text_document;
        let uri = document.uri.as_str().to_owned();
        let path = document
            .uri
            .to_file_path()
            .map_or_else(|| uri.clone(), |path| path.to_string_lossy().replace('\\', "/"));
        let language = Language::from_lsp_id(&document.language_id)
            .or_else(|| Language::from_file_name(&path))
            .or_else(|| Language::from_shebang(&document.text));
        let job = self.session.open(&uri, &path, language, &document.text, document.version);
        self.analyse(document.uri, job);
    }

    async fn did_change(&self, params: lsp::DidChangeTextDocumentParams) {
        let edits: Vec<Edit> = params
            .content_changes
            .into_iter()
            .map(|change| Edit {
                range: change.range.map(|range| {
                    (convert::from_position(range.start), convert::from_position(range.end))
                }),
                text: change.text,
            })
            .collect();
        let document = params.text_document;
        let job =
            self.session.change(document.uri.as_str(), &edits, self.encoding(), document.version);
        if let Some(job) = job {
            self.analyse(document.uri, job);
        }
    }

    async fn did_close(&self, params: lsp::DidCloseTextDocumentParams) {
        self.session.close(params.text_document.uri.as_str());
        self.client.publish_diagnostics(params.text_document.uri, Vec::new(), None).await;
    }

    async fn hover(&self, params: lsp::HoverParams) -> Result<Option<lsp::Hover>> {
        let at = params.text_document_position_params;
        let Some((job, findings)) = self.findings(at.text_document.uri.as_str()).await else {
            return Ok(None);
        };
        let places = Places::of(&job.source, self.encoding());
        let offset = places.offset(at.position);
        let mut sections = Vec::new();
        let mut range = None;
        for finding in findings.iter().filter(|finding| touches(finding, offset, offset)) {
            let rule = &finding.rule;
            let title = rule.metadata.title.as_deref().unwrap_or(&rule.id);
            let mut section = format!("**{title}** (`{}`)\n\n{}", rule.id, finding.message);
            let sources: Vec<&str> =
                rule.metadata.cwe.iter().chain(&rule.metadata.owasp).map(String::as_str).collect();
            if !sources.is_empty() {
                section.push_str(&format!("\n\n{}", sources.join(" · ")));
            }
            for fix in &rule.fixes {
                section.push_str(&format!("\n\nFix: {}", fix.title));
            }
            sections.push(section);
            range.get_or_insert(places.range(finding.span));
        }
        let value = sections.join("\n\n---\n\n");
        let contents = lsp::HoverContents::Markup(lsp::MarkupContent {
            kind: lsp::MarkupKind::Markdown,
            value,
        });
        Ok(range.map(|range| lsp::Hover { contents, range: Some(range) }))
    }

    async fn code_action(
        &self,
        params: lsp::CodeActionParams,
    ) -> Result<Option<lsp::CodeActionResponse>> {
        let uri = params.text_document.uri;
        let Some((job, findings)) = self.findings(uri.as_str()).await else { return Ok(None) };
        let (analyzer, encoding) = (Arc::clone(&self.analyzer), self.encoding());
        let actions = self
            .on_pool(move || {
                let places = Places::of(&job.source, encoding);
                let (start, end) =
                    (places.offset(params.range.start), places.offset(params.range.end));
                let mut actions = Vec::new();
                for finding in findings.iter().filter(|finding| touches(finding, start, end)) {
                    for fix in analyzer.fixes(&job.source, finding) {
                        let edits = convert::edits(&fix, &places);
                        let identifier = lsp::OptionalVersionedTextDocumentIdentifier {
                            uri: uri.clone(),
                            version: Some(job.version),
                        };
                        let change = lsp::TextDocumentEdit {
                            text_document: identifier,
                            edits: edits.into_iter().map(lsp::OneOf::Left).collect(),
                        };
                        actions.push(lsp::CodeActionOrCommand::CodeAction(lsp::CodeAction {
                            title: fix.title.clone(),
                            kind: Some(lsp::CodeActionKind::QUICKFIX),
                            diagnostics: Some(vec![convert::diagnostic(finding, &places)]),
                            edit: Some(lsp::WorkspaceEdit {
                                document_changes: Some(lsp::DocumentChanges::Edits(vec![change])),
                                ..lsp::WorkspaceEdit::default()
                            }),
                            is_preferred: Some(fix.safety == Safety::Safe),
                            ..lsp::CodeAction::default()
                        }));
                    }
                }
                actions
            })
            .await;
        Ok(actions)
    }
}
