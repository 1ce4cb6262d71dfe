//! Much at once: many open documents, large workspaces, thousands of changes, and nothing at all.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use stockade_tests::lsp::{Client, Setup, changing, notification, uri};

use super::{INSECURE, RULE, codes, pulling};

/// Files of the large workspace in an ordinary run; `STOCKADE_TEST_FILES=100000` is the whole.
fn many() -> usize {
    std::env::var("STOCKADE_TEST_FILES").ok().and_then(|n| n.parse().ok()).unwrap_or(5_000)
}

/// Writes files of which every tenth has a finding.
fn write(folder: &Path, count: usize, text: impl Fn(usize) -> String) {
    for number in 0..count {
        let inner = folder.join(format!("d{}", number / 500));
        if number.is_multiple_of(500) {
            fs::create_dir_all(&inner).unwrap();
        }
        fs::write(inner.join(format!("f{number}.js")), text(number)).unwrap();
    }
}

fn tenth(number: usize) -> String {
    if number.is_multiple_of(10) { INSECURE.to_owned() } else { format!("g({number});\n") }
}

fn pull(client: &mut Client) -> Vec<Value> {
    let report = client.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    report["items"].as_array().cloned().unwrap()
}

#[test]
fn two_hundred_documents_are_open_and_edited() {
    let mut client = Client::start(json!({}));
    let uri = |number: usize| format!("file:///project/{number}.js");
    for number in 0..200 {
        client.open(&uri(number), "javascript", INSECURE);
    }
    for number in 0..200 {
        client.change(&uri(number), 1, (0, 0), (0, 0), "\n");
    }
    for number in 0..200 {
        let found = client.diagnostics(&uri(number), 1);
        assert_eq!(codes(&found), [RULE]);
        assert_eq!(found[0]["range"]["start"]["line"], 2);
    }
}

#[test]
fn a_large_workspace_is_scanned_while_documents_are_served() {
    let folder = tempfile::tempdir().unwrap();
    let count = many();
    write(folder.path(), count, tenth);
    let mut client = Setup::default().capabilities(pulling()).folder(folder.path()).start();
    let all = client.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
    // An open document does not wait for the scan.
    client.open("file:///elsewhere/a.js", "javascript", INSECURE);
    let params = json!({ "textDocument": { "uri": "file:///elsewhere/a.js" } });
    let report = client.request("textDocument/diagnostic", params);
    assert_eq!(codes(report["items"].as_array().unwrap()), [RULE]);
    let found = client.answer(all)["result"]["items"].as_array().unwrap().len();
    // The open document is among them, or not, as its analysis ended before or after.
    assert!(found == count.div_ceil(10) || found == count.div_ceil(10) + 1, "{found}");
}

#[test]
fn a_checkout_that_changes_thousands_of_files_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let count = 5_000;
    write(folder.path(), count, tenth);
    let mut client = Setup::default().capabilities(pulling()).folder(folder.path()).start();
    assert_eq!(pull(&mut client).len(), count / 10);
    write(folder.path(), count, |number| tenth(number + 5) + &tenth(number));
    let changes: Vec<Value> = (0..count)
        .map(|number| {
            let path = folder.path().join(format!("d{}/f{number}.js", number / 500));
            json!({ "uri": uri(&path), "type": 2 })
        })
        .collect();
    // As clients send it: in several notifications, in a moment.
    for part in changes.chunks(700) {
        client.notify("workspace/didChangeWatchedFiles", json!({ "changes": part }));
    }
    super::until(|| (pull(&mut client).len() == count / 5).then_some(()));
    client.wait(|message| message["method"] == "workspace/diagnostic/refresh");
}

#[test]
fn a_burst_of_saves_is_answered_by_the_last_text() {
    let mut client = Client::start(json!({}));
    let uri = "file:///project/a.py";
    let body = "def f(a):\n    return g(a)\n\n\n".repeat(250);
    client.open(uri, "python", &body);
    client.diagnostics(uri, 0);
    let last = "import requests\nrequests.get(u, verify=False)\n";
    let save = notification("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
    let saves = (1..=50).flat_map(|version| {
        let text = format!("{last}{body}# {version}\n");
        [changing(uri, version, &[json!({ "text": text })]), save.clone()]
    });
    client.send_at_once(&saves.collect::<Vec<Value>>());
    let found = client.diagnostics(uri, 50);
    client.open("file:///project/fresh.py", "python", &format!("{last}{body}# 50\n"));
    assert_eq!(found, client.diagnostics("file:///project/fresh.py", 0));
    // Most of the texts between were never analysed to the end.
    let others = client.arrived("textDocument/publishDiagnostics");
    assert!(others.len() < 40, "{}", others.len());
}

#[test]
fn fixes_of_a_large_file_are_those_of_the_newest_text() {
    let folder = tempfile::tempdir().unwrap();
    let mut client = Setup::default().capabilities(super::lazy()).folder(folder.path()).start();
    let uri = uri(&folder.path().join("large.js"));
    let filler = |number: usize| format!("function f{number}(a) {{\n  return a + {number};\n}}\n");
    let mut text: String = (0..300).map(filler).collect();
    for number in 0..20 {
        text.push_str(&INSECURE.replace("agent", &format!("agent{number}")));
        text.push_str(&filler(1_000 + number));
    }
    client.open(&uri, "javascript", &text);
    for version in 1..=10 {
        client.change(&uri, version, (0, 0), (0, 0), "// a line more\n");
        text.insert_str(0, "// a line more\n");
        let params = json!({
            "textDocument": { "uri": uri },
            "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 1, "character": 0 } },
            "context": { "diagnostics": [], "only": ["source.fixAll"] },
        });
        let actions = client.request("textDocument/codeAction", params);
        let fixed = client.request("codeAction/resolve", actions[0].clone());
        let change = &fixed["edit"]["documentChanges"][0];
        assert_eq!(change["textDocument"]["version"], version);
        assert_eq!(super::applied(&text, &change["edits"]), text.replace(": false", ": true"));
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use super::*;

    /// Clock ticks that a process has run, children that have ended included.
    fn ticks(process: u32) -> u64 {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        fields[11..=14].iter().filter_map(|field| field.parse::<u64>().ok()).sum()
    }

    fn children(process: u32) -> usize {
        let tasks = fs::read_dir(format!("/proc/{process}/task")).unwrap();
        tasks
            .filter_map(|task| fs::read_to_string(task.unwrap().path().join("children")).ok())
            .map(|children| children.split_whitespace().count())
            .sum()
    }

    #[test]
    fn nothing_is_computed_while_nobody_types() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), 200, tenth);
        let mut client = Setup::default().folder(folder.path()).process(std::process::id()).start();
        let uri = uri(&folder.path().join("d0/f0.js"));
        client.open(&uri, "javascript", INSECURE);
        client.diagnostics(&uri, 0);
        // Fixes are prepared and the scan runs for a moment.
        let settled = Instant::now();
        let mut before = ticks(client.process());
        loop {
            std::thread::sleep(Duration::from_secs(2));
            let now = ticks(client.process());
            if now - before <= 2 {
                break;
            }
            assert!(settled.elapsed() < Duration::from_secs(60), "it goes on working");
            before = now;
        }
    }

    /// Resident memory in kB.
    fn memory(process: u32) -> u64 {
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    }

    /// Opens a file, edits it so often, each time in another way, and gives the memory then.
    fn memory_after(edits: i64) -> u64 {
        let mut client = Client::start(json!({}));
        let uri = "file:///project/a.js";
        let function =
            |number: usize| format!("function f{number}(a) {{\n  return g(a, {number});\n}}\n");
        let text: String = (0..2_000).map(function).collect();
        client.open(uri, "javascript", &text);
        client.diagnostics(uri, 0);
        for edit in 1..=edits {
            let line = (edit as u32 * 37 % 2_000) * 3 + 1;
            let new = format!("{edit} + ");
            client.change(uri, 2 * edit, (line, 11), (line, 11), &new);
            client.diagnostics(uri, 2 * edit);
            client.change(uri, 2 * edit + 1, (line, 11), (line, 11 + new.len() as u32), "");
        }
        client.open("file:///project/b.js", "javascript", "g();");
        client.diagnostics("file:///project/b.js", 0);
        memory(client.process())
    }

    #[test]
    fn memory_does_not_grow_with_edits() {
        let (some, many) = (memory_after(600), memory_after(3_000));
        assert!(many < some + some / 10, "{some} kB after 600 edits, {many} kB after 3 000");
    }

    #[test]
    fn no_process_is_started_while_someone_types() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), 50, tenth);
        let mut client = Setup::default().folder(folder.path()).start();
        let uri = uri(&folder.path().join("d0/f0.js"));
        client.open(&uri, "javascript", INSECURE);
        for version in 1..50 {
            client.change(&uri, version, (3, 0), (3, 0), "x");
            assert_eq!(children(client.process()), 0);
            std::thread::sleep(Duration::from_millis(10));
        }
        client.diagnostics(&uri, 49);
        // Children that came and went have left their time in the count of the parent.
        let stat = fs::read_to_string(format!("/proc/{}/stat", client.process())).unwrap();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        assert_eq!(fields[13..=14], ["0", "0"]);
    }
}
