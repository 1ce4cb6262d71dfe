//! Old debt: baselines, and only what has changed.

use std::process::Command;

use crate::project::{Project, text};

fn count(report: &str) -> usize {
    let report: serde_json::Value = serde_json::from_str(report).unwrap();
    report["findings"].as_array().unwrap().len()
}

fn create(project: &Project) {
    let out = project.run(&[
        "baseline",
        "create",
        "known.json",
        "src",
        "--no-builtin",
        "--rules",
        "rules",
    ]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
}

#[test]
fn a_baseline_leaves_out_what_it_has() {
    let project = Project::new();
    create(&project);
    let left = |project: &Project| {
        count(&project.check(&["--format", "json", "--baseline", "known.json"]))
    };
    assert_eq!(left(&project), 0);
    assert!(project.check(&["--baseline", "known.json"]).contains("5 more in the baseline"));
    // The code moves down, and to another file.
    project.write("src/a.js", &format!("\n\n// more\n{}", project.read("src/a.js")));
    std::fs::rename(project.path().join("src/b.py"), project.path().join("src/moved.py")).unwrap();
    assert_eq!(left(&project), 0);
    // One more of the same kind is new, as often as it is there.
    project.write("src/new.js", "eval(text);\n");
    assert_eq!(left(&project), 1);
    project.write("src/a.js", "");
    assert_eq!(left(&project), 0, "the finding of a.js may stand in new.js now");
}

#[test]
fn fixes_leave_the_baseline_alone() {
    let project = Project::new();
    create(&project);
    project.write("src/new.js", "eval(fresh);\n");
    let old = project.read("src/a.js");
    project.check(&["--fix", "--baseline", "known.json"]);
    assert_eq!(project.read("src/new.js"), "JSON.parse(fresh);\n");
    assert_eq!(project.read("src/a.js"), old);
}

#[test]
fn a_baseline_that_is_none_is_named_with_the_remedy() {
    let project = Project::new();
    project.write("known.json", "[]");
    for name in ["known.json", "missing.json"] {
        let out = project.run(&["check", "--baseline", name, "src"]);
        assert_eq!(out.status.code(), Some(2));
        let told = text(&out.stderr);
        assert!(told.contains(name) && told.contains("stockade baseline create"), "{told}");
    }
}

fn git(project: &Project, arguments: &[&str]) {
    let out = Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(project.path())
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", text(&out.stderr));
}

#[test]
fn only_findings_on_changed_lines_are_reported() {
    let project = Project::new();
    git(&project, &["init", "-q", "-b", "trunk"]);
    git(&project, &["add", "."]);
    git(&project, &["commit", "-q", "-m", "begin"]);
    let changed = |project: &Project| {
        let report = project.check(&["--format", "json", "--changed-since", "trunk"]);
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        let place = |finding: &serde_json::Value| {
            format!("{}:{}", finding["path"].as_str().unwrap(), finding["start"]["line"])
        };
        report["findings"].as_array().unwrap().iter().map(place).collect::<Vec<_>>()
    };
    assert_eq!(changed(&project), Vec::<String>::new());
    project.write("src/sub dir/c.js", "eval(a);\nf();\neval(c);\n");
    project.write("src/brand new.js", "eval(x);\n");
    // The source of the flow changes, its sink does not.
    project.write(
        "src/b.py",
        &project.read("src/b.py").replace("name = request.args", "name  = request.args"),
    );
    let expected = ["src/b.py:4", "src/brand new.js:1", "src/sub dir/c.js:3"];
    assert_eq!(changed(&project), expected);
    git(&project, &["add", "."]);
    assert_eq!(changed(&project), expected, "staged");
    git(&project, &["checkout", "-q", "-b", "work"]);
    git(&project, &["commit", "-q", "-m", "more"]);
    assert_eq!(changed(&project), expected, "on a branch");
}

#[test]
fn a_revision_that_is_none_is_an_error() {
    let project = Project::new();
    let code = |project: &Project| {
        let out = project.run(&["check", "--changed-since", "nowhere", "src"]);
        (out.status.code(), text(&out.stderr))
    };
    assert_eq!(code(&project).0, Some(2), "no repository");
    git(&project, &["init", "-q"]);
    let (status, told) = code(&project);
    assert_eq!(status, Some(2));
    assert!(told.contains("git knows no revision `nowhere`"), "{told}");
}
