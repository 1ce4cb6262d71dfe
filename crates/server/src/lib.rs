//! The language server: documents in, diagnostics, code actions and hovers out.
//!
//! Must never know: grammars, rule syntax, matching.

mod backend;
mod convert;
mod session;

use std::process::ExitCode;
use std::sync::Arc;

use stockade_engine::Analyzer;
use tower_lsp::{LspService, Server};

/// Serves the protocol on standard input and output until the client leaves; blocks.
///
/// Messages are handled one at a time, so that they are handled in their order; analyses run
/// elsewhere and hold nothing up.
pub fn serve_stdio(analyzer: Arc<Analyzer>) -> ExitCode {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let Ok(runtime) = runtime else { return ExitCode::FAILURE };
    runtime.block_on(async move {
        let (service, socket) = LspService::build(|client| backend::Backend::new(client, analyzer))
            .custom_method("stockade/documentState", backend::Backend::document_state)
            .finish();
        Server::new(tokio::io::stdin(), tokio::io::stdout(), socket)
            .concurrency_level(1)
            .serve(service)
            .await;
    });
    // Reading standard input blocks a thread that cannot be stopped; do not wait for it.
    runtime.shutdown_background();
    ExitCode::SUCCESS
}
