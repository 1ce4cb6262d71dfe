//! What the tools do, without a word of protocol.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use stockade_engine::{Finding, Source};
use stockade_rules::guideline::Guideline;
use stockade_rules::rule::Safety;
use stockade_syntax::Language;
use stockade_verify::{Observation, Place, StepId, StepResult, Verdict, Verifier, conclude};
use stockade_workspace::{Options, Profile, Reported, Workspace, files, scan};

use super::shape::{
    Checked, Code, Evidence, Filter, Fixable, Fixed, Found, List, Listed, Remedy, Step, Verified,
};
use crate::agent::git::WorkTree;
use crate::agent::message;
use crate::command::guidelines::digest;
use crate::report::place;
use crate::{observe, run};

/// Longer texts are refused: no assistant writes them in one go.
const LARGEST: usize = 4_000_000;
/// So many findings are told of a check of paths.
const MOST: usize = 100;

/// What is loaded once.
pub struct Work {
    workspace: Workspace,
    verifier: Verifier,
    /// The folder the server was started in.
    here: PathBuf,
    /// What holds there.
    profile: Arc<Profile>,
    /// Threads with a stack for deep trees.
    pool: rayon::ThreadPool,
}

impl Work {
    /// Loads the rules of the folder the server was started in.
    pub fn open() -> Result<Work, String> {
        let here = std::env::current_dir().map_err(|error| error.to_string())?;
        let workspace = Workspace::containing(&[], Options::default());
        let profile = workspace.profile(&here.join("-")).map_err(|error| error.to_string())?;
        let pool = run::pool(None)?;
        Ok(Work { workspace, verifier: Verifier::new(), here, profile, pool })
    }

    /// The guidelines whose rules run, and those that have none.
    pub fn guidelines(&self) -> impl Iterator<Item = &Guideline> {
        digest::enabled(&self.profile)
    }

    /// `verify_code`.
    pub fn verify(&self, code: &Code) -> Result<Verified, String> {
        let (path, profile, source) = self.text(&code.code, &code.file_name)?;
        let reported = found_in(&profile, &path, &source)?;
        let findings: Vec<Finding> = reported.iter().map(|r| r.finding.clone()).collect();
        let mut observations = vec![self.verifier.observe(&source, &findings)];
        if observations[0].has_needs() {
            observations.extend(self.project_shows(&source.path));
        }
        let steps = conclude(&observations);
        let fixed = profile.analyzer().fix_all(&source, &accept(&profile, &path, &source), false);
        let ok = reported.is_empty() && steps.iter().all(|s| s.verdict != Verdict::Fail);
        Ok(Verified {
            ok,
            steps: steps.into_iter().map(step).collect(),
            findings: tell(&profile, &source, &reported),
            fixed_code: fixed.map(|(text, _)| text),
        })
    }

    /// `fix_code`.
    pub fn fix(&self, code: &Fixable) -> Result<Fixed, String> {
        let (path, profile, source) = self.text(&code.code, &code.file_name)?;
        let accept = accept(&profile, &path, &source);
        let fixed = profile.analyzer().fix_all(&source, &accept, code.include_needs_review);
        let (text, applied) = fixed.unwrap_or_else(|| (code.code.clone(), 0));
        let after = Source { text: text.as_str().into(), parsed: None, ..source.clone() };
        let left = found_in(&profile, &path, &after)?;
        Ok(Fixed { findings: tell(&profile, &after, &left), code: text, applied })
    }

    /// `check_paths`.
    pub fn check(&self, paths: &[String]) -> Result<Checked, String> {
        let paths: Vec<PathBuf> = paths.iter().map(|path| self.here.join(path)).collect();
        let workspace = Workspace::containing(&paths, Options::default());
        let found = files::find(&workspace, &paths).map_err(|error| error.to_string())?;
        let (files, problems) =
            observe::files(&workspace, &self.verifier, found, &self.pool, |looked| {
                (tell(&looked.profile, &looked.source, &looked.reported), looked.observation)
            });
        let mut out = Checked {
            files: files.len(),
            findings: Vec::new(),
            more: 0,
            steps: Vec::new(),
            problems,
        };
        let mut observations = Vec::new();
        for (findings, observation) in files {
            out.findings.extend(findings);
            observations.push(observation);
        }
        out.more = out.findings.len().saturating_sub(MOST);
        out.findings.truncate(MOST);
        out.steps = conclude(&observations).into_iter().map(step).collect();
        Ok(out)
    }

    /// `explain_rule`: the page of a guideline.
    pub fn explain(&self, id: &str) -> Result<String, String> {
        if let Some(found) = self.guidelines().find(|g| g.id.as_deref() == Some(id)) {
            return Ok(digest::page(found));
        }
        let rule = self.profile.rules().iter().find(|rule| &*rule.id == id);
        if let Some(rule) = rule {
            return Ok(format!("# {id}\n\n{}\n", rule.message.trim()));
        }
        let near: Vec<&str> = self
            .guidelines()
            .filter_map(|guideline| guideline.id.as_deref())
            .filter(|known| known.split('-').any(|part| part.len() > 3 && id.contains(part)))
            .take(5)
            .collect();
        let hint = if near.is_empty() { String::new() } else { format!(" ({})", near.join(", ")) };
        Err(format!("there is no rule `{id}`; `list_guidelines` names them all{hint}"))
    }

    /// `list_guidelines`.
    pub fn list(&self, filter: &Filter) -> List {
        let wanted = |guideline: &&Guideline| {
            filter.about.as_deref().is_none_or(|about| digest::is_about(guideline, about))
        };
        let guidelines = self.guidelines().filter(wanted).filter_map(listed).collect();
        List { guidelines }
    }

    /// A text as a file of the project.
    fn text(&self, text: &str, name: &str) -> Result<(PathBuf, Arc<Profile>, Source), String> {
        if text.len() > LARGEST {
            return Err(format!("the text has {} bytes; at most {LARGEST} are read", text.len()));
        }
        let path = self.here.join(name);
        let profile = self.workspace.profile(&path).map_err(|error| error.to_string())?;
        let language = Language::from_file_name(name).or_else(|| Language::from_shebang(text));
        let source = scan::source(&profile, &path, &text.into(), language);
        Ok((path, profile, source))
    }

    /// What the other files of the project show: a limiter may stand in one of them. Outside of a
    /// work tree there is no project, and a folder may be endless.
    fn project_shows(&self, but: &str) -> Vec<Observation> {
        let Some(tree) = WorkTree::of(&self.here) else { return Vec::new() };
        let is_it = |path: &str| path == but;
        observe::elsewhere(&self.workspace, &self.verifier, &tree.root, &self.pool, &is_it)
            .unwrap_or_default()
    }
}

fn found_in(profile: &Profile, path: &Path, source: &Source) -> Result<Vec<Reported>, String> {
    let analysis = profile.analyze(source, &|| false).unwrap_or_default();
    match analysis.notices.first() {
        Some(notice) if analysis.findings.is_empty() => Err(notice.message.clone()),
        _ => Ok(profile.judge(path, source, analysis.findings)),
    }
}

/// Fixes are made for what the configuration reports.
fn accept<'a>(
    profile: &'a Profile,
    path: &'a Path,
    source: &'a Source,
) -> impl Fn(&Finding) -> bool + 'a {
    move |finding| !profile.judge(path, source, vec![finding.clone()]).is_empty()
}

fn tell(profile: &Profile, source: &Source, reported: &[Reported]) -> Vec<Found> {
    reported
        .iter()
        .map(|one| {
            let finding = &one.finding;
            let (line, column) = place(&source.text, finding.span.start);
            let (end_line, end_column) = place(&source.text, finding.span.end);
            let fix = profile.analyzer().fixes(source, finding).into_iter().next();
            Found {
                path: source.path.to_string(),
                line,
                column,
                end_line,
                end_column,
                rule: finding.rule.id.to_string(),
                severity: one.severity.as_str().to_owned(),
                message: finding.message.trim().to_owned(),
                cwe: finding.rule.metadata.cwe.clone(),
                fix: fix.map(|fix| Remedy {
                    diff: message::changes(source, &fix).join("\n"),
                    title: fix.title,
                    safe: fix.safety == Safety::Safe,
                    note: fix.note,
                }),
            }
        })
        .collect()
}

fn step(result: StepResult) -> Step {
    let places = |places: Vec<Place>| {
        let one = |p: Place| Evidence {
            path: p.path,
            line: p.line,
            column: p.column,
            message: p.message,
        };
        places.into_iter().map(one).collect()
    };
    Step {
        number: result.number,
        question: result.question.to_owned(),
        verdict: result.verdict.as_str().to_owned(),
        problems: places(result.problems),
        evidence: places(result.evidence),
    }
}

fn listed(guideline: &Guideline) -> Option<Listed> {
    let id = guideline.id.as_deref()?;
    let rule = guideline.rules.first()?;
    Some(Listed {
        id: id.to_owned(),
        title: guideline.title.clone(),
        severity: rule.severity.as_str().to_owned(),
        step: StepId::of(rule).map(|step| step.name().to_owned()),
        description: guideline.description.clone(),
        uri: uri(id),
    })
}

/// The address of a guideline as a resource.
pub fn uri(id: &str) -> String {
    format!("stockade://guidelines/{id}")
}
