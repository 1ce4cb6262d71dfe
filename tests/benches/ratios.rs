//! What an edit and a cold check cost, as ratios to tree-sitter's own work on the same text.
//!
//! `cargo bench` prints a table. An edit is one character typed at the end of a word somewhere in a
//! file, and taken back; its floor is tree-sitter's incremental reparse of that edit, measured right
//! beside it. A cold check is an analysis of a text not seen before; its floor is a bare parse. With
//! `STOCKADE_TREES` (folders of source files, parted by `:`) the files are put together from what is
//! there; with `STOCKADE_RULES` (a folder of rule files) those rules run beside the built-in ones.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark prints and may fail")]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use stockade_engine::{Analyzer, Limits, Source};
use stockade_syntax::Language;
use stockade_syntax::document::{Document, Edit};
use stockade_syntax::parse::parse;
use stockade_syntax::text::position::{Encoding, Lines};
use stockade_tests::corpus::rules;
use tree_sitter as ts;

const JAVASCRIPT: &str = "
async function load_N(client, options) {
  const url = `https://api.internal/items/${options.id}?page=${options.page || 1}`;
  const response = await client.get(url, { headers: { accept: 'application/json' }, timeout: 2000 });
  if (response.status !== 200) {
    throw new Error('unexpected status ' + response.status);
  }
  const items = response.data.items.filter((item) => item.active && item.price > 10);
  for (const item of items) {
    cache.set(`item:${item.id}`, JSON.stringify(item), { ttl: 60 * 5 });
    total += item.price * (item.count || 1);
  }
  return { items, total, page: options.page };
}
";

const PYTHON: &str = "
def load_N(client, options):
    url = f\"https://api.internal/items/{options['id']}?page={options.get('page', 1)}\"
    response = client.get(url, headers={\"accept\": \"application/json\"}, timeout=2)
    if response.status_code != 200:
        raise ValueError(\"unexpected status \" + str(response.status_code))
    items = [item for item in response.json()[\"items\"] if item[\"active\"] and item[\"price\"] > 10]
    total = 0
    for item in items:
        cache.set(f\"item:{item['id']}\", json.dumps(item), ttl=60 * 5)
        total += item[\"price\"] * item.get(\"count\", 1)
    return {\"items\": items, \"total\": total, \"page\": options.get(\"page\")}
";

const GO: &str = "
func load_N(client *http.Client, options Options) ([]Item, error) {
	request, err := http.NewRequest(\"GET\", fmt.Sprintf(\"https://api.internal/items/%d\", options.ID), nil)
	if err != nil {
		return nil, fmt.Errorf(\"request: %w\", err)
	}
	request.Header.Set(\"Accept\", \"application/json\")
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var items []Item
	if err := json.NewDecoder(response.Body).Decode(&items); err != nil {
		return nil, err
	}
	for i, item := range items {
		items[i].Total = item.Price * item.Count
	}
	return items, nil
}
";

fn file(language: Language, lines: usize) -> String {
    let (head, body) = match language {
        Language::Python => ("import json\nimport requests\n", PYTHON),
        Language::Go => ("package main\n\nimport (\n\t\"crypto/tls\"\n\t\"net/http\"\n)\n", GO),
        _ => ("const https = require('https');\nconst crypto = require('crypto');\n", JAVASCRIPT),
    };
    let mut out = head.to_owned();
    let mut number = 0;
    while out.matches('\n').count() < lines {
        out.push_str(&body.replace("_N", &format!("_{number}")));
        number += 1;
    }
    out
}

/// Source files put together until there are so many lines.
fn real(language: Language, lines: usize) -> Option<String> {
    let mut open: Vec<PathBuf> =
        std::env::split_paths(&std::env::var_os("STOCKADE_TREES")?).collect();
    let ending = language.spec().extensions[0];
    let (mut out, mut count) = (String::new(), 0);
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let mut inner: Vec<PathBuf> = std::fs::read_dir(&path)
                .into_iter()
                .flatten()
                .flatten()
                .map(|e| e.path())
                .collect();
            inner.sort();
            open.extend(inner);
        } else if path.extension().is_some_and(|own| own == ending)
            && let Ok(text) = std::fs::read_to_string(&path)
            && (200..30_000).contains(&text.len())
            && count < lines
        {
            let parsed = parse(language, &text, None, &mut || false).unwrap();
            if !parsed.root_node().has_error() {
                out.push_str(&text);
                out.push('\n');
                count += text.lines().count();
            }
        }
    }
    (count >= lines).then_some(out)
}

fn percentile(times: &mut [Duration], share: f64) -> Duration {
    times.sort_unstable();
    times[((times.len() - 1) as f64 * share).round() as usize]
}

struct Edits {
    ours: Vec<Duration>,
    floor: Vec<Duration>,
    /// The first analysis, when nothing is remembered.
    open: Duration,
    /// What each edit made of its line.
    lines: Vec<String>,
}

/// Types a letter at the end of a word, somewhere, and takes it back.
fn edits(analyzer: &Analyzer, language: Language, text: &str, rounds: usize) -> Edits {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let bytes = text.as_bytes();
    let ends: Vec<usize> = (1..bytes.len())
        .filter(|&at| bytes[at - 1].is_ascii_alphabetic() && !is_word(bytes[at]))
        .collect();
    let mut document = Document::new(text, Some(language), 0);
    let mut plain = text.to_owned();
    let mut tree = parse(language, text, None, &mut || false).unwrap();
    let mut out =
        Edits { ours: Vec::new(), floor: Vec::new(), open: Duration::ZERO, lines: Vec::new() };
    let path: Arc<str> = Arc::from("bench");
    for round in 0..=2 * rounds {
        // Pairs of edits, spread over the file; the first analysis is that of opening it.
        let nth = round.saturating_sub(1) / 2;
        let at = ends[(nth * 7_919 + 31) * ends.len() / (rounds * 13) % ends.len()];
        let lines = Lines::of(&plain);
        let place = |at: usize| lines.position(&plain, at, Encoding::Utf8);
        let (start, end, by) = match round % 2 {
            _ if round == 0 => (place(at), place(at), ""),
            1 => (place(at), place(at), "x"),
            _ => (place(at), place(at + 1), ""),
        };
        let (from, to) = (
            lines.offset(&plain, start, Encoding::Utf8),
            lines.offset(&plain, end, Encoding::Utf8),
        );
        plain.replace_range(from..to, by);
        let point = |at: stockade_syntax::text::position::Position| ts::Point {
            row: at.line as usize,
            column: at.column as usize,
        };
        let begun = Instant::now();
        tree.edit(&ts::InputEdit {
            start_byte: from,
            old_end_byte: to,
            new_end_byte: from + by.len(),
            start_position: point(start),
            old_end_position: point(end),
            new_end_position: ts::Point {
                row: start.line as usize,
                column: start.column as usize + by.len(),
            },
        });
        tree = parse(language, &plain, Some(&tree), &mut || false).unwrap();
        let floor = begun.elapsed();
        let begun = Instant::now();
        document.apply(
            &[Edit { range: Some((start, end)), text: by.into() }],
            Encoding::Utf8,
            round as i32,
        );
        let snapshot = document.snapshot();
        let source = Source {
            path: path.clone(),
            text: snapshot.text,
            language: Some(language),
            parsed: snapshot.parsed,
        };
        analyzer.analyze(&source, &|| false).unwrap();
        if round == 0 {
            out.open = begun.elapsed();
        } else {
            out.ours.push(begun.elapsed());
            out.floor.push(floor);
            out.lines.push(plain.lines().nth(start.line as usize).unwrap_or_default().to_owned());
        }
    }
    out
}

fn cold(analyzer: &Analyzer, language: Language, text: &str) -> (Duration, Duration) {
    let source = Source {
        path: Arc::from("bench"),
        text: Arc::from(text),
        language: Some(language),
        parsed: None,
    };
    let mut best = (Duration::MAX, Duration::MAX);
    for _ in 0..7 {
        let begun = Instant::now();
        parse(language, text, None, &mut || false).unwrap();
        best.1 = best.1.min(begun.elapsed());
        let begun = Instant::now();
        analyzer.analyze(&source, &|| false).unwrap();
        best.0 = best.0.min(begun.elapsed());
    }
    best
}

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if arguments.iter().any(|argument| argument == "--test") {
        return;
    }
    // For a profiler: a language's name, and how many edits; says which were the slowest.
    if let [name, rounds] = &arguments[..] {
        let found = Language::ALL.into_iter().find(|own| own.spec().name == name);
        let language = found.expect("a language's name");
        let (analyzer, _) = Analyzer::new(rules(), Limits::default());
        let rounds = rounds.parse().expect("a number of edits");
        let mut times = edits(
            &analyzer,
            language,
            &real(language, 10_000).unwrap_or_else(|| file(language, 10_000)),
            rounds,
        );
        let both = times.ours.iter().zip(&times.floor);
        let mut slowest: Vec<_> = both.zip(&times.lines).collect();
        slowest.sort_unstable_by(|a, b| b.cmp(a));
        for ((ours, floor), line) in slowest.iter().take(12) {
            println!("{ours:>9.2?} {floor:>9.2?}  {line}");
        }
        for share in [0.5, 0.99] {
            let (ours, floor) =
                (percentile(&mut times.ours, share), percentile(&mut times.floor, share));
            println!("{ours:>9.2?} {floor:>9.2?}  p{}", share * 100.0);
        }
        return;
    }
    let (analyzer, _) = Analyzer::new(rules(), Limits::default());
    println!(
        "{:11} {:>6}  {:>9}  {:>10} {:>10} {:>6}  {:>10} {:>6}  {:>10} {:>6}",
        "language",
        "lines",
        "open",
        "edit p50",
        "floor p50",
        "ratio",
        "edit p99",
        "ratio",
        "cold",
        "ratio"
    );
    for language in Language::ALL {
        for lines in [100, 1_000, 10_000] {
            let text = real(language, lines).unwrap_or_else(|| file(language, lines));
            let mut times = edits(&analyzer, language, &text, 60);
            let (ours, floor) = cold(&analyzer, language, &text);
            let (p50, floor50) =
                (percentile(&mut times.ours, 0.5), percentile(&mut times.floor, 0.5));
            let (p99, floor99) =
                (percentile(&mut times.ours, 0.99), percentile(&mut times.floor, 0.99));
            let ratio = |a: Duration, b: Duration| a.as_secs_f64() / b.as_secs_f64();
            println!(
                "{:11} {lines:>6}  {:>8.2?}   {:>8.2?}   {:>8.2?}  {:>5.2}  {:>8.2?}  {:>5.2}  {:>8.2?}   {:>5.2}",
                language.spec().name.split(' ').next_back().unwrap_or_default(),
                times.open,
                p50,
                floor50,
                ratio(p50, floor50),
                p99,
                ratio(p99, floor99),
                ours,
                ratio(ours, floor),
            );
        }
    }
}
