//! What is known of the files that are not open, and of the scan under way.
//!
//! In: batches of a scan, changes on the disk. Out: which scan to run next, and reports.
//! Must never know: threads, the client.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::oneshot;
use tower_lsp::ls_types as lsp;

use crate::ready::Report;
use crate::scan::{Batch, Scope};

/// From this many files on a scan of changed files shows its progress.
const WORTH_SHOWING: usize = 200;

/// A client that waits for the diagnostics of the workspace.
pub type Waiting =
    (lsp::WorkspaceDiagnosticParams, oneshot::Sender<lsp::WorkspaceDiagnosticReport>);

/// A scan under way.
pub struct Running {
    /// Its number.
    pub run: u64,
    /// Set to end it.
    pub cancelled: Arc<AtomicBool>,
    /// It is long enough for the user to see it.
    pub is_shown: bool,
    /// The client shows its progress.
    pub is_announced: bool,
    /// How many files have been looked at, of how many.
    pub progress: (usize, usize),
    is_whole: bool,
    /// The files of the workspace that it has met.
    met: HashSet<PathBuf>,
}

/// The state of the files that are not open.
#[derive(Default)]
pub struct Scanning {
    /// The scan under way.
    pub running: Option<Running>,
    /// Clients that wait for its end.
    pub waiting: Vec<Waiting>,
    /// Files with diagnostics, in the order of their paths.
    reports: BTreeMap<PathBuf, Report>,
    /// All files of the workspace.
    known: HashSet<PathBuf>,
    /// Files that have changed since.
    changed: HashSet<PathBuf>,
    runs: u64,
}

impl Scanning {
    /// Begins a scan; one under way ends.
    pub fn begin(&mut self, scope: &Scope) -> &Running {
        self.cancel();
        self.runs += 1;
        let (is_whole, count) = match scope {
            Scope::Everything => (true, usize::MAX),
            Scope::Files(files) => (false, files.len()),
        };
        if is_whole {
            self.changed.clear();
        }
        self.running.insert(Running {
            run: self.runs,
            cancelled: Arc::default(),
            is_shown: count >= WORTH_SHOWING,
            is_announced: false,
            progress: (0, 0),
            is_whole,
            met: HashSet::new(),
        })
    }

    /// Ends the scan under way. Its results so far stay.
    pub fn cancel(&mut self) -> Option<Running> {
        let running = self.running.take()?;
        running.cancelled.store(true, Ordering::Release);
        Some(running)
    }

    /// Takes in a batch. Gives the files whose diagnostics have changed.
    pub fn take(&mut self, batch: &mut Batch) -> Vec<PathBuf> {
        let Some(running) = self.running.as_mut().filter(|own| own.run == batch.run) else {
            return Vec::new();
        };
        if batch.progress.1 > 0 {
            running.progress = batch.progress;
        }
        let mut changed = Vec::new();
        for (path, report) in batch.files.drain(..) {
            if running.is_whole {
                running.met.insert(path.clone());
            }
            if report.is_some() {
                self.known.insert(path.clone());
            } else {
                self.known.remove(&path);
            }
            let report = report.filter(|report| !report.items.is_empty());
            let old = match report {
                Some(report) => {
                    let id = report.id.clone();
                    let old = self.reports.insert(path.clone(), report);
                    if old.is_some_and(|old| old.id == id) {
                        continue;
                    }
                    true
                }
                None => self.reports.remove(&path).is_some(),
            };
            if old {
                changed.push(path);
            }
        }
        if batch.is_last {
            // What a scan of everything has not met is gone.
            if let Some(running) = self.running.take().filter(|running| running.is_whole) {
                self.known.retain(|path| running.met.contains(path));
                let gone = self.reports.keys().filter(|path| !running.met.contains(*path));
                let gone: Vec<PathBuf> = gone.cloned().collect();
                for path in gone {
                    self.reports.remove(&path);
                    changed.push(path);
                }
            }
        }
        changed
    }

    /// Notes that a file or folder has changed on the disk or is gone.
    pub fn note(&mut self, path: PathBuf, is_gone: bool) {
        if is_gone && !self.known.contains(&path) {
            // Perhaps a folder.
            let inner = self.reports.keys().filter(|own| own.starts_with(&path)).cloned();
            let inner: Vec<PathBuf> = inner.collect();
            self.changed.extend(inner);
            return;
        }
        self.changed.insert(path);
    }

    /// The scan that is due, unless one is under way.
    pub fn due(&mut self) -> Option<Scope> {
        if self.running.is_some() || self.changed.is_empty() {
            return None;
        }
        let mut changed: Vec<PathBuf> = std::mem::take(&mut self.changed).into_iter().collect();
        changed.sort();
        Some(Scope::Files(changed))
    }

    /// The reports of the files with diagnostics.
    pub fn reports(&self) -> impl Iterator<Item = (&Path, &Report)> {
        self.reports.iter().map(|(path, report)| (path.as_path(), report))
    }

    /// The report of a file, if it has diagnostics.
    pub fn report(&self, path: &Path) -> Option<&Report> {
        self.reports.get(path)
    }

    /// How many files there are.
    pub fn files(&self) -> usize {
        self.known.len()
    }
}

/// What to answer to `workspace/diagnostic`: all reports but those that the client has already.
/// `current` has the URI, the version of an open document, and the report.
pub fn answer<'r>(
    previous: &[lsp::PreviousResultId],
    current: impl Iterator<Item = (lsp::Uri, Option<i32>, &'r Report)>,
) -> Vec<lsp::WorkspaceDocumentDiagnosticReport> {
    let mut known: HashMap<lsp::Uri, &str> =
        previous.iter().map(|known| (plain(&known.uri), known.value.as_str())).collect();
    let mut out = Vec::new();
    for (uri, version, report) in current {
        let version = version.map(i64::from);
        let had = known.remove(&plain(&uri));
        if had == Some(report.id.as_str()) {
            out.push(unchanged(uri, version, &report.id));
        } else if had.is_some() || !report.items.is_empty() || version.is_some() {
            out.push(full(uri, version, report));
        }
    }
    // What the client knows of files that have no diagnostics any more, or are gone.
    let nothing = Report { items: Vec::new(), id: String::new() };
    let mut gone: Vec<lsp::Uri> =
        known.into_iter().filter(|(_, id)| !id.is_empty()).map(|(uri, _)| uri).collect();
    gone.sort();
    out.extend(gone.into_iter().map(|uri| full(uri, None, &nothing)));
    out
}

/// One spelling for a file's URI.
fn plain(uri: &lsp::Uri) -> lsp::Uri {
    crate::uri::to_path(uri).and_then(|path| crate::uri::of_path(&path)).unwrap_or(uri.clone())
}

fn full(
    uri: lsp::Uri,
    version: Option<i64>,
    report: &Report,
) -> lsp::WorkspaceDocumentDiagnosticReport {
    lsp::WorkspaceDocumentDiagnosticReport::Full(lsp::WorkspaceFullDocumentDiagnosticReport {
        uri,
        version,
        full_document_diagnostic_report: lsp::FullDocumentDiagnosticReport {
            result_id: Some(report.id.clone()),
            items: report.items.clone(),
        },
    })
}

fn unchanged(
    uri: lsp::Uri,
    version: Option<i64>,
    id: &str,
) -> lsp::WorkspaceDocumentDiagnosticReport {
    lsp::WorkspaceDocumentDiagnosticReport::Unchanged(
        lsp::WorkspaceUnchangedDocumentDiagnosticReport {
            uri,
            version,
            unchanged_document_diagnostic_report: lsp::UnchangedDocumentDiagnosticReport {
                result_id: id.to_owned(),
            },
        },
    )
}
