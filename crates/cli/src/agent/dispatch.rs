//! From an agent to the file that knows its forms.

use serde_json::Value;

use super::answer::{Answer, Moment};
use super::event::Event;
use super::kind::Agent;
use super::{claude, cursor, gemini, windsurf};

/// Reads an event. The error says what is not understood.
pub fn read(agent: Agent, event: &Value) -> Result<Event, String> {
    match agent {
        Agent::Claude => claude::read(event),
        Agent::Cursor => cursor::read(event),
        Agent::Windsurf => windsurf::read(event),
        Agent::Gemini => gemini::read(event),
    }
}

/// Puts a text for the agent into the agent's form; without a text, the form of silence.
pub fn answer(agent: Agent, moment: Moment, text: Option<&str>) -> Answer {
    match agent {
        Agent::Claude => claude::answer(text),
        Agent::Cursor => cursor::answer(moment, text),
        Agent::Windsurf => windsurf::answer(text),
        Agent::Gemini => gemini::answer(moment, text),
    }
}
