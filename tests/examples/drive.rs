//! Drives a language server as an editor would and measures it: time to `initialize`, to the first
//! diagnostics, from a key to its diagnostics at a given speed of typing, of code actions meanwhile,
//! and memory. Works with any server:
//!
//! ```text
//! cargo run --release -p stockade-tests --example drive -- --language python --lines 100,1000,10000 \
//!     -- ruff server
//! ```
//!
//! Without a command the `stockade` binary beside this one is driven. `--edits N` keys are typed
//! (300), `--rate N` a second (30), `--memory N` edits are sent for the comparison of memory (0),
//! `--folder DIR` is opened as the workspace (servers that want a configuration find it there),
//! `--json true` prints an object a line instead of a line to read.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for the terminal")]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use stockade_tests::lsp::{Client, Setup};

/// How long to wait for diagnostics that may never come.
const PATIENCE: Duration = Duration::from_secs(30);

struct Options {
    language: String,
    lines: Vec<usize>,
    edits: usize,
    rate: u32,
    memory: usize,
    folder: Option<PathBuf>,
    json: bool,
    command: Vec<String>,
}

fn options() -> Options {
    let mut out = Options {
        language: "python".to_owned(),
        lines: vec![100, 1_000, 10_000],
        edits: 300,
        rate: 30,
        memory: 0,
        folder: None,
        json: false,
        command: Vec::new(),
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        if word == "--" {
            out.command = words.collect();
            break;
        }
        let value = words.next().unwrap_or_default();
        match word.as_str() {
            "--language" => out.language = value,
            "--lines" => out.lines = value.split(',').filter_map(|n| n.parse().ok()).collect(),
            "--edits" => out.edits = value.parse().unwrap_or(out.edits),
            "--rate" => out.rate = value.parse().unwrap_or(out.rate),
            "--memory" => out.memory = value.parse().unwrap_or(out.memory),
            "--folder" => out.folder = Some(PathBuf::from(value)),
            "--json" => out.json = value == "true",
            _ => println!("unknown option {word}"),
        }
    }
    if out.command.is_empty() {
        let beside = std::env::current_exe().unwrap();
        let name = format!("stockade{}", std::env::consts::EXE_SUFFIX);
        let binary = beside.parent().unwrap().parent().unwrap().join(name);
        out.command = vec![binary.display().to_string(), "lsp".to_owned()];
    }
    out
}

/// A file of ordinary code with something to report now and then.
fn text(language: &str, lines: usize) -> String {
    let mut out = match language {
        "python" => String::from("import os\nimport requests\n\n\n"),
        "go" => String::from("package main\n\nimport (\n\t\"crypto/tls\"\n\t\"fmt\"\n)\n\n"),
        _ => String::from("const https = require('https');\n\n"),
    };
    let mut number = 0;
    while out.matches('\n').count() < lines {
        let finding = number % 50 == 7;
        out.push_str(&match (language, finding) {
            ("python", true) => format!(
                "def load{number}(url):\n    return requests.get(url, verify=False, timeout={number})\n\n\n"
            ),
            ("python", false) => format!(
                "def item{number}(rows, limit={number}):\n    total = 0\n    for row in rows:\n        \
                 if row.size > limit:\n            total += row.size * {number}\n    return \
                 f\"{{total}} of {{limit}}\"\n\n\n"
            ),
            ("go", true) => format!(
                "func load{number}() *tls.Config {{\n\treturn &tls.Config{{InsecureSkipVerify: true}}\n}}\n\n"
            ),
            ("go", false) => format!(
                "func item{number}(rows []int, limit int) string {{\n\ttotal := 0\n\tfor _, row := range \
                 rows {{\n\t\tif row > limit {{\n\t\t\ttotal += row * {number}\n\t\t}}\n\t}}\n\treturn \
                 fmt.Sprintf(\"%d of %d\", total, limit)\n}}\n\n"
            ),
            (_, true) => format!(
                "const agent{number} = new https.Agent({{\n  rejectUnauthorized: false,\n}});\n\n"
            ),
            (_, false) => format!(
                "function item{number}(rows, limit = {number}) {{\n  let total = 0;\n  for (const row of \
                 rows) {{\n    if (row.size > limit) {{\n      total += row.size * {number};\n    }}\n  \
                 }}\n  return `${{total}} of ${{limit}}`;\n}}\n\n"
            ),
        });
        number += 1;
    }
    out
}

fn file_name(language: &str) -> &'static str {
    match language {
        "python" => "measured.py",
        "go" => "measured.go",
        "typescript" => "measured.ts",
        _ => "measured.js",
    }
}

/// Sorted milliseconds, and what stands at a share of them.
fn at(times: &mut [f64], share: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    let last = times.len().saturating_sub(1);
    times.get((last as f64 * share).round() as usize).copied().unwrap_or(f64::NAN)
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// Resident memory in MB, where the system tells it.
fn memory(process: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes: f64 =
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(f64::NAN);
    kilobytes / 1_024.0
}

fn start(options: &Options) -> Client {
    let words: Vec<&str> = options.command.iter().map(String::as_str).collect();
    // As editors do, the client computes the edits of actions when they are chosen.
    let mut setup = Setup::command(&words).capabilities(json!({
        "textDocument": { "codeAction": {
            "dataSupport": true,
            "resolveSupport": { "properties": ["edit"] },
            "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["source.fixAll"] } },
        }},
        "workspace": { "workspaceEdit": { "documentChanges": true } },
    }));
    if let Some(folder) = &options.folder {
        setup = setup.folder(folder);
    }
    setup.start()
}

/// Whether diagnostics are of this version of the document or a later one. Servers that name no
/// version are taken at their word: what comes after the edit is of the edit.
fn is_of(message: &Value, uri: &str, version: i64) -> bool {
    message["method"] == "textDocument/publishDiagnostics"
        && message["params"]["uri"] == uri
        && message["params"]["version"].as_i64().is_none_or(|own| own >= version)
}

fn measure(options: &Options, lines: usize) {
    let text = text(&options.language, lines);
    let folder = options.folder.clone().unwrap_or_else(|| PathBuf::from("/measured"));
    let uri = stockade_tests::lsp::uri(&folder.join(file_name(&options.language)));
    let mut client = start(options);
    // What a server loads after `initialize` is not part of opening a file.
    std::thread::sleep(Duration::from_secs(2));
    let begun = Instant::now();
    client.open(&uri, &options.language, &text);
    let first = client.wait_for(PATIENCE, |message| is_of(message, &uri, 0));
    let opened = milliseconds(begun.elapsed());
    let findings =
        first.map_or(0, |first| first["params"]["diagnostics"].as_array().map_or(0, Vec::len));
    let (mut keys, mut actions) = (Vec::new(), Vec::new());
    type_keys(options, &mut client, &uri, &text, &mut keys, &mut actions);
    let measured = json!({
        "lines": lines,
        "initialize": milliseconds(client.initialized_in),
        "open": opened,
        "edit_p50": at(&mut keys, 0.5),
        "edit_p99": at(&mut keys, 0.99),
        "on_save_p50": at(&mut actions, 0.5),
        "on_save_p99": at(&mut actions, 0.99),
        "memory": memory(client.process()),
        "findings": findings,
        "lost": options.edits.saturating_sub(keys.len()),
    });
    if options.json {
        println!("{measured}");
    } else {
        let of = |name: &str| measured[name].as_f64().unwrap_or(f64::NAN);
        println!(
            "{lines:>6} lines: initialize {:>6.1} ms  open {:>7.1} ms  edit p50 {:>6.1} p99 {:>6.1} ms  \
             fix-all on save p50 {:>6.1} p99 {:>6.1} ms  memory {:>6.1} MB  findings {findings}  lost {}",
            of("initialize"),
            of("open"),
            of("edit_p50"),
            of("edit_p99"),
            of("on_save_p50"),
            of("on_save_p99"),
            of("memory"),
            measured["lost"],
        );
    }
    if options.memory > 0 {
        compare_memory(options, client, &uri, &text);
    }
}

/// Types at the given speed in the middle of the file, and asks for the actions on save now and then.
fn type_keys(
    options: &Options,
    client: &mut Client,
    uri: &str,
    text: &str,
    keys: &mut Vec<f64>,
    actions: &mut Vec<f64>,
) {
    let middle = text.lines().count() / 2;
    // Within a function: the end of a line with a number.
    let line = (middle..)
        .find(|at| text.lines().nth(*at).is_none_or(|line| line.contains("total += row")));
    let line = line.unwrap_or(middle) as u32;
    let mut column = text.lines().nth(line as usize).map_or(0, str::len) as u32;
    if text.lines().nth(line as usize).is_some_and(|line| line.ends_with(';')) {
        column -= 1;
    }
    let step = Duration::from_secs(1) / options.rate.max(1);
    let knows_actions = !client.server["codeActionProvider"].is_null();
    for version in 1..=options.edits as i64 {
        let begun = Instant::now();
        // A number grows and shrinks: every text is a right one.
        if version % 8 == 0 {
            client.change(uri, version, (line, column - 7), (line, column), "");
            column -= 7;
        } else {
            client.change(uri, version, (line, column), (line, column), "1");
            column += 1;
        }
        if client.wait_for(step.max(PATIENCE), |message| is_of(message, uri, version)).is_some() {
            keys.push(milliseconds(begun.elapsed()));
        }
        if knows_actions && version % 10 == 5 {
            // A key, and the save right behind it.
            let asked = Instant::now();
            let everything = json!({
                "start": { "line": 0, "character": 0 }, "end": { "line": line, "character": 0 },
            });
            let id = client.ask(
                "textDocument/codeAction",
                json!({
                    "textDocument": { "uri": uri },
                    "range": everything,
                    "context": { "diagnostics": [], "only": ["source.fixAll"] },
                }),
            );
            let answer = client.answer(id);
            // Where the edit is computed late the save waits for it, too.
            if let Some(action) = answer["result"].get(0).filter(|action| action["edit"].is_null())
            {
                let id = client.ask("codeAction/resolve", action.clone());
                client.answer(id);
            }
            actions.push(milliseconds(asked.elapsed()));
        }
        std::thread::sleep(step.saturating_sub(begun.elapsed()));
    }
}

/// Memory after many edits against that of a fresh open of the same text.
fn compare_memory(options: &Options, mut client: Client, uri: &str, text: &str) {
    let first = options.edits as i64;
    let last = first + options.memory as i64;
    for version in first + 1..=last {
        // Every edit is another text, analysed to the end.
        let range = json!({
            "start": { "line": 1, "character": 0 }, "end": { "line": 1, "character": 0 },
        });
        let (range, new) = if version % 2 == 1 {
            (range, format!("x{version} = {version}\n"))
        } else {
            let end = json!({ "line": 2, "character": 0 });
            (json!({ "start": range["start"], "end": end }), String::new())
        };
        client.changes(uri, version, &[json!({ "range": range, "text": new })]);
        client.wait_for(PATIENCE, |message| is_of(message, uri, version));
    }
    let used = memory(client.process());
    drop(client);
    let mut fresh = start(options);
    fresh.open(uri, &options.language, text);
    fresh.wait_for(PATIENCE, |message| is_of(message, uri, 0));
    let new = memory(fresh.process());
    println!(
        "        memory after {} edits {used:.1} MB, fresh open {new:.1} MB: {:+.0} %",
        options.memory,
        (used / new - 1.0) * 100.0
    );
}

fn main() {
    let options = options();
    if !options.json {
        println!(
            "{} ({}), {} keys a second",
            options.command.join(" "),
            options.language,
            options.rate
        );
    }
    for lines in &options.lines {
        measure(&options, *lines);
    }
}
