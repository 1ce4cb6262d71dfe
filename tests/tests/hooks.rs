//! `stockade hook`: recorded events of each agent, replayed against the real binary.

#![allow(clippy::unwrap_used, reason = "a test has nothing to go on with")]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use stockade_tests::binary;

/// What the recorded edits make of `client.js`.
const EDITED: &str = "\
const https = require(\"https\");
const agent = new https.Agent({ keepAlive: true, rejectUnauthorized: false });
module.exports = agent;
";
/// Old debt above and below, of the same rule and of another.
const DEBT_ABOVE: &str = "const old = new https.Agent({ rejectUnauthorized: false });\n";
const DEBT_BELOW: &str = "const hash = crypto.createHash('md5').update(password).digest('hex');\n";

fn fixture(name: &str, project: &Path) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/agents").join(name);
    fs::read_to_string(file).unwrap().replace("$PROJECT", project.to_str().unwrap())
}

fn command(agent: &str, more: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(binary::path());
    command.args(["hook", "--agent", agent]).args(more).current_dir(folder);
    command
}

fn answer(mut command: Command, event: &[u8]) -> std::io::Result<Output> {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    // Who reads no more than it needs has ended by now.
    let _ = child.stdin.take().unwrap().write_all(event);
    child.wait_with_output()
}

fn hook(agent: &str, more: &[&str], event: &[u8], folder: &Path) -> Output {
    answer(command(agent, more, folder), event).unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What the agent is told, in the form that it reads.
fn told(agent: &str, out: &Output) -> Option<String> {
    let said = |value: &Value| value.as_str().map(str::to_owned);
    if agent == "windsurf" {
        assert_eq!(text(&out.stdout), "");
        return (out.status.code() == Some(2)).then(|| text(&out.stderr));
    }
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    let printed = text(&out.stdout);
    if agent == "claude" && printed.is_empty() {
        return None;
    }
    let answer: Value = serde_json::from_str(&printed).unwrap();
    match agent {
        "claude" => {
            assert_eq!(answer["decision"], "block");
            said(&answer["reason"])
        }
        "cursor" => {
            said(&answer["additional_context"]).or_else(|| said(&answer["followup_message"]))
        }
        _ if answer["decision"] == "deny" => said(&answer["reason"]),
        _ => said(&answer["hookSpecificOutput"]["additionalContext"]),
    }
}

const AGENTS: [&str; 4] = ["claude", "cursor", "windsurf", "gemini"];

#[test]
fn an_edit_is_answered_with_what_it_brought_and_nothing_else() {
    for agent in AGENTS {
        let folder = tempfile::tempdir().unwrap();
        let with_debt = |text: &str| format!("{DEBT_ABOVE}{text}{DEBT_BELOW}");
        fs::write(folder.path().join("client.js"), with_debt(EDITED)).unwrap();
        let mut event = fixture(&format!("{agent}-edit.json"), folder.path());
        // Where the event has the whole text before the edit, that has the debt too.
        let parsed: Value = serde_json::from_str(&event).unwrap();
        for known in [
            &parsed["tool_response"]["originalFile"],
            &parsed["tool_response"]["returnDisplay"]["originalContent"],
        ] {
            if let Some(original) = known.as_str() {
                event = event.replace(
                    &Value::from(original).to_string(),
                    &Value::from(with_debt(original)).to_string(),
                );
            }
        }
        let out = hook(agent, &[], event.as_bytes(), folder.path());
        let told = told(agent, &out).unwrap_or_else(|| panic!("{agent}: silent; {out:?}"));
        assert!(told.contains("1 security problem"), "{agent}: {told}");
        assert!(told.contains("client.js:3:"), "{agent}: {told}");
        assert!(told.contains("tls-verification-disabled"), "{agent}: {told}");
        assert!(
            told.contains(
                "+const agent = new https.Agent({ keepAlive: true, rejectUnauthorized: true });"
            ),
            "{agent}: {told}"
        );
        assert!(!told.contains("md5"), "{agent}: {told}");
        assert!(told.len() < 1_000, "{agent}: {told}");
    }
}

#[test]
fn a_clean_edit_is_answered_with_nothing() {
    for agent in AGENTS {
        let folder = tempfile::tempdir().unwrap();
        let clean = EDITED.replace("rejectUnauthorized: false", "maxSockets: 4");
        fs::write(folder.path().join("client.js"), format!("{DEBT_ABOVE}{clean}{DEBT_BELOW}"))
            .unwrap();
        let event = fixture(&format!("{agent}-edit.json"), folder.path())
            .replace("rejectUnauthorized: false", "maxSockets: 4")
            .replace(
                r#""originalFile": "const"#,
                &format!(
                    r#""originalFile": {}const"#,
                    Value::from(DEBT_ABOVE).to_string().trim_end_matches('"')
                ),
            )
            .replace(
                r#""originalContent": "const"#,
                &format!(
                    r#""originalContent": {}const"#,
                    Value::from(DEBT_ABOVE).to_string().trim_end_matches('"')
                ),
            )
            .replace(
                "module.exports = agent;\\n\"",
                &format!(
                    "module.exports = agent;\\n{}",
                    Value::from(DEBT_BELOW).to_string().trim_start_matches('"')
                ),
            );
        let out = hook(agent, &[], event.as_bytes(), folder.path());
        assert_eq!(told(agent, &out), None, "{agent}");
        assert_eq!(out.status.code(), Some(0), "{agent}");
        assert_eq!(text(&out.stderr), "", "{agent}");
    }
}

#[test]
fn a_new_file_is_answered_for_line_by_line() {
    for agent in ["claude", "gemini"] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("new.js"), EDITED).unwrap();
        let event = fixture(&format!("{agent}-create.json"), folder.path());
        let out = hook(agent, &[], event.as_bytes(), folder.path());
        let told = told(agent, &out).unwrap();
        assert!(told.contains("new.js:2:"), "{agent}: {told}");
    }
}

#[test]
fn safe_fixes_are_applied_and_told() {
    for agent in AGENTS {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("client.js");
        fs::write(&file, EDITED).unwrap();
        let event = fixture(&format!("{agent}-edit.json"), folder.path());
        let out = hook(agent, &["--fix"], event.as_bytes(), folder.path());
        let told = told(agent, &out).unwrap();
        assert!(told.contains("changed client.js") && told.contains("line 2"), "{agent}: {told}");
        let expected = EDITED.replace("rejectUnauthorized: false", "rejectUnauthorized: true");
        assert_eq!(fs::read_to_string(&file).unwrap(), expected, "{agent}");
    }
}

/// Nothing that an agent sends or a disk does may break the agent's work.
#[test]
fn whatever_goes_wrong_is_a_note() {
    for agent in AGENTS {
        let folder = tempfile::tempdir().unwrap();
        let event = fixture(&format!("{agent}-edit.json"), folder.path());
        let noted = |what: &str, event: &[u8]| {
            let out = hook(agent, &["--fix"], event, folder.path());
            assert_eq!(out.status.code(), Some(0), "{agent}, {what}");
            assert!(text(&out.stderr).starts_with("stockade hook: "), "{agent}, {what}: {out:?}");
            assert_eq!(told(agent, &out), None, "{agent}, {what}");
        };
        noted("garbage", b"\xff\x00{{{");
        noted("nothing", b"");
        noted("other JSON", b"[1, {\"a\": null}]");
        let bare = match agent {
            "claude" => r#"{"hook_event_name": "PostToolUse"}"#,
            "cursor" => r#"{"hook_event_name": "afterFileEdit"}"#,
            "windsurf" => r#"{"agent_action_name": "post_write_code"}"#,
            _ => r#"{"hook_event_name": "AfterTool"}"#,
        };
        noted("an event without its fields", bare.as_bytes());
        noted("a deleted file", event.as_bytes());
        let file = folder.path().join("client.js");
        fs::write(&file, "x = 1;\n".repeat(1_500_000)).unwrap();
        noted("a file of 10 MB", event.as_bytes());
        fs::write(&file, [0xff, 0xfe, 0]).unwrap();
        noted("no text", event.as_bytes());
        fs::remove_file(&file).unwrap();
        fs::create_dir(&file).unwrap();
        noted("a folder", event.as_bytes());
    }
}

#[test]
fn an_event_of_no_interest_is_passed_over_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let events = [
        ("claude", r#"{"hook_event_name": "PostToolUse", "tool_name": "Bash", "tool_input": {}}"#),
        ("claude", r#"{"hook_event_name": "SessionStart"}"#),
        ("claude", r#"{"hook_event_name": "Stop", "stop_hook_active": true, "cwd": "/"}"#),
        ("cursor", r#"{"hook_event_name": "stop", "status": "aborted", "loop_count": 0}"#),
        ("windsurf", r#"{"agent_action_name": "post_read_code", "tool_info": {}}"#),
        ("gemini", r#"{"hook_event_name": "AfterTool", "tool_name": "read_file"}"#),
    ];
    for (agent, event) in events {
        let out = hook(agent, &[], event.as_bytes(), folder.path());
        assert_eq!(told(agent, &out), None, "{event}");
        assert_eq!(text(&out.stderr), "", "{event}");
    }
}

/// A file that cannot be written keeps its text, and the agent is told what to write itself.
#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_to_costs_the_fix_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    for agent in AGENTS {
        let folder = tempfile::tempdir().unwrap();
        mode(folder.path(), 0o755);
        let locked = folder.path().join("locked");
        fs::create_dir(&locked).unwrap();
        fs::write(locked.join("client.js"), EDITED).unwrap();
        mode(&locked, 0o555);
        let event = fixture(&format!("{agent}-edit.json"), &locked);
        let mut command = command(agent, &["--fix"], folder.path());
        // Who may write everywhere has no folder that is read-only, and becomes somebody else.
        if fs::write(locked.join("probe"), "").is_ok() {
            use std::os::unix::process::CommandExt as _;
            fs::remove_file(locked.join("probe")).unwrap();
            command.uid(65_534);
        }
        let out = match answer(command, event.as_bytes()) {
            Ok(out) => out,
            // The binary stands where only its owner goes.
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => return,
            Err(error) => panic!("{error}"),
        };
        mode(&locked, 0o755);
        assert!(text(&out.stderr).contains("cannot be written"), "{agent}: {out:?}");
        let told = told(agent, &out).unwrap();
        assert!(told.contains("tls-verification-disabled"), "{agent}: {told}");
        assert_eq!(fs::read_to_string(locked.join("client.js")).unwrap(), EDITED, "{agent}");
    }
}

fn git(folder: &Path, arguments: &[&str]) {
    let done = Command::new("git")
        .args(["-c", "user.name=test", "-c", "user.email=test@example.invalid"])
        .args(arguments)
        .current_dir(folder)
        .output();
    assert!(done.is_ok_and(|out| out.status.success()), "git {arguments:?}");
}

#[test]
fn stopping_is_answered_with_the_steps_that_the_changes_fail() {
    for agent in ["claude", "cursor", "gemini"] {
        let folder = tempfile::tempdir().unwrap();
        let app = folder.path().join("app.js");
        git(folder.path(), &["init", "-q"]);
        fs::write(&app, DEBT_BELOW).unwrap();
        git(folder.path(), &["add", "."]);
        git(folder.path(), &["commit", "-qm", "old debt"]);
        let event = fixture(&format!("{agent}-stop.json"), folder.path());
        let stop = || told(agent, &hook(agent, &[], event.as_bytes(), folder.path()));
        assert_eq!(stop(), None, "{agent}: nothing has changed");
        let server =
            "const express = require('express');\nconst app = express();\napp.listen(80);\n";
        fs::write(&app, format!("{DEBT_BELOW}{server}")).unwrap();
        let said = stop().unwrap_or_default();
        assert!(said.contains("3. Is rate limiting implemented?"), "{agent}: {said}");
        assert!(said.contains("app.js:3"), "{agent}: {said}");
        assert!(!said.contains("md5"), "{agent}: {said}");
        let limiter = "module.exports = require('express-rate-limit').rateLimit({ max: 100 });\n";
        fs::write(folder.path().join("limiter.js"), limiter).unwrap();
        git(folder.path(), &["add", "."]);
        assert_eq!(stop(), None, "{agent}: a limiter stands in another file");
    }
}
