//! The workspace: files that are not open, settings and configurations that change, several roots.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use stockade_tests::lsp::{Client, Setup, uri};

use super::{INSECURE, RULE, codes, pulling};

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        write(folder.path(), name, text);
    }
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn pull(client: &mut Client, previous: &Value) -> Vec<Value> {
    let report = client.request("workspace/diagnostic", json!({ "previousResultIds": previous }));
    let mut items = report["items"].as_array().cloned().unwrap();
    items.sort_by_key(|item| item["uri"].to_string());
    items
}

fn changed(client: &mut Client, path: &Path, kind: u32) {
    let changes = json!({ "changes": [{ "uri": uri(path), "type": kind }] });
    client.notify("workspace/didChangeWatchedFiles", changes);
}

#[test]
fn closed_files_are_found_and_ignored_ones_left_alone() {
    let folder = folder(&[
        ("src/a.js", INSECURE),
        ("out/b.js", INSECURE),
        ("node_modules/m/c.js", INSECURE),
        (".gitignore", "out/\n"),
    ]);
    let mut client = Setup::default().folder(folder.path()).start();
    let a = uri(&folder.path().join("src/a.js"));
    assert_eq!(codes(&client.published(&a, |params| params["version"].is_null())), [RULE]);
    let mut client = Setup::default().capabilities(pulling()).folder(folder.path()).start();
    let items = pull(&mut client, &json!([]));
    assert_eq!(items.iter().map(|item| &item["uri"]).collect::<Vec<_>>(), [&json!(a)]);
}

#[test]
fn a_second_pull_says_what_is_unchanged_and_what_is_gone() {
    let folder = folder(&[("a.js", INSECURE), ("b.js", INSECURE)]);
    let mut client = Setup::default().capabilities(pulling()).folder(folder.path()).start();
    let first = pull(&mut client, &json!([]));
    let ids: Vec<Value> =
        first.iter().map(|item| json!({ "uri": item["uri"], "value": item["resultId"] })).collect();
    let second = pull(&mut client, &json!(ids));
    assert!(second.iter().all(|item| item["kind"] == "unchanged"), "{second:?}");
    fs::remove_file(folder.path().join("b.js")).unwrap();
    changed(&mut client, &folder.path().join("b.js"), 3);
    let third = super::until(|| {
        let items = pull(&mut client, &json!(ids));
        (items[1]["kind"] == "full").then_some(items)
    });
    client.wait(|message| message["method"] == "workspace/diagnostic/refresh");
    assert_eq!(third[0]["kind"], "unchanged");
    assert_eq!((&third[1]["kind"], &third[1]["items"]), (&json!("full"), &json!([])));
}

#[test]
fn the_pull_is_answered_whole_also_where_pieces_would_do() {
    let folder = folder(&[("a.js", INSECURE), ("b.js", INSECURE)]);
    let mut client = Setup::default().capabilities(pulling()).folder(folder.path()).start();
    let params = json!({ "previousResultIds": [], "partialResultToken": "pieces" });
    let report = client.request("workspace/diagnostic", params);
    assert_eq!(report["items"].as_array().unwrap().len(), 2);
}

#[test]
fn an_open_document_is_reported_as_it_stands_in_the_editor() {
    let folder = folder(&[("a.js", INSECURE)]);
    let mut client = Setup::default().capabilities(pulling()).folder(folder.path()).start();
    let a = uri(&folder.path().join("a.js"));
    client.open(&a, "javascript", "");
    client.request("textDocument/diagnostic", json!({ "textDocument": { "uri": a } }));
    let items = pull(&mut client, &json!([]));
    assert_eq!((&items[0]["version"], &items[0]["items"]), (&json!(0), &json!([])));
}

#[test]
fn closing_a_document_brings_back_what_is_on_the_disk() {
    let folder = folder(&[("a.js", INSECURE)]);
    let mut client = Setup::default().folder(folder.path()).start();
    let a = uri(&folder.path().join("a.js"));
    client.published(&a, |params| params["version"].is_null());
    client.open(&a, "javascript", "");
    assert_eq!(client.diagnostics(&a, 0), Vec::<Value>::new());
    client.close(&a);
    let found = client.published(&a, |params| params["version"].is_null());
    assert_eq!(codes(&found), [RULE]);
}

#[test]
fn files_are_watched_and_their_changes_looked_at() {
    let folder = folder(&[("a.js", "")]);
    let watching =
        json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    let mut client = Setup::default().capabilities(watching).folder(folder.path()).start();
    let register = client.wait(|message| message["method"] == "client/registerCapability");
    let registration = &register["params"]["registrations"][0];
    assert_eq!(registration["method"], "workspace/didChangeWatchedFiles");
    let (a, b) = (folder.path().join("a.js"), folder.path().join("new/b.js"));
    write(folder.path(), "a.js", INSECURE);
    changed(&mut client, &a, 2);
    client.published(&uri(&a), |params| params["diagnostics"] != json!([]));
    write(folder.path(), "new/b.js", INSECURE);
    changed(&mut client, &b, 1);
    client.published(&uri(&b), |params| params["diagnostics"] != json!([]));
    fs::remove_dir_all(folder.path().join("new")).unwrap();
    changed(&mut client, &folder.path().join("new"), 3);
    client.published(&uri(&b), |params| params["diagnostics"] == json!([]));
}

#[test]
fn a_scan_shows_its_progress() {
    let folder = folder(&[("a.js", INSECURE)]);
    let showing = json!({ "window": { "workDoneProgress": true } });
    let mut client = Setup::default().capabilities(showing).folder(folder.path()).start();
    client.wait(|message| message["method"] == "window/workDoneProgress/create");
    client.published(&uri(&folder.path().join("a.js")), |_| true);
    // The scan of one file may end before the client has created the progress; the next is larger.
    for number in 0..400 {
        write(folder.path(), &format!("many/{number}.js"), &INSECURE.repeat(20));
    }
    let params = json!({ "command": "stockade.rescan", "arguments": [] });
    client.request("workspace/executeCommand", params);
    for kind in ["begin", "report", "end"] {
        client.wait(|message| {
            message["method"] == "$/progress" && message["params"]["value"]["kind"] == kind
        });
    }
}

#[test]
fn a_scan_is_cancelled_by_the_user() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..800 {
        write(folder.path(), &format!("{number}.js"), &INSECURE.repeat(60));
    }
    let mut capabilities = pulling();
    capabilities["window"] = json!({ "workDoneProgress": true });
    let mut client = Setup::default().capabilities(capabilities).folder(folder.path()).start();
    let begin = client.wait(|message| {
        message["method"] == "$/progress" && message["params"]["value"]["kind"] == "begin"
    });
    assert_eq!(begin["params"]["value"]["cancellable"], true);
    let token = &begin["params"]["token"];
    client.notify("window/workDoneProgress/cancel", json!({ "token": token }));
    let end = client.wait(|message| {
        message["method"] == "$/progress" && message["params"]["value"]["kind"] == "end"
    });
    assert_eq!(end["params"]["value"]["message"], "cancelled");
    // What was found stays, and nobody waits for the rest.
    assert!(pull(&mut client, &json!([])).len() < 800);
}

#[test]
fn the_configuration_is_live() {
    let folder = folder(&[("a.js", INSECURE)]);
    let mut client = Setup::default().folder(folder.path()).start();
    let a = uri(&folder.path().join("a.js"));
    client.open(&a, "javascript", INSECURE);
    assert_eq!(codes(&client.diagnostics(&a, 0)), [RULE]);
    let toml = folder.path().join("stockade.toml");
    fs::write(&toml, format!("[rules.severity]\n{RULE} = 'info'\n")).unwrap();
    changed(&mut client, &toml, 1);
    let found = client.published(&a, |params| params["diagnostics"][0]["severity"] == 3);
    assert_eq!(codes(&found), [RULE]);
    fs::write(&toml, format!("[rules]\ndisable = ['{RULE}']\n")).unwrap();
    changed(&mut client, &toml, 2);
    client.published(&a, |params| params["diagnostics"] == json!([]));
    // A configuration that cannot be read is said, and the built-in rules go on.
    fs::write(&toml, "[rules\n").unwrap();
    changed(&mut client, &toml, 2);
    let said = client.wait(|message| message["method"] == "window/showMessage");
    assert!(said["params"]["message"].as_str().unwrap().contains("stockade.toml:1:"));
    client.published(&a, |params| params["diagnostics"] != json!([]));
}

#[test]
fn the_settings_of_the_client_are_live() {
    let folder = folder(&[("a.js", INSECURE)]);
    let asked = json!({ "workspace": { "configuration": true } });
    let mut client = Setup::default()
        .capabilities(asked)
        .folder(folder.path())
        .settings(json!({ "skip": [RULE] }))
        .start();
    let a = uri(&folder.path().join("a.js"));
    client.open(&a, "javascript", INSECURE);
    client.published(&a, |params| params["version"] == 0 && params["diagnostics"] == json!([]));
    client.set_settings(json!({ "skip": [] }));
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    client.published(&a, |params| params["version"] == 0 && params["diagnostics"] != json!([]));
    // Settings that are sent with the notification count too.
    client.set_settings(json!({ "severity": "error", "only": ["no-such-rule"] }));
    let settings = json!({ "settings": { "stockade": { "only": ["no-such-rule"] } } });
    client.notify("workspace/didChangeConfiguration", settings);
    client.published(&a, |params| params["version"] == 0 && params["diagnostics"] == json!([]));
}

#[test]
fn settings_that_are_wrong_are_said() {
    let mut client = Setup::default().options(json!({ "only": 3 })).start();
    let said = client.wait(|message| message["method"] == "window/showMessage");
    assert!(said["params"]["message"].as_str().unwrap().contains("settings"));
}

#[test]
fn each_root_has_its_own_configuration_and_roots_come_and_go() {
    let quiet =
        folder(&[("a.js", INSECURE), ("stockade.toml", "[rules]\ndisable = ['CWE-295']\n")]);
    let loud = folder(&[("b.js", INSECURE)]);
    let mut client =
        Setup::default().capabilities(pulling()).folder(quiet.path()).folder(loud.path()).start();
    let found = |client: &mut Client| -> Vec<String> {
        let items = pull(client, &json!([]));
        items.iter().map(|item| item["uri"].as_str().unwrap().to_owned()).collect()
    };
    let (a, b) = (uri(&quiet.path().join("a.js")), uri(&loud.path().join("b.js")));
    assert_eq!(found(&mut client), std::slice::from_ref(&b));
    fs::remove_file(quiet.path().join("stockade.toml")).unwrap();
    let event =
        |added: Value, removed: Value| json!({ "event": { "added": added, "removed": removed } });
    let named = |path: &Path| json!([{ "uri": uri(path), "name": "x" }]);
    client.notify("workspace/didChangeWorkspaceFolders", event(json!([]), named(loud.path())));
    assert_eq!(found(&mut client), std::slice::from_ref(&a));
    client.notify("workspace/didChangeWorkspaceFolders", event(named(loud.path()), json!([])));
    let mut both = vec![a, b];
    both.sort();
    assert_eq!(found(&mut client), both);
}

#[test]
fn the_scan_can_be_turned_off() {
    let folder = folder(&[("a.js", INSECURE)]);
    let mut client = Setup::default()
        .capabilities(pulling())
        .folder(folder.path())
        .options(json!({ "workspaceScan": false }))
        .start();
    assert_eq!(pull(&mut client, &json!([])), Vec::<Value>::new());
}

#[test]
fn a_client_that_wants_to_know_is_told_how_things_stand() {
    let folder = folder(&[("a.js", INSECURE)]);
    let wants = json!({ "experimental": { "stockade": { "status": true } } });
    let mut client = Setup::default().capabilities(wants).folder(folder.path()).start();
    client.wait(|message| {
        message["method"] == "stockade/status"
            && message["params"]["state"] == "ready"
            && message["params"]["findings"] == 1
    });
}
