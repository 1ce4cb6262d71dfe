//! A small project in a folder of its own, with rules of its own: what is tested here must not
//! change with the built-in ones.

use std::path::{Path, PathBuf};
use std::process::Output;

use stockade_tests::binary;

/// Two rules with a fix each, one safe; a data flow.
const RULES: &str = r#"rules:
- id: no-eval
  languages: [javascript]
  severity: ERROR
  message: "`eval` runs whatever $X holds"
  metadata: { cwe: ["CWE-95: Eval"], owasp: ["A03:2021"], tags: [injection], category: code, references: ["https://example.com/eval"], confidence: HIGH }
  pattern: eval($X)
  fixes:
  - { title: Parse it, safety: safe, template: "JSON.parse($X)" }
- id: no-debugger
  languages: [javascript]
  severity: INFO
  message: A breakpoint was left behind
  metadata: { tags: [leftovers] }
  pattern: debug($X)
  fixes:
  - { title: Log it, safety: needs-review, template: "log($X)", note: Who reads the log? }
- id: input-in-query
  languages: [python]
  severity: WARNING
  message: What a client sends reaches the query
  mode: taint
  pattern-sources: [{ pattern: request.args }]
  pattern-sinks: [{ pattern: db.execute($Q), }]
"#;

/// The files of the project.
const FILES: [(&str, &str); 5] = [
    ("rules/own.yaml", RULES),
    ("src/a.js", "const héllo = 1;\nf(eval(text));\ndebug(1);\n"),
    (
        "src/b.py",
        "def f():\n    name = request.args\n    query = 'select ' + name\n    db.execute(query)\n",
    ),
    ("src/clean.js", "const x = 1;\n"),
    ("src/sub dir/c.js", "eval(a);\neval(b);\n"),
];

/// A project on disk.
pub struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    /// Writes the project.
    pub fn new() -> Project {
        let project = Self::empty();
        for (name, text) in FILES {
            project.write(name, text);
        }
        project
    }

    /// An empty folder.
    pub fn empty() -> Project {
        Project { folder: tempfile::tempdir().unwrap() }
    }

    /// A copy of the example projects of the repository.
    pub fn examples() -> Project {
        let project = Self::empty();
        project.copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("projects"), "");
        project
    }

    /// Copies what a folder holds into one of the project's, named with its `/`.
    pub fn copy(&self, from: &Path, to: &str) {
        for entry in std::fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{to}{}", path.file_name().unwrap().to_string_lossy());
            if path.is_dir() {
                self.copy(&path, &format!("{name}/"));
            } else {
                self.write(&name, &std::fs::read_to_string(path).unwrap());
            }
        }
    }

    /// Its folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Reads a file.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// The folder of its cache.
    pub fn cache(&self) -> PathBuf {
        self.path().join(".cache")
    }

    /// Runs `stockade` in it.
    pub fn run(&self, arguments: &[&str]) -> Output {
        binary::run_in(self.path(), &self.cache(), arguments)
    }

    /// Runs `stockade check` on `src` with its own rules; what it prints.
    pub fn check(&self, arguments: &[&str]) -> String {
        let own = ["check", "--no-builtin", "--rules", "rules", "src"];
        let out = self.run(&[&own, arguments].concat());
        let code = out.status.code();
        assert!(matches!(code, Some(0 | 1)), "{code:?}: {}", text(&out.stderr));
        text(&out.stdout)
    }
}

/// Output as text.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
