//! Memory after many edits, beside that of a process that has only opened the text.

use std::time::Duration;

use crate::editor::{Editor, Session};

/// How long a server is left alone before its memory is read.
const REST: Duration = Duration::from_secs(3);

/// What was measured, in MB.
pub struct Memory {
    /// Of a process that opened the text.
    pub fresh: f64,
    /// After the edits.
    pub used: f64,
}

/// Resident memory of a process in MB, where the system tells it.
pub fn resident(process: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes: f64 =
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(f64::NAN);
    kilobytes / 1_024.0
}

/// Numbers that are the same at each run: a linear congruential generator with Knuth's constants.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % limit as u64) as usize
    }
}

/// Types words in random places, each analysed to its end, and takes them back: what breaks the text
/// at once, the rest in the end, the last first. So the text is what it was after `edits` changes.
pub fn compare(session: &Session<'_>, text: &str, edits: usize) -> Memory {
    let mut editor = Editor::start(session, text);
    editor.open();
    let mut numbers = Numbers(1);
    let mut typed = Vec::new();
    let mut done = 0;
    while done + typed.len() < edits {
        let line = numbers.below(editor.lines().len());
        let column = numbers.below(editor.lines()[line].len() + 1);
        let (word, breaks) = match numbers.below(8) {
            0 => ("(".to_owned(), true),
            1 => ("\"".to_owned(), true),
            _ => (format!("x{done}"), false),
        };
        editor.replace(line, column, column, &word);
        editor.diagnostics();
        done += 1;
        if breaks {
            editor.replace(line, column, column + word.len(), "");
            editor.diagnostics();
            done += 1;
        } else {
            typed.push((line, column, word.len()));
        }
    }
    for (line, column, length) in typed.into_iter().rev() {
        editor.replace(line, column, column + length, "");
        editor.diagnostics();
    }
    let used = at_rest(&editor);
    drop(editor);
    let mut fresh = Editor::start(session, text);
    fresh.open();
    Memory { fresh: at_rest(&fresh), used }
}

fn at_rest(editor: &Editor) -> f64 {
    std::thread::sleep(REST);
    resident(editor.client.process())
}
