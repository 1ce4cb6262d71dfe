//! `stockade mcp`: the Model Context Protocol on standard input and output.
//!
//! [`shape`] is what goes over the wire, [`work`] does the work, [`service`] joins the two by the
//! official SDK.

mod service;
mod shape;
mod work;

use std::process::ExitCode;

use rmcp::ServiceExt as _;

use super::attempt;

/// Stack of the threads that analyse; trees are walked recursively to a bounded depth.
const STACK: usize = 64 * 1024 * 1024;

/// Serves until the client goes away.
pub fn run() -> ExitCode {
    attempt(serve().map(|()| ExitCode::SUCCESS))
}

fn serve() -> Result<(), String> {
    let work = work::Work::open()?;
    // One thread for the protocol; analysis runs on the threads for blocking work.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .thread_stack_size(STACK)
        .build()
        .map_err(|error| error.to_string())?;
    let result = runtime.block_on(async {
        let service = service::Service::new(work);
        match service.serve(rmcp::transport::stdio()).await {
            Ok(running) => running.waiting().await.map(|_| ()).map_err(|error| error.to_string()),
            // A client that goes away before it has said anything is no failure.
            Err(rmcp::service::ServerInitializeError::ConnectionClosed(_)) => Ok(()),
            Err(error) => Err(error.to_string()),
        }
    });
    // Standard input may still be waited for by a thread that nothing can wake.
    runtime.shutdown_background();
    result
}
