//! `stockade verify`: the guideline's four steps, pass or fail, with the evidence.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::json;
use stockade_rules::load::ProblemKind;
use stockade_verify::{Place, StepResult, Verdict, Verifier, conclude};
use stockade_workspace::Options;

use super::attempt;
use crate::report::{Report, print, problem_line, say};
use crate::scope::Ground;
use crate::{observe, run};

/// So many places of a kind are shown for a step in text.
const SHOWN: usize = 5;

/// The arguments of `stockade verify`.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    ground: Ground,
    /// Form of the report.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> ExitCode {
    attempt(verify(arguments))
}

fn verify(arguments: &Arguments) -> Result<ExitCode, String> {
    let ground = &arguments.ground;
    let workspace = ground.workspace(&ground.paths, Options::default());
    let found = run::find(&workspace, &ground.paths, None)?;
    let pool = run::pool(ground.jobs)?;
    let verifier = Verifier::new();
    let (observations, mut problems) =
        observe::files(&workspace, &verifier, found, &pool, |looked| looked.observation);
    let mut report = Report::default();
    run::add_rule_problems(&workspace, &mut report);
    let wrong = report.problems.iter().filter(|problem| problem.kind != ProblemKind::Warning);
    problems.extend(wrong.map(problem_line));
    problems.extend(report.notices.into_iter().map(|notice| notice.message));
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
