//! Notebooks: the code cells of one are analysed as one text, so that a name imported in the first
//! cell is known in the last.
//!
//! In: cells and their changes. Out: the text, and where each cell stands in it. Lines that are not
//! Python (`%matplotlib`, `!pip`, whole `%%bash` cells) are made comments of the same length.
//! Must never know: analysis, the client.

use stockade_syntax::document::{Document, Edit};
use stockade_syntax::text::position::Encoding;
use tower_lsp::ls_types as lsp;

use crate::ready::Part;

struct Cell {
    uri: lsp::Uri,
    is_code: bool,
    version: i32,
    text: Document,
}

/// An open notebook.
pub struct Notebook {
    cells: Vec<Cell>,
}

impl Notebook {
    /// A notebook with these cells, whose texts the client sends beside them.
    pub fn new(cells: Vec<lsp::NotebookCell>, texts: Vec<lsp::TextDocumentItem>) -> Notebook {
        let mut notebook = Notebook { cells: Vec::new() };
        notebook.splice(0, 0, cells, texts);
        notebook
    }

    /// The URIs of the cells.
    pub fn uris(&self) -> impl Iterator<Item = &lsp::Uri> {
        self.cells.iter().map(|cell| &cell.uri)
    }

    /// Replaces `delete` cells from `start` on.
    fn splice(
        &mut self,
        start: usize,
        delete: usize,
        cells: Vec<lsp::NotebookCell>,
        texts: Vec<lsp::TextDocumentItem>,
    ) {
        let start = start.min(self.cells.len());
        let end = start.saturating_add(delete).min(self.cells.len());
        let mut old: Vec<Cell> = self.cells.splice(start..end, std::iter::empty()).collect();
        let mut texts = texts;
        let new = cells.into_iter().map(|cell| {
            // A cell that moves is taken out and put in again; its text is sent only once.
            let sent = texts.iter().position(|text| text.uri == cell.document);
            if let Some(text) = sent.map(|at| texts.swap_remove(at)) {
                return Cell {
                    uri: cell.document,
                    is_code: text.language_id == "python",
                    version: text.version,
                    text: Document::new(&text.text, None, text.version),
                };
            }
            match old.iter().position(|known| known.uri == cell.document) {
                Some(at) => old.swap_remove(at),
                None => Cell {
                    uri: cell.document,
                    is_code: cell.kind == lsp::NotebookCellKind::CODE,
                    version: 0,
                    text: Document::new("", None, 0),
                },
            }
        });
        let new: Vec<Cell> = new.collect();
        self.cells.splice(start..start, new);
        // Texts of cells that are not in the new stretch: opened cells that stood here before.
        for text in texts {
            if let Some(cell) = self.cells.iter_mut().find(|cell| cell.uri == text.uri) {
                cell.is_code = text.language_id == "python";
                cell.version = text.version;
                cell.text = Document::new(&text.text, None, text.version);
            }
        }
    }

    /// Applies a change of the notebook.
    pub fn change(&mut self, change: lsp::NotebookDocumentCellChange, encoding: Encoding) {
        if let Some(structure) = change.structure {
            let array = structure.array;
            self.splice(
                array.start as usize,
                array.delete_count as usize,
                array.cells.unwrap_or_default(),
                structure.did_open.unwrap_or_default(),
            );
        }
        for content in change.text_content.unwrap_or_default() {
            let Some(cell) = self.cells.iter_mut().find(|c| c.uri == content.document.uri) else {
                continue;
            };
            let edits: Vec<Edit> = content.changes.into_iter().map(crate::edit::of).collect();
            cell.version = content.document.version;
            cell.text.apply(&edits, encoding, cell.version);
        }
    }

    /// The text of all code cells, and the part that each is.
    pub fn text(&self) -> (String, Vec<Part>) {
        let mut text = String::new();
        let mut line = 0;
        let mut parts = Vec::new();
        for cell in self.cells.iter().filter(|cell| cell.is_code) {
            let start = text.len();
            text.push_str(&python_only(&cell.text.snapshot().text));
            let span = start..text.len();
            text.push('\n');
            parts.push(Part { uri: cell.uri.clone(), version: cell.version, span, line });
            line += lines(&text[start..]);
        }
        (text, parts)
    }
}

/// Line breaks as the protocol counts them.
fn lines(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let ends = bytes.iter().enumerate().filter(|(at, byte)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    });
    ends.count() as u32
}

/// Makes what is not Python a comment of the same length.
fn python_only(text: &str) -> String {
    // `%%time` and `%%capture` cells are Python after their first line.
    let whole = text.trim_start().strip_prefix("%%").is_some_and(|rest| {
        let magic = rest.split_whitespace().next().unwrap_or_default();
        !matches!(magic, "time" | "timeit" | "capture" | "prun")
    });
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start();
        let at = line.len() - bare.len();
        let first = bare.chars().next();
        let foreign = whole || first.is_some_and(|c| matches!(c, '%' | '!' | '?'));
        match first.filter(|c| foreign && c.is_ascii() && !c.is_control()) {
            Some(_) => {
                out.push_str(&line[..at]);
                out.push('#');
                out.push_str(&line[at + 1..]);
            }
            None if foreign && !bare.is_empty() => {
                // A first letter of several bytes: as many signs, so that nothing moves.
                let letter = first.map_or(0, char::len_utf8);
                out.push_str(&line[..at]);
                out.push_str(&"#".repeat(letter));
                out.push_str(&line[at + letter..]);
            }
            None => out.push_str(line),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_python_becomes_a_comment_of_the_same_length() {
        let check = |text: &str, wanted: &str| {
            assert_eq!(python_only(text), wanted);
            assert_eq!(text.len(), wanted.len());
        };
        check("%matplotlib inline\nx = 1\n", "#matplotlib inline\nx = 1\n");
        check("!pip install x\n  %time f()\n", "#pip install x\n  #time f()\n");
        check("%%bash\nls -l\n\nécho a\n", "#%bash\n#s -l\n\n##cho a\n");
        check("%%time\nx = 1\n", "#%time\nx = 1\n");
    }
}
