//! Five thousand random edits, sent as fast as possible: the server's text is the client's, its
//! tree and findings those of a fresh open. With shrinking.

use proptest::prelude::*;
use serde_json::{Value, json};
use stockade_tests::lsp::Client;

const PIECES: [&str; 16] = [
    "const agent = new https.Agent({ rejectUnauthorized: false });\n",
    "const password = 'hT7#kQ2mZ9';\n",
    "function f(a) {\n  return a;\n}\n",
    "jwt.verify(t, k, { algorithms: ['none'] });\n",
    "const jwt = require('jsonwebtoken');\n",
    "false",
    "true",
    "{",
    "}",
    "'",
    "/*",
    "*/",
    "\n",
    "\r\n",
    "😀",
    "é",
];

#[derive(Clone, Debug)]
struct Edit {
    line: u32,
    column: u32,
    lines: u32,
    end_column: u32,
    piece: usize,
}

fn edit() -> impl Strategy<Value = Edit> {
    // Mostly insertions; sometimes a stretch of up to three lines is replaced.
    (
        0u32..60,
        0u32..50,
        prop_oneof![3 => Just(None), 1 => (0u32..3, 0u32..50).prop_map(Some)],
        0..PIECES.len(),
    )
        .prop_map(|(line, column, stretch, piece)| {
            let (lines, end_column) = stretch.unwrap_or((0, column));
            Edit {
                line,
                column,
                lines,
                end_column: if lines == 0 { end_column.max(column) } else { end_column },
                piece,
            }
        })
}

/// Byte offset of a position in UTF-16 units, written anew for the test: lines by any line break,
/// positions past an end clamped, within a character its start.
fn offset(text: &str, line: u32, column: u32) -> usize {
    let mut rest = text;
    let mut at = 0;
    for _ in 0..line {
        let Some(found) = rest.find(['\n', '\r']) else { return text.len() };
        let step = if rest[found..].starts_with("\r\n") { found + 2 } else { found + 1 };
        at += step;
        rest = &rest[step..];
    }
    let mut units = 0;
    for c in rest.chars().take_while(|c| !matches!(c, '\n' | '\r')) {
        units += c.len_utf16() as u32;
        if units > column {
            break;
        }
        at += c.len_utf8();
    }
    at
}

fn replay(edits: &[Edit]) -> Result<(), TestCaseError> {
    const URI: &str = "file:///project/edited.js";
    const FRESH: &str = "file:///project/fresh.js";
    let mut client = Client::start(json!({}));
    let mut model = String::from("// a file\n");
    client.open(URI, "javascript", &model);
    // Some notifications carry several changes at once, as several cursors give them.
    let mut version = 0;
    let mut rest = edits;
    while !rest.is_empty() {
        let (now, later) = rest.split_at((1 + rest.len() % 3).min(rest.len()));
        rest = later;
        version += 1;
        let mut changes = Vec::new();
        for edit in now {
            let (line, column) = (edit.line, edit.column);
            let (to_line, to_column) = (edit.line + edit.lines, edit.end_column);
            let start = offset(&model, line, column);
            let end = offset(&model, to_line, to_column).max(start);
            model.replace_range(start..end, PIECES[edit.piece]);
            let range = json!({
                "start": { "line": line, "character": column },
                "end": { "line": to_line, "character": to_column },
            });
            changes.push(json!({ "range": range, "text": PIECES[edit.piece] }));
        }
        client.changes(URI, version, &changes);
    }
    client.open(FRESH, "javascript", &model);
    let edited = client.request("stockade/documentState", json!({ "uri": URI }));
    let fresh = client.request("stockade/documentState", json!({ "uri": FRESH }));
    prop_assert_eq!(edited["text"].as_str(), Some(model.as_str()));
    prop_assert_eq!(&edited["tree"], &fresh["tree"]);
    let strip = |list: Vec<Value>| {
        list.into_iter().map(|d| (d["code"].clone(), d["range"].clone())).collect::<Vec<_>>()
    };
    let found = strip(client.diagnostics(URI, version));
    let opened = strip(client.diagnostics(FRESH, 0));
    prop_assert_eq!(found, opened);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 300, ..ProptestConfig::default() })]

    #[test]
    fn thousands_of_edits_leave_what_a_fresh_open_gives(edits in proptest::collection::vec(edit(), 1..1500)) {
        replay(&edits)?;
    }
}
