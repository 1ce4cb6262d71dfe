//! What goes wrong between a client and a server: messages that overtake each other, answers that
//! nobody wants any more, clients that do not read, do not answer, or are gone.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use stockade_tests::lsp::{Client, Setup, changing, notification, opening};

use super::{INSECURE, RULE, codes, pulling};

const URI: &str = "file:///project/agent.js";

/// When a server has to be gone: the promise is a second. A machine on which it took long to start
/// is busy, and gets more.
fn soon(client: &Client) -> Duration {
    Duration::from_secs(1) + 20 * client.initialized_in
}

/// A text that takes a while.
fn large() -> String {
    let mut text = String::from(INSECURE);
    for number in 0..4_000 {
        text.push_str(&format!("function f{number}(a) {{\n  return g(a, {number});\n}}\n"));
    }
    text
}

#[test]
fn edits_and_requests_are_seen_in_the_order_they_were_sent() {
    let mut client = Setup::default().capabilities(pulling()).start();
    client.open(URI, "javascript", "");
    // Each request sees the edits before it and perhaps later ones, never an older text: a request
    // between two edits that overtook the first would see a text that never existed.
    let mut ids = Vec::new();
    for version in 1..=200 {
        client.change(URI, version, (0, 0), (0, 0), &format!("// {version}\n"));
        let id = client.ask("stockade/documentState", json!({ "uri": URI }));
        ids.push((version, id));
    }
    for (version, id) in ids {
        let state = client.answer(id)["result"].clone();
        let seen = state["version"].as_i64().unwrap();
        assert!(seen >= version, "{seen} < {version}");
        let wanted: String = (1..=seen).rev().map(|at| format!("// {at}\n")).collect();
        assert_eq!(state["text"], wanted);
    }
}

#[test]
fn a_cancelled_request_is_answered_as_cancelled_and_the_server_goes_on() {
    let mut client = Setup::default().capabilities(pulling()).start();
    let document = json!({ "textDocument": { "uri": URI } });
    client.send_at_once(&[
        opening(URI, "javascript", &large()),
        json!({ "jsonrpc": "2.0", "id": 77, "method": "textDocument/diagnostic", "params": document }),
        notification("$/cancelRequest", json!({ "id": 77 })),
    ]);
    assert_eq!(client.answer(77)["error"]["code"], -32800);
    client.changes(URI, 1, &[json!({ "text": INSECURE })]);
    let params = json!({ "textDocument": { "uri": URI } });
    let report = client.request("textDocument/diagnostic", params);
    assert_eq!(codes(report["items"].as_array().unwrap()), [RULE]);
}

#[test]
fn an_edit_ends_the_analysis_of_the_text_before() {
    let mut client = Client::start(json!({}));
    client.send_at_once(&[
        opening(URI, "javascript", &large()),
        changing(URI, 1, &[json!({ "text": INSECURE })]),
    ]);
    assert_eq!(codes(&client.diagnostics(URI, 1)), [RULE]);
    // The first text's diagnostics were not sent; they would have come before.
    let others = client.arrived("textDocument/publishDiagnostics");
    assert!(others.iter().all(|message| message["params"]["version"] == 1), "{others:?}");
}

#[test]
fn diagnostics_are_never_of_an_older_text_than_the_ones_before() {
    let mut client = Client::start(json!({}));
    client.open(URI, "javascript", INSECURE);
    for version in 1..300 {
        client.change(URI, version, (3, 0), (3, 0), "x");
    }
    client.diagnostics(URI, 299);
    let seen: Vec<i64> = client
        .arrived("textDocument/publishDiagnostics")
        .iter()
        .filter_map(|message| message["params"]["version"].as_i64())
        .collect();
    assert!(seen.is_sorted() && seen.iter().all(|version| *version < 299), "{seen:?}");
}

#[test]
fn a_client_that_asks_without_reading_is_served_when_it_reads() {
    let mut client = Setup::default().capabilities(pulling()).start();
    client.open(URI, "javascript", INSECURE);
    // The test's own reader thread always reads; what is piled up here is work, not output.
    let ids: Vec<i64> = (0..3_000)
        .map(|_| client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": URI } })))
        .collect();
    for id in ids {
        assert_eq!(client.answer(id)["result"]["items"][0]["code"], RULE);
    }
}

#[test]
fn a_client_that_does_not_read_holds_no_memory_and_gets_the_newest_when_it_does() {
    // Spoken by hand: the output stays in the pipe until the end.
    let mut child = Command::new(stockade_tests::binary::path())
        .arg("lsp")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut send = |message: Value| {
        use std::io::Write as _;
        let body = message.to_string();
        write!(input, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        input.flush().unwrap();
    };
    send(json!({
        "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "capabilities": {} },
    }));
    let mut reader = std::io::BufReader::new(child.stdout.take().unwrap());
    assert_eq!(stockade_tests::lsp::read(&mut reader).unwrap()["id"], 1);
    send(notification("initialized", json!({})));
    let text = INSECURE.repeat(60);
    send(opening(URI, "javascript", &text));
    // Each answer is larger than the pipe has room for a few of.
    for version in 1..=60 {
        std::thread::sleep(Duration::from_millis(20));
        send(changing(URI, version, &[json!({ "text": format!("// {version}\n{text}") })]));
    }
    // Now it reads: few messages, of which the last is of the last text.
    let mut versions = Vec::new();
    while versions.last() != Some(&60) {
        let message = stockade_tests::lsp::read(&mut reader).unwrap();
        versions.extend(message["params"]["version"].as_i64());
    }
    assert!(versions.is_sorted() && versions.len() < 50, "{versions:?}");
    let _ = child.kill();
    let _ = child.wait();
}

#[test]
fn shutdown_and_exit_end_the_process() {
    let mut client = Client::start(json!({}));
    assert_eq!(client.request("shutdown", Value::Null), Value::Null);
    client.notify("exit", Value::Null);
    let patience = soon(&client);
    assert!(client.has_ended(patience));
}

#[test]
fn a_client_that_closes_its_end_ends_the_process() {
    let client = Client::start(json!({}));
    let patience = soon(&client);
    assert!(client.vanish(patience));
}

#[test]
fn so_it_does_in_the_middle_of_a_scan_and_of_an_analysis() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..300 {
        let text = INSECURE.repeat(100);
        std::fs::write(folder.path().join(format!("{number}.js")), text).unwrap();
    }
    let mut client = Setup::default().capabilities(pulling()).folder(folder.path()).start();
    client.open(URI, "javascript", &large());
    client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": URI } }));
    client.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let patience = soon(&client);
    assert!(client.vanish(patience));
}

#[test]
fn a_client_whose_process_is_gone_ends_the_process() {
    // Its end of the pipe stays open: another process holds it, as happens when an editor crashes.
    let mut editor = Command::new("sleep").arg("60").spawn().unwrap();
    let mut client = Setup::default().process(editor.id()).start();
    assert!(!client.has_ended(Duration::from_millis(700)));
    editor.kill().unwrap();
    editor.wait().unwrap();
    let patience = soon(&client);
    assert!(client.has_ended(patience));
}

#[test]
fn a_client_that_answers_no_request_is_served_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.js"), INSECURE).unwrap();
    let mut capabilities = pulling();
    capabilities["window"] = json!({ "workDoneProgress": true });
    capabilities["workspace"]["configuration"] = json!(true);
    capabilities["workspace"]["didChangeWatchedFiles"] = json!({ "dynamicRegistration": true });
    let mut client =
        Setup::default().capabilities(capabilities).folder(folder.path()).silent().start();
    client.open(URI, "javascript", INSECURE);
    let params = json!({ "textDocument": { "uri": URI } });
    let report = client.request("textDocument/diagnostic", params);
    assert_eq!(codes(report["items"].as_array().unwrap()), [RULE]);
    let all = client.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
    // It was asked, and told of no progress that it has not created.
    client.wait(|message| message["method"] == "workspace/configuration");
    assert_eq!(client.arrived("$/progress"), Vec::<Value>::new());
}

#[test]
fn a_server_that_is_killed_and_started_again_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.js");
    std::fs::write(&file, INSECURE).unwrap();
    let found = || {
        let mut client = Setup::default().capabilities(pulling()).folder(folder.path()).start();
        client.open(URI, "javascript", &INSECURE.repeat(5));
        let params = json!({ "textDocument": { "uri": URI } });
        let report = client.request("textDocument/diagnostic", params);
        let all = client.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
        // Dropping the client kills the process in the middle of whatever it does.
        client.ask("workspace/executeCommand", json!({ "command": "stockade.fixWorkspace" }));
        (report, all)
    };
    assert_eq!(found(), found());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), INSECURE);
}

#[test]
fn what_is_no_message_is_answered_with_an_error_and_the_server_goes_on() {
    let mut client = Client::start(json!({}));
    client.send(&json!({ "jsonrpc": "2.0", "id": 77, "method": "no/suchMethod" }));
    assert_eq!(client.answer(77)["error"]["code"], -32601);
    let id = client.ask("textDocument/hover", json!({ "textDocument": 3 }));
    assert_eq!(client.answer(id)["error"]["code"], -32602);
    client.open(URI, "javascript", INSECURE);
    assert_eq!(codes(&client.diagnostics(URI, 0)), [RULE]);
}

#[test]
fn opening_twice_and_closing_twice_does_no_harm() {
    let mut client = Client::start(json!({}));
    client.open(URI, "javascript", "");
    client.open(URI, "javascript", INSECURE);
    let found = client.published(URI, |params| params["diagnostics"] != json!([]));
    assert_eq!(codes(&found), [RULE]);
    client.close(URI);
    client.close(URI);
    let begun = Instant::now();
    client.open(URI, "javascript", INSECURE);
    client.published(URI, |params| params["version"] == 0 && params["diagnostics"] != json!([]));
    assert!(begun.elapsed() < Duration::from_secs(60));
}
