//! The analysis of files that are not open: the whole workspace, or those that have changed on the
//! disk.
//!
//! In: the projects and what to look at. Out: batches of reports. Runs on the background threads,
//! pauses while someone waits for other work, and ends early when it is cancelled.
//! Must never know: open documents, the client.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use stockade_engine::Source;
use stockade_workspace::files::{self, Read};

use crate::abilities::Abilities;
use crate::diagnostic;
use crate::pool::Gate;
use crate::project::{Kind, Projects};
use crate::ready::{Part, Ready, Report};
use crate::uri;

/// How often results are handed on while a scan runs.
const INTERVAL: Duration = Duration::from_millis(100);

/// Messages about files that could not be read, for one scan.
const MAX_FAILURES: usize = 20;

/// What to look at.
pub enum Scope {
    /// Every file of the roots.
    Everything,
    /// These files, as far as they are the workspace's.
    Files(Vec<PathBuf>),
}

/// A scan to run.
pub struct Scan {
    /// Its number; results of an older one are not wanted any more.
    pub run: u64,
    /// What to look at.
    pub scope: Scope,
    /// Rules and configurations.
    pub projects: Arc<Projects>,
    /// What the client can do.
    pub abilities: Abilities,
    /// Set when nobody wants it any more.
    pub cancelled: Arc<AtomicBool>,
    /// Closed while someone waits for other work.
    pub gate: Arc<Gate>,
}

/// A part of a scan's results.
#[derive(Default)]
pub struct Batch {
    /// The scan's number.
    pub run: u64,
    /// The files that were looked at since the last batch, each with its report; none: the file
    /// is not there any more or not ours.
    pub files: Vec<(PathBuf, Option<Report>)>,
    /// How many files have been looked at, and how many there are; 0 of 0 while it is unknown.
    pub progress: (usize, usize),
    /// It was the last batch.
    pub is_last: bool,
    /// Lines for the log.
    pub failures: Vec<String>,
    /// Files in which something else is found than before, because of others.
    pub concerned: Vec<PathBuf>,
}

impl Scan {
    fn is_over(&self) -> bool {
        self.cancelled.load(Ordering::Acquire)
    }

    /// Asked now and then by an analysis; waits while others have work to do.
    fn pause(&self) -> bool {
        self.gate.wait();
        self.is_over()
    }

    /// Runs the scan; `hand_on` gets the batches, the last one always, unless it is cancelled.
    pub fn run(self, hand_on: impl Fn(Batch) + Sync) {
        let (paths, mut failures) = self.paths();
        let gathered = Mutex::new((Batch { run: self.run, ..Batch::default() }, Instant::now()));
        let (done, total) = (AtomicUsize::new(0), paths.len());
        let scanned: BTreeSet<PathBuf> = paths.iter().cloned().collect();
        paths.into_par_iter().for_each(|path| {
            if self.pause() {
                return;
            }
            let report = self.file(&path);
            let done = done.fetch_add(1, Ordering::AcqRel) + 1;
            let mut guard = gathered.lock().unwrap_or_else(PoisonError::into_inner);
            let (batch, since) = &mut *guard;
            match report {
                Ok(report) => batch.files.push((path, report)),
                Err(failure) => {
                    batch.files.push((path, None));
                    batch.failures.push(failure);
                }
            }
            batch.progress = (done, total);
            if since.elapsed() > INTERVAL {
                *since = Instant::now();
                let full = std::mem::replace(batch, Batch { run: self.run, ..Batch::default() });
                drop(guard);
                hand_on(full);
            }
        });
        if self.is_over() {
            return;
        }
        let (mut last, _) = gathered.into_inner().unwrap_or_else(PoisonError::into_inner);
        failures.append(&mut last.failures);
        // All summaries are there: what they say together.
        let (changed, found) = self.projects.linked().settle();
        let again: BTreeSet<PathBuf> =
            changed.iter().chain(found.intersection(&scanned)).cloned().collect();
        for path in again {
            if self.pause() {
                return;
            }
            if let Ok(Some(report)) = self.file(&path) {
                last.files.retain(|(known, _)| *known != path);
                last.files.push((path, Some(report)));
            }
        }
        last.concerned = changed.into_iter().collect();
        failures.truncate(MAX_FAILURES);
        hand_on(Batch { progress: (total, total), is_last: true, failures, ..last });
    }

    /// The files to look at, and what could not be looked at.
    fn paths(&self) -> (Vec<PathBuf>, Vec<String>) {
        match &self.scope {
            Scope::Everything => self.found(),
            Scope::Files(files) => (files.clone(), Vec::new()),
        }
    }

    fn found(&self) -> (Vec<PathBuf>, Vec<String>) {
        let workspace = self.projects.workspace();
        let mut roots = workspace.roots().to_vec();
        // A root within another is walked with it.
        let all = roots.clone();
        roots.retain(|root| !all.iter().any(|other| other != root && root.starts_with(other)));
        match files::find_until(workspace, &roots, &|| self.is_over()) {
            Ok(found) => (found.files, found.failures),
            Err(error) => (Vec::new(), vec![error.to_string()]),
        }
    }

    /// The report of a file; `Ok(None)`: it is not there, or not analysed.
    fn file(&self, path: &Path) -> Result<Option<Report>, String> {
        let is_listed = matches!(self.scope, Scope::Files(_));
        let workspace = self.projects.workspace();
        if is_listed && !(path.is_file() && files::is_read(workspace, path).unwrap_or(false)) {
            self.projects.linked().gone(path);
            return Ok(None);
        }
        let Read::Text(text) = files::read(path, false)? else { return Ok(None) };
        let project = self.projects.of(Some(path));
        let Some(uri) = uri::of_path(path) else { return Ok(None) };
        let source = Source {
            path: project.profile.relative(path).into(),
            text: text.text,
            language: text.language,
            parsed: None,
        };
        let analysis = project.profile.examine(&source, &|| self.pause());
        let Some((mut analysis, summary)) = analysis else { return Ok(None) };
        let linked = self.projects.linked();
        linked.read(&project.profile, path, source.language, summary);
        let about = linked.findings(&project.profile, path);
        project.analyzer().admit(&source, about, &mut analysis.findings);
        let findings = project.profile.judge(path, &source, analysis.findings);
        if findings.is_empty() {
            return Ok(Some(Report::default()));
        }
        let part = Part { uri, version: 0, span: 0..source.text.len(), line: 0 };
        let kind = Kind::Source;
        let ready = Ready::new(source, kind, 0, vec![part], findings, project, self.abilities);
        Ok(diagnostic::reports(&ready).pop())
    }
}
