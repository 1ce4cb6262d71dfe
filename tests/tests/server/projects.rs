//! Findings that depend on several files, while these change in the editor and on the disk.

use std::fs;

use serde_json::{Value, json};
use stockade_tests::gated::{APP, GATE, OPEN, ORDERS};
use stockade_tests::lsp::{Client, Setup, uri};

use super::codes;

const RULE: &str = "rate-limiting-missing";

fn project() -> (Client, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("app.js", APP), ("orders.js", ORDERS), ("gate.js", OPEN)] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let options = json!({ "only": [RULE] });
    (Setup::default().folder(folder.path()).options(options).start(), folder)
}

fn is_found(params: &Value) -> bool {
    params["diagnostics"].as_array().is_some_and(|all| codes(all).contains(&RULE))
}

fn is_clean(params: &Value) -> bool {
    params["diagnostics"].as_array().is_some_and(|all| !codes(all).contains(&RULE))
}

#[test]
fn a_limiter_that_is_written_in_one_document_clears_another() {
    let (mut client, folder) = project();
    let (app, gate) = (uri(&folder.path().join("app.js")), uri(&folder.path().join("gate.js")));
    client.open(&app, "javascript", APP);
    let found = client.published(&app, |params| params["version"] == 0 && is_found(params));
    let message = found.iter().find(|own| own["code"] == RULE).unwrap()["message"].clone();
    assert!(message.as_str().unwrap().contains("GET /orders (orders.js)"), "{message}");
    client.open(&gate, "javascript", OPEN);
    client.changes(&gate, 2, &[json!({ "text": GATE })]);
    client.published(&app, |params| params["version"] == 0 && is_clean(params));
    client.changes(&gate, 3, &[json!({ "text": OPEN })]);
    client.published(&app, |params| params["version"] == 0 && is_found(params));
    // What was typed and not saved counts no longer.
    client.changes(&gate, 4, &[json!({ "text": GATE })]);
    client.published(&app, |params| params["version"] == 0 && is_clean(params));
    client.close(&gate);
    client.published(&app, |params| params["version"] == 0 && is_found(params));
}

#[test]
fn a_file_that_is_not_open_is_told_too() {
    let (mut client, folder) = project();
    let (app, gate) = (uri(&folder.path().join("app.js")), uri(&folder.path().join("gate.js")));
    client.published(&app, |params| params["version"].is_null() && is_found(params));
    client.open(&gate, "javascript", GATE);
    client.published(&app, |params| params["version"].is_null() && is_clean(params));
}

#[test]
fn a_change_on_the_disk_is_seen_by_what_is_open() {
    let (mut client, folder) = project();
    let app = uri(&folder.path().join("app.js"));
    client.open(&app, "javascript", APP);
    client.published(&app, |params| params["version"] == 0 && is_found(params));
    let file = folder.path().join("gate.js");
    fs::write(&file, GATE).unwrap();
    let changes = json!({ "changes": [{ "uri": uri(&file), "type": 2 }] });
    client.notify("workspace/didChangeWatchedFiles", changes);
    client.published(&app, |params| params["version"] == 0 && is_clean(params));
}
