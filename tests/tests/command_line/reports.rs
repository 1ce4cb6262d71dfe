//! Each form of the report: a golden file, and the form's own schema or reader.

use std::process::Command;

use serde_json::{Value, json};

use crate::project::{Project, text};

fn errors(schema: &Value, document: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(schema).unwrap();
    validator.iter_errors(document).map(|e| format!("{}: {e}", e.instance_path)).collect()
}

fn json_of(report: &str) -> Value {
    serde_json::from_str(report).unwrap()
}

#[test]
fn text_shows_code_frames_traces_and_fixes() {
    insta::assert_snapshot!(Project::new().check(&[]));
}

#[test]
fn json_holds_to_its_published_schema() {
    let project = Project::new();
    let report = project.check(&["--format", "json"]);
    let schema = json_of(&text(&project.run(&["check", "--schema"]).stdout));
    assert_eq!(errors(&schema, &json_of(&report)), Vec::<String>::new());
    // The schema says something: a report without its findings is none.
    let mut broken = json_of(&report);
    broken.as_object_mut().unwrap().remove("findings");
    assert_ne!(errors(&schema, &broken), Vec::<String>::new());
    insta::assert_snapshot!(report);
}

/// The official schema, as the `serde-sarif` package carries it.
fn sarif_schema() -> Value {
    // Packages of other platforms may not have been fetched.
    let rustc = Command::new("rustc").arg("-vV").output().unwrap();
    let version = text(&rustc.stdout);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let metadata = json_of(&text(&out.stdout));
    let package = metadata["packages"].as_array().unwrap().iter();
    let manifest = package
        .filter(|package| package["name"] == "serde-sarif")
        .find_map(|package| package["manifest_path"].as_str())
        .unwrap();
    let schema = std::path::Path::new(manifest).with_file_name("src").join("schema.json");
    json_of(&std::fs::read_to_string(schema).unwrap())
}

#[test]
fn sarif_holds_to_the_official_schema() {
    let project = Project::new();
    let report = project.check(&["--format", "sarif"]);
    let schema = sarif_schema();
    assert_eq!(errors(&schema, &json_of(&report)), Vec::<String>::new());
    let mut broken = json_of(&report);
    broken["runs"][0]["results"][0]["level"] = json!("fatal");
    assert_ne!(errors(&schema, &broken), Vec::<String>::new());
    let parsed: serde_sarif::sarif::Sarif = serde_json::from_str(&report).unwrap();
    assert_eq!(parsed.runs[0].results.as_ref().unwrap().len(), 5);
    insta::assert_snapshot!(report);
}

#[test]
fn sarif_of_what_goes_wrong_holds_to_the_schema_too() {
    let project = Project::new();
    project.write(
        "rules/wrong.yaml",
        "rules:\n- id: w\n  languages: [python]\n  message: m\n  severity: ERROR\n  patern: f()\n",
    );
    std::fs::write(project.path().join("src/latin.js"), b"const a = '\xe9';\n").unwrap();
    let arguments = ["check", "--no-builtin", "--rules", "rules", "--format", "sarif", "src"];
    let out = project.run(&arguments);
    assert_eq!(out.status.code(), Some(3), "{}", text(&out.stderr));
    let report = json_of(&text(&out.stdout));
    assert_eq!(errors(&sarif_schema(), &report), Vec::<String>::new());
    let invocation = &report["runs"][0]["invocations"][0];
    assert_eq!(invocation["toolConfigurationNotifications"][0]["associatedRule"]["id"], "w");
    let said = invocation["toolExecutionNotifications"][0]["message"]["text"].as_str().unwrap();
    assert!(said.contains("latin.js: not UTF-8"), "{said}");
}

#[test]
fn fingerprints_survive_a_moved_function() {
    let project = Project::new();
    let prints = || {
        let report = json_of(&project.check(&["--format", "sarif"]));
        let results = report["runs"][0]["results"].as_array().unwrap().clone();
        let mut prints: Vec<String> =
            results.iter().map(|r| r["partialFingerprints"].to_string()).collect();
        prints.sort();
        prints
    };
    let before = prints();
    let moved = format!("import os\n\n\ndef g():\n    pass\n\n\n{}", project.read("src/b.py"));
    project.write("src/b.py", &moved);
    assert_eq!(prints(), before);
}

/// With all rules, in a repository: a function goes to the end of its file, then to another.
#[test]
fn fingerprints_survive_a_function_that_moves_to_another_place_and_file() {
    let project = Project::empty();
    let git = |arguments: &[&str]| {
        let out = Command::new("git").args(arguments).current_dir(project.path()).output().unwrap();
        assert!(out.status.success(), "{}", text(&out.stderr));
    };
    git(&["init", "-q"]);
    let head = "const https = require('https');\nconst crypto = require('crypto');\n\n";
    let functions = [
        "function connect() {\n  return new https.Agent({ rejectUnauthorized: false });\n}\n\n",
        "function digest(password) {\n  return crypto.createHash('md5').update(password).digest('hex');\n}\n\n",
        "function run(req, res) {\n  const name = req.query.name;\n  res.send(eval(name));\n}\n\n",
    ];
    let prints = || {
        let out = project.run(&["check", "--format", "sarif", "."]);
        let report = json_of(&text(&out.stdout));
        let results = report["runs"][0]["results"].as_array().unwrap().clone();
        let mut prints: Vec<(String, String)> = results
            .iter()
            .map(|r| (r["ruleId"].to_string(), r["partialFingerprints"].to_string()))
            .collect();
        prints.sort();
        prints
    };
    project.write("a.js", &format!("{head}{}", functions.concat()));
    let before = prints();
    assert!(before.len() >= 3, "{before:?}");
    let moved = format!("{head}{}{}{}", functions[2], functions[0], functions[1]);
    project.write("a.js", &moved);
    assert_eq!(prints(), before);
    project.write("a.js", &format!("{head}{}{}", functions[0], functions[1]));
    project.write("b.js", &format!("\n{}", functions[2]));
    assert_eq!(prints(), before);
}

#[test]
fn github_gets_a_command_for_each_finding() {
    let report = Project::new().check(&["--format", "github"]);
    insta::assert_snapshot!(report);
}

#[test]
fn gitlab_gets_what_its_documentation_asks_for() {
    let report = Project::new().check(&["--format", "gitlab"]);
    let line = json!({ "type": "integer", "minimum": 1 });
    // Nobody publishes a schema; this is the table of its documentation ("Code Quality report
    // format"). Paths are relative to the repository and do not begin with `./`.
    let schema = json!({
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "location", "severity"],
            "properties": {
                "description": { "type": "string", "minLength": 1 },
                "check_name": { "type": "string", "minLength": 1 },
                "fingerprint": { "type": "string", "pattern": "^[0-9a-f]{32}$" },
                "severity": { "enum": ["info", "minor", "major", "critical", "blocker"] },
                "location": {
                    "required": ["path", "lines"],
                    "properties": {
                        "path": { "type": "string", "pattern": "^[^./]" },
                        "lines": {
                            "required": ["begin"],
                            "properties": { "begin": line, "end": line },
                        },
                    },
                },
            },
        },
    });
    let document = json_of(&report);
    assert_eq!(errors(&schema, &document), Vec::<String>::new());
    let mut broken = document.clone();
    broken[0]["location"]["lines"]["begin"] = json!("1");
    assert_ne!(errors(&schema, &broken), Vec::<String>::new());
    let mut prints: Vec<_> =
        document.as_array().unwrap().iter().map(|i| i["fingerprint"].to_string()).collect();
    prints.sort();
    prints.dedup();
    assert_eq!(prints.len(), 5, "fingerprints are unique");
    insta::assert_snapshot!(report);
}

#[test]
fn junit_counts_what_it_holds() {
    let report = Project::new().check(&["--format", "junit"]);
    let document = roxmltree::Document::parse(&report).unwrap();
    let root = document.root_element();
    let count = |name: &str| document.descendants().filter(|n| n.has_tag_name(name)).count();
    assert_eq!(root.tag_name().name(), "testsuites");
    assert_eq!(root.attribute("tests"), Some(count("testcase").to_string().as_str()));
    assert_eq!(root.attribute("failures"), Some(count("failure").to_string().as_str()));
    assert_eq!(count("failure"), 5);
    assert_eq!(count("testsuite"), 4);
    insta::assert_snapshot!(report);
}

#[test]
fn statistics_come_after_the_text_and_beside_other_forms() {
    let project = Project::new();
    let report = project.check(&["--statistics"]);
    assert!(report.contains("     3  error    no-eval  3 with a fix\n"), "{report}");
    let own = ["check", "--no-builtin", "--rules", "rules", "src", "--statistics", "--timings"];
    let out = project.run(&[&own[..], &["--format", "json"]].concat());
    json_of(&text(&out.stdout));
    let said = text(&out.stderr);
    assert!(said.contains("no-eval") && said.contains("ms  in all"), "{said}");
}

#[test]
fn a_report_goes_to_a_file_whole() {
    let project = Project::new();
    assert_eq!(project.check(&["--format", "json", "--output", "report.json"]), "");
    assert_eq!(project.read("report.json"), project.check(&["--format", "json"]));
}
