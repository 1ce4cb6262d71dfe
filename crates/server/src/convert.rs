//! From the engine's terms to the protocol's.

use stockade_engine::{Finding, Fix, Source};
use stockade_rules::Severity;
use stockade_syntax::Span;
use stockade_syntax::text::position::{Encoding, Lines, Position};
use tower_lsp::ls_types as lsp;

/// Turns places of one text into the client's.
pub struct Places<'a> {
    text: &'a str,
    lines: Lines,
    encoding: Encoding,
}

impl<'a> Places<'a> {
    /// For a text.
    pub fn of(source: &'a Source, encoding: Encoding) -> Self {
        Places { text: &source.text, lines: Lines::of(&source.text), encoding }
    }

    /// A range.
    pub fn range(&self, span: Span) -> lsp::Range {
        lsp::Range { start: self.position(span.start), end: self.position(span.end) }
    }

    fn position(&self, offset: usize) -> lsp::Position {
        let at = self.lines.position(self.text, offset, self.encoding);
        lsp::Position { line: at.line, character: at.column }
    }

    /// A byte offset.
    pub fn offset(&self, position: lsp::Position) -> usize {
        self.lines.offset(self.text, from_position(position), self.encoding)
    }
}

/// A position as the documents know it.
pub fn from_position(position: lsp::Position) -> Position {
    Position { line: position.line, column: position.character }
}

/// A finding as a diagnostic.
pub fn diagnostic(finding: &Finding, places: &Places<'_>) -> lsp::Diagnostic {
    lsp::Diagnostic {
        range: places.range(finding.span),
        severity: Some(match finding.rule.severity {
            Severity::Error => lsp::DiagnosticSeverity::ERROR,
            Severity::Warning => lsp::DiagnosticSeverity::WARNING,
            Severity::Info => lsp::DiagnosticSeverity::INFORMATION,
        }),
        code: Some(lsp::NumberOrString::String(finding.rule.id.to_string())),
        source: Some("stockade".to_owned()),
        message: finding.message.clone(),
        ..lsp::Diagnostic::default()
    }
}

/// The edits of a fix.
pub fn edits(fix: &Fix, places: &Places<'_>) -> Vec<lsp::TextEdit> {
    fix.edits
        .iter()
        .map(|edit| lsp::TextEdit { range: places.range(edit.span), new_text: edit.text.clone() })
        .collect()
}
