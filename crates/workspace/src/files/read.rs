//! Reading one file, and seeing in its text that it is not worth analysing.

use std::cell::RefCell;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use stockade_syntax::Language;

use super::kind::{self, Kind};

/// Files with a longer line are taken for minified and skipped when found by walking.
const LONGEST_LINE: usize = 20_000;

/// Lines in which a tool says that it wrote the file.
const HEAD_LINES: usize = 5;

/// A file's text.
#[derive(Clone, Debug)]
pub struct Text {
    /// The text.
    pub text: Arc<str>,
    /// Its language; none for texts that only text rules read.
    pub language: Option<Language>,
}

/// What came of reading a file.
#[derive(Clone, Debug)]
pub enum Read {
    /// Its text.
    Text(Text),
    /// It is not analysed, because it is minified.
    Minified,
    /// It is not analysed, because a tool wrote it.
    Generated,
    /// It is no code.
    Other,
}

thread_local! {
    /// Grows to the longest file once, so that a file costs one allocation of its own size.
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Reads a file; `named`: the user named it, so it is analysed whatever it looks like.
///
/// # Errors
/// A message for the user: it cannot be read or is not UTF-8.
pub fn read(path: &Path, named: bool) -> Result<Read, String> {
    let fail = |error: std::io::Error| format!("{}: {error}", path.display());
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let kind = kind::of_name(name);
    BUFFER.with_borrow_mut(|buffer| {
        buffer.clear();
        let mut file = File::open(path).map_err(fail)?;
        if kind == Kind::Script && !named {
            // Most files without an ending are no scripts; two bytes tell.
            file.by_ref().take(2).read_to_end(buffer).map_err(fail)?;
            if buffer != b"#!" {
                return Ok(Read::Other);
            }
        }
        file.read_to_end(buffer).map_err(fail)?;
        let text = match std::str::from_utf8(buffer) {
            Ok(text) => text,
            // A text for text rules alone may be in any encoding; code must be read.
            Err(_) if kind == Kind::Text && !named => return Ok(Read::Other),
            Err(error) => {
                let at = error.valid_up_to();
                return Err(format!(
                    "{}: not UTF-8 at byte {at}; the file is not analysed",
                    path.display()
                ));
            }
        };
        let language = Language::from_file_name(name).or_else(|| Language::from_shebang(text));
        if !named {
            if kind == Kind::Script && language.is_none() {
                return Ok(Read::Other);
            }
            if is_generated(text) {
                return Ok(Read::Generated);
            }
            if language.is_some() && is_minified(text) {
                return Ok(Read::Minified);
            }
        }
        Ok(Read::Text(Text { text: Arc::from(text), language }))
    })
}

fn is_generated(text: &str) -> bool {
    text.lines().take(HEAD_LINES).any(|line| {
        line.contains("@generated")
            || line.contains("Code generated") && line.contains("DO NOT EDIT")
    })
}

fn is_minified(text: &str) -> bool {
    text.len() > LONGEST_LINE && text.split('\n').any(|line| line.len() > LONGEST_LINE)
}
