//! Diagnostics: pushed or pulled, never both; of the newest text only; with all that editors show.

use std::time::Duration;

use serde_json::{Value, json};
use stockade_tests::lsp::{Client, Setup};

use super::{INSECURE, RULE, codes, pulling, with_rules};

const URI: &str = "file:///project/agent.js";

fn pull(client: &mut Client, uri: &str, previous: Option<&str>) -> Value {
    let params = json!({ "textDocument": { "uri": uri }, "previousResultId": previous });
    client.request("textDocument/diagnostic", params)
}

#[test]
fn a_client_that_pulls_gets_nothing_pushed() {
    let mut client = Setup::default().capabilities(pulling()).start();
    assert_eq!(client.server["diagnosticProvider"]["workspaceDiagnostics"], true);
    client.open(URI, "javascript", INSECURE);
    let report = pull(&mut client, URI, None);
    assert_eq!(report["kind"], "full");
    assert_eq!(codes(report["items"].as_array().unwrap()), [RULE]);
    client.close(URI);
    assert_eq!(pull(&mut client, URI, None)["items"], json!([]));
    assert_eq!(client.arrived("textDocument/publishDiagnostics"), Vec::<Value>::new());
}

#[test]
fn a_pull_sees_every_edit_that_was_sent_before_it() {
    let mut client = Setup::default().capabilities(pulling()).start();
    client.open(URI, "javascript", INSECURE);
    client.change(URI, 1, (1, 22), (1, 27), "true");
    assert_eq!(pull(&mut client, URI, None)["items"], json!([]));
    client.change(URI, 2, (1, 22), (1, 26), "false");
    client.change(URI, 3, (0, 0), (0, 0), "\n");
    let report = pull(&mut client, URI, None);
    assert_eq!(report["items"][0]["range"]["start"], json!({ "line": 2, "character": 22 }));
}

#[test]
fn the_same_diagnostics_have_the_same_result_id() {
    let mut client = Setup::default().capabilities(pulling()).start();
    client.open(URI, "javascript", INSECURE);
    let first = pull(&mut client, URI, None);
    let id = first["resultId"].as_str().unwrap();
    let second = pull(&mut client, URI, Some(id));
    assert_eq!(second, json!({ "kind": "unchanged", "resultId": id }));
    // An edit below moves nothing, one above moves everything.
    client.change(URI, 1, (3, 0), (3, 0), "// end\n");
    assert_eq!(pull(&mut client, URI, Some(id))["kind"], "unchanged");
    client.change(URI, 2, (0, 0), (0, 0), "// begin\n");
    let moved = pull(&mut client, URI, Some(id));
    assert_eq!(moved["kind"], "full");
    assert_ne!(moved["resultId"], id);
}

#[test]
fn pushed_diagnostics_carry_the_version_and_close_clears_them() {
    let mut client = Client::start(json!({}));
    client.open(URI, "javascript", INSECURE);
    assert_eq!(codes(&client.diagnostics(URI, 0)), [RULE]);
    client.close(URI);
    assert_eq!(client.published(URI, |params| params["version"].is_null()), Vec::<Value>::new());
}

#[test]
fn a_diagnostic_has_its_source_page_and_data() {
    let mut client = Client::start(json!({}));
    client.open(URI, "javascript", INSECURE);
    let found = client.diagnostics(URI, 0);
    assert_eq!(found[0]["source"], "stockade");
    assert_eq!(found[0]["severity"], 1);
    let page = found[0]["codeDescription"]["href"].as_str().unwrap();
    assert!(page.starts_with("https://"), "{page}");
    assert_eq!(found[0]["data"]["rule"], RULE);
}

const RULES: &str = "rules:
- id: flow
  languages: [python]
  severity: WARNING
  message: flows
  mode: taint
  pattern-sources: [{pattern: source()}]
  pattern-sinks: [{pattern: sink(...)}]
- id: old-call
  languages: [python]
  severity: INFO
  message: old
  pattern: old_call(...)
  metadata: {tags: [deprecated]}
- id: dead-call
  languages: [python]
  severity: INFO
  message: dead
  pattern: dead_call(...)
  metadata: {tags: [unnecessary]}
";

#[test]
fn the_steps_of_a_data_flow_are_related_information() {
    let (mut client, _folder) = with_rules(RULES, json!({}));
    let uri = "file:///project/a.py";
    client.open(uri, "python", "a = source()\nb = a\nsink(b)\n");
    let found = client.diagnostics(uri, 0);
    assert_eq!(codes(&found), ["flow"]);
    let steps = found[0]["relatedInformation"].as_array().unwrap();
    let lines: Vec<u64> =
        steps.iter().filter_map(|s| s["location"]["range"]["start"]["line"].as_u64()).collect();
    assert_eq!((lines.first(), lines.last()), (Some(&0), Some(&2)), "{steps:?}");
    assert!(steps.iter().all(|step| step["location"]["uri"] == uri));
}

#[test]
fn a_client_that_shows_no_related_information_gets_none() {
    let quiet =
        json!({ "textDocument": { "publishDiagnostics": { "relatedInformation": false } } });
    let (mut client, _folder) = with_rules(RULES, quiet);
    let uri = "file:///project/a.py";
    client.open(uri, "python", "sink(source())\n");
    let found = client.diagnostics(uri, 0);
    assert_eq!(codes(&found), ["flow"]);
    assert!(found[0]["relatedInformation"].is_null());
}

#[test]
fn tags_grey_out_and_strike_through() {
    let (mut client, _folder) = with_rules(RULES, json!({}));
    let uri = "file:///project/a.py";
    client.open(uri, "python", "old_call()\ndead_call()\n");
    let found = client.diagnostics(uri, 0);
    assert_eq!((&found[0]["tags"], &found[1]["tags"]), (&json!([2]), &json!([1])));
}

#[test]
fn columns_are_counted_as_agreed() {
    let text = "const s = '😀é'; f({ rejectUnauthorized: false });\n";
    let before = &text[..text.find("false").unwrap()];
    for (offered, agreed, column) in [
        (json!(["utf-8", "utf-16"]), "utf-8", before.len()),
        (json!(["utf-16", "utf-8"]), "utf-16", before.encode_utf16().count()),
        (json!(["utf-32"]), "utf-32", before.chars().count()),
        (Value::Null, "utf-16", before.encode_utf16().count()),
    ] {
        let capabilities = json!({ "general": { "positionEncodings": offered } });
        let mut client = Client::start(capabilities);
        assert_eq!(client.server["positionEncoding"], agreed);
        client.open(URI, "javascript", text);
        let found = client.diagnostics(URI, 0);
        assert_eq!(found[0]["range"]["start"]["character"], column, "{agreed}");
        // An edit counts in the same unit.
        let range = &found[0]["range"];
        client.changes(URI, 1, &[json!({ "range": range, "text": "true" })]);
        let state = client.request("stockade/documentState", json!({ "uri": URI }));
        assert_eq!(state["text"], text.replace("false", "true"));
    }
}

const SECRETS: &str = "rules:
- id: acme-token
  languages: [regex]
  severity: ERROR
  message: a token
  secret: {regex: '(acme_[0-9a-z]{12})', keywords: [acme_], in: [text]}
";

#[test]
fn secrets_in_texts_that_are_no_code_are_found() {
    let (mut client, _folder) = with_rules(SECRETS, json!({}));
    let token = "acme_4f8a2c9e1b7d";
    for (uri, language, text) in [
        ("file:///project/.env", "dotenv", format!("TOKEN={token}\n")),
        ("file:///project/a.json", "json", format!("{{\"token\": \"{token}\"}}\n")),
        ("file:///project/a.yaml", "yaml", format!("token: {token}\n")),
        ("file:///project/a.toml", "toml", format!("token = \"{token}\"\n")),
    ] {
        client.open(uri, language, &text);
        let found = client.diagnostics(uri, 0);
        assert_eq!(codes(&found), ["acme-token"], "{uri}");
        let column = text.find(token).unwrap();
        assert_eq!(found[0]["range"]["start"]["character"], column);
    }
}

#[test]
fn a_document_that_is_not_ours_has_no_diagnostics_and_no_harm_comes_of_it() {
    let mut client = Client::start(json!({}));
    client.open("untitled:Untitled-1", "plaintext", "hello\n");
    assert_eq!(client.diagnostics("untitled:Untitled-1", 0), Vec::<Value>::new());
    client.open("untitled:Untitled-2", "javascript", INSECURE);
    assert_eq!(codes(&client.diagnostics("untitled:Untitled-2", 0)), [RULE]);
    // A change of something that was never opened.
    client.change("file:///nowhere.js", 4, (0, 0), (0, 0), "x");
    assert!(
        client.wait_for(Duration::from_secs(20), |m| m["method"] == "window/logMessage").is_some()
    );
}

#[test]
fn a_suppression_that_silences_nothing_is_greyed_out() {
    let mut client = Client::start(json!({}));
    let text = format!("// stockade-ignore-file {RULE}: internal\n{INSECURE}");
    client.open(URI, "javascript", &text);
    assert_eq!(client.diagnostics(URI, 0), Vec::<Value>::new());
    // The hole goes; what was said about it stays.
    client.change(URI, 1, (2, 22), (2, 27), "true");
    let found = client.diagnostics(URI, 1);
    assert_eq!(codes(&found), ["unused-suppression"]);
    assert_eq!((&found[0]["severity"], &found[0]["tags"]), (&json!(3), &json!([1])));
    assert_eq!(found[0]["range"]["start"], json!({ "line": 0, "character": 0 }));
}
