//! The mutable world: what the one task owns. Other files change it part by part; this one holds
//! what they share.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::mpsc::UnboundedSender;
use tower_lsp::ls_types as lsp;
use tower_lsp::ls_types::request;

use crate::abilities::Abilities;
use crate::documents::Documents;
use crate::job::{self, Job};
use crate::message::Message;
use crate::outbox::Outbox;
use crate::pool::Pools;
use crate::project::{Projects, Settings};
use crate::ready::{OpenTexts, View};
use crate::scanning::Scanning;

/// Messages about analyses are told once each, and not without end.
const MAX_TOLD: usize = 500;

/// Everything that changes.
pub struct State {
    /// To the client.
    pub outbox: Outbox,
    /// The threads.
    pub pools: Pools,
    /// The way back from them.
    pub inbox: UnboundedSender<Message>,
    /// What the client can do.
    pub abilities: Abilities,
    /// The folders of the workspace.
    pub roots: Vec<PathBuf>,
    /// The client's settings.
    pub settings: Settings,
    /// Rules and configurations.
    pub projects: Arc<Projects>,
    /// The open documents.
    pub documents: Documents,
    /// The files that are not open.
    pub scanning: Scanning,
    /// Texts of open configuration files.
    pub configurations: OpenTexts,
    /// The client has asked for fixes on save; they are computed before it asks again.
    pub fixes_on_save: bool,
    /// A reload will come in a moment.
    pub reload_is_due: bool,
    /// A look at changed files will come in a moment.
    pub flush_is_due: bool,
    told: HashSet<String>,
}

impl State {
    /// The world before `initialize`.
    pub fn new(outbox: Outbox, pools: Pools, inbox: UnboundedSender<Message>) -> State {
        let settings = Settings::default();
        State {
            outbox,
            pools,
            inbox,
            abilities: Abilities::default(),
            roots: Vec::new(),
            projects: Arc::new(Projects::new(&[], &settings)),
            settings,
            documents: Documents::default(),
            scanning: Scanning::default(),
            configurations: Arc::new(HashMap::new()),
            fixes_on_save: false,
            reload_is_due: false,
            flush_is_due: false,
            told: HashSet::new(),
        }
    }

    /// Runs the work that is due for a document, if any is.
    pub fn start_work(&mut self, uri: &lsp::Uri) {
        let Some(work) = self.documents.take_work(uri) else { return };
        let identity = work.identity;
        let job = Job {
            uri: uri.clone(),
            identity,
            text: work.text,
            edits: work.edits,
            version: work.version,
            generation: work.generation,
            newest: work.newest,
            file: work.file,
            parts: work.parts,
            projects: Arc::clone(&self.projects),
            abilities: self.abilities,
        };
        let (inbox, uri) = (self.inbox.clone(), uri.clone());
        self.pools.now(move || {
            let done = catch_unwind(AssertUnwindSafe(|| job::run(job)));
            let _ = inbox.send(match done {
                Ok(done) => Message::Done(Box::new(done)),
                Err(_) => Message::Lost(uri, identity),
            });
        });
    }

    /// Answers the questions about a document whose newest text is analysed.
    pub fn answer(&mut self, uri: &lsp::Uri) {
        for (ready, part, ask) in self.documents.answerable(uri) {
            let configurations = Arc::clone(&self.configurations);
            self.pools.now(move || ask.run(&View { ready, part, configurations }));
        }
    }

    /// Lets the client ask again for what it has pulled.
    pub fn refresh(&self) {
        if self.abilities.pulls && self.abilities.refreshes {
            self.outbox.request::<request::WorkspaceDiagnosticRefresh>((), |_| {});
        }
    }

    /// A line for the client's log, once.
    pub fn tell(&mut self, kind: lsp::MessageType, text: String) {
        if self.told.len() < MAX_TOLD && self.told.insert(text.clone()) {
            self.outbox.log(kind, text);
        }
    }

    /// Sends a message to the world itself after a moment, in which more of its kind may come.
    pub fn later(&self, message: Message) {
        let inbox = self.inbox.clone();
        tokio::spawn(async move {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            let _ = inbox.send(message);
        });
    }

    /// Tells a client that wants to know how things stand.
    pub fn report_status(&self) {
        if self.abilities.status {
            self.outbox.status(self.status());
        }
    }

    /// How things stand.
    pub fn status(&self) -> serde_json::Value {
        let mut findings = 0;
        let mut open = HashSet::new();
        for (_, document) in self.documents.iter() {
            open.extend(document.file.as_deref());
            let reports = document.ready.iter().flat_map(|ready| &ready.reports);
            findings += reports.map(|report| report.items.len()).sum::<usize>();
        }
        for (path, report) in self.scanning.reports() {
            if !open.contains(path) {
                findings += report.items.len();
            }
        }
        let (done, total) =
            self.scanning.running.as_ref().map(|running| running.progress).unwrap_or_default();
        serde_json::json!({
            "state": if self.scanning.running.is_some() { "scanning" } else { "ready" },
            "findings": findings,
            "openDocuments": self.documents.iter().count(),
            "files": self.scanning.files(),
            "scanned": done,
            "toScan": total,
            "version": env!("CARGO_PKG_VERSION"),
        })
    }
}
