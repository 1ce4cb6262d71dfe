//! `stockade verify` on the terminal.

#![allow(clippy::unwrap_used, reason = "a test has nothing to go on with")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use stockade_tests::binary;

fn verify(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(binary::path());
    command.arg("verify").args(arguments).current_dir(folder).output().unwrap()
}

#[test]
fn each_step_is_answered_with_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let app = "\
const express = require('express');
const jwt = require('jsonwebtoken');
const app = express();
app.post('/', (req, res) => {
  jwt.verify(req.headers.authorization, process.env.JWT_SECRET);
  res.json(req.body.name);
});
";
    fs::write(folder.path().join("app.js"), app).unwrap();
    let out = verify(folder.path(), &["--format", "json"]);
    assert_eq!(out.status.code(), Some(1), "{out:?}");
    let report: Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(report["verdict"], "fail");
    let steps = report["steps"].as_array().unwrap();
    let verdicts: Vec<&str> = steps.iter().filter_map(|step| step["verdict"].as_str()).collect();
    assert_eq!(verdicts, ["pass", "pass", "fail", "fail"]);
    assert_eq!(steps[0]["evidence"][0]["line"], 5);
    assert_eq!(steps[1]["evidence"][0]["line"], 5);
    assert_eq!(steps[2]["problems"][0]["line"], 3);
    assert!(steps[3]["problems"].as_array().unwrap().iter().any(|place| place["line"] == 6));
    let text = String::from_utf8_lossy(&verify(folder.path(), &[]).stdout).into_owned();
    assert!(text.contains("3. Is rate limiting implemented?  FAIL\n   - app.js:3:13 "), "{text}");
    assert!(text.contains("   + app.js:5:41 JWT_SECRET is read from the environment"), "{text}");
}

#[test]
fn exit_codes_say_what_happened() {
    let folder = tempfile::tempdir().unwrap();
    let code = |arguments: &[&str]| verify(folder.path(), arguments).status.code();
    assert_eq!(code(&[]), Some(0), "nothing to verify");
    assert_eq!(code(&["gone"]), Some(2));
    fs::write(folder.path().join("broken.js"), [0xff, 0xfe]).unwrap();
    assert_eq!(code(&["broken.js"]), Some(3));
}
