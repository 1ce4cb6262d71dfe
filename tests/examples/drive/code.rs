//! The file that is measured: ordinary code with something to report now and then.
//! Must never know: servers.

/// Each fiftieth item is one that a security rule reports.
const EVERY: usize = 50;

/// A file of at least so many lines.
pub fn text(language: &str, lines: usize) -> String {
    let mut out = match language {
        "python" => String::from("import os\nimport requests\n\n\n"),
        "go" => String::from("package main\n\nimport (\n\t\"crypto/tls\"\n\t\"fmt\"\n)\n\n"),
        _ => String::from("const https = require('https');\n\n"),
    };
    let mut written = out.matches('\n').count();
    for number in 0.. {
        if written >= lines {
            break;
        }
        let item = if number % EVERY == 7 {
            insecure(language, number)
        } else {
            ordinary(language, number)
        };
        written += item.matches('\n').count();
        out.push_str(&item);
    }
    out
}

fn insecure(language: &str, number: usize) -> String {
    match language {
        "python" => format!(
            "def load{number}(url):\n    return requests.get(url, verify=False, timeout={number})\n\n\n"
        ),
        "go" => format!(
            "func load{number}() *tls.Config {{\n\treturn &tls.Config{{InsecureSkipVerify: true}}\n}}\n\n"
        ),
        _ => format!(
            "const agent{number} = new https.Agent({{\n  rejectUnauthorized: false,\n}});\n\n"
        ),
    }
}

fn ordinary(language: &str, number: usize) -> String {
    match language {
        "python" => format!(
            "def item{number}(rows, limit={number}):\n    total = 0\n    for row in rows:\n        \
             if row.size > limit:\n            total += row.size * {number}\n    return \
             f\"{{total}} of {{limit}}\"\n\n\n"
        ),
        "go" => format!(
            "func item{number}(rows []int, limit int) string {{\n\ttotal := 0\n\tfor _, row := range \
             rows {{\n\t\tif row > limit {{\n\t\t\ttotal += row * {number}\n\t\t}}\n\t}}\n\treturn \
             fmt.Sprintf(\"%d of %d\", total, limit)\n}}\n\n"
        ),
        _ => format!(
            "function item{number}(rows, limit = {number}) {{\n  let total = 0;\n  for (const row of \
             rows) {{\n    if (row.size > limit) {{\n      total += row.size * {number};\n    }}\n  \
             }}\n  return `${{total}} of ${{limit}}`;\n}}\n\n"
        ),
    }
}

/// Where in a line of [`ordinary`] a number ends: every number there is right code.
pub fn number_end(line: &str) -> Option<usize> {
    let line = line.trim_end_matches(';');
    line.contains("total += row").then_some(line.len())
}

/// Whether a line of [`insecure`] is the one that is reported.
pub fn is_insecure(line: &str) -> bool {
    ["verify=False", "rejectUnauthorized", "InsecureSkipVerify"]
        .iter()
        .any(|part| line.contains(part))
}

/// What the file is called.
pub fn file_name(language: &str) -> &'static str {
    match language {
        "python" => "measured.py",
        "go" => "measured.go",
        "typescript" => "measured.ts",
        _ => "measured.js",
    }
}
