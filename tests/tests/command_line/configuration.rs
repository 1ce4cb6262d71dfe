//! `stockade.toml` and the choice of rules.

use crate::project::{Project, text};

fn rules(report: &str) -> Vec<String> {
    let report: serde_json::Value = serde_json::from_str(report).unwrap();
    let id = |f: &serde_json::Value| {
        format!("{}:{}", f["rule"].as_str().unwrap(), f["severity"].as_str().unwrap())
    };
    let mut all: Vec<String> = report["findings"].as_array().unwrap().iter().map(id).collect();
    all.sort();
    all.dedup();
    all
}

#[test]
fn rules_are_chosen_by_id_category_tag_and_cwe() {
    let project = Project::new();
    let chosen =
        |arguments: &[&str]| rules(&project.check(&[&["--format", "json"], arguments].concat()));
    let all = ["input-in-query:warning", "no-debugger:info", "no-eval:error"];
    assert_eq!(chosen(&[]), all);
    assert_eq!(chosen(&["--only", "no-eval,no-debugger"]), all[1..]);
    assert_eq!(chosen(&["--only", "code"]), all[2..]);
    assert_eq!(chosen(&["--only", "leftovers"]), all[1..2]);
    assert_eq!(chosen(&["--skip", "CWE-95", "--skip", "leftovers"]), all[..1]);
    assert_eq!(chosen(&["--severity", "warning"]), [all[0], all[2]]);
}

#[test]
fn a_name_that_means_no_rule_is_an_error_with_the_nearest() {
    let project = Project::new();
    let out =
        project.run(&["check", "--no-builtin", "--rules", "rules", "--only", "no-evil", "src"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out.stderr).contains("did you mean `no-eval`?"), "{}", text(&out.stderr));
}

#[test]
fn the_configuration_chooses_too_and_the_nearest_wins() {
    let project = Project::new();
    project.write(
        "stockade.toml",
        "[rules]\ndisable = ['input-in-query']\n[rules.severity]\nno-eval = 'warning'\n\
         [[overrides]]\npaths = ['a.js']\nrules = { disable = ['leftovers'] }\n",
    );
    let report = || rules(&project.check(&["--format", "json"]));
    assert_eq!(report(), ["no-eval:warning"]);
    project.write("src/sub dir/stockade.toml", "");
    assert_eq!(report(), ["no-eval:error", "no-eval:warning"]);
    project.write("stockade.toml", "exclude = ['sub*/']\n[rules]\nenable = ['no-debugger']\n");
    assert_eq!(report(), ["no-debugger:info"]);
}

#[test]
fn a_mistake_in_the_configuration_ends_the_run_with_its_place_and_the_remedy() {
    let project = Project::new();
    project.write("stockade.toml", "[rules]\ndisabel = []\n");
    let out = project.run(&["check", "src"]);
    assert_eq!(out.status.code(), Some(2));
    let told = text(&out.stderr);
    assert!(told.contains("stockade.toml:2:1: unknown key `disabel`"), "{told}");
    assert!(told.contains("did you mean `disable`?"), "{told}");
}

#[test]
fn rules_of_the_project_run_beside_the_built_in_ones() {
    let project = Project::empty();
    let rule = "rules:\n- {id: own, languages: [javascript], severity: ERROR, message: m, pattern: own()}\n";
    project.write(".stockade/rules/team/own.yaml", rule);
    project.write("a.js", "own();\nf({ rejectUnauthorized: false });\n");
    let out = project.run(&["check", "--format", "json"]);
    assert_eq!(rules(&text(&out.stdout)), ["own:error", "tls-verification-disabled:error"]);
    let out = project.run(&["check", "--format", "json", "--no-builtin"]);
    assert_eq!(rules(&text(&out.stdout)), Vec::<String>::new());
}

#[test]
fn secrets_are_found_in_texts_that_are_no_code_and_allowed_by_the_configuration() {
    let project = Project::empty();
    let rule = "rules:\n- {id: token, languages: [regex], severity: ERROR, message: m, \
                metadata: {tags: [secrets]}, pattern-regex: 'tok_[0-9]+'}\n";
    project.write("rule.yaml", rule);
    let key = "tok_12345";
    project.write("settings.json", &format!("{{\"key\": \"{key}\"}}\n"));
    project.write(".env", &format!("TOKEN={key}\n"));
    let found = || {
        let out = project.run(&[
            "check",
            "--no-builtin",
            "--rules",
            "rule.yaml",
            "--format",
            "json",
            ".env",
            "settings.json",
        ]);
        let report: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
        report["findings"].as_array().unwrap().len()
    };
    assert_eq!(found(), 2);
    project.write("stockade.toml", "[secrets]\nallow = ['^tok_123']\n");
    assert_eq!(found(), 0);
}
