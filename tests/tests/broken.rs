//! Broken input: a clear message, the right exit code, everything else analysed.

#![allow(clippy::unwrap_used, reason = "a test has nothing to go on with")]

use std::fs;

use stockade_tests::binary::run;

const BAD: &str = "f({ rejectUnauthorized: false });\n";

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_analysed() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("good.js"), BAD).unwrap();
    fs::write(folder.path().join("latin.js"), b"const a = '\xe9';\n").unwrap();
    fs::write(folder.path().join("empty.py"), "").unwrap();
    let out = run(&["check", &folder.path().display().to_string()]);
    let (said, told) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert_eq!(out.status.code(), Some(3), "{told}");
    assert!(told.contains("latin.js: not UTF-8 at byte 11"), "{told}");
    assert!(said.contains("tls-verification-disabled"), "{said}");
}

#[test]
fn a_path_that_does_not_exist_leaves_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good.js");
    fs::write(&good, BAD).unwrap();
    let out = run(&["check", "/does/not/exist.js", &good.display().to_string()]);
    assert_eq!(out.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&out.stderr).contains("/does/not/exist.js"));
    assert!(String::from_utf8_lossy(&out.stdout).contains("1 finding in 1 file"));
}

#[test]
fn a_file_of_ten_megabytes_is_analysed() {
    let folder = tempfile::tempdir().unwrap();
    let big = folder.path().join("big.js");
    let mut text = "const values = [1, 2, 3];\n".repeat(400_000);
    text.push_str(BAD);
    fs::write(&big, text).unwrap();
    let out = run(&["check", "--format", "sarif", &big.display().to_string()]);
    assert_eq!(out.status.code(), Some(1), "{}", String::from_utf8_lossy(&out.stderr));
}

/// A syntax error at every place of a file: no panic, no notice of a defect.
#[test]
fn a_file_cut_anywhere_and_with_any_character_inserted_is_survived() {
    let samples = [
        ("a.ts", concat!(env!("CARGO_MANIFEST_DIR"), "/projects/fastify-notes/server.ts")),
        ("a.js", concat!(env!("CARGO_MANIFEST_DIR"), "/projects/express-shop/app.js")),
        ("a.py", concat!(env!("CARGO_MANIFEST_DIR"), "/projects/flask-blog/app.py")),
        ("a.go", concat!(env!("CARGO_MANIFEST_DIR"), "/projects/nethttp-gateway/main.go")),
    ];
    for (name, path) in samples {
        let folder = tempfile::tempdir().unwrap();
        let text = fs::read_to_string(path).unwrap();
        let ending = name.rsplit('.').next().unwrap();
        for (at, _) in text.char_indices() {
            for (kind, broken) in [
                ("cut", text[..at].to_owned()),
                ("brace", format!("{}{{{}", &text[..at], &text[at..])),
                ("quote", format!("{}\"{}", &text[..at], &text[at..])),
            ] {
                fs::write(folder.path().join(format!("{kind}{at}.{ending}")), broken).unwrap();
            }
        }
        let out = run(&["check", "--format", "sarif", &folder.path().display().to_string()]);
        let told = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(1), "{told}");
        assert_eq!(told, "");
    }
}

#[test]
fn rules_that_are_hostile_end_with_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("a.js");
    fs::write(&target, format!("f('{}!');\n", "a".repeat(40))).unwrap();
    let head = "rules:\n- id: r\n  languages: [javascript]\n  severity: ERROR\n  message: m\n";
    let mut aliases = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let before = level - 1;
        aliases.push_str(&format!(
            "a{level}: &a{level} [{}]\n",
            [format!("*a{before}").as_str(); 9].join(", ")
        ));
    }
    let deep = format!("{head}  pattern: {}x{}\n", "[".repeat(10_000), "]".repeat(10_000));
    let nested = format!("{head}  pattern: \"{}x{}\"\n", "(".repeat(10_000), ")".repeat(10_000));
    let regex = format!("{head}  pattern-regex: '(a+)+b'\n");
    for (name, rule, code) in
        [("aliases", &aliases, 3), ("deep", &deep, 3), ("regex", &regex, 0), ("nested", &nested, 0)]
    {
        let file = folder.path().join(format!("{name}.yaml"));
        fs::write(&file, rule).unwrap();
        let begun = std::time::Instant::now();
        let out = run(&[
            "check",
            "--no-builtin",
            "--rules",
            &file.display().to_string(),
            &target.display().to_string(),
        ]);
        assert!(begun.elapsed().as_secs() < 20, "{name}");
        assert!(
            out.status.code() == Some(code) || out.status.code() == Some(3),
            "{name}: {:?} {}",
            out.status.code(),
            String::from_utf8_lossy(&out.stderr)
        );
    }
}
