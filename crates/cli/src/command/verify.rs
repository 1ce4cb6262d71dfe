//! `stockade verify`: the guideline's four steps, pass or fail, with the evidence.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use rayon::prelude::*;
use serde_json::json;
use stockade_engine::Finding;
use stockade_rules::load::ProblemKind;
use stockade_verify::{Place, StepResult, Verdict, Verifier, conclude};
use stockade_workspace::files;
use stockade_workspace::scan::{self, Checked, Outcome};
use stockade_workspace::{Options, Selection, Workspace};

use super::USAGE;
use crate::report::{print, problem_line, say};
use crate::run;

/// Stack of an analysis thread; trees are walked recursively to a bounded depth.
const STACK: usize = 64 * 1024 * 1024;
/// So many places of a kind are shown for a step in text.
const SHOWN: usize = 5;

/// The arguments of `stockade verify`.
#[derive(Args)]
pub struct Arguments {
    /// Files and folders.
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// Form of the report.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// More rules: rule YAML or guideline Markdown, file or folder.
    #[arg(long, value_name = "PATH")]
    rules: Vec<PathBuf>,
    /// Number of threads.
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> ExitCode {
    match verify(arguments) {
        Ok(code) => code,
        Err(message) => {
            say(&format!("stockade: {message}"));
            ExitCode::from(USAGE)
        }
    }
}

fn verify(arguments: &Arguments) -> Result<ExitCode, String> {
    let options = Options {
        rules: arguments.rules.clone(),
        selection: Selection::default(),
        no_builtin: false,
    };
    let workspace = Workspace::containing(&arguments.paths, options);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(arguments.jobs.unwrap_or(0))
        .stack_size(STACK)
        .build()
        .map_err(|error| error.to_string())?;
    let found = files::find(&workspace, &arguments.paths).map_err(|error| error.to_string())?;
    if found.files.is_empty() && found.missing == arguments.paths.len() {
        return Err(found.failures.join("\n"));
    }
    let mut problems = found.failures;
    let verifier = Verifier::new();
    let results: Vec<_> = pool.install(|| {
        let files = found.files.par_iter().enumerate();
        files.map(|(at, path)| check(&workspace, path, at < found.named)).collect()
    });
    let mut observations = Vec::new();
    let files = results.iter().flatten().flatten();
    let projects = pool.install(|| run::projects_of(&workspace, None, files));
    for result in results {
        match result {
            Ok(Some((path, mut checked))) => {
                if let Ok(profile) = workspace.profile(&path) {
                    projects.complete(&profile, &path, &mut checked);
                }
                let own = checked.findings.into_iter().map(|reported| reported.finding);
                let findings: Vec<Finding> = own.collect();
                observations.push(verifier.observe_in_project(&checked.source, &findings));
                problems.extend(checked.notices.into_iter().map(|notice| notice.message));
            }
            Ok(None) => {}
            Err(message) => problems.push(message),
        }
    }
    for profile in workspace.profiles() {
        let wrong = profile.rule_set().problems.iter();
        problems.extend(wrong.filter(|p| p.kind != ProblemKind::Warning).map(problem_line));
        problems.extend(profile.notices().iter().map(|notice| notice.message.clone()));
    }
    let steps = conclude(&observations);
    match arguments.format {
        Format::Text => print(&text(&steps, observations.len())),
        Format::Json => print(&json(&steps, observations.len(), &problems)),
    }
    for problem in &problems {
        say(problem);
    }
    Ok(if !problems.is_empty() {
        ExitCode::from(3)
    } else if steps.iter().any(|step| step.verdict == Verdict::Fail) {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

/// A file that is checked; none if it is skipped.
fn check(
    workspace: &Workspace,
    path: &Path,
    named: bool,
) -> Result<Option<(PathBuf, Checked)>, String> {
    let profile = workspace.profile(path).map_err(|error| error.to_string())?;
    Ok(match scan::check_file(&profile, None, path, named)? {
        Outcome::Checked(checked) => Some((path.to_owned(), *checked)),
        _ => None,
    })
}

/// The report for people.
pub fn text(steps: &[StepResult], files: usize) -> String {
    let mut out = String::new();
    for step in steps {
        let verdict = match step.verdict {
            Verdict::Fail => "FAIL",
            other => other.as_str(),
        };
        let _ = writeln!(out, "{}. {}  {verdict}", step.number, step.question);
        places(&mut out, "-", &step.problems, true);
        places(&mut out, "+", &step.evidence, false);
    }
    let failed = steps.iter().filter(|step| step.verdict == Verdict::Fail).count();
    let plural = if files == 1 { "file" } else { "files" };
    let _ = match failed {
        0 => writeln!(out, "\nNo step fails in {files} {plural}."),
        1 => writeln!(out, "\n1 step fails in {files} {plural}."),
        _ => writeln!(out, "\n{failed} steps fail in {files} {plural}."),
    };
    out
}

fn places(out: &mut String, sign: &str, places: &[Place], with_rule: bool) {
    for place in places.iter().take(SHOWN) {
        let rule = if with_rule { format!(" [{}]", place.rule) } else { String::new() };
        let _ = writeln!(
            out,
            "   {sign} {}:{}:{} {}{rule}",
            place.path, place.line, place.column, place.message
        );
    }
    if places.len() > SHOWN {
        let _ = writeln!(out, "   {sign} … and {} more", places.len() - SHOWN);
    }
}

/// The report for programs.
fn json(steps: &[StepResult], files: usize, problems: &[String]) -> String {
    let failed = steps.iter().any(|step| step.verdict == Verdict::Fail);
    let report = json!({
        "version": 1,
        "tool": { "name": "stockade", "version": env!("CARGO_PKG_VERSION") },
        "verdict": if failed { "fail" } else { "pass" },
        "files": files,
        "steps": steps,
        "problems": problems,
    });
    format!("{report:#}\n")
}
