//! Fixing the example projects of the repository: what comes out is read by its language, imports
//! what it needs, has no finding with a safe fix left, and stays as it is when fixed again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use stockade_syntax::Language;
use stockade_syntax::parse::parse;

use crate::project::{Project, text};

/// All files of a folder by their names in it.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
            match path.is_dir() {
                true if name != ".cache" => open.push(path),
                true => {}
                false => drop(out.insert(name, std::fs::read_to_string(path).unwrap())),
            }
        }
    }
    out
}

fn findings(project: &Project) -> Vec<Value> {
    let out = project.run(&["check", "--format", "json", "."]);
    let report: Value = serde_json::from_slice(&out.stdout).unwrap();
    report["findings"].as_array().unwrap().clone()
}

/// What is wrong with a file for its language.
fn syntax_error(project: &Project, name: &str, code: &str) -> Option<String> {
    let language = Language::from_file_name(name).unwrap();
    let tree = parse(language, code, None, &mut || false).unwrap();
    if tree.root_node().has_error() {
        return Some(format!("{name} does not parse:\n{code}"));
    }
    // The language's own reader, where this machine has it.
    let file: PathBuf = project.path().join(name);
    let mut command = match language {
        Language::Python => {
            let mut command = Command::new("python3");
            let read = "import ast, sys; ast.parse(open(sys.argv[1]).read())";
            command.args(["-c", read]).arg(file);
            command
        }
        Language::JavaScript => {
            let mut command = Command::new("node");
            command.arg("--check").arg(file);
            command
        }
        Language::Go => {
            let mut command = Command::new("gofmt");
            command.args(["-l", "-e"]).arg(file);
            command
        }
        _ => return None,
    };
    let out = command.output().ok()?;
    (!out.status.success()).then(|| format!("{name}: {}", text(&out.stderr)))
}

/// What fixes write, and the imports that it needs, by language.
const NEEDED: [(&str, &str, &[&str]); 9] = [
    ("py", "os.", &["import os\n"]),
    ("py", "secrets.", &["import secrets\n"]),
    ("py", "defusedxml.", &["import defusedxml"]),
    ("js", "crypto.", &["require('crypto')", "from 'crypto'"]),
    ("js", "bcrypt.", &["require('bcrypt')", "from 'bcrypt'"]),
    ("js", "helmet(", &["require('helmet')", "from 'helmet'"]),
    ("ts", "bcrypt.", &["require('bcrypt')", "from 'bcrypt'"]),
    ("go", "os.", &["\"os\"\n"]),
    ("go", "time.", &["\"time\"\n"]),
];

/// Names that are used without being imported once.
fn missing_imports(name: &str, code: &str) -> Vec<String> {
    let is_used = |word: &str| {
        code.match_indices(word).any(|(at, _)| {
            !code[..at].ends_with(|c: char| {
                c.is_alphanumeric() || matches!(c, '.' | '_' | '"' | '\'' | '/')
            })
        })
    };
    let own = NEEDED.iter().filter(|(ending, word, _)| name.ends_with(ending) && is_used(word));
    own.filter_map(|(_, word, imports)| {
        let count: usize = imports.iter().map(|import| code.matches(import).count()).sum();
        (count != 1).then(|| format!("{name}: `{word}` is used and imported {count} times"))
    })
    .collect()
}

/// Packages that a Go file imports and does not use: it would not compile.
fn idle_imports(name: &str, code: &str) -> Vec<String> {
    let imports = code.lines().filter_map(|line| line.strip_prefix("\t\"")?.strip_suffix('"'));
    let packages = imports.filter(|_| name.ends_with(".go")).filter_map(|path| {
        let is_version = |part: &&str| {
            part.strip_prefix('v').is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
        };
        path.rsplit('/').find(|part| !is_version(part))
    });
    let idle = packages.filter(|package| !code.contains(&format!("{package}.")));
    idle.map(|package| format!("{name}: `{package}` is imported and not used")).collect()
}

fn fixed(flag: &str) -> (Project, BTreeMap<String, String>) {
    let project = Project::examples();
    let before = files(project.path());
    let out = project.run(&["check", flag, "."]);
    assert_eq!(out.status.code(), Some(1), "{}", text(&out.stderr));
    let after = files(project.path());
    assert_ne!(before, after);
    let mut wrong = Vec::new();
    for (name, code) in &after {
        wrong.extend(syntax_error(&project, name, code));
        wrong.extend(missing_imports(name, code));
        wrong.extend(idle_imports(name, code));
    }
    assert!(wrong.is_empty(), "{flag}: {}", wrong.join("\n"));
    project.run(&["check", flag, "."]);
    assert_eq!(files(project.path()), after, "{flag}: a second run changes nothing");
    (project, after)
}

#[test]
fn safe_fixes_leave_sound_code_and_nothing_to_do() {
    let (project, _) = fixed("--fix");
    let left: Vec<Value> = findings(&project)
        .into_iter()
        .filter(|finding| {
            finding["fixes"].as_array().unwrap().iter().any(|fix| fix["safety"] == "safe")
        })
        .collect();
    assert_eq!(left, Vec::<Value>::new());
}

#[test]
fn fixes_that_need_review_leave_sound_code_too() {
    let (project, _) = fixed("--unsafe-fixes");
    let left: Vec<Value> = findings(&project)
        .into_iter()
        .filter(|finding| !finding["fixes"].as_array().unwrap().is_empty())
        .collect();
    assert_eq!(left, Vec::<Value>::new());
}

/// What stood for two secrets must not become one variable.
#[test]
fn different_secrets_get_variables_of_different_names() {
    let project = Project::empty();
    let secret = |end: &str| format!("hT7#kQ2m{end}");
    let line = |name: &str, end: &str| format!("{name}({{ password: \"{}\" }});\n", secret(end));
    let code = [line("first", "Z9"), line("second", "x4"), line("third", "Z9")].concat();
    project.write("a.js", &code);
    project.run(&["check", "--unsafe-fixes", "a.js"]);
    let fixed =
        |name: &str, variable: &str| format!("{name}({{ password: process.env.{variable} }});\n");
    let expected = [("first", "PASSWORD"), ("second", "PASSWORD_2"), ("third", "PASSWORD")]
        .map(|(n, v)| fixed(n, v));
    assert_eq!(files(project.path())["a.js"], expected.concat());
}

/// Each project has something to find, so that none of them is fixed by being overlooked.
#[test]
fn every_project_and_language_has_something_to_fix() {
    let found: Vec<String> = findings(&Project::examples())
        .iter()
        .map(|f| f["path"].as_str().unwrap().to_owned())
        .collect();
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("projects")).unwrap()
    {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(found.iter().any(|path| path.starts_with(&format!("{name}/"))), "{name}");
    }
    for ending in [".js", ".ts", ".tsx", ".py", ".go"] {
        assert!(found.iter().any(|path| path.ends_with(ending)), "{ending}");
    }
}
