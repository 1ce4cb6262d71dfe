//! Findings that depend on several files: folders with an application in pieces, checked by the
//! command line.

#![allow(clippy::unwrap_used, reason = "a test has nothing to go on with")]

mod go;
mod javascript;
mod python;
mod views;

use std::fs;
use std::path::Path;

use serde_json::Value;
use stockade_tests::binary::run_in;

/// Files by name.
type Files<'a> = &'a [(&'a str, &'a str)];

fn folder(files: Files<'_>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// `path:line message` of what a rule finds with some arguments.
fn found_with(folder: &Path, rule: &str, arguments: &[&str]) -> Vec<String> {
    let cache = folder.join(".cache-of-test");
    let all: Vec<&str> = ["check", "--only", rule, "--format", "json"]
        .into_iter()
        .chain(arguments.to_vec())
        .collect();
    let out = run_in(folder, &cache, &all);
    let report: Value = serde_json::from_slice(&out.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&out.stderr)));
    let findings = report["findings"].as_array().unwrap();
    findings
        .iter()
        .map(|finding| {
            let line = &finding["start"]["line"];
            let message = finding["message"].as_str().unwrap();
            format!("{}:{line} {message}", finding["path"].as_str().unwrap())
        })
        .collect()
}

/// The places only.
fn places(folder: &Path, rule: &str) -> Vec<String> {
    let found = found_with(folder, rule, &[]);
    found.iter().map(|finding| finding.split(' ').next().unwrap().to_owned()).collect()
}

/// A project has the findings, and none with the changed files.
fn check(rule: &str, files: Files<'_>, expected: &[&str], covered: &[Files<'_>]) {
    let project = folder(files);
    assert_eq!(places(project.path(), rule), expected, "{files:?}");
    for changed in covered {
        for (name, text) in *changed {
            fs::write(project.path().join(name), text).unwrap();
        }
        assert_eq!(places(project.path(), rule), [""; 0], "{changed:?}");
        for (name, text) in files {
            fs::write(project.path().join(name), text).unwrap();
        }
    }
    assert_eq!(places(project.path(), rule), expected, "as it was");
}

const LIMIT: &str = "rate-limiting-missing";
