//! Gemini CLI: `AfterTool` after a tool wrote a file, `AfterAgent` at the end.
//!
//! Its answers are JSON: `additionalContext` is put behind the tool's result; on `AfterAgent`
//! `deny` rejects the response and sends the reason as the next prompt.

use serde_json::{Value, json};

use super::answer::{Answer, Moment};
use super::event::{Before, Edited, Event, needed, path, replacement, text};

/// Reads an event.
pub fn read(event: &Value) -> Result<Event, String> {
    let folder = text(event, "cwd");
    match needed(event, "hook_event_name")? {
        "AfterTool" => {
            let is_writer = matches!(needed(event, "tool_name")?, "write_file" | "replace");
            if !is_writer {
                return Ok(Event::Other);
            }
            let input = event.get("tool_input").unwrap_or(&Value::Null);
            let display =
                event.get("tool_response").and_then(|response| response.get("returnDisplay"));
            let before = match display.and_then(|display| text(display, "originalContent")) {
                Some(original) => Before::Text(original.to_owned()),
                None => before(input),
            };
            Ok(Event::Edit(vec![Edited {
                path: path(needed(input, "file_path")?, folder),
                before,
            }]))
        }
        "AfterAgent" => Ok(Event::Stop {
            folder: folder.map(Into::into),
            again: event.get("stop_hook_active").and_then(Value::as_bool).unwrap_or(false),
        }),
        _ => Ok(Event::Other),
    }
}

fn before(input: &Value) -> Before {
    match replacement(input) {
        Some(mut edit) => {
            let many = input.get("expected_replacements").and_then(Value::as_u64).unwrap_or(1) > 1;
            edit.all = many || input.get("allow_multiple").and_then(Value::as_bool) == Some(true);
            Before::Replaced(vec![edit])
        }
        None => Before::Nothing,
    }
}

/// The form of an answer.
pub fn answer(moment: Moment, text: Option<&str>) -> Answer {
    Answer::json(&match (moment, text) {
        (_, None) => json!({}),
        (Moment::Edit, Some(text)) => json!({
            "hookSpecificOutput": { "hookEventName": "AfterTool", "additionalContext": text },
        }),
        (Moment::Stop, Some(text)) => json!({ "decision": "deny", "reason": text }),
    })
}
