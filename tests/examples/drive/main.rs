//! Drives a language server as an editor would and measures it: time to `initialize`, to the first
//! diagnostics, from a key to its diagnostics at a given speed of typing, of code actions meanwhile, of
//! a burst of saves, and memory. Works with any server:
//!
//! ```text
//! cargo run --release -p stockade-tests --example drive -- --language python --lines 100,1000,10000 \
//!     -- ruff server
//! ```
//!
//! Without a command the `stockade` binary beside this one is driven. `--edits N` keys are typed
//! (300), `--rate N` a second (30). `--memory N` types nothing of that but sends N edits in random
//! places, and compares the memory with that of a fresh process. `--text FILE` is opened instead of a
//! text that is made for the purpose: its lines are what they are. `--folder DIR` is opened as the
//! workspace and is the server's directory (servers that want a configuration find it there),
//! `--json true` prints an object a line instead of a line to read.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a tool for the terminal")]

mod code;
mod editor;
mod memory;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use editor::{Editor, Session};
use serde_json::json;

/// Saves of a burst, as from a tool that rewrites a file.
const SAVES: usize = 50;

struct Options {
    language: String,
    lines: Vec<usize>,
    edits: usize,
    rate: u32,
    memory: usize,
    text: Option<PathBuf>,
    folder: Option<PathBuf>,
    json: bool,
    command: Vec<String>,
}

fn options() -> Options {
    let mut out = Options {
        language: "python".to_owned(),
        lines: vec![100, 1_000, 10_000],
        edits: 300,
        rate: 30,
        memory: 0,
        text: None,
        folder: None,
        json: false,
        command: Vec::new(),
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        if word == "--" {
            out.command = words.collect();
            break;
        }
        let value = words.next().unwrap_or_default();
        match word.as_str() {
            "--language" => out.language = value,
            "--lines" => out.lines = value.split(',').filter_map(|n| n.parse().ok()).collect(),
            "--edits" => out.edits = value.parse().unwrap_or(out.edits),
            "--rate" => out.rate = value.parse().unwrap_or(out.rate),
            "--memory" => out.memory = value.parse().unwrap_or(out.memory),
            "--text" => out.text = Some(PathBuf::from(value)),
            "--folder" => out.folder = Some(PathBuf::from(value)),
            "--json" => out.json = value == "true",
            _ => println!("unknown option {word}"),
        }
    }
    if out.command.is_empty() {
        let beside = std::env::current_exe().unwrap();
        let name = format!("stockade{}", std::env::consts::EXE_SUFFIX);
        let binary = beside.parent().unwrap().parent().unwrap().join(name);
        out.command = vec![binary.display().to_string(), "lsp".to_owned()];
    }
    out
}

/// What stands at a share of sorted times.
fn at(times: &[f64], share: f64) -> f64 {
    let last = times.len().saturating_sub(1);
    times.get((last as f64 * share).round() as usize).copied().unwrap_or(f64::NAN)
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// Times in milliseconds.
#[derive(Default)]
struct Times {
    /// From a key to its diagnostics.
    keys: Vec<f64>,
    /// Fix-all, with its edit.
    saves: Vec<f64>,
    /// The actions at a finding.
    bulbs: Vec<f64>,
    /// Keys whose diagnostics never came.
    lost: usize,
}

fn measure(options: &Options, session: &Session<'_>, text: &str) {
    let lines = text.lines().count();
    let mut editor = Editor::start(session, text);
    // What a server loads after `initialize` is not part of opening a file.
    std::thread::sleep(Duration::from_secs(2));
    let begun = Instant::now();
    let findings = editor.open().unwrap_or(0);
    let opened = milliseconds(begun.elapsed());
    let mut times = type_keys(options, &mut editor);
    let burst = save_often(&mut editor);
    let Times { keys, saves, bulbs, lost } = &mut times;
    for times in [&mut *keys, saves, bulbs] {
        times.sort_by(f64::total_cmp);
    }
    let measured = json!({
        "lines": lines,
        "initialize": milliseconds(editor.client.initialized_in),
        "open": opened,
        "edit_p50": at(keys, 0.5),
        "edit_p99": at(keys, 0.99),
        "on_save_p50": at(saves, 0.5),
        "on_save_p99": at(saves, 0.99),
        "light_bulb_p50": at(bulbs, 0.5),
        "light_bulb_p99": at(bulbs, 0.99),
        "burst": burst,
        "memory": memory::resident(editor.client.process()),
        "findings": findings,
        "lost": lost,
    });
    if options.json {
        println!("{measured}");
        return;
    }
    let of = |name: &str| measured[name].as_f64().unwrap_or(f64::NAN);
    let pair = |name: &str| {
        let (p50, p99) = (of(&format!("{name}_p50")), of(&format!("{name}_p99")));
        format!("p50 {p50:>6.1} p99 {p99:>6.1} ms")
    };
    println!(
        "{lines:>6} lines: initialize {:>6.1} ms  open {:>7.1} ms  edit {}  fix-all on save {}  \
         light bulb {}  {SAVES} saves at once {:>6.1} ms  memory {:>6.1} MB  findings {findings}  \
         lost {lost}",
        of("initialize"),
        of("open"),
        pair("edit"),
        pair("on_save"),
        pair("light_bulb"),
        of("burst"),
        of("memory"),
    );
}

/// Types at the given speed in the middle of the file. Meanwhile some keys have a question between
/// them and the next, at any moment: what to do on save, or at a finding.
fn type_keys(options: &Options, editor: &mut Editor) -> Times {
    let mut times = Times::default();
    let lines = editor.lines();
    let middle = lines.len() / 2;
    let behind = |wanted: &dyn Fn(usize) -> Option<usize>| {
        (middle..lines.len()).find_map(|at| Some((at, wanted(at)?)))
    };
    let place = behind(&|at| code::number_end(&lines[at]));
    let (line, mut column) = place.unwrap_or((middle, lines[middle].len()));
    let finding = behind(&|at| code::is_insecure(&lines[at]).then_some(0));
    let finding = finding.map_or(line, |(at, _)| at);
    let step = Duration::from_secs(1) / options.rate.max(1);
    let has_actions = editor.has_actions();
    for key in 1..=options.edits {
        let begun = Instant::now();
        // A number grows and shrinks: every text is a right one.
        if key % 8 == 0 {
            editor.replace(line, column - 7, column, "");
            column -= 7;
        } else {
            editor.replace(line, column, column, "1");
            column += 1;
        }
        // A tenth of the step later than the time before: every moment has its turn.
        let moment = step * (key / 5 % 10) as u32 / 10;
        match key % 5 {
            2 if has_actions => {
                times.saves.push(ask(moment, || editor.fix_all()));
                times.lost += usize::from(editor.diagnostics().is_none());
            }
            4 if has_actions => {
                times.bulbs.push(ask(moment, || editor.light_bulb(finding)));
                times.lost += usize::from(editor.diagnostics().is_none());
            }
            _ if editor.diagnostics().is_some() => times.keys.push(milliseconds(begun.elapsed())),
            _ => times.lost += 1,
        }
        std::thread::sleep(step.saturating_sub(begun.elapsed()));
    }
    times
}

/// Milliseconds that an answer takes, asked for after a while.
fn ask(after: Duration, question: impl FnOnce()) -> f64 {
    std::thread::sleep(after);
    let asked = Instant::now();
    question();
    milliseconds(asked.elapsed())
}

/// Changes and saves many times at once; milliseconds from the first to the diagnostics of the last.
fn save_often(editor: &mut Editor) -> Option<f64> {
    // Blanks in an empty line leave the text right.
    let line = editor.lines().iter().position(String::is_empty).unwrap_or(0);
    let begun = Instant::now();
    for _ in 0..SAVES {
        editor.replace(line, 0, 0, " ");
        editor.save();
    }
    let shown = editor.diagnostics();
    shown.map(|_| milliseconds(begun.elapsed()))
}

fn compare_memory(options: &Options, session: &Session<'_>, text: &str) {
    let lines = text.lines().count();
    let memory::Memory { fresh, used } = memory::compare(session, text, options.memory);
    let edits = options.memory;
    if options.json {
        println!("{}", json!({ "lines": lines, "edits": edits, "fresh": fresh, "used": used }));
    } else {
        let grown = (used / fresh - 1.0) * 100.0;
        println!(
            "{lines:>6} lines: memory after {edits} edits {used:.1} MB, fresh open {fresh:.1} MB: \
             {grown:+.0} %"
        );
    }
}

fn main() {
    let options = options();
    let session = Session {
        command: &options.command,
        folder: options.folder.as_ref(),
        file: code::file_name(&options.language),
        language: &options.language,
    };
    if !options.json {
        println!(
            "{} ({}), {} keys a second",
            options.command.join(" "),
            options.language,
            options.rate
        );
    }
    let texts: Vec<String> = match &options.text {
        Some(file) => vec![std::fs::read_to_string(file).unwrap()],
        None => options.lines.iter().map(|lines| code::text(&options.language, *lines)).collect(),
    };
    for text in &texts {
        if options.memory > 0 {
            compare_memory(&options, &session, text);
        } else {
            measure(&options, &session, text);
        }
    }
}
