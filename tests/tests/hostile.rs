//! Hostile rules: each ends with an error that names it, or within the limits, and the other rules
//! go on working. A hang is what fails these tests.

#![allow(clippy::unwrap_used, reason = "a test has nothing to go on with")]

use std::fs;

use stockade_tests::binary::run;

const HARMLESS: &str = "  - {id: harmless, languages: [javascript, python, go], severity: ERROR, message: found, pattern: harmless()}\n";

/// What a check with a rule text says about a file, and how it ends.
fn check(rules: &str, name: &str, code: &str) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    let (rule_file, file) = (folder.path().join("rules.yaml"), folder.path().join(name));
    fs::write(&rule_file, rules).unwrap();
    fs::write(&file, code).unwrap();
    let path = |path: &std::path::Path| path.display().to_string();
    let out = run(&["check", "--no-builtin", "--rules", &path(&rule_file), &path(&file)]);
    let said = [out.stdout, out.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    (out.status.code(), said.concat())
}

#[test]
fn a_regex_that_backtracks_for_ever_is_given_up() {
    let rules = format!(
        "rules:\n{HARMLESS}  - {{id: slow, languages: [javascript], severity: ERROR, message: m, pattern-regex: '(?=(a+)+b)(a|aa)+\\1c'}}\n"
    );
    let code = format!("harmless();\nf('{}');\n", "a".repeat(20_000));
    let (status, said) = check(&rules, "a.js", &code);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("harmless"), "{said}");
}

#[test]
fn a_rule_ten_thousand_levels_deep_is_an_error() {
    let mut rules = format!(
        "rules:\n{HARMLESS}  - id: deep\n    languages: [javascript]\n    severity: ERROR\n    message: m\n    "
    );
    rules.push_str(&"{patterns: [".repeat(10_000).replacen("{patterns: [", "patterns: [", 1));
    rules.push_str("pattern: f()");
    rules.push_str(&"]}".repeat(9_999));
    rules.push_str("]\n");
    let (status, said) = check(&rules, "a.js", "harmless();\n");
    assert!(matches!(status, Some(1..=3)), "{status:?} {said}");
    assert!(said.contains("rules.yaml"), "{said}");
}

#[test]
fn a_pattern_ten_thousand_levels_deep_is_an_error_or_matches() {
    let deep = format!("{}x{}", "f(".repeat(10_000), ")".repeat(10_000));
    let rules = format!(
        "rules:\n{HARMLESS}  - {{id: deep, languages: [javascript], severity: ERROR, message: m, pattern: '{deep}'}}\n"
    );
    let (status, said) = check(&rules, "a.js", &format!("harmless();\n{deep};\n"));
    assert!(matches!(status, Some(1 | 3)), "{status:?} {said}");
    assert!(said.contains("harmless"), "{said}");
}

#[test]
fn a_pattern_that_matches_everything_ends_within_the_limit() {
    let rules = format!(
        "rules:\n{HARMLESS}  - id: all\n    languages: [javascript]\n    severity: ERROR\n    message: m\n    patterns: [{{pattern: $X}}, {{pattern-inside: \"$A\\n...\\n$B\\n...\\n$C\\n...\\n$D\"}}, {{pattern-not: $X($Y)}}]\n"
    );
    let code = "harmless();\n".to_owned() + &"g(a, b[1], { c: d });\n".repeat(3_000);
    let (status, said) = check(&rules, "a.js", &code);
    assert!(matches!(status, Some(1 | 3)), "{status:?}");
    assert!(said.contains("harmless"), "the other rule has found nothing");
}

#[test]
fn aliases_that_grow_without_bound_are_an_error() {
    let mut rules = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let before = format!("*a{}", level - 1);
        rules.push_str(&format!("a{level}: &a{level} [{}]\n", [before.as_str(); 10].join(", ")));
    }
    rules.push_str("rules: *a11\n");
    rules.push_str(&format!("# {}\n", "x".repeat(1_000_000)));
    let (status, said) = check(&rules, "a.js", "harmless();\n");
    assert!(matches!(status, Some(2 | 3)), "{status:?} {}", &said[..said.len().min(500)]);
}

/// `x` leads to `x` again: found by the tests of edits.
#[test]
fn a_name_that_leads_to_itself_is_not_followed_for_ever() {
    let rules = format!(
        "rules:\n{HARMLESS}  - {{id: s, languages: [go], severity: ERROR, message: m, options: {{symbolic_propagation: true}}, pattern: 'run(f(...))'}}\n"
    );
    let code = "package p\n\nfunc g() {\n\tx := int(x)\n\trun(x)\n\tharmless()\n}\n";
    let (status, said) = check(&rules, "a.go", code);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("harmless"), "{said}");
}
