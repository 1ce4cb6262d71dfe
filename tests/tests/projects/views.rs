//! What is in view: parts of a project, threads, the cache, fixes.

use std::fs;

use stockade_tests::binary::run_in;
use stockade_tests::gated::{APP, GATE, OPEN, ORDERS};

use super::{LIMIT, folder, found_with};

#[test]
fn a_file_alone_sees_what_it_leads_to() {
    let project = folder(&[("app.js", APP), ("orders.js", ORDERS), ("gate.js", OPEN)]);
    let found = |arguments: &[&str]| found_with(project.path(), LIMIT, arguments);
    let whole = found(&["."]);
    assert_eq!(whole.len(), 1, "{whole:?}");
    assert_eq!(found(&["app.js"]), whole);
    // A router whose application is not in view is nobody's.
    assert_eq!(found(&["orders.js"]), [""; 0]);
    fs::write(project.path().join("gate.js"), GATE).unwrap();
    assert_eq!(found(&["."]), [""; 0]);
    assert_eq!(found(&["app.js"]), [""; 0]);
}

#[test]
fn neither_threads_nor_the_cache_matter() {
    let project = folder(&[("app.js", APP), ("orders.js", ORDERS), ("gate.js", OPEN)]);
    let found = |arguments: &[&str]| found_with(project.path(), LIMIT, arguments);
    let first = found(&["--no-cache", "--jobs", "1"]);
    assert_eq!(first.len(), 1, "{first:?}");
    for arguments in [&["--no-cache", "--jobs", "4"][..], &[], &["--jobs", "1"], &[]] {
        assert_eq!(found(arguments), first, "{arguments:?}");
    }
    // Only the other file changes; what is known of this one stays.
    fs::write(project.path().join("gate.js"), GATE).unwrap();
    assert_eq!(found(&[]), [""; 0]);
    fs::write(project.path().join("gate.js"), OPEN).unwrap();
    assert_eq!(found(&[]), first);
}

#[test]
fn the_fix_inserts_the_guideline_s_block_where_the_routes_stand_elsewhere() {
    let project = folder(&[("app.js", APP), ("orders.js", ORDERS), ("gate.js", OPEN)]);
    let cache = project.path().join(".cache-of-test");
    let fix = ["check", "--only", LIMIT, "--unsafe-fixes", "."];
    run_in(project.path(), &cache, &fix);
    let fixed = fs::read_to_string(project.path().join("app.js")).unwrap();
    assert!(
        fixed.contains("\tmax: 100, // Limit each IP to 100 requests per windowMs\n"),
        "{fixed}"
    );
    assert!(fixed.contains("\napp.use(limiter);\n"), "{fixed}");
    assert_eq!(found_with(project.path(), LIMIT, &[]), [""; 0]);
    run_in(project.path(), &cache, &fix);
    assert_eq!(fs::read_to_string(project.path().join("app.js")).unwrap(), fixed);
}

#[test]
fn a_comment_silences_it() {
    let app =
        APP.replace("express();", "express(); // stockade-ignore rate-limiting-missing: a gateway");
    let project = folder(&[("app.js", app.as_str()), ("orders.js", ORDERS), ("gate.js", OPEN)]);
    assert_eq!(found_with(project.path(), LIMIT, &[]), [""; 0]);
}

#[test]
fn verification_looks_at_the_whole_project() {
    let project = folder(&[("app.js", APP), ("orders.js", ORDERS), ("gate.js", OPEN)]);
    let cache = project.path().join(".cache-of-test");
    let verdict = || {
        let out = run_in(project.path(), &cache, &["verify", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
        let step = report["steps"][2].clone();
        (step["verdict"].as_str().unwrap().to_owned(), step["problems"][0]["rule"].clone())
    };
    assert_eq!(verdict(), ("fail".to_owned(), LIMIT.into()));
    fs::write(project.path().join("gate.js"), GATE).unwrap();
    assert_eq!(verdict().0, "pass");
}
