//! `stockade rules`: list, show, validate, test.

mod examples;
mod targets;
mod validate;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};
use stockade_rules::rule::{RuleLanguage, Safety};
use stockade_rules::{Mode, Rule};
use stockade_workspace::{Options, Profile, RuleSet, Workspace, config};

use super::attempt;
use crate::report::{counted, print};

/// The subcommands of `stockade rules`.
#[derive(Subcommand)]
pub enum Command {
    /// The rules that run here, one a line: id, severity, languages, fix, title.
    List {
        #[command(flatten)]
        chosen: Chosen,
    },
    /// One guideline or rule, as it is written.
    Show {
        /// Its id.
        id: String,
        #[command(flatten)]
        chosen: Chosen,
    },
    /// Name every mistake in rule files, each with its place and the remedy.
    Validate {
        /// Files and folders.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
    /// Run the examples of guidelines and the annotated files beside rules; without a path, of the
    /// built-in ones.
    Test {
        /// Files and folders.
        paths: Vec<PathBuf>,
    },
}

/// Which rules.
#[derive(Args)]
pub struct Chosen {
    /// More rules: rule YAML or guideline Markdown, file or folder.
    #[arg(long, value_name = "PATH")]
    rules: Vec<PathBuf>,
}

/// Runs the command.
pub fn run(command: &Command) -> ExitCode {
    attempt(match command {
        Command::List { chosen } => list(chosen),
        Command::Show { id, chosen } => show(id, chosen),
        Command::Validate { paths } => validate::run(paths),
        Command::Test { paths } => test(paths),
    })
}

/// What holds in the current folder.
///
/// # Errors
/// A message for the user.
pub fn load_project(chosen: &Chosen) -> Result<Arc<Profile>, String> {
    let options = Options { rules: chosen.rules.clone(), ..Options::default() };
    let workspace = Workspace::containing(&[PathBuf::from(".")], options);
    workspace.profile_of(Path::new(".")).map_err(|error| error.to_string())
}

/// The message where an id means no rule.
pub fn no_such_rule(id: &str, profile: &Profile) -> String {
    let unknown = profile.unknown_names(std::iter::once(id));
    match unknown.first().and_then(|(_, near)| *near) {
        Some(near) => format!("there is no rule `{id}`; did you mean `{near}`?"),
        None => format!("there is no rule `{id}`; `stockade rules list` names them all"),
    }
}

/// Rules of one id are one line: a guideline has one for each language.
struct Line<'r> {
    id: &'r str,
    severity: &'static str,
    languages: Vec<&'static str>,
    fix: &'static str,
    title: &'r str,
}

fn list(chosen: &Chosen) -> Result<ExitCode, String> {
    let profile = load_project(chosen)?;
    let mut lines: Vec<Line<'_>> = Vec::new();
    for rule in profile.rules() {
        let languages = rule.languages.iter().map(|language| match language {
            RuleLanguage::Code(code) => code.spec().name,
            RuleLanguage::Regex | RuleLanguage::Generic => "any text",
        });
        let at = lines.iter().position(|line| line.id == &*rule.id).unwrap_or_else(|| {
            lines.push(Line {
                id: &rule.id,
                severity: rule.severity.as_str(),
                languages: Vec::new(),
                fix: "-",
                title: rule.metadata.title.as_deref().unwrap_or(""),
            });
            lines.len() - 1
        });
        let line = &mut lines[at];
        line.fix = match (line.fix, best_fix(rule)) {
            ("safe", _) | (_, Some(Safety::Safe)) => "safe",
            (_, Some(Safety::NeedsReview)) => "review",
            (known, None) => known,
        };
        for language in languages {
            if !line.languages.contains(&language) {
                line.languages.push(language);
            }
        }
    }
    lines.sort_by_key(|line| line.id);
    let width = lines.iter().map(|line| line.id.len()).max().unwrap_or(0);
    let languages: Vec<String> = lines.iter().map(|line| line.languages.join(", ")).collect();
    let wide = languages.iter().map(String::len).max().unwrap_or(0);
    let mut out = String::new();
    for (line, languages) in lines.iter().zip(&languages) {
        let Line { id, severity, fix, title, .. } = line;
        let text = format!("{id:width$}  {severity:7}  {fix:6}  {languages:wide$}  {title}");
        out.push_str(text.trim_end());
        out.push('\n');
    }
    print(&out);
    Ok(ExitCode::SUCCESS)
}

fn best_fix(rule: &Rule) -> Option<Safety> {
    rule.fixes.iter().map(|fix| fix.safety).min()
}

fn show(id: &str, chosen: &Chosen) -> Result<ExitCode, String> {
    let profile = load_project(chosen)?;
    let set = profile.rule_set();
    if let Some(found) = set.guidelines.iter().find(|g| g.id.as_deref() == Some(id)) {
        print(&format!("{}\n\n{}\n", found.title, found.body));
        return Ok(ExitCode::SUCCESS);
    }
    let Some(rule) = set.rules.iter().find(|rule| *rule.id == *id) else {
        return Err(no_such_rule(id, &profile));
    };
    let kind = match rule.mode {
        Mode::Search(_) => "search",
        Mode::Taint(_) => "data flow",
        Mode::Absence(_) => "project",
    };
    print(&format!(
        "{id}\n\n{}\n\n{kind}, {}, {}:{}{}\n",
        rule.message,
        rule.severity.as_str(),
        rule.origin.file,
        rule.origin.line,
        config::category(rule).map(|name| format!(", category {name}")).unwrap_or_default()
    ));
    Ok(ExitCode::SUCCESS)
}

fn test(paths: &[PathBuf]) -> Result<ExitCode, String> {
    let set = RuleSet::load(paths, paths.is_empty()).map_err(|error| error.to_string())?;
    let mut failures = validate::errors(&set);
    let tally = examples::run(&set, &mut failures);
    let targets = targets::run(paths, &set, &mut failures)?;
    for failure in &failures {
        print(&format!("{failure}\n\n"));
    }
    print(&format!(
        "{}, {}, {}\n",
        counted(tally.examples, "example"),
        counted(targets, "annotated file"),
        counted(failures.len(), "failure")
    ));
    if tally.insecure > 0 {
        print(&format!(
            "{} of {} ({} %) have a proven fix for all that is found\n",
            tally.fixed,
            counted(tally.insecure, "insecure example"),
            tally.fixed * 100 / tally.insecure
        ));
    }
    Ok(if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
