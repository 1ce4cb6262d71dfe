//! `stockade guidelines export`: what the engine enforces, as instructions for assistants.

#![allow(clippy::unwrap_used, reason = "a test has nothing to go on with")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use stockade_tests::binary;

fn export(folder: &Path, form: &str) -> Vec<(String, String)> {
    let out = Command::new(binary::path())
        .args(["guidelines", "export", "--for", form, "--output", "."])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(out.status.success(), "{form}: {out:?}");
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    let paths = said.lines().filter_map(|line| line.strip_prefix("written ./"));
    paths.map(|path| (path.to_owned(), fs::read_to_string(folder.join(path)).unwrap())).collect()
}

/// The lines between the first two `---`.
fn front_matter(text: &str) -> Vec<&str> {
    let inside = text.strip_prefix("---\n").unwrap().split("\n---\n").next().unwrap();
    inside.lines().collect()
}

#[test]
fn cursor_gets_rules_with_description_and_globs() {
    let folder = tempfile::tempdir().unwrap();
    let files = export(folder.path(), "cursor");
    assert!(files.len() > 5, "{}", files.len());
    for (path, text) in &files {
        assert!(path.starts_with(".cursor/rules/stockade") && path.ends_with(".mdc"), "{path}");
        let front = front_matter(text);
        let keys: Vec<&str> =
            front.iter().filter_map(|line| Some(line.split_once(':')?.0)).collect();
        assert_eq!(keys, ["description", "globs", "alwaysApply"], "{path}");
        assert!(text.lines().count() < 500, "{path}: an assistant must be able to hold it");
    }
    let transport =
        files.iter().find(|(path, _)| path.ends_with("stockade-transport.mdc")).unwrap();
    assert!(transport.1.contains("globs: **/*.js,"), "{}", transport.1);
    assert!(transport.1.contains("(`tls-verification-disabled`)"), "{}", transport.1);
    // The one in `editors/agents` is the same.
    let ready = Path::new(env!("CARGO_MANIFEST_DIR")).join("../editors/agents/cursor/stockade.mdc");
    let general = files.iter().find(|(path, _)| path.ends_with("/stockade.mdc")).unwrap();
    assert_eq!(fs::read_to_string(ready).unwrap(), general.1);
}

#[test]
fn copilot_gets_instructions_for_the_repository_and_by_path() {
    let folder = tempfile::tempdir().unwrap();
    let files = export(folder.path(), "copilot");
    assert_eq!(files[0].0, ".github/copilot-instructions.md");
    for (path, text) in &files[1..] {
        assert!(path.starts_with(".github/instructions/"), "{path}");
        assert!(path.ends_with(".instructions.md"), "{path}");
        assert!(
            front_matter(text).iter().any(|line| line.starts_with("applyTo: \"**/*.")),
            "{path}"
        );
    }
}

#[test]
fn single_files_name_every_guideline_and_fit_into_a_context() {
    for (form, name) in [
        ("claude", ".claude/rules/stockade.md"),
        ("agents", "AGENTS.md"),
        ("markdown", "stockade-guidelines.md"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let files = export(folder.path(), form);
        assert_eq!(files.len(), 1);
        assert_eq!(files[0].0, name);
        let text = &files[0].1;
        for (path, guideline) in stockade_guidelines::files() {
            let id = guideline.lines().find_map(|line| line.strip_prefix("id: "));
            let id = id.unwrap_or_else(|| panic!("{path} has an id"));
            assert!(text.contains(&format!("(`{id}`)")), "{form}: {id}");
        }
        assert!(text.contains("4. Is input validation performed? If not, stop and fix it."));
        if form != "markdown" {
            assert!(text.len() < 60_000, "{form}: {} bytes", text.len());
        }
    }
}

#[test]
fn a_shared_file_keeps_what_others_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("AGENTS.md");
    fs::write(&file, "# Our agents\n\nBe kind.\n").unwrap();
    export(folder.path(), "agents");
    let once = fs::read_to_string(&file).unwrap();
    assert!(once.starts_with("# Our agents\n\nBe kind.\n\n<!-- stockade"), "{once}");
    fs::write(&file, once.clone() + "\nAnd brief.\n").unwrap();
    export(folder.path(), "agents");
    assert_eq!(fs::read_to_string(&file).unwrap(), once + "\nAnd brief.\n");
}

#[test]
fn what_a_project_turns_off_is_not_exported_and_what_a_team_wrote_is() {
    let folder = tempfile::tempdir().unwrap();
    let config = "[rules]\ndisable = [\"tls-verification-disabled\"]\n";
    fs::write(folder.path().join("stockade.toml"), config).unwrap();
    let rules: PathBuf = folder.path().join(".stockade/rules");
    fs::create_dir_all(&rules).unwrap();
    fs::write(rules.join("team.md"), "# Ours\n\nAsk before you add a dependency.\n").unwrap();
    let text = export(folder.path(), "claude").remove(0).1;
    assert!(!text.contains("tls-verification-disabled"), "{text}");
    assert!(text.contains("Ask before you add a dependency."), "{text}");
}
