//! Annotated files beside rules: `x.py` beside `x.yaml`. A comment `ruleid: ID` expects a finding
//! that starts on the next line, `ok: ID` expects none there; `todoruleid:` and `todook:` say what
//! would be right and are not held against the rule. A finding that no annotation speaks of is a
//! failure too.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use stockade_engine::{Analyzer, Limits, Source};
use stockade_rules::Rule;
use stockade_syntax::Language;
use stockade_workspace::RuleSet;
use stockade_workspace::ruleset::rule_files;

/// What an annotation says of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Says {
    Found,
    Clean,
    /// Either is right.
    Open,
}

/// An annotation: a rule and a 1-based line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Annotation {
    line: usize,
    rule: String,
    says: Says,
}

/// Runs the rules of each file on the annotated files beside it; how many there are.
///
/// # Errors
/// A message for the user: a file cannot be read.
pub fn run(paths: &[PathBuf], set: &RuleSet, failures: &mut Vec<String>) -> Result<usize, String> {
    let mut count = 0;
    for path in paths {
        for file in rule_files(path).map_err(|error| error.to_string())? {
            let name = file.display().to_string();
            let of_file = |rule: &&Arc<Rule>| *rule.origin.file == *name;
            let rules: Vec<Arc<Rule>> = set.rules.iter().filter(of_file).cloned().collect();
            if rules.is_empty() {
                continue;
            }
            let (analyzer, _) = Analyzer::new(rules, Limits::default());
            for target in targets(&file) {
                let text = std::fs::read_to_string(&target)
                    .map_err(|error| format!("{}: cannot be read: {error}", target.display()))?;
                let annotations = annotations(&text);
                if annotations.is_empty() {
                    continue;
                }
                count += 1;
                failures.extend(compare(&analyzer, &target, &text, &annotations));
            }
        }
    }
    Ok(count)
}

/// The files beside a rule file that have its name with another ending, in order.
fn targets(rule_file: &Path) -> Vec<PathBuf> {
    let stem = rule_file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let folder = rule_file.parent().filter(|p| !p.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).into_iter().flatten();
    let mut out: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let rest = name.strip_prefix(stem).and_then(|rest| rest.strip_prefix('.'));
            let is_rule = matches!(rest, Some("yaml" | "yml" | "md"));
            rest.is_some_and(|rest| !rest.starts_with("fixed.")) && !is_rule && path.is_file()
        })
        .collect();
    out.sort();
    out
}

/// Runs the rules on a target and shows where it differs from what the annotations say.
fn compare(
    analyzer: &Analyzer,
    target: &Path,
    text: &str,
    annotations: &[Annotation],
) -> Option<String> {
    let path = target.to_string_lossy().replace('\\', "/");
    let language = Language::from_file_name(&path);
    let source = Source { path: path.as_str().into(), text: text.into(), language, parsed: None };
    let analysis = analyzer.analyze(&source, &|| false)?;
    let places = crate::report::Places::of(text);
    let found: BTreeSet<(usize, &str)> = analysis
        .findings
        .iter()
        .map(|finding| (places.at(finding.span.start).line, last(&finding.rule.id)))
        .collect();
    let mut wrong: BTreeSet<(usize, String)> = BTreeSet::new();
    let speaks = |line: usize, rule: &str, says: &[Says]| {
        annotations.iter().any(|a| a.line == line && a.rule == rule && says.contains(&a.says))
    };
    for annotation in annotations.iter().filter(|a| a.says == Says::Found) {
        if !found.contains(&(annotation.line, annotation.rule.as_str())) {
            wrong.insert((annotation.line, format!("- {} is expected", annotation.rule)));
        }
    }
    for (line, rule) in &found {
        if !speaks(*line, rule, &[Says::Found, Says::Open]) {
            wrong.insert((*line, format!("+ {rule} is found")));
        }
    }
    let notices = analysis.notices.iter().map(|notice| format!("    {}\n", notice.message));
    let mut out: String = notices.collect();
    for (line, what) in wrong {
        let code = text.lines().nth(line - 1).unwrap_or_default();
        out.push_str(&format!("{line:>6} | {code}\n       {what}\n"));
    }
    (!out.is_empty())
        .then(|| format!("{path}: findings differ from the annotations\n{}", out.trim_end()))
}

/// A rule's id without the folders that published rules carry in front.
fn last(id: &str) -> &str {
    id.rsplit('.').next().unwrap_or(id)
}

/// The annotations of a text. Several above one line all speak of that line.
fn annotations(text: &str) -> Vec<Annotation> {
    let mut out = Vec::new();
    let mut waiting: Vec<(Says, String)> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let own = annotation(line);
        if own.is_empty() {
            let here = waiting.drain(..);
            out.extend(here.map(|(says, rule)| Annotation { line: number + 1, rule, says }));
        } else {
            waiting.extend(own);
        }
    }
    out.sort();
    out
}

/// The annotations that a line is; it is none if code stands before it.
fn annotation(line: &str) -> Vec<(Says, String)> {
    let text = line.trim_start();
    let marks = ["{/*", "<!--", "/*", "//", "#", "*"];
    let Some(text) = marks.iter().find_map(|mark| text.strip_prefix(mark)) else {
        return Vec::new();
    };
    let text = text.trim_start();
    let words = [
        ("ruleid:", Says::Found),
        ("ok:", Says::Clean),
        ("todoruleid:", Says::Open),
        ("todook:", Says::Open),
    ];
    let found = words.iter().find_map(|(word, says)| Some((text.strip_prefix(word)?, *says)));
    let Some((ids, says)) = found else { return Vec::new() };
    let ids = ids.trim_end_matches(['}', '/', '*', '-', '>', ' ']);
    ids.split([',', ' '])
        .map(str::trim)
        .filter(|id| !id.is_empty())
        .map(|id| (says, last(id).to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annotations_speak_of_the_next_line_of_code() {
        let text = "# ruleid: a, folder.b\n# ok: c\nf()\ng() # ruleid: d\n{/* todook: e */}\nh()\n";
        let shown: Vec<_> =
            annotations(text).into_iter().map(|a| (a.line, a.rule, a.says)).collect();
        assert_eq!(
            shown,
            [
                (3, "a".to_owned(), Says::Found),
                (3, "b".to_owned(), Says::Found),
                (3, "c".to_owned(), Says::Clean),
                (6, "e".to_owned(), Says::Open),
            ]
        );
    }
}
