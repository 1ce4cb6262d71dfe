//! Windsurf: `post_write_code`, and `post_cascade_response` at the end.
//!
//! Its agent reads what a hook says on standard error when the hook ends with exit code 2.

use serde_json::Value;

use super::answer::Answer;
use super::event::{Before, Edited, Event, needed, path, replacements};

/// The exit code with which Windsurf shows a hook's words to its agent.
const SHOWN: u8 = 2;

/// Reads an event.
pub fn read(event: &Value) -> Result<Event, String> {
    match needed(event, "agent_action_name")? {
        "post_write_code" => {
            let info = event.get("tool_info").ok_or("the event has no `tool_info`")?;
            let edits = replacements(info.get("edits"));
            let before = if edits.is_empty() { Before::Nothing } else { Before::Replaced(edits) };
            Ok(Event::Edit(vec![Edited { path: path(needed(info, "file_path")?, None), before }]))
        }
        "post_cascade_response" => Ok(Event::Stop { folder: None, again: false }),
        _ => Ok(Event::Other),
    }
}

/// The form of an answer.
pub fn answer(text: Option<&str>) -> Answer {
    match text {
        Some(text) => Answer { err: format!("{text}\n"), code: SHOWN, ..Answer::default() },
        None => Answer::default(),
    }
}
