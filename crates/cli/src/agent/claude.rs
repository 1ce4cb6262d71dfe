//! Claude Code: `PostToolUse` after a tool wrote a file, `Stop` and `SubagentStop` at the end.
//!
//! Its answer is `{"decision": "block", "reason": …}`: the file stays written, and the reason is
//! read by the model at once; on `Stop` it goes on working with the reason as its task.

use serde_json::{Value, json};

use super::answer::Answer;
use super::event::{Before, Edited, Event, needed, path, replacement, replacements, text};

/// Reads an event.
pub fn read(event: &Value) -> Result<Event, String> {
    let folder = text(event, "cwd");
    match needed(event, "hook_event_name")? {
        "PostToolUse" => {
            let input = event.get("tool_input").unwrap_or(&Value::Null);
            let is_writer = matches!(needed(event, "tool_name")?, "Edit" | "MultiEdit" | "Write");
            if !is_writer {
                return Ok(Event::Other);
            }
            let before = before(input, event.get("tool_response").unwrap_or(&Value::Null));
            Ok(Event::Edit(vec![Edited {
                path: path(needed(input, "file_path")?, folder),
                before,
            }]))
        }
        "Stop" | "SubagentStop" => Ok(Event::Stop {
            folder: folder.map(Into::into),
            again: event.get("stop_hook_active").and_then(Value::as_bool).unwrap_or(false),
        }),
        _ => Ok(Event::Other),
    }
}

/// The response has the whole text before the edit; older versions tell only what was asked for.
fn before(input: &Value, response: &Value) -> Before {
    let original =
        text(response, "originalFile").or_else(|| text(response, "originalFileContents"));
    if let Some(original) = original {
        return Before::Text(original.to_owned());
    }
    let mut edits = replacements(input.get("edits"));
    edits.extend(replacement(input));
    if edits.is_empty() { Before::Nothing } else { Before::Replaced(edits) }
}

/// The form of an answer.
pub fn answer(text: Option<&str>) -> Answer {
    match text {
        Some(text) => Answer::json(&json!({ "decision": "block", "reason": text })),
        None => Answer::default(),
    }
}
