//! Code actions: what they offer, what their edits make of the text.

use std::fs;

use serde_json::{Value, json};
use stockade_tests::lsp::{Client, Setup, uri};

use super::{INSECURE, RULE, applied, codes, lazy};

const URI: &str = "file:///project/agent.js";
const AT: &str = r#"{"start":{"line":1,"character":22},"end":{"line":1,"character":27}}"#;

fn at() -> Value {
    serde_json::from_str(AT).unwrap()
}

fn titled<'a>(actions: &'a [Value], part: &str) -> &'a Value {
    let found = actions.iter().find(|action| action["title"].as_str().unwrap().contains(part));
    found.unwrap_or_else(|| panic!("no action with `{part}`: {actions:#?}"))
}

fn edits(action: &Value) -> &Value {
    &action["edit"]["documentChanges"][0]["edits"]
}

#[test]
fn without_lazy_resolution_every_action_has_its_edit() {
    let mut client = Client::start(json!({}));
    client.open(URI, "javascript", INSECURE);
    for action in client.actions(URI, &at()) {
        assert!(!action["edit"].is_null() || !action["command"].is_null(), "{action}");
        assert!(action["data"].is_null());
    }
}

#[test]
fn with_it_the_edit_comes_when_the_action_is_chosen() {
    let mut client = Client::start(lazy());
    client.open(URI, "javascript", INSECURE);
    let actions = client.actions(URI, &at());
    let fix = actions.iter().find(|action| action["isPreferred"] == true).unwrap();
    assert!(fix["edit"].is_null());
    assert_eq!(fix["kind"], "quickfix");
    assert_eq!(fix["diagnostics"][0]["code"], RULE);
    let fix = client.request("codeAction/resolve", fix.clone());
    assert_eq!(
        fix["edit"]["documentChanges"][0]["textDocument"],
        json!({ "uri": URI, "version": 0 })
    );
    assert_eq!(applied(INSECURE, edits(&fix)), INSECURE.replace("false", "true"));
}

#[test]
fn an_action_of_an_older_text_is_refused() {
    let mut client = Client::start(lazy());
    client.open(URI, "javascript", INSECURE);
    let actions = client.actions(URI, &at());
    client.change(URI, 1, (0, 0), (0, 0), "\n");
    let id = client.ask("codeAction/resolve", actions[0].clone());
    assert_eq!(client.answer(id)["error"]["code"], -32801);
}

#[test]
fn a_client_without_document_changes_gets_plain_ones() {
    let plain = json!({ "workspace": { "workspaceEdit": { "documentChanges": false } } });
    let mut client = Client::start(plain);
    client.open(URI, "javascript", INSECURE);
    let actions = client.actions(URI, &at());
    assert!(actions[0]["edit"]["documentChanges"].is_null());
    let made = applied(INSECURE, &actions[0]["edit"]["changes"][URI]);
    assert_eq!(made, INSECURE.replace("false", "true"));
}

#[test]
fn all_findings_of_a_rule_in_the_file() {
    let mut client = Client::start(json!({}));
    let text = INSECURE.repeat(3);
    client.open(URI, "javascript", &text);
    let actions = client.actions(URI, &at());
    let all = titled(&actions, "in this file");
    assert_eq!(applied(&text, edits(all)), text.replace("false", "true"));
}

#[test]
fn fix_all_on_save_applies_every_safe_fix_and_then_has_nothing_to_do() {
    let mut client = Client::start(json!({}));
    let text = INSECURE.repeat(3);
    client.open(URI, "javascript", &text);
    let ask = |client: &mut Client, kind: &str| {
        let end = json!({ "line": 99, "character": 0 });
        let range = json!({ "start": { "line": 0, "character": 0 }, "end": end });
        let context = json!({ "diagnostics": [], "only": [kind] });
        let params = json!({ "textDocument": { "uri": URI }, "range": range, "context": context });
        client.request("textDocument/codeAction", params).as_array().cloned().unwrap()
    };
    for kind in ["source", "source.fixAll", "source.fixAll.stockade"] {
        let actions = ask(&mut client, kind);
        assert_eq!(actions.len(), 1, "{kind}: {actions:#?}");
        assert_eq!(actions[0]["kind"], "source.fixAll.stockade");
        assert_eq!(applied(&text, edits(&actions[0])), text.replace("false", "true"));
    }
    assert_eq!(ask(&mut client, "source.organizeImports"), Vec::<Value>::new());
    assert_eq!(ask(&mut client, "refactor"), Vec::<Value>::new());
    client.changes(URI, 1, &[json!({ "text": text.replace("false", "true") })]);
    assert_eq!(ask(&mut client, "source.fixAll"), Vec::<Value>::new());
}

#[test]
fn a_save_that_can_fix_nothing_is_no_mistake() {
    // The only safe fix leaves the finding where it is, so it is never proven.
    let rules = "rules:
- id: stays
  languages: [js]
  severity: WARNING
  message: stays
  pattern: again($X)
  fixes: [{title: Say it again, safety: safe, template: again($X)}]
";
    let (mut client, _folder) = super::with_rules(rules, lazy());
    client.open(URI, "javascript", "again(1);\n");
    let range = json!({
        "start": { "line": 0, "character": 0 }, "end": { "line": 1, "character": 0 },
    });
    let ask = |client: &mut Client, kind: &str| {
        let context = json!({ "diagnostics": [], "only": [kind] });
        let params = json!({ "textDocument": { "uri": URI }, "range": range, "context": context });
        client.request("textDocument/codeAction", params)
    };
    // Whether the fix holds is seen soon after the document is opened; who asks before is offered it.
    let actions = ask(&mut client, "source.fixAll");
    for action in actions.as_array().unwrap() {
        let fixed = client.request("codeAction/resolve", action.clone());
        assert_eq!(fixed["edit"], json!({ "documentChanges": [] }));
    }
    // Once that is known it is not offered any more.
    super::until(|| (ask(&mut client, "source.fixAll") == json!([])).then_some(()));
}

#[test]
fn a_suppression_that_silences_nothing_is_taken_out() {
    let mut client = Client::start(json!({}));
    let text = "f(); // stockade-ignore tls-verification-disabled: internal\n";
    client.open(URI, "javascript", text);
    let found = client.diagnostics(URI, 0);
    assert_eq!(codes(&found), ["unused-suppression"]);
    let actions = client.actions(URI, &found[0]["range"]);
    assert_eq!(actions[0]["isPreferred"], true);
    assert_eq!(applied(text, edits(&actions[0])), "f();\n");
}

#[test]
fn a_suppression_is_written_above_the_line_and_silences_it() {
    let mut client = Client::start(json!({}));
    client.open(URI, "javascript", INSECURE);
    let actions = client.actions(URI, &at());
    let made = applied(INSECURE, edits(titled(&actions, "Ignore")));
    assert_eq!(
        made,
        "const agent = new https.Agent({\n  // stockade-ignore tls-verification-disabled: say why\n  \
         rejectUnauthorized: false\n});\n"
    );
    client.changes(URI, 1, &[json!({ "text": made })]);
    assert_eq!(codes(&client.diagnostics(URI, 1)), Vec::<&str>::new());
}

#[test]
fn a_suppression_does_not_change_a_text_of_several_lines() {
    let mut client = Client::start(json!({}));
    let text = "const page = `\n  first ${f({ rejectUnauthorized: false })}\n`;\n";
    client.open(URI, "javascript", text);
    let found = client.diagnostics(URI, 0);
    assert_eq!(codes(&found), [RULE]);
    let actions = client.actions(URI, &found[0]["range"]);
    let ignore = actions.iter().find(|a| a["title"].as_str().unwrap().contains("Ignore"));
    // Neither place keeps the string what it is, so nothing is offered.
    assert_eq!(ignore, None);
}

#[test]
fn a_rule_is_turned_off_in_the_configuration_which_is_made_if_need_be() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.js");
    fs::write(&file, INSECURE).unwrap();
    let mut client = Setup::default().capabilities(lazy()).folder(folder.path()).start();
    let uri = uri(&file);
    client.open(&uri, "javascript", INSECURE);
    let actions = client.actions(&uri, &at());
    let off = client.request("codeAction/resolve", titled(&actions, "Turn").clone());
    let changes = off["edit"]["documentChanges"].as_array().unwrap();
    assert_eq!(changes[0]["kind"], "create");
    assert_eq!(applied("", &changes[1]["edits"]), format!("[rules]\ndisable = [\"{RULE}\"]\n"));
}

#[test]
fn an_open_configuration_is_changed_as_it_stands_in_the_editor() {
    let folder = tempfile::tempdir().unwrap();
    let (file, toml) = (folder.path().join("a.js"), folder.path().join("stockade.toml"));
    fs::write(&file, INSECURE).unwrap();
    fs::write(&toml, "").unwrap();
    let mut client = Setup::default().folder(folder.path()).start();
    client.open(&uri(&toml), "toml", "# typed, not saved\n[rules]\ndisable = ['x'] # old\n");
    client.diagnostics(&uri(&toml), 0);
    client.open(&uri(&file), "javascript", INSECURE);
    let actions = client.actions(&uri(&file), &at());
    let change = &titled(&actions, "Turn")["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({ "uri": uri(&toml), "version": 0 }));
    assert_eq!(
        applied("# typed, not saved\n[rules]\ndisable = ['x'] # old\n", &change["edits"]),
        format!("# typed, not saved\n[rules]\ndisable = ['x', \"{RULE}\"] # old\n")
    );
}

#[test]
fn the_workspace_is_fixed_by_a_command() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.js", "b.js"] {
        fs::write(folder.path().join(name), INSECURE).unwrap();
    }
    let mut client = Setup::default().folder(folder.path()).start();
    let open = uri(&folder.path().join("a.js"));
    client.open(&open, "javascript", &format!("\n{INSECURE}"));
    client.diagnostics(&open, 0);
    client.published(&uri(&folder.path().join("b.js")), |_| true);
    let actions = client.actions(
        &open,
        &json!({
            "start": { "line": 2, "character": 22 }, "end": { "line": 2, "character": 22 },
        }),
    );
    let command = titled(&actions, "in the workspace")["command"].clone();
    assert_eq!(command["command"], "stockade.fixWorkspace");
    let id = client.ask("workspace/executeCommand", command);
    let request = client.wait(|message| message["method"] == "workspace/applyEdit");
    let mut changes = request["params"]["edit"]["documentChanges"].as_array().unwrap().clone();
    changes.sort_by_key(|change| change["textDocument"]["uri"].to_string());
    assert_eq!(changes[0]["textDocument"], json!({ "uri": open, "version": 0 }));
    assert_eq!(changes[1]["textDocument"]["version"], Value::Null);
    let fixed = INSECURE.replace("false", "true");
    assert_eq!(applied(INSECURE, &changes[1]["edits"]), fixed);
    assert_eq!(applied(&format!("\n{INSECURE}"), &changes[0]["edits"]), format!("\n{fixed}"));
    let answer = client.answer(id);
    assert_eq!(answer["result"], json!({ "fixes": 2, "applied": true }));
}

#[test]
fn commands_answer_and_unknown_ones_say_so() {
    let mut client = Client::start(json!({}));
    let run = |client: &mut Client, name: &str, arguments: Value| {
        let params = json!({ "command": name, "arguments": arguments });
        let id = client.ask("workspace/executeCommand", params);
        client.answer(id)
    };
    let page = run(&mut client, "stockade.explain", json!([RULE]));
    assert!(page["result"]["markdown"].as_str().unwrap().contains("rejectUnauthorized"));
    let none = run(&mut client, "stockade.explain", json!(["no-such-rule"]));
    assert!(none["error"]["message"].as_str().unwrap().contains("no-such-rule"));
    let status = run(&mut client, "stockade.showStatus", json!([]));
    assert!(status["result"]["rules"].as_u64().unwrap() > 10);
    assert_eq!(run(&mut client, "stockade.rescan", json!([]))["result"]["roots"], 0);
    assert!(!run(&mut client, "stockade.noSuchCommand", json!([]))["error"].is_null());
}

#[test]
fn the_four_steps_are_verified_by_a_command() {
    let folder = tempfile::tempdir().unwrap();
    let text = "const apiKey = 'hT7kQ2mZ9xW4pL3v';\n";
    fs::write(folder.path().join("a.js"), text).unwrap();
    let mut client = Setup::default().folder(folder.path()).start();
    let params = json!({ "command": "stockade.verify", "arguments": [] });
    let answer = client.request("workspace/executeCommand", params);
    let steps = answer["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 4);
    assert_eq!(
        (&steps[0]["verdict"], &steps[0]["problems"][0]["line"]),
        (&json!("fail"), &json!(1))
    );
    assert!(answer["markdown"].as_str().unwrap().contains("a.js:1:"));
}
