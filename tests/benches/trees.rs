//! What a cold check of real source trees costs, as a ratio to the time in which tree-sitter alone
//! parses the same files on the same threads.
//!
//! `STOCKADE_TREES` names a folder with one tree a folder (`tests/benches/trees.sh` fetches three);
//! `STOCKADE_RULES` adds rules to the built-in ones. Prints a table; without trees it says so.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark prints and may fail")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use stockade_engine::facts::Facts;
use stockade_engine::matching::Index;
use stockade_engine::{Analyzer, Limits, Source};
use stockade_rules::Rule;
use stockade_rules::load::load_all;
use stockade_syntax::Language;
use stockade_syntax::parse::parse;
use stockade_syntax::parsed::Parsed;
use stockade_tests::corpus::own_rules;

/// Stack of an analysis thread, as in `stockade check`.
const STACK: usize = 64 * 1024 * 1024;

/// Rounds of which the best counts.
const ROUNDS: usize = 3;

struct Tree {
    name: String,
    sources: Vec<Source>,
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            files(&entry.path(), out);
        } else {
            out.push(entry.path());
        }
    }
}

fn trees(folder: &Path) -> Vec<Tree> {
    let mut out = Vec::new();
    for name in ["javascript", "python", "go"] {
        let mut paths = Vec::new();
        let folder = folder.join(name);
        if folder.is_dir() {
            files(&folder, &mut paths);
        }
        paths.sort();
        let read = |path: &PathBuf| {
            let shown = path.to_string_lossy();
            let language = Some(Language::from_file_name(&shown)?);
            let text = std::fs::read_to_string(path).ok()?.into();
            Some(Source { path: shown.as_ref().into(), text, language, parsed: None })
        };
        let sources: Vec<Source> = paths.iter().filter_map(read).collect();
        if !sources.is_empty() {
            out.push(Tree { name: name.to_owned(), sources });
        }
    }
    out
}

fn best(mut run: impl FnMut()) -> Duration {
    let once = |run: &mut dyn FnMut()| {
        let begun = Instant::now();
        run();
        begun.elapsed()
    };
    (0..ROUNDS).map(|_| once(&mut run)).min().unwrap()
}

/// Where the time goes when every file is parsed, on one thread.
fn stages(trees: &[Tree]) {
    println!("\n{:11} {:>9} {:>9} {:>9} {:>9}", "tree", "parse", "made", "facts", "index");
    for tree in trees {
        let mut times = [Duration::ZERO; 4];
        for source in &tree.sources {
            let language = source.language.unwrap();
            let begun = Instant::now();
            drop(parse(language, &source.text, None, &mut || false).unwrap());
            times[0] += begun.elapsed();
            let begun = Instant::now();
            let parsed = Parsed::of(language, &source.text, &mut || false).unwrap();
            times[1] += begun.elapsed();
            let begun = Instant::now();
            let facts = Facts::of(&parsed.tree);
            times[2] += begun.elapsed();
            let begun = Instant::now();
            drop(Index::of(&parsed.tree, &facts));
            times[3] += begun.elapsed();
        }
        let [parse, made, facts, index] = times;
        println!("{:11} {parse:>9.1?} {made:>9.1?} {facts:>9.1?} {index:>9.1?}", tree.name);
    }
}

/// The rules that cost most on a tree, each run alone over trees that are parsed already.
fn dearest(tree: &Tree, rules: &[Arc<Rule>]) {
    let parsed: Vec<Source> = tree
        .sources
        .iter()
        .map(|source| {
            let language = source.language.unwrap();
            let parsed = Parsed::of(language, &source.text, &mut || false).unwrap();
            let parsed = Some(Arc::new(parsed));
            Source { parsed, ..source.clone() }
        })
        .collect();
    let mut rows = Vec::new();
    for rule in rules.iter().filter(|rule| rule.applies_to(tree.sources[0].language.unwrap())) {
        let (analyzer, _) = Analyzer::new(vec![Arc::clone(rule)], Limits::default());
        let begun = Instant::now();
        for source in &parsed {
            drop(analyzer.analyze(source, &|| false));
        }
        rows.push((begun.elapsed(), format!("{}:{}", rule.id, rule.origin.line)));
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.0));
    for (time, name) in rows.iter().take(25) {
        println!("  {time:>9.1?} {name}");
    }
}

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let Some(folder) = std::env::var_os("STOCKADE_TREES") else {
        println!("STOCKADE_TREES names no folder; tests/benches/trees.sh makes one");
        return;
    };
    let trees = trees(Path::new(&folder));
    let mut builtin = stockade_guidelines::groups();
    builtin.extend(stockade_guidelines::files());
    let own = own_rules();
    let own: Vec<(&str, &str)> = own.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    let quarter: Vec<(&str, &str)> = own.iter().copied().step_by(4).collect();
    let load = |texts: &[(&str, &str)]| -> Vec<Arc<Rule>> {
        let begun = Instant::now();
        let rules = load_all(texts).rules;
        println!(
            "{} rules of {} files loaded in {:.1?}",
            rules.len(),
            texts.len(),
            begun.elapsed()
        );
        rules
    };
    let mut sets = vec![("built-in", load(&builtin))];
    if !own.is_empty() {
        sets.push(("a quarter of the others", load(&quarter)));
        sets.push(("all others", load(&own)));
    }
    let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK).build().unwrap();
    println!(
        "\n{:11} {:>6} {:>8}  {:24} {:>9} {:>9} {:>6} {:>7} {:>7} {:>9}",
        "tree", "files", "lines", "rules", "parse", "check", "ratio", "parsed", "bytes", "findings"
    );
    stages(&trees);
    for tree in &trees {
        let lines: usize = tree.sources.iter().map(|s| s.text.lines().count()).sum();
        let bytes: usize = tree.sources.iter().map(|s| s.text.len()).sum();
        for (name, rules) in &sets {
            let (analyzer, _) = Analyzer::new(rules.clone(), Limits::default());
            if std::env::var_os("STOCKADE_DEAREST").is_some() {
                dearest(tree, rules);
            }
            let open = analyzer.unfiltered(tree.sources[0].language.unwrap());
            if !open.is_empty() {
                let ids: Vec<&str> = open.iter().map(|rule| &*rule.id).collect();
                println!("  for these every file is parsed: {}", ids.join(", "));
            }
            let analyze = |source: &Source| analyzer.analyze(source, &|| false).unwrap();
            let check = best(|| {
                pool.install(|| tree.sources.par_iter().for_each(|source| drop(analyze(source))));
            });
            let bare = best(|| {
                pool.install(|| {
                    tree.sources.par_iter().for_each(|source| {
                        let language = source.language.unwrap();
                        drop(parse(language, &source.text, None, &mut || false).unwrap());
                    });
                });
            });
            let done: Vec<_> = pool.install(|| tree.sources.par_iter().map(analyze).collect());
            let parsed = done.iter().filter(|a| a.parsed).count();
            let parsed_bytes: usize = done
                .iter()
                .zip(&tree.sources)
                .filter(|(a, _)| a.parsed)
                .map(|(_, source)| source.text.len())
                .sum();
            let findings: usize = done.iter().map(|a| a.findings.len()).sum();
            println!(
                "{:11} {:>6} {lines:>8}  {name:24} {bare:>9.1?} {check:>9.1?} {:>6.2} {:>6.0}% {:>6.0}% {findings:>9}",
                tree.name,
                tree.sources.len(),
                check.as_secs_f64() / bare.as_secs_f64(),
                100.0 * parsed as f64 / tree.sources.len() as f64,
                100.0 * parsed_bytes as f64 / bytes as f64,
            );
        }
    }
}
