//! The file that results are kept in: written whole, read whole, and believed only if its checksum
//! holds.
//!
//! In and out: entries by key. Must never know: rules, sources.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};
use stockade_engine::project::Summary;
use stockade_engine::{Fix, TextEdit};
use stockade_rules::rule::Safety;
use stockade_syntax::Span;

/// What an entry is found by: the beginning of a hash of all that the result depends on.
pub type Key = [u8; 16];

/// Changes when the form of the file does.
const MAGIC: &[u8; 8] = b"stkcach2";

/// The result for one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The run that needed it last.
    pub used: u32,
    /// Its findings, before the configuration judges them.
    pub findings: Vec<KeptFinding>,
    /// What it says about its project.
    pub summary: Option<Summary>,
}

/// A finding, its rule by number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFinding {
    /// The rule's number in its profile.
    pub rule: u32,
    /// Where.
    pub span: (u32, u32),
    /// The message.
    pub message: String,
    /// The steps of a data flow.
    pub trace: Vec<((u32, u32), String)>,
    /// The fingerprint.
    pub fingerprint: u64,
    /// Its fixes; none if nobody asked for them yet.
    pub fixes: Option<Vec<KeptFix>>,
}

/// A fix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFix {
    title: String,
    is_safe: bool,
    edits: Vec<((u32, u32), String)>,
    note: Option<String>,
}

impl KeptFix {
    /// For keeping.
    pub fn of(fix: &Fix) -> KeptFix {
        KeptFix {
            title: fix.title.clone(),
            is_safe: fix.safety == Safety::Safe,
            edits: fix.edits.iter().map(|edit| (pair(edit.span), edit.text.clone())).collect(),
            note: fix.note.clone(),
        }
    }

    /// As it was; `None` if it cannot be one of a text.
    pub fn restore(&self, text: &str) -> Option<Fix> {
        let edits = self.edits.iter().map(|(pair, replacement)| {
            Some(TextEdit { span: span_in(*pair, text)?, text: replacement.clone() })
        });
        Some(Fix {
            title: self.title.clone(),
            safety: if self.is_safe { Safety::Safe } else { Safety::NeedsReview },
            edits: edits.collect::<Option<Vec<_>>>()?,
            note: self.note.clone(),
            // It is shown by itself, and never applied together with others.
            variable: None,
        })
    }

    /// About how many bytes it takes.
    pub fn size(&self) -> usize {
        let edits: usize = self.edits.iter().map(|(_, text)| text.len() + 9).sum();
        self.title.len() + self.note.as_ref().map_or(0, String::len) + edits + 4
    }
}

/// A span for keeping.
pub fn pair(span: Span) -> (u32, u32) {
    (u32::try_from(span.start).unwrap_or(u32::MAX), u32::try_from(span.end).unwrap_or(u32::MAX))
}

/// A kept span, if it is one of the text.
pub fn span_in((start, end): (u32, u32), text: &str) -> Option<Span> {
    let (start, end) = (start as usize, end as usize);
    text.get(start..end).map(|_| Span::new(start, end))
}

/// All that a file holds.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pack {
    /// The number of the run that wrote it.
    pub run: u32,
    /// The entries.
    pub entries: HashMap<Key, Entry>,
}

impl Pack {
    /// Reads a file. What is missing, damaged or of another form is empty.
    pub fn read(path: &Path) -> Pack {
        let Ok(bytes) = std::fs::read(path) else { return Pack::default() };
        Self::decode(&bytes).unwrap_or_default()
    }

    fn decode(bytes: &[u8]) -> Option<Pack> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (checksum, body) = rest.split_at_checked(blake3::OUT_LEN)?;
        if blake3::hash(body).as_bytes() != checksum {
            return None;
        }
        postcard::from_bytes(body).ok()
    }

    /// Writes a file, whole or not at all: another process reads the old one or the new one.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn write(&self, path: &Path) -> std::io::Result<()> {
        let body = postcard::to_stdvec(self).map_err(std::io::Error::other)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(MAGIC)?;
        file.write_all(blake3::hash(&body).as_bytes())?;
        file.write_all(&body)?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack() -> Pack {
        let finding = KeptFinding {
            rule: 3,
            span: (1, 4),
            message: "m".to_owned(),
            trace: vec![((0, 1), "from".to_owned())],
            fingerprint: u64::MAX,
            fixes: Some(Vec::new()),
        };
        let entry = Entry { used: 7, findings: vec![finding], summary: Some(Summary::default()) };
        Pack { run: 7, entries: HashMap::from([([1; 16], entry)]) }
    }

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/er/x.pack");
        pack().write(&path).unwrap();
        assert_eq!(Pack::read(&path), pack());
    }

    #[test]
    fn a_damaged_byte_anywhere_makes_it_empty() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.pack");
        pack().write(&path).unwrap();
        let whole = std::fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x20;
            assert_eq!(Pack::decode(&bytes), None, "byte {at}");
            assert_eq!(Pack::decode(&whole[..at]), None, "cut at {at}");
        }
    }

    #[test]
    fn a_span_that_is_none_of_the_text_is_no_span() {
        assert_eq!(span_in((1, 3), "aé"), Some(Span::new(1, 3)));
        assert_eq!(span_in((1, 2), "aé"), None);
        assert_eq!(span_in((0, 9), "aé"), None);
        assert_eq!(span_in((2, 1), "abc"), None);
    }
}
