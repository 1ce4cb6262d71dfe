//! From an edit in an editor to a finding and its fix.

use serde_json::{Value, json};
use stockade_tests::lsp::Client;

const URI: &str = "file:///project/agent.js";
const INSECURE: &str = "const agent = new https.Agent({\n  rejectUnauthorized: false\n});\n";

fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().filter_map(|d| d["code"].as_str()).collect()
}

#[test]
fn opening_insecure_code_gives_its_finding() {
    let mut client = Client::start(json!({}));
    client.open(URI, "javascript", INSECURE);
    let found = client.diagnostics(URI, 0);
    assert_eq!(codes(&found), ["tls-verification-disabled"]);
    assert_eq!(found[0]["source"], "stockade");
    assert_eq!(found[0]["range"]["start"], json!({ "line": 1, "character": 22 }));
}

#[test]
fn the_finding_goes_when_the_fix_is_typed() {
    let mut client = Client::start(json!({}));
    client.open(URI, "javascript", INSECURE);
    client.diagnostics(URI, 0);
    client.change(URI, 1, (1, 22), (1, 27), "");
    for (at, letter) in "true".chars().enumerate() {
        let at = at as u32;
        client.change(URI, i64::from(at) + 2, (1, 22 + at), (1, 22 + at), &letter.to_string());
    }
    assert_eq!(client.diagnostics(URI, 5), Vec::<Value>::new());
}

#[test]
fn the_code_action_writes_the_secure_form() {
    let mut client = Client::start(json!({}));
    client.open(URI, "javascript", INSECURE);
    let found = client.diagnostics(URI, 0);
    let actions = client.request(
        "textDocument/codeAction",
        json!({
            "textDocument": { "uri": URI },
            "range": found[0]["range"],
            "context": { "diagnostics": found },
        }),
    );
    assert_eq!(actions[0]["isPreferred"], true);
    let change = &actions[0]["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({ "uri": URI, "version": 0 }));
    assert_eq!(change["edits"], json!([{ "range": found[0]["range"], "newText": "true" }]));
}

#[test]
fn a_hover_says_what_and_why() {
    let mut client = Client::start(json!({}));
    client.open(URI, "javascript", INSECURE);
    client.diagnostics(URI, 0);
    let hover = client.request(
        "textDocument/hover",
        json!({ "textDocument": { "uri": URI }, "position": { "line": 1, "character": 24 } }),
    );
    let text = hover["contents"]["value"].as_str().unwrap_or_default();
    assert!(text.contains("tls-verification-disabled") && text.contains("CWE-295"), "{text}");
}
