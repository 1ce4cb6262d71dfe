//! The work that one change of a document causes: apply the edits, parse, analyse, translate.
//!
//! In: a document with edits to apply, owned for the time of the work, so that no lock is needed
//! and no two changes can change places. Out: the document again, and its results if the text is
//! still the newest. Must never know: the other documents, the client.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use stockade_engine::{Analysis, Notice, Source};
use stockade_syntax::Language;
use stockade_syntax::document::{Document, Edit};
use stockade_workspace::{Config, Reported};
use tower_lsp::ls_types as lsp;

use crate::abilities::Abilities;
use crate::diagnostic;
use crate::project::{Kind, Project, Projects};
use crate::ready::{Part, Ready, Report};
use crate::uri;

/// The text to work on.
pub enum Text {
    /// As it was when it was opened; parsed here, because it takes time.
    New(String, Option<Language>),
    /// As the last job left it.
    Known(Document),
}

/// One piece of work.
pub struct Job {
    /// The document's key.
    pub uri: lsp::Uri,
    /// Tells documents apart that were open under one URI one after the other.
    pub identity: u64,
    /// The text.
    pub text: Text,
    /// What has changed since.
    pub edits: Vec<Edit>,
    /// The client's version after the edits.
    pub version: i32,
    /// Which state of the document this will be.
    pub generation: u64,
    /// Which state is the newest.
    pub newest: Arc<AtomicU64>,
    /// The file, if it is one.
    pub file: Option<PathBuf>,
    /// The cells, if it is a notebook; any other document is one part.
    pub parts: Option<Vec<Part>>,
    /// Rules and configurations.
    pub projects: Arc<Projects>,
    /// What the client can do.
    pub abilities: Abilities,
}

/// What came of a job.
pub struct Done {
    /// The document's key.
    pub uri: lsp::Uri,
    /// See [`Job::identity`].
    pub identity: u64,
    /// The document, with the edits applied.
    pub document: Document,
    /// The results; none if the text is not the newest any more.
    pub ready: Option<Arc<Ready>>,
    /// What the user must know about the analysis.
    pub notices: Vec<Notice>,
    /// Other files whose findings have changed with this one.
    pub concerned: Vec<PathBuf>,
}

impl Job {
    fn is_stale(&self) -> bool {
        self.newest.load(Ordering::Acquire) != self.generation
    }
}

/// Does the work.
pub fn run(mut job: Job) -> Done {
    let text = std::mem::replace(&mut job.text, Text::New(String::new(), None));
    let edits = std::mem::take(&mut job.edits);
    let encoding = job.abilities.encoding;
    let mut document = match text {
        Text::New(text, language) => Document::new(&text, language, job.version),
        Text::Known(document) => document,
    };
    if !edits.is_empty() {
        document.apply(&edits, encoding, job.version);
    }
    // Rules are guarded one by one in the engine; this is for the rest of it.
    let result = catch_unwind(AssertUnwindSafe(|| analyse(&job, &document)));
    let (ready, notices, concerned) = match result {
        Ok(Some((ready, notices, concerned))) => (Some(Arc::new(ready)), notices, concerned),
        Ok(None) => (None, Vec::new(), Vec::new()),
        Err(_) => {
            let name = uri::shown(&job.uri, None);
            let message = format!("{name}: the analysis hit a defect; please report it");
            let project = job.projects.of(job.file.as_deref());
            let source = source_of(&job, &document, &project);
            let ready = assemble(&job, source, Kind::Other, Vec::new(), project);
            (Some(Arc::new(ready)), vec![Notice { rule: None, message }], Vec::new())
        }
    };
    Done { uri: job.uri, identity: job.identity, document, ready, notices, concerned }
}

/// `None`: the text is not the newest any more.
fn analyse(job: &Job, document: &Document) -> Option<(Ready, Vec<Notice>, Vec<PathBuf>)> {
    if job.is_stale() {
        return None;
    }
    let project = job.projects.of(job.file.as_deref());
    let kind = project.kind(job.file.as_deref(), document.language());
    let source = source_of(job, document, &project);
    let (mut analysis, summary) = match kind {
        Kind::Source | Kind::Rules => project.profile.examine(&source, &|| job.is_stale())?,
        Kind::Configuration | Kind::Other => (Analysis::default(), None),
    };
    let mut concerned = Vec::new();
    if let (Some(file), Kind::Source, false) = (&job.file, kind, job.is_stale()) {
        let (profile, language) = (&project.profile, source.language);
        let (found, others) = project.linked.edited(profile, file, language, summary);
        project.analyzer().admit(&source, found, &mut analysis.findings);
        concerned = others;
    } else if let Some(summary) = &summary {
        let found = project.analyzer().alone(&source.path, summary);
        project.analyzer().admit(&source, found, &mut analysis.findings);
    }
    let path = job.file.as_deref().unwrap_or(Path::new("untitled"));
    let findings = project.profile.judge(path, &source, analysis.findings);
    let mut ready = assemble(job, source, kind, findings, project);
    match kind {
        Kind::Rules => ready.problems = ready.project.rule_problems(path, &ready.source.text),
        Kind::Configuration => {
            let text = &ready.source.text;
            ready.mistakes = Config::from_text(path, text).err().unwrap_or_default();
        }
        Kind::Source | Kind::Other => {}
    }
    ready.reports = diagnostic::reports(&ready);
    // What the others have to know must not get lost with this text.
    (!job.is_stale() || !concerned.is_empty()).then_some((ready, analysis.notices, concerned))
}

fn source_of(job: &Job, document: &Document, project: &Project) -> Source {
    let snapshot = document.snapshot();
    let path = match &job.file {
        Some(file) => project.profile.relative(file),
        None => uri::shown(&job.uri, None),
    };
    Source {
        path: path.into(),
        text: snapshot.text,
        language: document.language(),
        parsed: snapshot.parsed,
    }
}

fn assemble(
    job: &Job,
    source: Source,
    kind: Kind,
    findings: Vec<Reported>,
    project: Arc<Project>,
) -> Ready {
    let parts = job.parts.clone().unwrap_or_else(|| {
        let (uri, version) = (job.uri.clone(), job.version);
        vec![Part { uri, version, span: 0..source.text.len(), line: 0 }]
    });
    let mut ready =
        Ready::new(source, kind, job.generation, parts, findings, project, job.abilities);
    ready.newest = Some(Arc::clone(&job.newest));
    ready.reports = vec![Report::default(); ready.parts.len()];
    ready
}
