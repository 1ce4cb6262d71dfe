//! `stockade check`.

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use rayon::prelude::*;
use stockade_engine::{Finding, Source};
use stockade_rules::Severity;
use stockade_syntax::Language;
use stockade_workspace::files::{self, Read};
use stockade_workspace::{Options, Profile, Selection, Workspace};

use super::USAGE;
use crate::report::{FileReport, Report, print, problem_line, sarif, say, text};

/// Stack of an analysis thread; trees are walked recursively to a bounded depth.
const STACK: usize = 64 * 1024 * 1024;

/// The arguments of `stockade check`.
#[derive(Args)]
pub struct Arguments {
    /// Files and folders.
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// Form of the report.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write the report to this file.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// More rules: rule YAML or guideline Markdown, file or folder.
    #[arg(long, value_name = "PATH")]
    rules: Vec<PathBuf>,
    /// Only the rules given with --rules.
    #[arg(long)]
    no_builtin: bool,
    /// Only these rules, by id.
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    only: Vec<String>,
    /// Not these rules, by id.
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    skip: Vec<String>,
    /// The lowest severity that is reported.
    #[arg(long, value_enum)]
    severity: Option<Least>,
    /// Apply safe fixes.
    #[arg(long)]
    fix: bool,
    /// Apply the fixes that need review too.
    #[arg(long)]
    unsafe_fixes: bool,
    /// Print what the fixes would change, write nothing.
    #[arg(long)]
    diff: bool,
    /// Analyse standard input as if it were this file.
    #[arg(long, value_name = "NAME")]
    stdin_filename: Option<PathBuf>,
    /// Number of threads.
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// End with 0 even if something was found.
    #[arg(long)]
    exit_zero: bool,
    /// Remember nothing between runs (nothing is remembered yet).
    #[arg(long)]
    no_cache: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Sarif,
}

#[derive(Clone, Copy, ValueEnum)]
enum Least {
    Error,
    Warning,
    Info,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> ExitCode {
    match check(arguments) {
        Ok(code) => code,
        Err(message) => {
            say(&format!("stockade: {message}"));
            ExitCode::from(USAGE)
        }
    }
}

fn check(arguments: &Arguments) -> Result<ExitCode, String> {
    let paths = match &arguments.stdin_filename {
        Some(name) => std::slice::from_ref(name),
        None => &arguments.paths,
    };
    let selection = Selection {
        only: arguments.only.clone(),
        skip: arguments.skip.clone(),
        least: arguments.severity.map(|least| match least {
            Least::Error => Severity::Error,
            Least::Warning => Severity::Warning,
            Least::Info => Severity::Info,
        }),
    };
    let options =
        Options { rules: arguments.rules.clone(), no_builtin: arguments.no_builtin, selection };
    let workspace = Workspace::containing(paths, options);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(arguments.jobs.unwrap_or(0))
        .stack_size(STACK)
        .build()
        .map_err(|error| error.to_string())?;
    let mut report = Report::default();
    if let Some(name) = &arguments.stdin_filename {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(|e| format!("standard input: {e}"))?;
        let profile = workspace.profile(name).map_err(|error| error.to_string())?;
        let path: Arc<str> = profile.relative(name).into();
        let language = Language::from_file_name(&path).or_else(|| Language::from_shebang(&text));
        let source = Source { path, text: text.into(), language, parsed: None };
        report.files.push(pool.install(|| analyse(&profile, name, source)));
    } else {
        let found = files::find(&workspace, paths).map_err(|error| error.to_string())?;
        if found.files.is_empty() && found.missing == paths.len() {
            return Err(found.failures.join("\n"));
        }
        report.failures = found.failures;
        let named = found.named;
        let read: Vec<Result<Option<FileReport>, String>> = pool.install(|| {
            found
                .files
                .par_iter()
                .enumerate()
                .map(|(at, path)| handle(&workspace, path, at < named, arguments))
                .collect()
        });
        for result in read {
            match result {
                Ok(file) => report.files.extend(file),
                Err(message) => report.failures.push(message),
            }
        }
    }
    for profile in workspace.profiles() {
        report.problems.extend(profile.rule_set().problems.iter().cloned());
        report.notices.extend(profile.notices().iter().cloned());
    }
    for problem in &report.problems {
        say(&problem_line(problem));
    }
    for notice in report.notices.iter().chain(report.files.iter().flat_map(|f| &f.notices)) {
        say(&notice.message);
    }
    for failure in &report.failures {
        say(failure);
    }
    if arguments.diff {
        for file in &report.files {
            print(&file.diff);
        }
    } else {
        emit(arguments, &report)?;
    }
    let partial = report.is_partial();
    Ok(if partial {
        ExitCode::from(3)
    } else if report.count() > 0 && !arguments.exit_zero {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

fn emit(arguments: &Arguments, report: &Report) -> Result<(), String> {
    let colour = arguments.output.is_none()
        && std::io::stdout().is_terminal()
        && std::env::var_os("NO_COLOR").is_none();
    let rendered = match arguments.format {
        Format::Text => text::render(report, colour),
        Format::Sarif => sarif::render(report),
    };
    match &arguments.output {
        Some(path) => write_whole(path, &rendered),
        None => {
            print(&rendered);
            Ok(())
        }
    }
}

/// Reads, fixes where asked, analyses. `None`: skipped.
fn handle(
    workspace: &Workspace,
    path: &Path,
    named: bool,
    arguments: &Arguments,
) -> Result<Option<FileReport>, String> {
    let profile = workspace.profile(path).map_err(|error| error.to_string())?;
    let Read::Text(read) = files::read(path, named)? else { return Ok(None) };
    let relative = profile.relative(path).into();
    let mut source =
        Source { path: relative, text: read.text, language: read.language, parsed: None };
    let mut diff = String::new();
    if arguments.fix || arguments.unsafe_fixes || arguments.diff {
        let accept =
            |finding: &Finding| !profile.judge(path, &source, vec![finding.clone()]).is_empty();
        let fixed = profile.analyzer().fix_all(&source, &accept, arguments.unsafe_fixes);
        if let Some((fixed, _)) = fixed {
            if arguments.diff {
                let name = shown(path);
                diff = similar::TextDiff::from_lines(&*source.text, &fixed)
                    .unified_diff()
                    .header(&name, &name)
                    .to_string();
            } else {
                write_whole(path, &fixed)?;
                source = Source { text: fixed.into(), parsed: None, ..source };
            }
        }
    }
    Ok(Some(FileReport { diff, ..analyse(&profile, path, source) }))
}

fn analyse(profile: &Profile, path: &Path, source: Source) -> FileReport {
    let analysis = profile.analyze(&source, &|| false).unwrap_or_default();
    let findings = profile
        .judge(path, &source, analysis.findings)
        .into_iter()
        .map(|reported| {
            let fixes = profile.analyzer().fixes(&source, &reported.finding);
            (reported, fixes)
        })
        .collect();
    let path = shown(path);
    FileReport { path, source, findings, notices: analysis.notices, diff: String::new() }
}

/// A path as reports have it.
fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/").trim_start_matches("./").to_owned()
}

/// Writes a file whole or not at all, keeping its permissions.
fn write_whole(path: &Path, text: &str) -> Result<(), String> {
    let fail = |error: std::io::Error| format!("{}: cannot be written: {error}", path.display());
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(fail)?;
    file.write_all(text.as_bytes()).map_err(fail)?;
    if let Ok(old) = std::fs::metadata(path) {
        std::fs::set_permissions(file.path(), old.permissions()).map_err(fail)?;
    }
    file.persist(path).map(|_| ()).map_err(|error| fail(error.error))
}
