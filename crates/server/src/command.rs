//! The commands of `workspace/executeCommand`: their names, arguments and answers.
//!
//! In: what the world knows, as values. Out: JSON for the client, edits of the workspace.
//! Must never know: how the world is kept.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};
use stockade_engine::Source;
use stockade_workspace::files::{self, Read};
use tower_lsp::ls_types as lsp;

use crate::abilities::Abilities;
use crate::fix_all;
use crate::hover;
use crate::project::{Kind, Projects};
use crate::ready::{AllFixes, Part, Ready, workspace_edit};
use crate::uri;

/// Applies fixes in all files. Argument: `{rule?, unsafe?}`.
pub const FIX_WORKSPACE: &str = "stockade.fixWorkspace";
/// Reads rules and configurations anew and looks at every file again.
pub const RESCAN: &str = "stockade.rescan";
/// Gives the page of a rule as Markdown. Argument: its id.
pub const EXPLAIN: &str = "stockade.explain";
/// The guideline's verification steps for the workspace.
pub const VERIFY: &str = "stockade.verify";
/// What the server is doing and what it has found.
pub const SHOW_STATUS: &str = "stockade.showStatus";

/// All commands.
pub const ALL: [&str; 5] = [FIX_WORKSPACE, RESCAN, EXPLAIN, VERIFY, SHOW_STATUS];

/// `stockade.explain`.
pub fn explain(projects: &Projects, arguments: &[Value]) -> Result<Value, String> {
    let id = arguments.first().map(|first| first.as_str().or(first["rule"].as_str()));
    let id = id.flatten().ok_or("stockade.explain needs the id of a rule as its argument")?;
    let project = projects.of(None);
    let rule = project.rule(id);
    let guideline = project.guideline(id);
    if rule.is_none() && guideline.is_none() {
        return Err(format!("there is no rule `{id}`"));
    }
    let markdown = hover::page(&project, id);
    Ok(json!({ "rule": id, "markdown": markdown }))
}

/// What `stockade.fixWorkspace` is to do.
pub struct FixWorkspace {
    /// Only this rule's findings.
    pub rule: Option<String>,
    /// Fixes that need review too.
    pub is_unsafe: bool,
    /// The open documents.
    pub open: Vec<Arc<Ready>>,
    /// The other files with findings.
    pub files: Vec<PathBuf>,
    /// Rules and configurations.
    pub projects: Arc<Projects>,
    /// What the client can do.
    pub abilities: Abilities,
}

impl FixWorkspace {
    /// Reads the command's argument.
    pub fn arguments(arguments: &[Value]) -> (Option<String>, bool) {
        let first = arguments.first().unwrap_or(&Value::Null);
        let rule = first.as_str().or(first["rule"].as_str()).map(str::to_owned);
        (rule, first["unsafe"] == true)
    }

    /// Computes the edit, and how many fixes are in it.
    pub fn edit(&self) -> (lsp::WorkspaceEdit, usize) {
        let mut edits = Vec::new();
        let mut count = 0;
        for ready in &self.open {
            if let Some((document, fixes)) = self.of_ready(ready) {
                edits.extend(document);
                count += fixes;
            }
        }
        for path in &self.files {
            let Some(ready) = self.read(path) else { continue };
            if let Some((document, fixes)) = self.of_ready(&ready) {
                // What is on the disk has no version.
                edits.extend(document.into_iter().map(|mut document| {
                    document.text_document.version = None;
                    document
                }));
                count += fixes;
            }
        }
        (workspace_edit(&self.abilities, edits), count)
    }

    fn of_ready(&self, ready: &Ready) -> Option<AllFixes> {
        fix_all::of(ready, self.rule.as_deref(), self.is_unsafe)
    }

    fn read(&self, path: &Path) -> Option<Ready> {
        let Ok(Read::Text(text)) = files::read(path, false) else { return None };
        let project = self.projects.of(Some(path));
        let source = Source {
            path: project.profile.relative(path).into(),
            text: text.text,
            language: text.language,
            parsed: None,
        };
        let part =
            Part { uri: uri::of_path(path)?, version: 0, span: 0..source.text.len(), line: 0 };
        let kind = Kind::Source;
        Some(Ready::new(source, kind, 0, vec![part], Vec::new(), project, self.abilities))
    }
}
