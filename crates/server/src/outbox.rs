//! What goes to the client, in order, without anyone waiting for it.
//!
//! A client that does not read must not hold the server up, and must not fill its memory:
//! of several diagnostics for one document only the last is kept. Requests to the client have a
//! limit of time; nothing depends on their answers.
//! Must never know: documents, analysis.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tower_lsp::Client;
use tower_lsp::ls_types as lsp;
use tower_lsp::ls_types::notification::{self, Notification};
use tower_lsp::ls_types::request::Request;

/// How long a client may take for an answer before the request is forgotten.
const PATIENCE: Duration = Duration::from_secs(20);

/// Beyond this many unsent messages log lines are dropped.
const MAX_QUEUE: usize = 1_000;

enum Outgoing {
    /// The diagnostics that are current for this document when its turn comes.
    Diagnostics(lsp::Uri),
    Log(lsp::MessageType, String),
    Show(lsp::MessageType, String),
    Progress(lsp::ProgressParams),
    Status(serde_json::Value),
}

/// `stockade/status`: for clients that asked for it.
enum Status {}

impl Notification for Status {
    type Params = serde_json::Value;
    const METHOD: &'static str = "stockade/status";
}

#[derive(Default)]
struct Queue {
    order: VecDeque<Outgoing>,
    diagnostics: HashMap<lsp::Uri, (Vec<lsp::Diagnostic>, Option<i32>)>,
}

/// A handle; clones share the queue.
#[derive(Clone)]
pub struct Outbox {
    client: Client,
    queue: Arc<Mutex<Queue>>,
    filled: Arc<Notify>,
}

impl Outbox {
    /// Starts the task that sends.
    pub fn start(client: Client) -> Outbox {
        let outbox = Outbox { client, queue: Arc::default(), filled: Arc::default() };
        tokio::spawn(outbox.clone().send_all());
        outbox
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, message: Outgoing) {
        self.queue().order.push_back(message);
        self.filled.notify_one();
    }

    /// The diagnostics of a document; those that wait for it are forgotten.
    pub fn publish(&self, uri: lsp::Uri, diagnostics: Vec<lsp::Diagnostic>, version: Option<i32>) {
        let mut queue = self.queue();
        if queue.diagnostics.insert(uri.clone(), (diagnostics, version)).is_none() {
            queue.order.push_back(Outgoing::Diagnostics(uri));
        }
        drop(queue);
        self.filled.notify_one();
    }

    /// A line for the client's log. Never a file's content.
    pub fn log(&self, kind: lsp::MessageType, text: impl Into<String>) {
        if self.queue().order.len() < MAX_QUEUE {
            self.push(Outgoing::Log(kind, text.into()));
        }
    }

    /// A message for the user's eyes.
    pub fn show(&self, kind: lsp::MessageType, text: impl Into<String>) {
        self.push(Outgoing::Show(kind, text.into()));
    }

    /// A step of a progress.
    pub fn progress(&self, token: lsp::ProgressToken, step: lsp::WorkDoneProgress) {
        let value = lsp::ProgressParamsValue::WorkDone(step);
        self.push(Outgoing::Progress(lsp::ProgressParams { token, value }));
    }

    /// `stockade/status`.
    pub fn status(&self, status: serde_json::Value) {
        self.push(Outgoing::Status(status));
    }

    /// Asks the client something; `then` gets the answer, if one comes in time.
    pub fn request<R: Request>(
        &self,
        params: R::Params,
        then: impl FnOnce(Option<R::Result>) + Send + 'static,
    ) where
        R::Params: Send + 'static,
        R::Result: Send + 'static,
    {
        let client = self.client.clone();
        tokio::spawn(async move {
            let answer = tokio::time::timeout(PATIENCE, client.send_request::<R>(params)).await;
            then(answer.ok().and_then(Result::ok));
        });
    }

    async fn send_all(self) {
        loop {
            let next = {
                let mut queue = self.queue();
                match queue.order.pop_front() {
                    Some(Outgoing::Diagnostics(uri)) => {
                        let current = queue.diagnostics.remove(&uri);
                        current.map(|current| (Some((uri, current)), None))
                    }
                    Some(other) => Some((None, Some(other))),
                    None => None,
                }
            };
            let client = &self.client;
            match next {
                Some((Some((uri, (diagnostics, version))), _)) => {
                    client.publish_diagnostics(uri, diagnostics, version).await;
                }
                Some((None, Some(message))) => match message {
                    Outgoing::Log(kind, text) => client.log_message(kind, text).await,
                    Outgoing::Show(kind, text) => client.show_message(kind, text).await,
                    Outgoing::Progress(params) => {
                        client.send_notification::<notification::Progress>(params).await;
                    }
                    Outgoing::Status(status) => client.send_notification::<Status>(status).await,
                    Outgoing::Diagnostics(_) => {}
                },
                Some((None, None)) => {}
                None => self.filled.notified().await,
            }
        }
    }
}
