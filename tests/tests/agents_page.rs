//! The commands of `docs/agents.md` work as they are printed.

#![allow(clippy::unwrap_used, reason = "a test has nothing to go on with")]

use std::fs;
use std::path::Path;
use std::process::Command;

use stockade_tests::binary;

/// The lines of the `sh` blocks of a page.
fn commands(page: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        match line {
            "```sh" => inside = true,
            "```" => inside = false,
            command if inside => out.push(command.to_owned()),
            _ => {}
        }
    }
    out
}

#[cfg(unix)]
#[test]
fn each_command_of_the_page_runs() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/agents.md");
    let commands = commands(&fs::read_to_string(page).unwrap());
    assert!(commands.len() >= 3, "{commands:?}");
    let folder = tempfile::tempdir().unwrap();
    let (bin, project) = (folder.path().join("bin"), folder.path().join("project"));
    fs::create_dir_all(&bin).unwrap();
    fs::create_dir_all(&project).unwrap();
    std::os::unix::fs::symlink(binary::path(), bin.join("stockade")).unwrap();
    let search = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
    for command in commands {
        let out = Command::new("sh")
            .args(["-c", &command])
            .current_dir(&project)
            .env("PATH", &search)
            .env("HOME", folder.path())
            .output()
            .unwrap();
        assert!(out.status.success(), "{command}: {out:?}");
    }
    for made in [".claude/settings.json", ".mcp.json", "AGENTS.md"] {
        assert!(project.join(made).is_file(), "{made}");
    }
}
