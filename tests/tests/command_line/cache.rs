//! Results remembered between runs: the same report whatever the cache holds and however many
//! threads there are.

use std::fs;
use std::path::PathBuf;

use stockade_tests::binary;

use crate::project::{Project, text};

/// All forms of the report in one text, for a number of threads.
fn reports(project: &Project, extra: &[&str]) -> String {
    ["text", "json", "sarif", "github", "gitlab", "junit"]
        .iter()
        .map(|format| project.check(&[&["--format", format], extra].concat()))
        .collect()
}

fn packs(project: &Project) -> Vec<PathBuf> {
    let entries = fs::read_dir(project.cache().join("stockade")).into_iter().flatten();
    entries.map(|entry| entry.unwrap().path()).collect()
}

/// A project with enough files that threads take turns.
fn larger() -> Project {
    let project = Project::new();
    for number in 0..60 {
        project.write(&format!("src/m{number}.js"), &format!("eval(x{number});\ndebug(2);\n"));
    }
    project
}

#[test]
fn reports_do_not_depend_on_threads_or_on_what_is_remembered() {
    let project = larger();
    let plain = reports(&project, &["--no-cache", "--jobs", "1"]);
    assert_eq!(packs(&project), Vec::<PathBuf>::new(), "--no-cache writes nothing");
    assert_eq!(reports(&project, &["--no-cache", "--jobs", "2"]), plain, "two threads");
    assert_eq!(reports(&project, &[]), plain, "cold, then warm");
    let pack = packs(&project).pop().unwrap();
    assert_eq!(reports(&project, &["--jobs", "1"]), plain, "warm, one thread");
    let whole = fs::read(&pack).unwrap();
    for at in [0, 9, 50, whole.len() / 2, whole.len() - 1] {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(&pack, bytes).unwrap();
        assert_eq!(
            project.check(&["--format", "json"]),
            project.check(&["--format", "json", "--no-cache"])
        );
    }
    fs::write(&pack, &whole[..whole.len() / 3]).unwrap();
    assert_eq!(reports(&project, &[]), plain, "cut short");
    fs::write(&pack, "").unwrap();
    assert_eq!(reports(&project, &[]), plain, "empty");
}

/// The same for the example projects, with all built-in rules and what only a project tells.
#[test]
fn the_example_projects_are_reported_the_same_however_they_are_checked() {
    let project = Project::examples();
    let report = |arguments: &[&str]| {
        let out = project.run(&[&["check", "--format", "sarif"], arguments].concat());
        assert_eq!(out.status.code(), Some(1), "{}", text(&out.stderr));
        text(&out.stdout)
    };
    let plain = report(&["--no-cache", "--jobs", "1"]);
    assert_eq!(report(&["--no-cache", "--jobs", "2"]), plain, "two threads");
    assert_eq!(report(&["--jobs", "2"]), plain, "cold");
    assert_eq!(report(&["--jobs", "1"]), plain, "warm");
    let pack = packs(&project).pop().unwrap();
    let mut bytes = fs::read(&pack).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&pack, bytes).unwrap();
    assert_eq!(report(&["--jobs", "2"]), plain, "damaged");
}

#[test]
fn a_second_run_analyses_nothing() {
    let project = larger();
    let told = || {
        let own = ["check", "--no-builtin", "--rules", "rules", "src", "--timings"];
        text(&project.run(&own).stderr)
    };
    assert!(told().contains("0 known from earlier runs"));
    let second = told();
    assert!(second.contains("64 known from earlier runs, 0 looked through, 0 parsed"), "{second}");
    project.write("src/m0.js", "eval(other);\n");
    let third = told();
    assert!(third.contains("63 known from earlier runs"), "{third}");
    // Another rule is another question.
    project
        .write("rules/own.yaml", &project.read("rules/own.yaml").replace("no-eval", "never-eval"));
    assert!(told().contains("0 known from earlier runs"));
}

#[test]
fn processes_share_a_cache() {
    let project = larger();
    let arguments = ["check", "--no-builtin", "--rules", "rules", "src", "--format", "json"];
    let plain = project.check(&["--format", "json", "--no-cache"]);
    let children: Vec<_> = (0..4)
        .map(|_| {
            binary::command(project.path(), &project.cache())
                .args(arguments)
                .stdout(std::process::Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for child in children {
        assert_eq!(text(&child.wait_with_output().unwrap().stdout), plain);
    }
    assert_eq!(packs(&project).len(), 1, "no half-written file is left");
    assert_eq!(project.check(&["--format", "json"]), plain);
}

#[test]
fn a_cache_that_cannot_be_written_changes_nothing() {
    let project = Project::new();
    project.write(".cache", "a file where the folder should be");
    let plain = project.check(&["--no-cache"]);
    assert_eq!(project.check(&[]), plain);
}
