//! `stockade hook install`: into an agent's own settings, and out of them again.

#![allow(clippy::unwrap_used, reason = "a test has nothing to go on with")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use stockade_tests::binary;

const AGENTS: [&str; 4] = ["claude", "cursor", "windsurf", "gemini"];

/// Settings of a team, with words that a machine does not need.
const TEAM: &str = "\
{
    // agreed on in spring
    \"permissions\": { \"allow\": [\"Bash(make:*)\"] },
    \"version\": 1,
    \"hooks\": {
        \"PostToolUse\": [
            { \"matcher\": \"Write\", \"hooks\": [{ \"type\": \"command\", \"command\": \"make format\" }] }, // ours
        ],
        \"afterFileEdit\": [{ \"command\": \"make format\" }],
        \"post_write_code\": []
    },
    \"mcpServers\": { \"search\": { \"command\": \"search\" } }
}
";

fn install(agent: &str, more: &[&str], project: &Path, home: &Path) -> String {
    let out = Command::new(binary::path())
        .args(["hook", "install", "--agent", agent])
        .args(more)
        .current_dir(project)
        .env("HOME", home)
        .output()
        .unwrap();
    assert!(out.status.success(), "{agent}: {out:?}");
    String::from_utf8_lossy(&out.stdout).into_owned()
}

/// All files below a folder with their bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut out = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                out.insert(path.clone(), fs::read(path).unwrap());
            }
        }
    }
    out
}

#[test]
fn twice_is_once_and_removing_restores_the_bytes() {
    for agent in AGENTS {
        for scope in ["--project", "--user"] {
            let folder = tempfile::tempdir().unwrap();
            let (project, home) = (folder.path().join("project"), folder.path().join("home"));
            fs::create_dir_all(&project).unwrap();
            fs::create_dir_all(&home).unwrap();
            // From nothing, then from what a team has.
            let nothing = files(folder.path());
            install(agent, &[scope], &project, &home);
            let fresh = files(folder.path());
            assert!(!fresh.is_empty(), "{agent} {scope}");
            install(agent, &[scope], &project, &home);
            assert_eq!(files(folder.path()), fresh, "{agent} {scope}: a second time");
            install(agent, &[scope, "--remove"], &project, &home);
            assert_eq!(files(folder.path()), nothing, "{agent} {scope}: removed");
            for path in fresh.keys() {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, TEAM).unwrap();
            }
            let team = files(folder.path());
            install(agent, &[scope], &project, &home);
            let with = files(folder.path());
            for (path, bytes) in &with {
                let text = String::from_utf8_lossy(bytes);
                assert!(text.contains("stockade"), "{}", path.display());
                for kept in ["agreed on in spring", "make format", "\"search\"", "// ours"] {
                    assert_eq!(text.matches(kept).count(), TEAM.matches(kept).count(), "{text}");
                }
            }
            let said = install(agent, &[scope], &project, &home);
            assert!(said.contains("nothing to change"), "{said}");
            assert_eq!(files(folder.path()), with, "{agent} {scope}: a second time");
            install(agent, &[scope, "--remove"], &project, &home);
            assert_eq!(files(folder.path()), team, "{agent} {scope}: removed");
        }
    }
}

/// What is in `editors/agents` is what `install` writes.
#[test]
fn the_ready_files_are_those_that_are_installed() {
    let ready = Path::new(env!("CARGO_MANIFEST_DIR")).join("../editors/agents");
    let json = |path: &Path| -> serde_json::Value {
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
    };
    let pairs = [
        ("claude", ".claude/settings.json", "claude/hooks/hooks.json", "hooks"),
        ("claude", ".mcp.json", "claude/.mcp.json", "mcpServers"),
        ("cursor", ".cursor/hooks.json", "cursor/hooks.json", "hooks"),
        ("cursor", ".cursor/mcp.json", "cursor/mcp.json", "mcpServers"),
        ("windsurf", ".windsurf/hooks.json", "windsurf/hooks.json", "hooks"),
        ("gemini", ".gemini/settings.json", "gemini/hooks/hooks.json", "hooks"),
        ("gemini", ".gemini/settings.json", "gemini/gemini-extension.json", "mcpServers"),
    ];
    for (agent, installed, file, key) in pairs {
        let folder = tempfile::tempdir().unwrap();
        install(agent, &[], folder.path(), folder.path());
        let installed = json(&folder.path().join(installed));
        assert_eq!(json(&ready.join(file))[key], installed[key], "{file}");
    }
}

#[test]
fn settings_that_are_no_json_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(".gemini/settings.json");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, "{ \"hooks\": [").unwrap();
    let out = Command::new(binary::path())
        .args(["hook", "install", "--agent", "gemini"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("settings.json"), "{out:?}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "{ \"hooks\": [");
}
