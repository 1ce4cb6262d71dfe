//! The language server through its protocol: a real process, a real client. `docs/language-server.md`
//! has the table of what is tested where.

#![allow(clippy::unwrap_used, reason = "a test has nothing to go on with")]

mod actions;
mod basics;
mod diagnostics;
mod editing;
mod faults;
mod load;
mod notebook;
mod projects;
mod workspace;

use serde_json::{Value, json};
use stockade_tests::lsp::{Client, Setup};

/// Code with one finding, at line 1 from column 22 to 27.
const INSECURE: &str = "const agent = new https.Agent({\n  rejectUnauthorized: false\n});\n";
/// The rule that finds it.
const RULE: &str = "tls-verification-disabled";

fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().filter_map(|d| d["code"].as_str()).collect()
}

/// A client that computes the edits of actions late, and can create files.
fn lazy() -> Value {
    json!({
        "textDocument": { "codeAction": {
            "dataSupport": true,
            "resolveSupport": { "properties": ["edit"] },
            "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } },
        }},
        "workspace": { "workspaceEdit": {
            "documentChanges": true, "resourceOperations": ["create"],
        }},
    })
}

/// A client that asks for diagnostics.
fn pulling() -> Value {
    json!({
        "textDocument": { "diagnostic": {} },
        "workspace": { "diagnostics": { "refreshSupport": true } },
    })
}

/// A server with these rules alone, and the folder they are in.
fn with_rules(rules: &str, capabilities: Value) -> (Client, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rules.yaml");
    std::fs::write(&file, rules).unwrap();
    let options = json!({ "rules": [file], "noBuiltin": true });
    (Setup::default().capabilities(capabilities).options(options).start(), folder)
}

/// Tries until something is there.
fn until<T>(mut attempt: impl FnMut() -> Option<T>) -> T {
    let begun = std::time::Instant::now();
    loop {
        if let Some(found) = attempt() {
            return found;
        }
        assert!(begun.elapsed().as_secs() < 120, "it never comes");
        std::thread::sleep(std::time::Duration::from_millis(30));
    }
}

/// Applies the edits of one document to its text; places are counted in UTF-16.
fn applied(text: &str, edits: &Value) -> String {
    let place = |at: &Value| {
        let (line, column) = (at["line"].as_u64().unwrap(), at["character"].as_u64().unwrap());
        let start: usize = text.split_inclusive('\n').take(line as usize).map(str::len).sum();
        let mut units = 0;
        let mut offset = start;
        for c in text[start..].chars().take_while(|c| *c != '\n') {
            if units >= column {
                break;
            }
            units += c.len_utf16() as u64;
            offset += c.len_utf8();
        }
        offset
    };
    let mut list: Vec<(usize, usize, String)> = edits
        .as_array()
        .unwrap()
        .iter()
        .map(|edit| {
            let range = &edit["range"];
            let new = edit["newText"].as_str().unwrap().to_owned();
            (place(&range["start"]), place(&range["end"]), new)
        })
        .collect();
    list.sort();
    let mut out = text.to_owned();
    for (start, end, new) in list.into_iter().rev() {
        out.replace_range(start..end, &new);
    }
    out
}

/// Every row of the table names tests, and every test that it names is there.
#[test]
fn the_table_of_the_documentation_names_tests_that_exist() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("../docs/language-server.md")).unwrap();
    let (_, table) = page.split_once("## Each part of the protocol").unwrap();
    let (table, _) = table.split_once("## Measuring").unwrap();
    let mut count = 0;
    for row in table.lines().filter(|line| line.starts_with("| ") && !line.contains("| test")) {
        let last = row.trim_end_matches('|').rsplit('|').next().unwrap();
        let names: Vec<&str> = last.split('`').skip(1).step_by(2).collect();
        let names = names.iter().filter(|name| name.contains("::") || **name == "edits");
        let names: Vec<&&str> = names.collect();
        assert!(!names.is_empty() || last.contains("the same"), "untested: {row}");
        for name in names {
            count += 1;
            let parts: Vec<&str> = name.split("::").collect();
            let module = parts[0];
            let file = match module {
                "edits" => root.join("tests/edits.rs"),
                _ => root.join(format!("tests/server/{module}.rs")),
            };
            let source = std::fs::read_to_string(&file).unwrap_or_default();
            let function = format!("fn {}(", parts[parts.len() - 1]);
            let is_there = parts.len() == 1 || source.contains(&function);
            assert!(is_there && !source.is_empty(), "no test `{name}`");
        }
    }
    assert!(count > 40, "the table was not read");
}
