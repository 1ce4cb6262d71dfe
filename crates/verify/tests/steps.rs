//! The four steps over small programs.

#![allow(clippy::unwrap_used, reason = "a test has nothing to go on with")]

use stockade_engine::{Analyzer, Limits, Source};
use stockade_syntax::Language;
use stockade_verify::{Verdict, Verifier, conclude};

/// The verdicts of a project, with the lines of problems and evidence: `fail -3 +1,2`.
fn check(files: &[(&str, &str)], expected: [&str; 4]) {
    let mut texts = stockade_guidelines::groups();
    texts.extend(stockade_guidelines::files());
    let rules = stockade_rules::load::load_all(&texts).rules;
    let (analyzer, _) = Analyzer::new(rules, Limits::default());
    let verifier = Verifier::new();
    let observations: Vec<_> = files
        .iter()
        .map(|(name, code)| {
            let source = Source {
                path: (*name).into(),
                text: (*code).into(),
                language: Language::from_file_name(name),
                parsed: None,
            };
            let findings = analyzer.analyze(&source, &|| false).unwrap().findings;
            verifier.observe(&source, &findings)
        })
        .collect();
    let lines = |places: &[stockade_verify::Place], sign: char| {
        let mut lines: Vec<String> = places.iter().map(|p| p.line.to_string()).collect();
        lines.dedup();
        if lines.is_empty() { String::new() } else { format!(" {sign}{}", lines.join(",")) }
    };
    let found: Vec<String> = conclude(&observations)
        .iter()
        .map(|step| {
            let verdict = match step.verdict {
                Verdict::NotApplicable => "none",
                other => other.as_str(),
            };
            format!("{verdict}{}{}", lines(&step.problems, '-'), lines(&step.evidence, '+'))
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn nothing_to_verify() {
    check(&[("a.js", "export const sum = (a, b) => a + b;\n")], ["none"; 4]);
}

#[test]
fn an_application_that_meets_all_steps() {
    let app = "\
const express = require('express');
const jwt = require('jsonwebtoken');
const { z } = require('zod');
const Order = z.object({ name: z.string() });
const app = express();
app.post('/orders', (req, res) => {
  try {
    jwt.verify(req.headers.authorization, process.env.JWT_SECRET);
  } catch (err) {
    return res.sendStatus(401);
  }
  res.json({ name: Order.parse(req.body).name.length });
});
";
    let limits = "\
const rateLimit = require('express-rate-limit');
module.exports = rateLimit({ windowMs: 15 * 60 * 1000, max: 100 });
";
    let expected = ["pass +8", "pass +8", "pass +2", "pass +4"];
    check(&[("app.js", app), ("limits.js", limits)], expected);
}

#[test]
fn an_application_that_meets_none() {
    let app = "\
import hashlib
from flask import Flask, request

app = Flask(__name__)
api_key = \"hT7kQ2mZ9xW4\"

@app.route('/login', methods=['POST'])
def login():
    form = request.get_json()
    password = form['password']
    return hashlib.md5(password.encode()).hexdigest()
";
    check(&[("app.py", app)], ["fail -5", "fail -11", "fail -4", "fail -9"]);
}

#[test]
fn what_is_needed_is_needed_once_and_shown_anywhere() {
    let server = "package main\n\nimport \"net/http\"\n\nfunc main() {\n\tmux := http.NewServeMux()\n\thttp.ListenAndServe(\":80\", mux)\n}\n";
    check(&[("main.go", server)], ["none", "none", "fail -6", "none"]);
    let limiter = "package main\n\nimport \"golang.org/x/time/rate\"\n\nvar limiter = rate.NewLimiter(1, 5)\n";
    check(&[("main.go", server), ("limit.go", limiter)], ["none", "none", "pass +5", "none"]);
}
