//! Where each agent keeps its settings, and what we put there.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::edit::Entry;
use crate::agent::kind::Agent;

/// Whose settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those of the project in this folder.
    Project(PathBuf),
    /// The user's own, in this home folder.
    User(PathBuf),
}

/// The settings files of an agent with our entries for each.
pub fn of(agent: Agent, scope: &Scope) -> Vec<(PathBuf, Vec<Entry>)> {
    let (project, user) = match scope {
        Scope::Project(folder) => (Some(folder), None),
        Scope::User(home) => (None, Some(home)),
    };
    let file = |in_project: Option<&str>, in_home: &str| {
        let place = project.and_then(|folder| in_project.map(|name| folder.join(name)));
        place.or_else(|| user.map(|home| home.join(in_home)))
    };
    let server = |extra: Value| {
        let mut value = json!({ "command": "stockade", "args": ["mcp"] });
        if let (Some(value), Value::Object(extra)) = (value.as_object_mut(), extra) {
            value.extend(extra);
        }
        Entry::property(&["mcpServers"], "stockade", value)
    };
    let command = format!("stockade hook --agent {}", agent.name());
    let files = match agent {
        Agent::Claude => vec![
            (
                file(Some(".claude/settings.json"), ".claude/settings.json"),
                vec![
                    Entry::element(
                        &["hooks", "PostToolUse"],
                        &command,
                        json!({
                            "matcher": "Edit|MultiEdit|Write",
                            "hooks": [{ "type": "command", "command": command, "timeout": 15 }],
                        }),
                    ),
                    Entry::element(
                        &["hooks", "Stop"],
                        &command,
                        json!({
                            "hooks": [{ "type": "command", "command": command, "timeout": 60 }],
                        }),
                    ),
                ],
            ),
            (file(Some(".mcp.json"), ".claude.json"), vec![server(json!({ "type": "stdio" }))]),
        ],
        Agent::Cursor => vec![
            (
                file(Some(".cursor/hooks.json"), ".cursor/hooks.json"),
                vec![
                    Entry::needed("version", json!(1)),
                    Entry::element(
                        &["hooks", "afterFileEdit"],
                        &command,
                        json!({
                            "command": command,
                        }),
                    ),
                    Entry::element(&["hooks", "stop"], &command, json!({ "command": command })),
                ],
            ),
            (file(Some(".cursor/mcp.json"), ".cursor/mcp.json"), vec![server(json!({}))]),
        ],
        Agent::Windsurf => vec![
            (
                file(Some(".windsurf/hooks.json"), ".codeium/windsurf/hooks.json"),
                vec![Entry::element(
                    &["hooks", "post_write_code"],
                    &command,
                    json!({
                        "command": command,
                        "show_output": true,
                    }),
                )],
            ),
            // Windsurf reads MCP servers from the user's settings alone.
            (file(None, ".codeium/windsurf/mcp_config.json"), vec![server(json!({}))]),
        ],
        Agent::Gemini => vec![(
            file(Some(".gemini/settings.json"), ".gemini/settings.json"),
            vec![
                Entry::element(
                    &["hooks", "AfterTool"],
                    &command,
                    json!({
                        "matcher": "write_file|replace",
                        "hooks": [{
                            "name": "stockade", "type": "command", "command": command,
                            "timeout": 15000,
                        }],
                    }),
                ),
                Entry::element(
                    &["hooks", "AfterAgent"],
                    &command,
                    json!({
                        "hooks": [{
                            "name": "stockade", "type": "command", "command": command,
                            "timeout": 60000,
                        }],
                    }),
                ),
                server(json!({})),
            ],
        )],
    };
    files.into_iter().filter_map(|(file, entries)| Some((file?, entries))).collect()
}
