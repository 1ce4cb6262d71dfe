//! An editor with one document, as a server sees it: it opens, changes and waits for diagnostics, in
//! the way that the server asked for. Must never know: what is measured.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};
use stockade_tests::lsp::{self, Client, Setup};

/// How long to wait for diagnostics that may never come.
const PATIENCE: Duration = Duration::from_secs(30);

/// How to start a server, and what to open.
pub struct Session<'s> {
    /// The server: its program and arguments.
    pub command: &'s [String],
    /// The workspace, and the directory of the server's process.
    pub folder: Option<&'s PathBuf>,
    /// The name of the document's file.
    pub file: &'s str,
    /// Its language, as the protocol names it.
    pub language: &'s str,
}

/// A server and the document that is open in it. All text is ASCII, so that bytes are columns.
pub struct Editor {
    /// The server.
    pub client: Client,
    /// The lines of the document.
    lines: Vec<String>,
    uri: String,
    language: String,
    version: i64,
    /// The diagnostics as they came last.
    shown: Vec<Value>,
    /// The server wants the whole text at each change.
    whole: bool,
}

impl Editor {
    /// Starts the server with a document of this text, which is not yet open.
    pub fn start(session: &Session<'_>, text: &str) -> Editor {
        let words: Vec<&str> = session.command.iter().map(String::as_str).collect();
        // As editors do, the client computes the edits of actions when they are chosen.
        let mut setup = Setup::command(&words).capabilities(json!({
            "textDocument": { "codeAction": {
                "dataSupport": true,
                "resolveSupport": { "properties": ["edit"] },
                "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["source.fixAll"] } },
            }},
            "workspace": { "workspaceEdit": { "documentChanges": true } },
        }));
        if let Some(folder) = session.folder {
            setup = setup.folder(folder).directory(folder);
        }
        let client = setup.start();
        let sync = &client.server["textDocumentSync"];
        let kind = sync["change"].as_i64().or(sync.as_i64());
        let folder = session.folder.cloned().unwrap_or_else(|| PathBuf::from("/measured"));
        Editor {
            whole: kind == Some(1),
            client,
            lines: text.split('\n').map(str::to_owned).collect(),
            uri: lsp::uri(&folder.join(session.file)),
            language: session.language.to_owned(),
            version: 0,
            shown: Vec::new(),
        }
    }

    /// The lines of the document.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Opens the document and waits for its diagnostics; how many they are, if they come.
    pub fn open(&mut self) -> Option<usize> {
        let text = self.lines.join("\n");
        self.client.open(&self.uri, &self.language, &text);
        self.diagnostics()
    }

    /// Replaces columns of a line.
    pub fn replace(&mut self, line: usize, from: usize, to: usize, new: &str) {
        self.version += 1;
        self.lines[line].replace_range(from..to, new);
        let change = if self.whole {
            json!({ "text": self.lines.join("\n") })
        } else {
            json!({
                "range": {
                    "start": { "line": line, "character": from },
                    "end": { "line": line, "character": to },
                },
                "text": new,
            })
        };
        self.client.changes(&self.uri, self.version, &[change]);
    }

    /// Tells the server that the document was saved.
    pub fn save(&mut self) {
        let params = json!({ "textDocument": { "uri": self.uri } });
        self.client.notify("textDocument/didSave", params);
    }

    /// Waits for the diagnostics of the newest text. Servers that name no version are taken at their
    /// word: what comes after an edit is of that edit.
    pub fn diagnostics(&mut self) -> Option<usize> {
        let (uri, version) = (&self.uri, self.version);
        let message = self.client.wait_for(PATIENCE, |message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == *uri
                && message["params"]["version"].as_i64().is_none_or(|own| own >= version)
        })?;
        self.shown = message["params"]["diagnostics"].as_array().cloned().unwrap_or_default();
        Some(self.shown.len())
    }

    /// Whether the server has code actions.
    pub fn has_actions(&self) -> bool {
        !self.client.server["codeActionProvider"].is_null()
    }

    /// Asks for what is to be done when the document is saved, and for the edit that does it.
    pub fn fix_all(&mut self) {
        let last = self.lines.len() - 1;
        let answer = self.actions(0, last, &json!(["source.fixAll"]), &self.shown.clone());
        // Where the edit is computed late the save waits for it, too.
        if let Some(action) = answer["result"].get(0).filter(|action| action["edit"].is_null()) {
            let id = self.client.ask("codeAction/resolve", action.clone());
            self.client.answer(id);
        }
    }

    /// Asks for the actions at a line, as the light bulb does.
    pub fn light_bulb(&mut self, line: usize) {
        let is_there = |diagnostic: &&Value| {
            let range = &diagnostic["range"];
            let line = line as u64;
            range["start"]["line"].as_u64().is_some_and(|start| start <= line)
                && range["end"]["line"].as_u64().is_some_and(|end| end >= line)
        };
        let shown: Vec<Value> = self.shown.iter().filter(is_there).cloned().collect();
        self.actions(line, line, &Value::Null, &shown);
    }

    fn actions(&mut self, from: usize, to: usize, only: &Value, shown: &[Value]) -> Value {
        let mut params = json!({
            "textDocument": { "uri": self.uri },
            "range": {
                "start": { "line": from, "character": 0 },
                "end": { "line": to, "character": self.lines[to].len() },
            },
            "context": { "diagnostics": shown },
        });
        if !only.is_null() {
            params["context"]["only"] = only.clone();
        }
        let id = self.client.ask("textDocument/codeAction", params);
        self.client.answer(id)
    }
}
