//! `stockade check`.

use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use rayon::prelude::*;
use stockade_syntax::Language;
use stockade_workspace::cache::Cache;
use stockade_workspace::project::Projects;
use stockade_workspace::{Workspace, scan};

use super::attempt;
use crate::baseline::Baseline;
use crate::changed::Changed;
use crate::disk::write_whole;
use crate::fixing;
use crate::report::{
    self, FileReport, Places, Report, github, gitlab, json, junit, print, problem_line, sarif, say,
    statistics, text,
};
use crate::run;
use crate::scope::Scope;

/// The arguments of `stockade check`.
#[derive(Args)]
pub struct Arguments {
    /// Form of the report.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write the report to this file.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    scope: Scope,
    /// Apply safe fixes.
    #[arg(long)]
    fix: bool,
    /// Apply the fixes that need review too.
    #[arg(long)]
    unsafe_fixes: bool,
    /// Print what the fixes would change, write nothing.
    #[arg(long)]
    diff: bool,
    /// Leave out what this baseline has; `stockade baseline create` writes one.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Only files, and in them findings on lines, that changed since a git revision.
    #[arg(long, value_name = "REV")]
    changed_since: Option<String>,
    /// Analyse standard input as if it were this file; with --fix, print the fixed text.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["changed_since"])]
    stdin_filename: Option<PathBuf>,
    /// End with 0 even if something was found.
    #[arg(long)]
    exit_zero: bool,
    /// Count the findings of each rule.
    #[arg(long)]
    statistics: bool,
    /// Say on standard error how long each part took.
    #[arg(long)]
    timings: bool,
    /// Print the JSON schema of `--format json` and end.
    #[arg(long)]
    schema: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Code frames, for people.
    Text,
    /// Everything, with a schema (`--schema`).
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of a pull request, as GitHub's workflow commands.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// JUnit XML.
    Junit,
}

impl Format {
    /// Whether the report shows fixes; they are computed only if so.
    fn shows_fixes(self) -> bool {
        matches!(self, Format::Text | Format::Json | Format::Sarif)
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> ExitCode {
    attempt(check(arguments))
}

fn check(arguments: &Arguments) -> Result<ExitCode, String> {
    if arguments.schema {
        print(&format!("{:#}\n", json::schema()));
        return Ok(ExitCode::SUCCESS);
    }
    let mut clock = Clock::new();
    let paths = match &arguments.stdin_filename {
        Some(name) => std::slice::from_ref(name),
        None => &arguments.scope.ground.paths,
    };
    let workspace = arguments.scope.workspace(paths);
    let baseline = arguments.baseline.as_deref().map(Baseline::read).transpose()?;
    for path in paths {
        workspace.profile_of(path).map_err(|error| error.to_string())?;
    }
    arguments.scope.verify_names(&workspace)?;
    let pool = run::pool(arguments.scope.ground.jobs)?;
    let cache = (!arguments.scope.no_cache).then(|| Cache::open(workspace.roots())).flatten();
    clock.lap("rules");

    let (mut report, projects) = if let Some(name) = &arguments.stdin_filename {
        pool.install(|| standard_input(&workspace, name))?
    } else {
        let changed = arguments.changed_since.as_deref();
        let changed = changed.map(|rev| Changed::since(&folder_of(paths), rev)).transpose()?;
        let is_changed = |path: &Path| changed.as_ref().is_none_or(|c| c.has_file(path));
        let found = run::find(&workspace, paths, changed.is_some().then_some(&is_changed))?;
        clock.lap("finding files");
        let (mut report, projects) = run::check(&workspace, cache.as_ref(), found, &pool);
        if let Some(changed) = &changed {
            report.files.iter_mut().for_each(|file| keep_changed(file, changed));
        }
        (report, projects)
    };
    run::add_rule_problems(&workspace, &mut report);
    if let Some(baseline) = &baseline {
        baseline.subtract(&mut report);
    }
    clock.lap("analysing");
    let view = View { workspace: &workspace, projects: &projects, cache: cache.as_ref() };
    amend(arguments, &view, &pool, &mut report);
    clock.lap("fixes");
    show(arguments, &report)?;
    clock.lap("reporting");
    let (partial, count, efforts) =
        (report.is_partial(), report.count(), statistics::efforts(&report));
    if let Some(cache) = cache {
        // A cache that cannot be written makes the next run slower and nothing else.
        if let Err(error) = cache.save() {
            tracing::debug!("the cache cannot be written: {error}");
        }
    }
    clock.lap("keeping results");
    if arguments.timings {
        say(&format!("{}{efforts}", clock.text()));
    }
    Ok(if partial {
        ExitCode::from(3)
    } else if count > 0 && !arguments.exit_zero {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

/// What files are seen in.
struct View<'a> {
    workspace: &'a Workspace,
    projects: &'a Projects,
    cache: Option<&'a Cache>,
}

/// Applies fixes, or finds out what they would change, or adds them to the findings.
fn amend(arguments: &Arguments, view: &View<'_>, pool: &rayon::ThreadPool, report: &mut Report) {
    let changes = arguments.fix || arguments.unsafe_fixes || arguments.diff;
    let target = match (arguments.diff, &arguments.stdin_filename) {
        (true, _) => fixing::Target::Diff,
        (false, Some(_)) => fixing::Target::Text,
        (false, None) => fixing::Target::File,
    };
    let shows = arguments.format.shows_fixes() && !arguments.diff;
    let one = |file: &mut FileReport| -> Result<(), String> {
        let profile = view.workspace.profile(&file.file).map_err(|error| error.to_string())?;
        if changes {
            fixing::apply(&profile, view.projects, file, arguments.unsafe_fixes, target)?;
        }
        if shows {
            file.fixes = scan::fixes(&profile, view.cache, &file.checked);
        }
        Ok(())
    };
    let failures: Vec<String> = pool.install(|| {
        let files = report.files.par_iter_mut();
        let with_findings = files.filter(|file| !file.checked.findings.is_empty());
        with_findings.filter_map(|file| one(file).err()).collect()
    });
    report.failures.extend(failures);
}

/// Says what could not be done and shows the rest.
fn show(arguments: &Arguments, report: &Report) -> Result<(), String> {
    for problem in &report.problems {
        say(&problem_line(problem));
    }
    for notice in report.notices.iter().chain(report.file_notices()) {
        say(&notice.message);
    }
    for failure in &report.failures {
        say(failure);
    }
    if arguments.diff {
        report.files.iter().for_each(|file| print(&file.diff));
        return Ok(());
    }
    if arguments.stdin_filename.is_some() && (arguments.fix || arguments.unsafe_fixes) {
        report.files.iter().for_each(|file| print(&file.checked.source.text));
        return Ok(());
    }
    let colour = arguments.output.is_none() && report::colour(&std::io::stdout());
    let mut rendered = match arguments.format {
        Format::Text => text::render(report, colour),
        Format::Json => json::render(report)?,
        Format::Sarif => sarif::render(report),
        Format::Github => github::render(report),
        Format::Gitlab => gitlab::render(report),
        Format::Junit => junit::render(report)?,
    };
    if arguments.statistics {
        let table = statistics::render(report);
        if arguments.format == Format::Text {
            rendered.push_str(&table);
        } else {
            say(table.trim_end());
        }
    }
    match &arguments.output {
        Some(path) => write_whole(path, &rendered),
        None => {
            print(&rendered);
            Ok(())
        }
    }
}

/// Checks standard input as if it were a file.
fn standard_input(workspace: &Workspace, name: &Path) -> Result<(Report, Projects), String> {
    let mut bytes = Vec::new();
    let input = std::io::stdin();
    if input.is_terminal() {
        say("stockade: reading standard input; end it with Ctrl-D");
    }
    input.lock().read_to_end(&mut bytes).map_err(|error| format!("standard input: {error}"))?;
    let text: Arc<str> = String::from_utf8(bytes)
        .map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            format!("standard input: not UTF-8 at byte {at}")
        })?
        .into();
    let profile = workspace.profile(name).map_err(|error| error.to_string())?;
    let shown = name.to_string_lossy();
    let language = Language::from_file_name(&shown).or_else(|| Language::from_shebang(&text));
    let source = scan::source(&profile, name, &text, language);
    let mut checked = scan::check(&profile, None, name, source);
    let file = (Arc::clone(&profile), name, &checked);
    let projects = Projects::of(std::iter::once(file), None);
    projects.complete(&profile, name, &mut checked);
    let mut file = FileReport::new(name, checked);
    // Without findings the text is still what comes out.
    file.checked.source.text = text;
    Ok((Report { files: vec![file], ..Report::default() }, projects))
}

/// Keeps the findings that stand on changed lines, or whose data flow passes one.
fn keep_changed(file: &mut FileReport, changed: &Changed) {
    let text = Arc::clone(&file.checked.source.text);
    let places = Places::of(&text);
    let path = file.file.clone();
    file.retain(|_, finding| {
        std::iter::once(finding.span).chain(finding.trace.iter().map(|step| step.span)).any(
            |span| changed.has_lines(&path, places.at(span.start).line..=places.at(span.end).line),
        )
    });
}

/// Where git is asked: the first path's folder.
fn folder_of(paths: &[PathBuf]) -> PathBuf {
    let path = paths.first().map_or(Path::new("."), PathBuf::as_path);
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
    if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() }
}

/// How long the parts of a run took.
struct Clock {
    begun: Instant,
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Clock {
    fn new() -> Clock {
        let now = Instant::now();
        Clock { begun: now, last: now, laps: Vec::new() }
    }

    fn lap(&mut self, name: &'static str) {
        let now = Instant::now();
        self.laps.push((name, now - self.last));
        self.last = now;
    }

    fn text(&self) -> String {
        let line = |name: &str, time: Duration| {
            format!("{:>9.1} ms  {name}\n", time.as_secs_f64() * 1000.0)
        };
        let laps: String = self.laps.iter().map(|(name, time)| line(name, *time)).collect();
        laps + &line("in all", self.last - self.begun)
    }
}
