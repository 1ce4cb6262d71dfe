//! Checking files: read, looked up or analysed, judged.
//!
//! In: a profile and paths. Out: [`Checked`] files. Must never know: which files there are, how
//! results are shown.

use std::path::Path;
use std::sync::Arc;

use stockade_engine::project::Summary;
use stockade_engine::{Finding, Fix, Notice, Source, Step};
use stockade_syntax::Language;

use crate::cache::{Cache, Entry, KeptFinding, KeptFix, Key, pair, span_in};
use crate::files::{self, Read};
use crate::profile::{Profile, Reported};

/// A file that was checked.
#[derive(Clone)]
pub struct Checked {
    /// The file, its path as rules see it.
    pub source: Source,
    /// Findings with their severities, ordered by place, then by rule.
    pub findings: Vec<Reported>,
    /// The fingerprints of findings that the configuration or the selection left out.
    pub left_out: Vec<u64>,
    /// What could not be done.
    pub notices: Vec<Notice>,
    /// Bytes of the text.
    pub bytes: usize,
    /// How much work it was.
    pub effort: Effort,
    /// What it says about its project.
    pub summary: Option<Summary>,
    key: Option<Key>,
}

/// How much work a file was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// The result was known.
    Known,
    /// The text was looked through.
    Read,
    /// It was parsed.
    Parsed,
}

/// What came of looking at a file.
#[derive(Clone)]
pub enum Outcome {
    /// It was checked.
    Checked(Box<Checked>),
    /// It is minified; skipped.
    Minified,
    /// A tool wrote it; skipped.
    Generated,
    /// It is no code; skipped without a word.
    Other,
}

/// Reads and checks a file. `named`: the user named it, so it is analysed whatever it looks like.
///
/// # Errors
/// A message for the user: it cannot be read or is not UTF-8.
pub fn check_file(
    profile: &Profile,
    cache: Option<&Cache>,
    path: &Path,
    named: bool,
) -> Result<Outcome, String> {
    Ok(match files::read(path, named)? {
        Read::Text(read) => {
            let source = source(profile, path, &read.text, read.language);
            Outcome::Checked(Box::new(check(profile, cache, path, source)))
        }
        Read::Minified => Outcome::Minified,
        Read::Generated => Outcome::Generated,
        Read::Other => Outcome::Other,
    })
}

/// A text as the engine reads it.
pub fn source(
    profile: &Profile,
    path: &Path,
    text: &Arc<str>,
    language: Option<Language>,
) -> Source {
    Source { path: profile.relative(path).into(), text: Arc::clone(text), language, parsed: None }
}

/// Checks a text, taking from the cache what it knows. What only its project tells is not there
/// yet; see [`crate::project`].
pub fn check(profile: &Profile, cache: Option<&Cache>, path: &Path, source: Source) -> Checked {
    let key = cache.map(|_| key(profile, &source));
    let entry = cache.zip(key.as_ref()).and_then(|(cache, key)| cache.get(key));
    let known = entry.and_then(|entry| Some((restore(profile, &source, entry)?, &entry.summary)));
    let (findings, summary, notices, effort) = match known {
        Some((findings, summary)) => (findings, summary.clone(), Vec::new(), Effort::Known),
        None => {
            let (analysis, summary) = profile.examine(&source, &|| false).unwrap_or_default();
            // What went wrong may not go wrong again; it is not remembered.
            if let Some((cache, key)) = cache.zip(key)
                && analysis.notices.is_empty()
            {
                let findings = analysis.findings.iter().map(|f| keep(profile, f)).collect();
                cache.put(key, Entry { used: 0, findings, summary: summary.clone() });
            }
            let effort = if analysis.parsed { Effort::Parsed } else { Effort::Read };
            (analysis.findings, summary, analysis.notices, effort)
        }
    };
    let (findings, left_out) = judged(profile, path, &source, findings);
    let bytes = source.text.len();
    Checked { source, findings, left_out, notices, bytes, effort, summary, key }
}

/// Adds findings about its project to a file.
pub fn admit(profile: &Profile, path: &Path, checked: &mut Checked, found: Vec<Finding>) {
    if found.is_empty() {
        return;
    }
    let mut admitted = Vec::new();
    profile.analyzer().admit(&checked.source, found, &mut admitted);
    let (findings, left_out) = judged(profile, path, &checked.source, admitted);
    checked.findings.extend(findings);
    checked.left_out.extend(left_out);
    checked.findings.sort_by(|a, b| {
        let key = |own: &Reported| (own.finding.span.start, own.finding.span.end);
        key(a).cmp(&key(b)).then_with(|| a.finding.rule.id.cmp(&b.finding.rule.id))
    });
}

/// What the configuration leaves of findings, and the fingerprints of the others.
fn judged(
    profile: &Profile,
    path: &Path,
    source: &Source,
    findings: Vec<Finding>,
) -> (Vec<Reported>, Vec<u64>) {
    let mut left_out: Vec<u64> = findings.iter().map(|finding| finding.fingerprint).collect();
    let findings = profile.judge(path, source, findings);
    let is_left =
        |print: &u64| findings.iter().all(|reported| reported.finding.fingerprint != *print);
    left_out.retain(is_left);
    (findings, left_out)
}

/// The summary of a file to which others lead, whether or not it takes part by itself.
pub fn summarize(profile: &Profile, cache: Option<&Cache>, source: &Source) -> Option<Summary> {
    let keyed = cache.map(|cache| (cache, Cache::key_of_summary(&key(profile, source))));
    if let Some(known) = keyed.and_then(|(cache, key)| cache.get(&key)) {
        return known.summary.clone();
    }
    let summary = profile.analyzer().summarize(source, &|| false);
    if let Some((cache, key)) = keyed {
        let entry = Entry { used: 0, findings: Vec::new(), summary: summary.clone() };
        cache.put(key, entry);
    }
    summary
}

/// The fixes of each finding of a file, the best first, taken from the cache where it knows them.
pub fn fixes(profile: &Profile, cache: Option<&Cache>, checked: &Checked) -> Vec<Vec<Fix>> {
    let text = &*checked.source.text;
    let keyed = cache.zip(checked.key);
    let mut entry = keyed.and_then(|(cache, key)| cache.latest(&key));
    let mut is_new = false;
    let mut out = Vec::with_capacity(checked.findings.len());
    for Reported { finding, .. } in &checked.findings {
        let rule = number(profile, finding);
        let mut kept = entry.as_mut().and_then(|entry| {
            let is_same = |k: &&mut KeptFinding| k.rule == rule && k.span == pair(finding.span);
            entry.findings.iter_mut().find(is_same)
        });
        let known = kept.as_ref().and_then(|kept| {
            kept.fixes.as_ref()?.iter().map(|fix| fix.restore(text)).collect::<Option<Vec<_>>>()
        });
        out.push(known.unwrap_or_else(|| {
            let fixes = profile.analyzer().fixes(&checked.source, finding);
            if let Some(kept) = &mut kept {
                kept.fixes = Some(fixes.iter().map(KeptFix::of).collect());
                is_new = true;
            }
            fixes
        }));
    }
    if let (Some((cache, key)), Some(entry), true) = (keyed, entry, is_new) {
        cache.put(key, entry);
    }
    out
}

fn key(profile: &Profile, source: &Source) -> Key {
    let language = source.language.map(|language| language.spec().name);
    Cache::key(profile.digest(), &source.path, language, &source.text)
}

/// A rule's number in its profile.
fn number(profile: &Profile, finding: &Finding) -> u32 {
    let at = profile.rules().iter().position(|rule| Arc::ptr_eq(rule, &finding.rule));
    at.and_then(|at| u32::try_from(at).ok()).unwrap_or(u32::MAX)
}

fn keep(profile: &Profile, finding: &Finding) -> KeptFinding {
    KeptFinding {
        rule: number(profile, finding),
        span: pair(finding.span),
        message: finding.message.clone(),
        trace: finding.trace.iter().map(|step| (pair(step.span), step.note.clone())).collect(),
        fingerprint: finding.fingerprint,
        fixes: None,
    }
}

/// Kept findings, if they fit the rules and the text.
fn restore(profile: &Profile, source: &Source, entry: &Entry) -> Option<Vec<Finding>> {
    let text = &*source.text;
    let finding = |kept: &KeptFinding| {
        let step = |(span, note): &((u32, u32), String)| {
            Some(Step { span: span_in(*span, text)?, note: note.clone() })
        };
        Some(Finding {
            rule: Arc::clone(profile.rules().get(kept.rule as usize)?),
            span: span_in(kept.span, text)?,
            message: kept.message.clone(),
            trace: kept.trace.iter().map(step).collect::<Option<_>>()?,
            fingerprint: kept.fingerprint,
        })
    };
    entry.findings.iter().map(finding).collect()
}
