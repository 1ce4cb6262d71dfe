//! What a hook hands back to its agent.

use serde_json::Value;

/// What kind of event is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// A file was written.
    Edit,
    /// The agent is about to say that it is done.
    Stop,
}

/// What the process prints and how it ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// For standard output.
    pub out: String,
    /// For standard error.
    pub err: String,
    /// The exit code.
    pub code: u8,
}

impl Answer {
    /// JSON on standard output, exit code 0.
    pub fn json(value: &Value) -> Answer {
        Answer { out: format!("{value}\n"), ..Answer::default() }
    }
}
