//! The language server: documents in, diagnostics, code actions and hovers out.
//!
//! One task (`world`) owns everything that changes; the protocol's methods (`backend`) only
//! hand it messages, in order, before they first wait for anything. Analyses run on threads of
//! their own over immutable snapshots, and a result is used only if its text is still the newest.
//! Must never know: grammars, rule syntax, matching.

mod abilities;
mod action;
mod ask;
mod backend;
mod capabilities;
mod command;
mod completion;
mod configuration;
mod diagnostic;
mod documents;
mod edit;
mod fix_all;
mod hover;
mod job;
mod linked;
mod message;
mod notebook;
mod outbox;
mod pool;
mod project;
mod ready;
mod rule_file;
mod scan;
mod scanning;
mod state;
mod suppression;
mod text_sync;
mod transport;
mod uri;
mod verify;
mod workspace_sync;
mod world;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tower_lsp::{LspService, Server};

/// Handlers that may be under way at a time. They only wait for answers; the number bounds what a
/// client can pile up that asks without reading.
const HANDLERS: usize = 1024;

/// How long answers that are ready may take to be written when the client has closed its end.
const GRACE: Duration = Duration::from_millis(200);

/// Serves the protocol on standard input and output until the client leaves; blocks.
pub fn serve_stdio() -> ExitCode {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let Ok(runtime) = runtime else { return ExitCode::FAILURE };
    let was_shut_down = Arc::new(AtomicBool::new(false));
    runtime.block_on(serve(Arc::clone(&was_shut_down)));
    // Reading standard input blocks a thread that cannot be stopped; do not wait for it, nor for
    // analyses.
    runtime.shutdown_background();
    if was_shut_down.load(Ordering::Acquire) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn serve(was_shut_down: Arc<AtomicBool>) {
    let ended = Arc::new(Notify::new());
    let (parent, mut known_parent) = watch::channel(None);
    let input = transport::Input::new(tokio::io::stdin(), Arc::clone(&ended));
    let (service, socket) =
        LspService::build(|client| backend::Backend::start(client, parent, was_shut_down))
            .custom_method("stockade/documentState", backend::Backend::document_state)
            .custom_method("window/workDoneProgress/cancel", backend::Backend::cancel_progress)
            .finish();
    let server =
        Server::new(input, tokio::io::stdout(), socket).concurrency_level(HANDLERS).serve(service);
    let left = async {
        ended.notified().await;
        tokio::time::sleep(GRACE).await;
    };
    let orphaned = async {
        let parent = known_parent.wait_for(Option::is_some).await.ok().and_then(|id| *id);
        match parent {
            Some(id) => transport::process_ends(id).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = server => {}
        () = left => {}
        () = orphaned => {}
    }
}
