//! How long a process takes from its start to its answer: a check of an empty file with the built-in
//! rules and with 500 rule files, a hook's answer about a file of 1 000 lines. Milliseconds at p50
//! and p90 of many starts, beside the time that starting and ending the binary takes.
//!
//!     cargo bench -p stockade-tests --bench starts

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, reason = "a benchmark")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

const STARTS: usize = 40;

fn main() {
    let binary = binary();
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let run = |arguments: &[&str], input: &[u8]| start(&binary, folder.path(), arguments, input);
    report("starting and ending", || run(&["--version"], b""));
    std::fs::create_dir(at("rules")).unwrap();
    for number in 0..500 {
        std::fs::write(at(&format!("rules/r{number}.yaml")), rule(number)).unwrap();
    }
    for name in ["empty.js", "empty.py", "empty.go"] {
        std::fs::write(at(name), "").unwrap();
        let check = ["check", "--no-cache", name];
        report(&format!("check {name}, built-in rules"), || run(&check, b""));
    }
    let own = ["check", "--no-cache", "--no-builtin", "--rules", "rules", "empty.js"];
    report("check empty.js, 500 rule files (limit 100)", || run(&own, b""));
    for (name, text) in [("a.js", javascript()), ("a.py", python()), ("a.go", go())] {
        std::fs::write(at(name), &text).unwrap();
        let event = event(&at(name), &text);
        let hook = ["hook", "--agent", "claude"];
        let what = format!("hook, {name} of {} lines (limit 50)", text.lines().count());
        report(&what, || run(&hook, event.as_bytes()));
    }
}

/// The binary as it is shipped.
fn binary() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo).args(["build", "--release", "-p", "stockade"]).status();
    assert!(built.is_ok_and(|status| status.success()), "the binary builds");
    // …/target/release/deps/this-benchmark
    let own = std::env::current_exe().unwrap();
    let folder = own.parent().unwrap().parent().unwrap();
    folder.join(format!("stockade{}", std::env::consts::EXE_SUFFIX))
}

/// Starts the binary, waits for its end and gives the time.
fn start(binary: &Path, folder: &Path, arguments: &[&str], input: &[u8]) -> Duration {
    let begun = Instant::now();
    let mut child = Command::new(binary)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // A command that reads nothing has gone by now.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait().unwrap();
    begun.elapsed()
}

fn report(what: &str, mut once: impl FnMut() -> Duration) {
    let mut times: Vec<Duration> = (0..STARTS).map(|_| once()).collect();
    times.sort();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1000.0;
    println!("{what:<50} p50 {:>6.1} ms  p90 {:>6.1} ms", at(50), at(90));
}

/// A rule file as teams write them; four kinds take turns.
fn rule(number: usize) -> String {
    let head = |language: &str| {
        format!(
            "rules:\n- id: own-{number}\n  languages: [{language}]\n  severity: WARNING\n  message: \
             \"`$X` goes to service {number}\"\n  metadata:\n    cwe: [\"CWE-20: Improper Input Validation\"]\n    \
             category: security\n"
        )
    };
    match number % 4 {
        0 => format!(
            "{}  patterns:\n  - pattern: service{number}.call($X, ...)\n  - pattern-not: service{number}.call(\"...\", ...)\n  \
             - pattern-inside: |\n      function $F(...) {{\n        ...\n      }}\n",
            head("javascript, typescript")
        ),
        1 => format!(
            "{}  mode: taint\n  pattern-sources:\n  - pattern: request{number}.args\n  - pattern: request{number}.form[...]\n  \
             pattern-sinks:\n  - pattern: run{number}($X)\n  pattern-sanitizers:\n  - pattern: clean{number}(...)\n",
            head("python")
        ),
        2 => format!(
            "{}  pattern-either:\n  - pattern: service{number}.Open($X)\n  - pattern: service{number}.Close($X)\n  \
             - patterns:\n    - pattern: service{number}.$METHOD($X)\n    - metavariable-regex:\n        metavariable: \
             $METHOD\n        regex: (Read|Write){number}\n",
            head("go")
        ),
        _ => format!("{}  pattern-regex: service{number}_[A-Za-z0-9]{{20}}\n", head("regex")),
    }
}

/// What Claude Code says after it has changed the last line but one.
fn event(file: &Path, text: &str) -> String {
    let (head, last) = text.trim_end().rsplit_once('\n').unwrap();
    json!({
        "hook_event_name": "PostToolUse",
        "tool_name": "Edit",
        "tool_input": { "file_path": file, "old_string": "-", "new_string": last },
        "tool_response": { "filePath": file, "originalFile": format!("{head}\n-\n") },
    })
    .to_string()
}

fn javascript() -> String {
    let mut out =
        String::from("const https = require('https');\nconst express = require('express');\n\n");
    for number in 0..165 {
        out.push_str(&format!(
            "function item{number}(rows, limit) {{\n  const found = rows.filter((row) => row.size > limit);\n  \
             return found.map((row) => `${{row.name}}: ${{row.size * {number}}}`);\n}}\n\n\n"
        ));
    }
    out + "module.exports = new https.Agent({ rejectUnauthorized: false });\n"
}

fn python() -> String {
    let mut out = String::from("import os\nimport requests\n\n\n");
    for number in 0..142 {
        out.push_str(&format!(
            "def item{number}(rows, limit={number}):\n    total = 0\n    for row in rows:\n        if row.size > \
             limit:\n            total += row.size\n    return f\"{{total}} of {{limit}}\"\n\n"
        ));
    }
    out + "requests.get(os.environ[\"ADDRESS\"], verify=False)\n"
}

fn go() -> String {
    let mut out = String::from("package main\n\nimport (\n\t\"crypto/tls\"\n\t\"fmt\"\n)\n\n");
    for number in 0..110 {
        out.push_str(&format!(
            "func item{number}(rows []int, limit int) string {{\n\ttotal := 0\n\tfor _, row := range rows {{\n\t\tif row > \
             limit {{\n\t\t\ttotal += row * {number}\n\t\t}}\n\t}}\n\treturn fmt.Sprint(total)\n}}\n\n"
        ));
    }
    out + "var config = &tls.Config{InsecureSkipVerify: true}\n"
}
