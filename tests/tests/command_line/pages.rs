//! The commands that the documentation shows are run as they are printed: every block marked
//! ```` ```sh run ```` of every page, in a copy of the example projects under version control, in
//! which each page begins anew. A block may end with any exit code that `check` has for findings;
//! where a line says `# exit N`, it must be that one. What needs more than the binary is marked
//! ```` ```sh by FILE ````: that test runs it.

use std::path::{Path, PathBuf};
use std::process::Command;

use stockade_tests::binary;

use crate::project::{Project, text};

/// A folder in which the commands of a page find what they speak of.
fn workspace() -> Project {
    let project = Project::empty();
    project.copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("projects"), "tests/projects/");
    let begin = "git init -q -b main && git add . && git -c user.name=t -c user.email=t@example.com \
                 -c commit.gpgsign=false commit -q -m begin";
    assert!(shell(&project, begin).status.success());
    project
}

fn shell(project: &Project, script: &str) -> std::process::Output {
    let folder = binary::path().parent().unwrap().to_owned();
    let path = std::env::var("PATH").unwrap_or_default();
    Command::new("sh")
        .arg("-c")
        .arg(script)
        .current_dir(project.path())
        .env("PATH", format!("{}:{path}", folder.display()))
        .env("XDG_CACHE_HOME", project.cache())
        .env("HOME", project.path())
        .env("SHELL", "/bin/sh")
        .output()
        .unwrap()
}

/// The lines of the blocks that are to be run, each with its number.
fn commands(page: &str) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    let mut inside = false;
    for (number, line) in page.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            inside = line.trim() == "```sh run";
        } else if inside && !line.trim().is_empty() && !line.trim_start().starts_with('#') {
            out.push((number + 1, line.trim().to_owned()));
        }
    }
    out
}

fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let docs = std::fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> =
        docs.filter(|path| path.extension().is_some_and(|ending| ending == "md")).collect();
    pages.push(root.join("README.md"));
    pages.sort();
    pages
}

#[test]
fn every_command_of_the_pages_works_as_printed() {
    let mut wrong = String::new();
    let mut count = 0;
    for page in pages() {
        let commands = commands(&std::fs::read_to_string(&page).unwrap());
        if commands.is_empty() {
            continue;
        }
        let project = workspace();
        for (line, command) in commands {
            count += 1;
            let out = shell(&project, &command);
            let code = out.status.code();
            let expected =
                command.split_once("# exit ").and_then(|(_, code)| code.trim().parse().ok());
            let is_right = match expected {
                Some(expected) => code == Some(expected),
                None => matches!(code, Some(0 | 1)),
            };
            if !is_right {
                let name = page.file_name().unwrap().to_string_lossy();
                let told = text(&out.stderr);
                wrong.push_str(&format!("{name}:{line}: `{command}` ends with {code:?}: {told}\n"));
            }
        }
    }
    assert_eq!(wrong, "");
    assert!(count >= 20, "only {count} commands were found in the pages");
}

/// Cargo's commands are run by the gate itself; the one that it does not have is run here, from what
/// the tests have compiled.
#[test]
fn the_first_command_of_the_readme_finds_something() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = std::fs::read_to_string(root.join("README.md")).unwrap();
    let arguments = page.lines().find_map(|line| line.strip_prefix("cargo run --release -- "));
    let out = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--"])
        .args(arguments.unwrap().split_whitespace())
        .current_dir(root)
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(1), "{}", text(&out.stderr));
    assert!(text(&out.stdout).contains("tls-verification-disabled"));
}

/// The pages that stand beside what they are about.
fn readmes(root: &Path) -> Vec<PathBuf> {
    let mut open: Vec<PathBuf> =
        ["crates/cli/packaging", "editors", "tests"].iter().map(|name| root.join(name)).collect();
    let mut out = Vec::new();
    while let Some(at) = open.pop() {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            match path.file_name().and_then(|name| name.to_str()) {
                Some("node_modules" | "dist" | "out") => {}
                _ if path.is_dir() => open.push(path),
                _ if path.extension().is_some_and(|ending| ending == "md") => out.push(path),
                _ => {}
            }
        }
    }
    assert!(out.len() > 5, "{out:?}");
    out
}

/// A command that nobody runs may not work: each block says who does.
#[test]
fn every_block_of_commands_is_run_by_some_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut pages = pages();
    pages.extend(readmes(&root));
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        for line in text.lines() {
            let Some(info) = line.trim().strip_prefix("```") else { continue };
            let words: Vec<&str> = info.split_whitespace().collect();
            let is_run = match words.as_slice() {
                ["sh" | "bash" | "console" | "shell", rest @ ..] => match rest {
                    ["run"] => true,
                    ["by", test] => root.join(test).is_file(),
                    _ => false,
                },
                _ => true,
            };
            assert!(is_run, "{}: `{line}` is run by no test", page.display());
        }
    }
}

#[test]
fn the_agents_page_leaves_what_it_promises() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/agents.md");
    let project = workspace();
    for (_, command) in commands(&std::fs::read_to_string(page).unwrap()) {
        shell(&project, &command);
    }
    for made in [".claude/settings.json", ".mcp.json", "AGENTS.md"] {
        assert!(project.path().join(made).is_file(), "{made}");
    }
}

#[test]
fn the_list_of_guidelines_is_current() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/guidelines.md");
    let page = text(&binary::run(&["guidelines", "index"]).stdout);
    let published = std::fs::read_to_string(file).unwrap_or_default();
    assert!(published == page, "write `stockade guidelines index` to docs/guidelines.md");
}

#[test]
fn the_published_schemas_are_those_of_the_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for (file, arguments) in [
        ("docs/schemas/report.json", ["check", "--schema"]),
        ("docs/schemas/stockade.toml.json", ["init", "--schema"]),
    ] {
        let printed = text(&binary::run(&arguments).stdout);
        let published = std::fs::read_to_string(root.join(file)).unwrap_or_default();
        assert!(published == printed, "write `stockade {}` to {file}", arguments.join(" "));
    }
}
