//! `stockade check` and `stockade rules` on the terminal.

#![allow(clippy::unwrap_used, reason = "a test has nothing to go on with")]

use std::fs;

use stockade_tests::binary::run;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Checks a text as a file of its own and gives the ids found.
fn ids(name: &str, code: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    fs::write(&file, code).unwrap();
    let out = run(&["check", "--format", "sarif", &file.display().to_string()]);
    let report: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let results = report["runs"][0]["results"].as_array().cloned().unwrap_or_default();
    results.iter().filter_map(|r| r["ruleId"].as_str().map(str::to_owned)).collect()
}

/// Fixes a text and gives the result.
fn fixed(name: &str, code: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    fs::write(&file, code).unwrap();
    run(&["check", "--fix", &file.display().to_string()]);
    let once = fs::read_to_string(&file).unwrap();
    run(&["check", "--fix", &file.display().to_string()]);
    assert_eq!(once, fs::read_to_string(&file).unwrap(), "a second run changes nothing");
    once
}

#[test]
fn the_built_in_guidelines_pass_their_own_examples() {
    let out = run(&["rules", "test"]);
    assert!(out.status.success(), "{}", text(&out.stdout));
}

#[test]
fn a_hard_coded_key_is_loaded_from_the_environment() {
    let code = format!("const apiKey = \"{}1234567890abcdefg\";\n", "sk_live_");
    assert_eq!(ids("a.js", &code), ["hardcoded-provider-token"]);
    assert_eq!(fixed("a.js", &code), "const apiKey = process.env.API_KEY;\n");
}

#[test]
fn the_import_is_added_once() {
    let code = "db_password = \"hT7#kQ2mZ9\"\napi_secret = \"zQ81#pLm2x\"\n";
    let expected = "import os\n\ndb_password = os.environ[\"DB_PASSWORD\"]\napi_secret = os.environ[\"API_SECRET\"]\n";
    assert_eq!(fixed("a.py", code), expected);
}

/// Which lines a rule finds, `0` for the first.
fn lines(rule: &str, name: &str, code: &str) -> Vec<u64> {
    let folder = tempfile::tempdir().unwrap();
    let (rules, file) = (folder.path().join("r.yaml"), folder.path().join(name));
    fs::write(&rules, rule).unwrap();
    fs::write(&file, code).unwrap();
    let [rules, file] = [rules, file].map(|path| path.display().to_string());
    let out = run(&["check", "--no-builtin", "--rules", &rules, "--format", "sarif", &file]);
    let report: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let results = report["runs"][0]["results"].as_array().unwrap();
    let line = |result: &serde_json::Value| {
        let place = &result["locations"][0]["physicalLocation"]["region"]["startLine"];
        place.as_u64().unwrap() - 1
    };
    results.iter().map(line).collect()
}

#[test]
fn a_parameter_that_is_taken_apart_is_a_source_with_a_type_and_a_default() {
    let rule = "rules:\n- {id: a, languages: [typescript], severity: ERROR, message: m, mode: taint, \
                pattern-sources: [{patterns: [{pattern: 'function (..., $X, ...) {...}'}, {focus-metavariable: $X}]}], \
                pattern-sinks: [{pattern: exec($C)}]}\n";
    let code = "const a = ({ x }) => { exec(x); };\nconst b = ({ x }: P) => { exec(x); };\n\
                function c(n: N, { x } = {}) { exec(x); }\nfunction d() { exec(x); }\n";
    assert_eq!(lines(rule, "a.ts", code), [0, 1, 2]);
}

#[test]
fn a_number_with_a_base_is_compared_where_a_name_stands_for_it() {
    let rule = "rules:\n- id: a\n  languages: [python]\n  severity: ERROR\n  message: m\n  patterns:\n  \
                - pattern: chmod($P, $MODE)\n  - metavariable-comparison: \
                {metavariable: $MODE, comparison: $MODE > 0o700, base: 8}\n";
    let code = "MODE = 0o777\nLOW = 0o600\nchmod(p, MODE)\nchmod(p, 0o777)\nchmod(p, LOW)\n";
    assert_eq!(lines(rule, "a.py", code), [2, 3]);
}

#[test]
fn an_import_of_go_is_known_by_its_package_and_not_by_its_host() {
    let folder = tempfile::tempdir().unwrap();
    let (rules, file) = (folder.path().join("r.yaml"), folder.path().join("a.go"));
    let rule = "rules:\n- id: a\n  languages: [go]\n  severity: ERROR\n  message: m\n  pattern: decode($X)\n  fixes:\n  \
                - {title: t, safety: safe, template: jwt.Parse($X), imports: [{module: github.com/golang-jwt/jwt/v5, alias: jwt}]}\n";
    let code = "package main\n\nimport \"github.com/golang-jwt/jwt/v5\"\n\nvar x = decode(jwt.X)\n";
    fs::write(&rules, rule).unwrap();
    fs::write(&file, code).unwrap();
    let [rules, path] = [&rules, &file].map(|path| path.display().to_string());
    run(&["check", "--no-builtin", "--rules", &rules, "--fix", &path]);
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        code.replace("decode(jwt.X)", "jwt.Parse(jwt.X)")
    );
}

#[test]
fn exit_codes_say_what_happened() {
    let folder = tempfile::tempdir().unwrap();
    let clean = folder.path().join("clean.js");
    fs::write(&clean, "").unwrap();
    let bad = folder.path().join("bad.js");
    fs::write(&bad, "f({ rejectUnauthorized: false });\n").unwrap();
    let broken = folder.path().join("broken.js");
    fs::write(&broken, [0xff, 0xfe, 0x00]).unwrap();
    let code = |path: &std::path::Path| run(&["check", &path.display().to_string()]).status.code();
    assert_eq!(code(&clean), Some(0));
    assert_eq!(code(&bad), Some(1));
    assert_eq!(code(&broken), Some(3));
    assert_eq!(code(&folder.path().join("missing.js")), Some(2));
}

/// Each kind of mistake, with the place, the key and the remedy that are named.
#[test]
fn a_mistake_in_a_rule_names_its_place_key_and_remedy() {
    let head = "rules:\n- id: a\n  languages: [javascript]\n  message: m\n  severity: ERROR\n";
    let mistakes = [
        (format!("{head}  patern: f()\n"), "6:3", "patern", "did you mean `pattern`?"),
        (head.to_owned(), "2:3", "rules[0]", "add a `pattern:`"),
        (format!("{head}  pattern: ''\n"), "6:12", "pattern", "write the code to look for"),
        (
            format!("{head}  patterns:\n  - pattern-not: f()\n"),
            "7:5",
            "patterns",
            "add a `pattern`",
        ),
        (
            format!("{head}  pattern-regex: '('\n"),
            "6:18",
            "pattern-regex",
            "escape what is meant literally",
        ),
        (
            format!("{head}  patterns:\n  - pattern: $X\n  - focus-metavariable: x\n"),
            "8:25",
            "focus-metavariable",
            "write `$X`",
        ),
        (
            format!("{head}  patterns:\n  - pattern: $X\n  - metavariable-regex: {{regex: a}}\n"),
            "8:25",
            "metavariable-regex",
            "add `metavariable:`",
        ),
        (
            format!("{head}  mode: join\n  pattern: f()\n"),
            "6:9",
            "rules[0]",
            "write the rule without it",
        ),
        (head.replace("ERROR", "HUGE") + "  pattern: f()\n", "5:13", "severity", "write `ERROR`"),
        (
            head.replace("javascript", "javascrip") + "  pattern: f()\n",
            "3:15",
            "languages",
            "did you mean `javascript`?",
        ),
        (
            "rules:\n- languages: [go]\n  pattern: f()\n".to_owned(),
            "2:3",
            "rules[0]",
            "give the rule a name",
        ),
        ("rule: []\n".to_owned(), "1:1", "", "begin the file with `rules:`"),
        ("rules: [\n".to_owned(), "", "", "check indentation and quotes"),
        (
            format!("{head}  paths: {{include: ['[']}}\n  pattern: f()\n"),
            "6:21",
            "include",
            "see the glob syntax",
        ),
        (
            format!("{head}  pattern: f()\n  fixes: [{{title: t}}]\n"),
            "7:11",
            "fixes",
            "add a `template:`",
        ),
    ];
    let mut wrong = String::new();
    for (number, (rule, place, key, remedy)) in mistakes.iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("rule.yaml");
        fs::write(&file, rule).unwrap();
        let out = run(&["rules", "validate", &file.display().to_string()]);
        let said = text(&out.stdout);
        assert_eq!(out.status.code(), Some(1), "{number}: {said}");
        let named = said.contains(&format!("rule.yaml:{place}")) && said.contains(key);
        if !named || !said.contains(remedy) {
            wrong.push_str(&format!("{number}: expected {place}, {key}, {remedy} in {said}\n"));
        }
    }
    assert_eq!(wrong, "");
}

#[test]
fn a_comment_silences_its_rule_and_no_other() {
    let bad = "f({ rejectUnauthorized: false });";
    // That a comment silences nothing is another finding.
    let count = |code: String| {
        ids("a.js", &code).iter().filter(|id| *id == "tls-verification-disabled").count()
    };
    assert_eq!(count(format!("{bad}\n")), 1);
    assert_eq!(
        count(format!("{bad} // stockade-ignore tls-verification-disabled: local server\n")),
        0
    );
    assert_eq!(
        count(format!("// stockade-ignore tls-verification-disabled: local server\n{bad}\n")),
        0
    );
    assert_eq!(count(format!("// stockade-ignore weak-cipher: another\n{bad}\n")), 1);
    assert_eq!(
        count(format!("// stockade-ignore-file tls-verification-disabled: fixture\n\n\n{bad}\n")),
        0
    );
    assert_eq!(count(format!("const text = 'stockade-ignore';\n{bad}\n")), 1);
}

/// The middleware that the founding guideline forbids.
const BASIC_AUTH: &str = "\
app.use((req, res, next) => {
  const auth = {login: 'admin', password: 'password'};
  const b64auth = (req.headers.authorization || '').split(' ')[1] || '';
  const [login, password] = Buffer.from(b64auth, 'base64').toString().split(':');
  if (login && password && login === auth.login && password === auth.password) {
    return next();
  }
  res.set('WWW-Authenticate', 'Basic realm=\"401\"');
  res.status(401).send('Authentication required.');
});
";

#[test]
fn home_made_basic_authentication_is_one_finding_and_becomes_token_verification() {
    for (name, import) in [
        ("a.js", "const jwt = require('jsonwebtoken');"),
        ("a.ts", "import jwt from 'jsonwebtoken';"),
    ] {
        assert_eq!(ids(name, BASIC_AUTH), ["basic-auth-handrolled"]);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        fs::write(&file, BASIC_AUTH).unwrap();
        run(&["check", "--unsafe-fixes", &file.display().to_string()]);
        let fixed = fs::read_to_string(&file).unwrap();
        assert!(
            fixed.starts_with(&format!("{import}\n\napp.use((req, res, next) => {{\n")),
            "{fixed}"
        );
        assert_eq!(fixed.matches("jsonwebtoken").count(), 1, "{fixed}");
        assert!(
            fixed.contains("const decoded = jwt.verify(token, process.env.JWT_SECRET);"),
            "{fixed}"
        );
        assert!(ids(name, &fixed).is_empty(), "{fixed}");
    }
}

#[test]
fn what_the_founding_guideline_asks_for_is_clean() {
    let templates = [
        "const apiKey = process.env.API_KEY;\n",
        "const jwt = require('jsonwebtoken');\n\ntry {\n  const decoded = jwt.verify(token, process.env.JWT_SECRET);\n  // ...\n} catch(err) {\n  // err\n}\n",
        "const rateLimit = require('express-rate-limit');\n\nconst limiter = rateLimit({\n\twindowMs: 15 * 60 * 1000, // 15 minutes\n\tmax: 100,\n\tstandardHeaders: true,\n\tlegacyHeaders: false,\n});\n\napp.use(limiter);\n",
    ];
    for template in templates {
        assert_eq!(ids("a.js", template), Vec::<String>::new(), "{template}");
    }
}

#[test]
fn the_number_of_threads_does_not_show() {
    let projects = concat!(env!("CARGO_MANIFEST_DIR"), "/projects");
    for extra in [&["--format", "sarif"][..], &["--diff"][..]] {
        let with = |jobs: &str| run(&[&["check", "--jobs", jobs, projects], extra].concat()).stdout;
        assert_eq!(text(&with("1")), text(&with("4")));
    }
}

#[test]
fn a_suppression_that_silences_nothing_is_found_and_taken_out() {
    let code = "// stockade-ignore tls-verification-disabled: the proxy does it\nf();\n";
    assert_eq!(ids("a.js", code), ["unused-suppression"]);
    assert_eq!(fixed("a.js", code), "f();\n");
    let trailing = "f()  # stockade-ignore weak-hash, weak-cipher: checksums\n";
    assert_eq!(ids("a.py", trailing), ["unused-suppression"]);
    assert_eq!(fixed("a.py", trailing), "f()\n");
}

#[test]
fn suppressions_that_may_have_a_use_are_left_alone() {
    let hole = "new https.Agent({ rejectUnauthorized: false });\n";
    let both = format!("// stockade-ignore-file tls-verification-disabled: test\n{hole}");
    assert_eq!(ids("a.js", &both), Vec::<String>::new());
    for code in [
        "f(); // nosemgrep: some-rule\n",
        "f(); // stockade-ignore\n",
        "f('stockade-ignore weak-hash');\n",
        "// stockade-ignore unused-suppression, weak-hash: for later\nf();\n",
    ] {
        assert_eq!(ids("a.js", code), Vec::<String>::new(), "{code}");
    }
    // With only some rules, others cannot find what they would.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.js");
    fs::write(&file, &both).unwrap();
    let file = file.display().to_string();
    assert!(run(&["check", "--skip", "tls-verification-disabled", &file]).status.success());
    assert!(run(&["check", "--only", "weak-hash", &file]).status.success());
}
