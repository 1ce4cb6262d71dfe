//! Hovers and completion, and what is said about rule files and configurations while they are typed.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use stockade_tests::lsp::{Client, Setup, uri};

use super::{INSECURE, RULE, codes};

const URI: &str = "file:///project/agent.js";

fn hover(client: &mut Client, uri: &str, line: u32, character: u32) -> String {
    let params = json!({
        "textDocument": { "uri": uri }, "position": { "line": line, "character": character },
    });
    let hover = client.request("textDocument/hover", params);
    hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
}

fn completion(client: &mut Client, uri: &str, line: u32, character: u32) -> Vec<Value> {
    let params = json!({
        "textDocument": { "uri": uri }, "position": { "line": line, "character": character },
    });
    client.request("textDocument/completion", params).as_array().cloned().unwrap_or_default()
}

fn labels(items: &[Value]) -> Vec<&str> {
    items.iter().filter_map(|item| item["label"].as_str()).collect()
}

#[test]
fn a_finding_says_what_why_and_how() {
    let mut client = Client::start(json!({}));
    client.open(URI, "javascript", INSECURE);
    let text = hover(&mut client, URI, 1, 24);
    for part in [RULE, "CWE-295", "❌", "✅", "```javascript", "Fix: "] {
        assert!(text.contains(part), "`{part}` in {text}");
    }
    assert_eq!(hover(&mut client, URI, 0, 1), "");
}

#[test]
fn a_client_without_markdown_gets_plain_text() {
    let plain = json!({ "textDocument": { "hover": { "contentFormat": ["plaintext"] } } });
    let mut client = Client::start(plain);
    client.open(URI, "javascript", INSECURE);
    let text = hover(&mut client, URI, 1, 24);
    assert!(text.contains(RULE) && !text.contains("**") && !text.contains('`'), "{text}");
}

#[test]
fn rule_ids_in_suppressions_are_completed_and_explained() {
    let mut client = Client::start(json!({}));
    let text = "// stockade-ignore tls-ver: a reason\nf({ rejectUnauthorized: false });\n\
                // stockade-ignore tls-verification-disabled\nf({ rejectUnauthorized: false });\n";
    client.open(URI, "javascript", text);
    let items = completion(&mut client, URI, 0, 26);
    let item = items.iter().find(|item| item["label"] == RULE).unwrap();
    assert_eq!(item["textEdit"]["range"]["start"], json!({ "line": 0, "character": 19 }));
    assert!(hover(&mut client, URI, 2, 25).contains("CWE-295"));
    // The reason and the code are not ours to complete.
    assert_eq!(completion(&mut client, URI, 0, 33), Vec::<Value>::new());
    assert_eq!(completion(&mut client, URI, 1, 3), Vec::<Value>::new());
}

#[test]
fn a_configuration_is_checked_completed_and_explained() {
    let folder = tempfile::tempdir().unwrap();
    let file = uri(&folder.path().join("stockade.toml"));
    let mut client = Setup::default().folder(folder.path()).start();
    client.open(
        &file,
        "toml",
        "exlude = []\n\n[rules]\ndisable = [\"tls-verification-disabled\"]\n",
    );
    let found = client.diagnostics(&file, 0);
    assert_eq!(
        found[0]["range"],
        json!({
            "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 6 },
        })
    );
    assert!(found[0]["message"].as_str().unwrap().contains("did you mean `exclude`?"));
    assert!(hover(&mut client, &file, 3, 20).contains("CWE-295"));
    assert!(hover(&mut client, &file, 3, 3).starts_with("**disable**"));
    let items = completion(&mut client, &file, 3, 12);
    assert!(labels(&items).contains(&RULE));
    let items = completion(&mut client, &file, 1, 0);
    assert!(labels(&items).contains(&"exclude"), "{items:?}");
}

const TEAM_RULE: &str = "rules:
- id: team-rule
  languages: [javascript]
  severity: WARNING
  message: not here
  pattern: forbidden(...)
";

fn rule_file(folder: &Path) -> std::path::PathBuf {
    fs::create_dir_all(folder.join(".stockade/rules")).unwrap();
    folder.join(".stockade/rules/team.yaml")
}

#[test]
fn a_mistake_in_a_rule_file_is_shown_at_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let file = rule_file(folder.path());
    fs::write(&file, TEAM_RULE).unwrap();
    let mut client = Setup::default().folder(folder.path()).start();
    let uri = uri(&file);
    client.open(&uri, "yaml", TEAM_RULE);
    assert_eq!(client.diagnostics(&uri, 0), Vec::<Value>::new());
    client.changes(&uri, 1, &[json!({ "text": TEAM_RULE.replace("  pattern:", "  patern:") })]);
    let found = client.diagnostics(&uri, 1);
    let place = json!({
        "start": { "line": 5, "character": 2 }, "end": { "line": 5, "character": 8 },
    });
    let at_key = found.iter().find(|d| d["range"] == place);
    let message = at_key.unwrap_or_else(|| panic!("{found:#?}"))["message"].as_str().unwrap();
    assert!(message.contains("unknown key `patern`") && message.contains("`pattern`"), "{message}");
    client.changes(&uri, 2, &[json!({ "text": "rules: [\n" })]);
    assert_eq!(codes(&client.diagnostics(&uri, 2)), ["rule-file"]);
}

#[test]
fn keys_of_rule_files_are_completed_and_explained() {
    let folder = tempfile::tempdir().unwrap();
    let file = rule_file(folder.path());
    let mut client = Setup::default().folder(folder.path()).start();
    let uri = uri(&file);
    let text = "rules:\n- id: a\n  patterns:\n  - pattern-inside: f()\n  - \n  \n";
    client.open(&uri, "yaml", text);
    let operators = completion(&mut client, &uri, 4, 4);
    assert!(labels(&operators).contains(&"pattern-not-inside"));
    assert!(!labels(&operators).contains(&"severity"));
    let keys = completion(&mut client, &uri, 5, 2);
    assert!(labels(&keys).contains(&"severity") && labels(&keys).contains(&"fixes"));
    assert!(hover(&mut client, &uri, 3, 8).contains("must lie within"));
}

#[test]
fn the_front_matter_of_a_guideline_is_completed_and_checked() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join(".stockade/rules")).unwrap();
    let file = uri(&folder.path().join(".stockade/rules/team.md"));
    let mut client = Setup::default().folder(folder.path()).start();
    client.open(&file, "markdown", "---\nid: team\nseverty: error\n\n---\nProse.\n");
    let found = client.diagnostics(&file, 0);
    assert_eq!(found[0]["range"]["start"], json!({ "line": 2, "character": 0 }));
    let keys = completion(&mut client, &file, 3, 0);
    assert!(labels(&keys).contains(&"severity") && labels(&keys).contains(&"globs"));
    assert!(hover(&mut client, &file, 1, 1).starts_with("**id**"));
}

#[test]
fn a_rule_of_the_team_runs_as_soon_as_it_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let mut client = Setup::default().folder(folder.path()).start();
    let code = uri(&folder.path().join("a.js"));
    client.open(&code, "javascript", "forbidden();\n");
    assert_eq!(client.diagnostics(&code, 0), Vec::<Value>::new());
    let file = rule_file(folder.path());
    fs::write(&file, TEAM_RULE).unwrap();
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": uri(&file) } }));
    let found = client.published(&code, |params| params["diagnostics"] != json!([]));
    assert_eq!(codes(&found), ["team-rule"]);
}
