//! `stockade rules`: list, show, validate, test.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Subcommand;
use stockade_engine::{Analyzer, Limits, Source};
use stockade_rules::guideline::{Example, Guideline};
use stockade_rules::load::ProblemKind;

use stockade_workspace::RuleSet;

use super::USAGE;
use crate::report::{place, print, problem_line, say};

/// The subcommands of `stockade rules`.
#[derive(Subcommand)]
pub enum Command {
    /// The built-in rules, one a line.
    List,
    /// One guideline, as it is written.
    Show {
        /// Its id.
        id: String,
    },
    /// Name every mistake in rule files.
    Validate {
        /// Files and folders.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
    /// Run the examples of guidelines; without a path, of the built-in ones.
    Test {
        /// Files and folders.
        paths: Vec<PathBuf>,
    },
}

/// Runs the command.
pub fn run(command: &Command) -> ExitCode {
    let result = match command {
        Command::List => list(),
        Command::Show { id } => show(id),
        Command::Validate { paths } => validate(paths),
        Command::Test { paths } => test(paths),
    };
    result.unwrap_or_else(|message| {
        say(&format!("stockade: {message}"));
        ExitCode::from(USAGE)
    })
}

fn load(paths: &[PathBuf], builtin: bool) -> Result<RuleSet, String> {
    RuleSet::load(paths, builtin).map_err(|error| error.to_string())
}

fn list() -> Result<ExitCode, String> {
    for guideline in load(&[], true)?.guidelines {
        if let Some(id) = &guideline.id {
            print(&format!("{id:40} {}\n", guideline.title));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn show(id: &str) -> Result<ExitCode, String> {
    let set = load(&[], true)?;
    let Some(found) = set.guidelines.iter().find(|g| g.id.as_deref() == Some(id)) else {
        return Err(format!("there is no rule `{id}`; `stockade rules list` names them all"));
    };
    print(&format!("{}\n\n{}\n", found.title, found.body));
    Ok(ExitCode::SUCCESS)
}

fn validate(paths: &[PathBuf]) -> Result<ExitCode, String> {
    let set = load(paths, false)?;
    for problem in &set.problems {
        print(&format!("{}\n", problem_line(problem)));
    }
    let (_, notices) = Analyzer::new(set.rules.clone(), Limits::default());
    for notice in &notices {
        print(&format!("{}\n", notice.message));
    }
    let (all, _) = Analyzer::new(load(paths, true)?.rules, Limits::default());
    let untrue = super::guidelines::plain::check(&set.guidelines, &all);
    for message in &untrue {
        print(&format!("{message}\n"));
    }
    let wrong = set.problems.iter().filter(|p| p.kind != ProblemKind::Warning).count();
    let wrong = wrong + untrue.len();
    print(&format!("{} rules read, {wrong} problems\n", set.rules.len()));
    Ok(if wrong > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn test(paths: &[PathBuf]) -> Result<ExitCode, String> {
    let set = load(paths, paths.is_empty())?;
    let mut failures = Vec::new();
    for problem in set.problems.iter().filter(|p| p.kind != ProblemKind::Warning) {
        failures.push(problem_line(problem));
    }
    let mut run = 0;
    for guideline in set.guidelines.iter().filter(|g| !g.rules.is_empty()) {
        let (analyzer, _) = Analyzer::new(guideline.rules.clone(), Limits::default());
        for (at, example) in guideline.examples.iter().enumerate() {
            run += 1;
            let next = guideline.examples.get(at + 1);
            failures.extend(try_example(&analyzer, guideline, example, next));
        }
    }
    for failure in &failures {
        print(&format!("{failure}\n\n"));
    }
    print(&format!("{run} examples, {} failures\n", failures.len()));
    Ok(if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn try_example(
    analyzer: &Analyzer,
    guideline: &Guideline,
    example: &Example,
    next: Option<&Example>,
) -> Vec<String> {
    let name = format!("{}:{}", guideline.file, example.line);
    let ending = example.language.spec().extensions.first().copied().unwrap_or_default();
    let source = Source {
        path: format!("example.{ending}").into(),
        text: Arc::from(example.code.as_str()),
        language: Some(example.language),
        parsed: None,
    };
    let Some(analysis) = analyzer.analyze(&source, &|| false) else { return Vec::new() };
    let mut out: Vec<String> =
        analysis.notices.iter().map(|notice| format!("{name}: {}", notice.message)).collect();
    let mut lines: Vec<usize> =
        analysis.findings.iter().map(|f| place(&source.text, f.span.start).0).collect();
    lines.dedup();
    if !example.insecure {
        if !lines.is_empty() {
            out.push(format!("{name}: a secure example has findings on its lines {lines:?}"));
        }
        return out;
    }
    let wrong =
        if example.expected.is_empty() { lines.is_empty() } else { lines != example.expected };
    if wrong {
        out.push(format!(
            "{name}: expected findings on lines {:?} of the example, found {lines:?}",
            example.expected
        ));
    }
    if let (true, Some(next)) = (example.fixed_is_next, next) {
        let fixed = analyzer.fix_all(&source, &|_| true, true).map(|(text, _)| text);
        if fixed.as_deref() != Some(next.code.as_str()) {
            let diff = similar::TextDiff::from_lines(
                next.code.as_str(),
                fixed.as_deref().unwrap_or(&source.text),
            )
            .unified_diff()
            .header("expected", "fixed")
            .to_string();
            out.push(format!("{name}: the fix does not give the secure example\n{diff}"));
        }
    }
    out
}
