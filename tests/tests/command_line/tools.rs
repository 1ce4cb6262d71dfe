//! `stockade init`, `explain`, `completions`, `man` and what helps with rules.

use std::process::Output;

use crate::project::{Project, text};

fn text_of(out: &Output) -> String {
    text(&out.stdout)
}

#[test]
fn init_writes_a_configuration_once_and_prints_its_schema() {
    let project = Project::empty();
    assert_eq!(project.run(&["init"]).status.code(), Some(0));
    let written = project.read("stockade.toml");
    assert!(written.contains("#exclude ="));
    let again = project.run(&["init"]);
    assert_eq!(again.status.code(), Some(2));
    assert_eq!(project.read("stockade.toml"), written);
    project.write("a.js", "");
    assert_eq!(project.run(&["check"]).status.code(), Some(0), "what is written is right");
    let schema: serde_json::Value =
        serde_json::from_slice(&project.run(&["init", "--schema"]).stdout).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    assert!(schema["properties"]["overrides"].is_object());
}

#[test]
fn explain_shows_the_guideline_and_suggests_the_nearest_id() {
    let project = Project::empty();
    let out = project.run(&["explain", "tls-verification-disabled"]);
    let page = text(&out.stdout);
    assert!(page.starts_with("TLS certificate verification is disabled\n"), "{page}");
    assert!(page.contains("insecure\n    const agent") && !page.contains('\u{1b}'), "{page}");
    let wrong = project.run(&["explain", "tls-verification-disable"]);
    assert_eq!(wrong.status.code(), Some(2));
    let told = text(&wrong.stderr);
    assert!(told.contains("did you mean `tls-verification-disabled`?"), "{told}");
}

#[test]
fn shells_get_completions_and_readers_manual_pages() {
    let project = Project::empty();
    for (shell, word) in
        [("bash", "_stockade"), ("zsh", "#compdef stockade"), ("fish", "complete -c stockade")]
    {
        let out = text(&project.run(&["completions", shell]).stdout);
        assert!(out.contains(word) && out.contains("changed-since"), "{shell}");
    }
    let page = text(&project.run(&["man"]).stdout);
    assert!(page.contains(".TH stockade 1"), "{page}");
    project.run(&["man", "--output", "man"]);
    assert!(project.read("man/stockade-check.1").contains("changed\\-since"));
}

#[test]
fn the_list_of_rules_says_severity_languages_and_fix() {
    let project = Project::new();
    let out = text(&project.run(&["rules", "list", "--rules", "rules"]).stdout);
    let line = |id: &str| {
        let line = out.lines().find(|line| line.starts_with(id)).unwrap_or_default();
        line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(line("no-eval "), ["no-eval", "error", "safe", "JavaScript"]);
    assert_eq!(line("no-debugger "), ["no-debugger", "info", "review", "JavaScript"]);
    assert_eq!(line("input-in-query ")[..3], ["input-in-query", "warning", "-"]);
    assert!(out.contains("tls-verification-disabled"));
}

#[test]
fn every_mistake_in_a_rule_file_is_shown_in_one_run() {
    let project = Project::empty();
    project.write(
        "wrong.yaml",
        "rules:\n- id: a\n  languages: [javascrip]\n  message: m\n  severity: ERROR\n  patern: f()\n\
         - id: b\n  languages: [python]\n  message: m\n  severity: HUGE\n  pattern-regex: '('\n",
    );
    let out = project.run(&["rules", "validate", "wrong.yaml"]);
    assert_eq!(out.status.code(), Some(1));
    insta::assert_snapshot!(text(&out.stdout));
}

#[test]
fn a_pattern_that_is_no_code_in_a_language_of_its_rule_is_a_mistake() {
    let project = Project::empty();
    project.write(
        "wrong.yaml",
        "rules:\n- id: a\n  languages: [javascript, go]\n  message: m\n  severity: ERROR\n  \
         patterns:\n  - pattern: f(...)\n  - pattern-not: 'f([$X])'\n  - pattern-not: 'f((('\n",
    );
    let out = project.run(&["rules", "validate", "wrong.yaml"]);
    assert_eq!(out.status.code(), Some(1));
    insta::assert_snapshot!(text(&out.stdout));
}

#[test]
fn the_built_in_guidelines_are_valid() {
    let guidelines = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/guidelines");
    let parts = ["groups", "guidelines"].map(|part| format!("{guidelines}/{part}"));
    let out = Project::empty().run(&["rules", "validate", &parts[0], &parts[1]]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stdout));
}

#[test]
fn annotated_files_beside_rules_are_tested() {
    let project = Project::empty();
    project.write(
        "x.yaml",
        "rules:\n- {id: x, languages: [python], severity: ERROR, message: m, pattern: f($A)}\n",
    );
    project.write("x.py", "# ruleid: x\nf(1)\n# ok: x\ng(1)\n# todoruleid: x\nh(1)\n");
    let run = || {
        let out = project.run(&["rules", "test", "x.yaml"]);
        (out.status.code(), text(&out.stdout))
    };
    assert_eq!(run(), (Some(0), "0 examples, 1 annotated file, 0 failures\n".to_owned()));
    project.write("x.py", "# ruleid: x\ng(1)\n# ok: x\nf(2)\nf(3)\n");
    let (code, said) = run();
    assert_eq!(code, Some(1));
    insta::assert_snapshot!(said);
}

#[test]
fn standard_input_is_checked_and_fixed_as_a_file() {
    use std::io::Write as _;
    use std::process::Stdio;
    let project = Project::new();
    let run = |arguments: &[&str]| {
        let own = ["check", "--no-builtin", "--rules", "rules", "--stdin-filename", "x.js"];
        let mut child = stockade_tests::binary::command(project.path(), &project.cache())
            .args([&own, arguments].concat())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(b"eval(a);\n").unwrap();
        let out = child.wait_with_output().unwrap();
        (out.status.code(), text(&out.stdout))
    };
    let (code, report) = run(&["--format", "github"]);
    assert_eq!(code, Some(1));
    assert!(report.starts_with("::error file=x.js,line=1,"), "{report}");
    assert_eq!(run(&["--fix"]), (Some(0), "JSON.parse(a);\n".to_owned()));
    assert!(run(&["--diff"]).1.contains("\n+JSON.parse(a);\n"));
}

/// A guideline as teams write them for assistants: prose, and blocks with ❌ and ✅.
const TEAM: &str = "\
---
description: How we talk to services
globs: [\"**/*.js\"]
---
# Ours

```javascript
// ❌ Never
const agent = new https.Agent({ rejectUnauthorized: false });
```

```javascript
// ✅ Always
const agent = new https.Agent({ keepAlive: true });
```
";

#[test]
fn the_blocks_of_a_teams_guideline_are_held_against_the_rules() {
    let project = Project::empty();
    let validate = |text: &str| {
        project.write("team.md", text);
        let out = project.run(&["rules", "validate", "team.md"]);
        (out.status.code(), text_of(&out))
    };
    let right = "0 rules and 2 marked blocks read, 0 problems\n";
    assert_eq!(validate(TEAM), (Some(0), right.to_owned()));
    let (code, said) = validate(&TEAM.replace("rejectUnauthorized: false", "maxSockets: 4"));
    assert_eq!(code, Some(1));
    assert!(
        said.contains("team.md:8: nothing is found in this insecure block\n  help: "),
        "{said}"
    );
    let (code, said) = validate(&TEAM.replace("keepAlive: true", "rejectUnauthorized: false"));
    assert_eq!(code, Some(1));
    let wrong = "team.md:14: `tls-verification-disabled` is found in this secure block\n  help: ";
    assert!(said.contains(wrong), "{said}");
}
