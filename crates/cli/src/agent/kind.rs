//! The agents.

use clap::ValueEnum;

/// An agent that runs hooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Agent {
    /// Claude Code.
    Claude,
    /// Cursor.
    Cursor,
    /// Windsurf.
    Windsurf,
    /// Gemini CLI.
    Gemini,
}

impl Agent {
    /// The name that `--agent` takes.
    pub fn name(self) -> &'static str {
        match self {
            Agent::Claude => "claude",
            Agent::Cursor => "cursor",
            Agent::Windsurf => "windsurf",
            Agent::Gemini => "gemini",
        }
    }
}
