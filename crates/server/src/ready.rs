//! A document as it is at one moment, analysed: what every answer is computed from.
//!
//! In: spans in bytes of the text. Out: places in the client's documents. A notebook is one text
//! with several parts, each of which is a document to the client; everything else has one part.
//! Must never know: how the text came about, who asks.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use stockade_engine::{Fix, Source, TextEdit};
use stockade_rules::load::Problem;
use stockade_syntax::Span;
use stockade_syntax::text::position::{Encoding, Lines, Position};
use stockade_workspace::{Reported, config};
use tower_lsp::ls_types as lsp;

use crate::abilities::Abilities;
use crate::project::{Kind, Project};

/// A part of the text that is a document to the client.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its URI.
    pub uri: lsp::Uri,
    /// The client's version of it.
    pub version: i32,
    /// Where it stands in the text, in bytes.
    pub span: Range<usize>,
    /// The line of the text on which it begins.
    pub line: u32,
}

/// Diagnostics of a part, and a name for exactly these.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// In the order of their places.
    pub items: Vec<lsp::Diagnostic>,
    /// Equal for equal diagnostics.
    pub id: String,
}

/// All fixes of a document: edits of its parts, and how many fixes are in them.
pub type AllFixes = (Vec<lsp::TextDocumentEdit>, usize);

/// An analysed document.
pub struct Ready {
    /// The text and its trees.
    pub source: Source,
    /// What kind it is.
    pub kind: Kind,
    /// Which state of the document it is.
    pub generation: u64,
    /// Which state is the newest; none for a file that is not open.
    pub newest: Option<Arc<AtomicU64>>,
    /// The parts; one, or the code cells of a notebook.
    pub parts: Vec<Part>,
    /// What was found, in the order of places.
    pub findings: Vec<Reported>,
    /// Mistakes in a rule file.
    pub problems: Vec<Problem>,
    /// Mistakes in a configuration.
    pub mistakes: Vec<config::Problem>,
    /// The diagnostics of each part.
    pub reports: Vec<Report>,
    /// Rules and configuration that were used.
    pub project: Arc<Project>,
    /// What the client can do.
    pub abilities: Abilities,
    /// All safe fixes, or that there are none, once somebody has wanted them.
    pub safe_fixes: OnceLock<Option<AllFixes>>,
    lines: Lines,
    /// The proven fixes of each finding, computed when they are first asked for.
    fixes: Vec<OnceLock<Vec<Fix>>>,
}

impl Ready {
    /// Puts the results for a text together; the reports are still empty.
    pub fn new(
        source: Source,
        kind: Kind,
        generation: u64,
        parts: Vec<Part>,
        findings: Vec<Reported>,
        project: Arc<Project>,
        abilities: Abilities,
    ) -> Ready {
        let lines = Lines::of(&source.text);
        let fixes = findings.iter().map(|_| OnceLock::new()).collect();
        Ready {
            source,
            kind,
            generation,
            newest: None,
            parts,
            findings,
            problems: Vec::new(),
            mistakes: Vec::new(),
            reports: Vec::new(),
            project,
            abilities,
            safe_fixes: OnceLock::new(),
            lines,
            fixes,
        }
    }

    /// The part in which a byte stands.
    pub fn part_at(&self, offset: usize) -> usize {
        self.parts.partition_point(|part| part.span.start <= offset).saturating_sub(1)
    }

    /// The range of a span in a part.
    pub fn range(&self, part: usize, span: Span) -> lsp::Range {
        let Some(bounds) = self.parts.get(part).map(|part| &part.span) else {
            return lsp::Range::default();
        };
        let inner = |at: usize| at.clamp(bounds.start, bounds.end);
        lsp::Range {
            start: self.position(part, inner(span.start)),
            end: self.position(part, inner(span.end)),
        }
    }

    fn position(&self, part: usize, offset: usize) -> lsp::Position {
        let at = self.lines.position(&self.source.text, offset, self.encoding());
        let line = at.line.saturating_sub(self.parts[part].line);
        lsp::Position { line, character: at.column }
    }

    /// The byte of a position in a part.
    pub fn offset(&self, part: usize, position: lsp::Position) -> usize {
        let part = &self.parts[part];
        let line = position.line.saturating_add(part.line);
        let at = Position { line, column: position.character };
        let offset = self.lines.offset(&self.source.text, at, self.encoding());
        offset.clamp(part.span.start, part.span.end)
    }

    fn encoding(&self) -> Encoding {
        self.abilities.encoding
    }

    /// Whether the text has changed since.
    pub fn is_stale(&self) -> bool {
        let newest = self.newest.as_ref().map(|newest| newest.load(Ordering::Acquire));
        newest.is_some_and(|newest| newest != self.generation)
    }

    /// The proven fixes of the finding with this number, the best first; none of a text that is not
    /// the newest any more.
    pub fn fixes(&self, finding: usize) -> &[Fix] {
        let Some(memory) = self.fixes.get(finding) else { return &[] };
        if memory.get().is_none() {
            let finding = &self.findings[finding].finding;
            let stop = || self.is_stale();
            let analyzer = self.project.analyzer();
            let Some(fixes) = analyzer.fixes_until(&self.source, finding, &stop) else {
                return &[];
            };
            return memory.get_or_init(|| fixes);
        }
        memory.get().map_or(&[], Vec::as_slice)
    }

    /// Edits as the client's, by part.
    pub fn edits(&self, edits: &[TextEdit]) -> Vec<lsp::TextDocumentEdit> {
        let mut by_part: Vec<Vec<lsp::OneOf<lsp::TextEdit, lsp::AnnotatedTextEdit>>> =
            vec![Vec::new(); self.parts.len()];
        for edit in edits {
            let part = self.part_at(edit.span.start);
            by_part[part].push(lsp::OneOf::Left(lsp::TextEdit {
                range: self.range(part, edit.span),
                new_text: edit.text.clone(),
            }));
        }
        by_part
            .into_iter()
            .zip(&self.parts)
            .filter(|(edits, _)| !edits.is_empty())
            .map(|(edits, part)| lsp::TextDocumentEdit {
                text_document: lsp::OptionalVersionedTextDocumentIdentifier {
                    uri: part.uri.clone(),
                    version: Some(part.version),
                },
                edits,
            })
            .collect()
    }
}

/// Texts of open `stockade.toml`s, which count before what is on the disk.
pub type OpenTexts = Arc<HashMap<PathBuf, (lsp::Uri, i32, Arc<str>)>>;

/// What a question about one document sees.
#[derive(Clone)]
pub struct View {
    /// The document, or the notebook that it is a cell of.
    pub ready: Arc<Ready>,
    /// Which part of it.
    pub part: usize,
    /// Open configuration files.
    pub configurations: OpenTexts,
}

impl View {
    /// The part's URI.
    pub fn uri(&self) -> &lsp::Uri {
        &self.ready.parts[self.part].uri
    }

    /// The part's version.
    pub fn version(&self) -> i32 {
        self.ready.parts[self.part].version
    }

    /// The part's text.
    pub fn text(&self) -> &str {
        let span = &self.ready.parts[self.part].span;
        self.ready.source.text.get(span.clone()).unwrap_or_default()
    }

    /// A range in the part as bytes of the whole text.
    pub fn span(&self, range: lsp::Range) -> Span {
        let start = self.offset(range.start);
        Span::new(start, self.offset(range.end).max(start))
    }

    /// A position in the part as a byte of the whole text.
    pub fn offset(&self, position: lsp::Position) -> usize {
        self.ready.offset(self.part, position)
    }

    /// The findings that touch a range, with their numbers.
    pub fn touching(&self, span: Span) -> impl Iterator<Item = (usize, &Reported)> {
        self.ready.findings.iter().enumerate().filter(move |(_, reported)| {
            let own = reported.finding.span;
            own.start <= span.end && span.start <= own.end
        })
    }

    /// The root of the workspace it lies in.
    pub fn root(&self) -> Option<&Path> {
        self.ready.project.root.as_deref()
    }
}

/// An edit of the workspace in the form that the client understands.
pub fn workspace_edit(
    abilities: &Abilities,
    edits: Vec<lsp::TextDocumentEdit>,
) -> lsp::WorkspaceEdit {
    if abilities.document_changes {
        return lsp::WorkspaceEdit {
            document_changes: Some(lsp::DocumentChanges::Edits(edits)),
            ..lsp::WorkspaceEdit::default()
        };
    }
    let mut changes: HashMap<lsp::Uri, Vec<lsp::TextEdit>> = HashMap::new();
    for document in edits {
        let list = changes.entry(document.text_document.uri).or_default();
        list.extend(document.edits.into_iter().map(|edit| match edit {
            lsp::OneOf::Left(edit) => edit,
            lsp::OneOf::Right(annotated) => annotated.text_edit,
        }));
    }
    lsp::WorkspaceEdit { changes: Some(changes), ..lsp::WorkspaceEdit::default() }
}
