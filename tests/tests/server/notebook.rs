//! Notebooks: the cells are one program, and each has its own diagnostics.

use serde_json::{Value, json};
use stockade_tests::lsp::Client;

use super::{codes, with_rules};

const BOOK: &str = "file:///project/a.ipynb";

fn cell(number: u32) -> String {
    format!("vscode-notebook-cell:/project/a.ipynb#cell{number}")
}

fn text(number: u32, version: u32, text: &str) -> Value {
    json!({ "uri": cell(number), "languageId": "python", "version": version, "text": text })
}

/// A rule that depends on an import.
const RULES: &str = "rules:
- id: unverified
  languages: [python]
  severity: ERROR
  message: m
  pattern: requests.get($URL, verify=False)
  fixes: [{title: t, safety: safe, template: 'requests.get($URL, verify=True)'}]
";

fn opened(texts: &[&str]) -> (Client, tempfile::TempDir) {
    let (mut client, folder) = with_rules(RULES, json!({}));
    assert!(!client.server["notebookDocumentSync"].is_null());
    let cells: Vec<Value> =
        (0..texts.len()).map(|at| json!({ "kind": 2, "document": cell(at as u32) })).collect();
    let documents: Vec<Value> =
        texts.iter().enumerate().map(|(at, own)| text(at as u32, 1, own)).collect();
    client.notify(
        "notebookDocument/didOpen",
        json!({
            "notebookDocument": {
                "uri": BOOK, "notebookType": "jupyter-notebook", "version": 1, "cells": cells,
            },
            "cellTextDocuments": documents,
        }),
    );
    (client, folder)
}

fn change(client: &mut Client, version: u32, cells: Value) {
    client.notify(
        "notebookDocument/didChange",
        json!({
            "notebookDocument": { "uri": BOOK, "version": version },
            "change": { "cells": cells },
        }),
    );
}

#[test]
fn a_name_imported_in_one_cell_is_known_in_the_next() {
    let (mut client, _folder) =
        opened(&["%matplotlib inline\nimport requests as r\n", "x = 1\nr.get(u, verify=False)\n"]);
    assert_eq!(client.diagnostics(&cell(0), 1), Vec::<Value>::new());
    let found = client.diagnostics(&cell(1), 1);
    assert_eq!(codes(&found), ["unverified"]);
    assert_eq!(found[0]["range"]["start"]["line"], 1);
}

#[test]
fn cells_are_edited_moved_and_removed() {
    let (mut client, _folder) = opened(&["import requests as r\n", "r.get(u, verify=False)\n"]);
    assert_eq!(client.diagnostics(&cell(1), 1).len(), 1);
    // An edit of the second cell.
    let edit = json!({
        "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } },
        "text": "# 😀\n\n",
    });
    let content = json!([{ "document": { "uri": cell(1), "version": 2 }, "changes": [edit] }]);
    change(&mut client, 2, json!({ "textContent": content }));
    assert_eq!(client.diagnostics(&cell(1), 2)[0]["range"]["start"]["line"], 2);
    // A cell in front of it.
    let structure = json!({
        "array": { "start": 1, "deleteCount": 0, "cells": [{ "kind": 2, "document": cell(7) }] },
        "didOpen": [text(7, 1, "a = 1\nb = 2\n")],
    });
    change(&mut client, 3, json!({ "structure": structure }));
    client.diagnostics(&cell(7), 1);
    assert_eq!(client.diagnostics(&cell(1), 2)[0]["range"]["start"]["line"], 2);
    // The first cell goes, and with it the import.
    let structure = json!({
        "array": { "start": 0, "deleteCount": 1 },
        "didClose": [{ "uri": cell(0) }],
    });
    change(&mut client, 4, json!({ "structure": structure }));
    assert_eq!(client.published(&cell(0), |p| p["version"].is_null()), Vec::<Value>::new());
    let found = client.published(&cell(1), |params| params["diagnostics"] == json!([]));
    assert_eq!(found, Vec::<Value>::new());
    client.notify(
        "notebookDocument/didClose",
        json!({ "notebookDocument": { "uri": BOOK }, "cellTextDocuments": [] }),
    );
    client.published(&cell(1), |params| params["version"].is_null());
}

#[test]
fn a_fix_is_an_edit_of_its_cell() {
    let (mut client, _folder) = opened(&["import requests\n", "requests.get(u, verify=False)\n"]);
    let found = client.diagnostics(&cell(1), 1);
    let actions = client.actions(&cell(1), &found[0]["range"]);
    let fix = actions.iter().find(|action| !action["edit"].is_null()).unwrap();
    let change = &fix["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({ "uri": cell(1), "version": 1 }));
    assert_eq!(change["edits"][0]["range"]["start"]["line"], 0);
}
