//! Events as all agents mean them.

use std::path::PathBuf;

use serde_json::Value;

/// What happened.
#[derive(Debug, PartialEq, Eq)]
pub enum Event {
    /// The agent wrote files.
    Edit(Vec<Edited>),
    /// The agent is about to stop working in this folder. `again`: it was sent back to work by a
    /// hook already, so that answering once more could go on for ever.
    Stop {
        /// The folder it works in; none if the event does not say.
        folder: Option<PathBuf>,
        /// Whether a hook has sent it back before.
        again: bool,
    },
    /// Something that is no concern of ours.
    Other,
}

/// A file that was written.
#[derive(Debug, PartialEq, Eq)]
pub struct Edited {
    /// Where it is.
    pub path: PathBuf,
    /// What it was before.
    pub before: Before,
}

/// What an event tells about the text before the edit.
#[derive(Debug, PartialEq, Eq)]
pub enum Before {
    /// The whole text.
    Text(String),
    /// What was replaced, in the order in which it was done.
    Replaced(Vec<Replacement>),
    /// The agent wrote the whole file, so it answers for every line.
    Nothing,
}

/// A part of a text that was replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// What was there.
    pub old: String,
    /// What is there now.
    pub new: String,
    /// Whether it was done wherever `old` stood.
    pub all: bool,
}

/// A text in an event, by its key.
pub fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key).and_then(Value::as_str)
}

/// A text that an event must have; the error names what is missing.
pub fn needed<'v>(value: &'v Value, key: &str) -> Result<&'v str, String> {
    text(value, key).ok_or_else(|| format!("the event has no `{key}`"))
}

/// A path in an event, absolute by the folder that the event names.
pub fn path(file: &str, folder: Option<&str>) -> PathBuf {
    match folder {
        Some(folder) => PathBuf::from(folder).join(file),
        None => PathBuf::from(file),
    }
}

/// A list of `{old_string, new_string}`.
pub fn replacements(edits: Option<&Value>) -> Vec<Replacement> {
    let list = edits.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(replacement).collect()
}

/// One `{old_string, new_string, replace_all?}`.
pub fn replacement(edit: &Value) -> Option<Replacement> {
    Some(Replacement {
        old: text(edit, "old_string")?.to_owned(),
        new: text(edit, "new_string")?.to_owned(),
        all: edit.get("replace_all").and_then(Value::as_bool).unwrap_or(false),
    })
}
