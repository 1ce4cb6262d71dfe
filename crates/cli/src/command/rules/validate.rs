//! `stockade rules validate`: every mistake in rule files, with the line it stands on.

use std::path::PathBuf;
use std::process::ExitCode;

use annotate_snippets::Level;
use stockade_engine::{Analyzer, Limits};
use stockade_rules::load::{Problem, ProblemKind};
use stockade_workspace::RuleSet;

use crate::report::code_frame::{Mark, frame, renderer};
use crate::report::{Places, colour, counted, print};

/// Runs the command.
///
/// # Errors
/// A message for the user.
pub fn run(paths: &[PathBuf]) -> Result<ExitCode, String> {
    let set = RuleSet::check(paths).map_err(|error| error.to_string())?;
    let colour = colour(&std::io::stdout());
    for problem in &set.problems {
        print(&format!("{}\n\n", shown(problem, &set, colour)));
    }
    let (_, notices) = Analyzer::new(set.rules.clone(), Limits::default());
    for notice in &notices {
        print(&format!("{}\n", notice.message));
    }
    let all = RuleSet::load(paths, true).map_err(|error| error.to_string())?;
    let (all, _) = Analyzer::new(all.rules, Limits::default());
    let (blocks, untrue) = crate::command::guidelines::plain::check(&set.guidelines, &all);
    for message in &untrue {
        print(&format!("{message}\n"));
    }
    let wrong = set.problems.iter().filter(|p| p.kind != ProblemKind::Warning).count();
    let wrong = wrong + untrue.len();
    let mut read = counted(set.rules.len(), "rule");
    if blocks > 0 {
        read = format!("{read} and {}", counted(blocks, "marked block"));
    }
    print(&format!("{read} read, {}\n", counted(wrong, "problem")));
    Ok(if wrong > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// The mistakes because of which rules are left out.
pub fn errors(set: &RuleSet) -> Vec<String> {
    let wrong = set.problems.iter().filter(|problem| problem.kind != ProblemKind::Warning);
    wrong.map(|problem| shown(problem, set, false)).collect()
}

/// A mistake with its line.
fn shown(problem: &Problem, set: &RuleSet, colour: bool) -> String {
    let level = match problem.kind {
        ProblemKind::Error => Level::ERROR,
        ProblemKind::Unsupported => Level::WARNING.with_name("unsupported"),
        ProblemKind::Warning => Level::WARNING,
    };
    let text = set.texts.iter().find(|(name, _)| **name == *problem.file);
    let text = text.map_or("", |(_, text)| text.as_str());
    let places = Places::of(text);
    let (start, end) = (places.line_start(problem.line), places.line_end(problem.line));
    let line = text.get(start..end).unwrap_or_default();
    let from = line.char_indices().nth(problem.column.saturating_sub(1));
    let from = from.map_or(line.len(), |(at, _)| at);
    // A key is marked as a word, a value to the end of its line.
    let rest = line[from..].trim_end();
    let length = match rest.find(": ").or_else(|| rest.strip_suffix(':').map(str::len)) {
        Some(key) if !rest.starts_with(['"', '\'', '{', '[']) => key,
        _ => rest.len(),
    };
    let mark = Mark {
        span: start + from..start + from + length,
        label: Some(&problem.key),
        is_primary: true,
    };
    let marks = [mark];
    let group = level
        .primary_title(&*problem.message)
        .element(frame(&problem.file, text, &places, &marks))
        .element(Level::HELP.message(&*problem.help));
    renderer(colour).render(&[group])
}
