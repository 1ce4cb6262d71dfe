//! AI coding agents: what they send to a hook and what they want to read.
//!
//! In: an event's JSON. Out: an answer in the agent's own form. Each agent has a file; what an
//! event means is the same for all ([`event`]).
//! Must never know: rules, grammars.

pub mod answer;
mod before;
mod claude;
mod cursor;
pub mod dispatch;
pub mod event;
mod gemini;
pub mod git;
pub mod hook;
pub mod install;
pub mod kind;
pub mod message;
mod review;
mod stop;
mod windsurf;
