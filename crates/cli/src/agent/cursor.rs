//! Cursor: `afterFileEdit` (and `postToolUse` of its writing tools), `stop` at the end.
//!
//! Its answers are JSON throughout: `additional_context` is shown to the model, and
//! `followup_message` on `stop` is sent as the next message.

use serde_json::{Value, json};

use super::answer::{Answer, Moment};
use super::event::{Before, Edited, Event, needed, path, replacement, replacements, text};

/// Reads an event.
pub fn read(event: &Value) -> Result<Event, String> {
    let root = event.get("workspace_roots").and_then(|roots| roots.get(0)).and_then(Value::as_str);
    match needed(event, "hook_event_name")? {
        "afterFileEdit" | "afterTabFileEdit" => {
            let edits = replacements(event.get("edits"));
            let before = if edits.is_empty() { Before::Nothing } else { Before::Replaced(edits) };
            Ok(Event::Edit(vec![Edited { path: path(needed(event, "file_path")?, root), before }]))
        }
        "postToolUse" => {
            let input = event.get("tool_input").unwrap_or(&Value::Null);
            let Some(file) = text(input, "file_path").or_else(|| text(input, "path")) else {
                return Ok(Event::Other);
            };
            let mut edits = replacements(input.get("edits"));
            edits.extend(replacement(input));
            let writes = text(input, "content").or_else(|| text(input, "contents")).is_some();
            let before = match (edits.is_empty(), writes) {
                (false, _) => Before::Replaced(edits),
                (true, true) => Before::Nothing,
                (true, false) => return Ok(Event::Other),
            };
            Ok(Event::Edit(vec![Edited { path: path(file, root), before }]))
        }
        // An agent that was stopped by its user is left in peace.
        "stop" if text(event, "status").is_none_or(|status| status == "completed") => {
            let loops = event.get("loop_count").and_then(Value::as_u64).unwrap_or(0);
            Ok(Event::Stop { folder: root.map(Into::into), again: loops > 0 })
        }
        _ => Ok(Event::Other),
    }
}

/// The form of an answer.
pub fn answer(moment: Moment, text: Option<&str>) -> Answer {
    Answer::json(&match (moment, text) {
        (_, None) => json!({}),
        (Moment::Edit, Some(text)) => json!({ "additional_context": text }),
        (Moment::Stop, Some(text)) => json!({ "followup_message": text }),
    })
}
