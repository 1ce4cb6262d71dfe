//! Suppressions: comments that say a finding is known. `stockade-ignore RULE-ID: reason` on the
//! line or the line above, `stockade-ignore-file`, and the comments of other tools (`nosemgrep`,
//! `nosec`). And of those that silence nothing: rules that look for suppressions find all of them;
//! here it is told which are in use.

use std::sync::Arc;

use memchr::memmem;
use rustc_hash::FxHashMap;
use stockade_rules::Rule;
use stockade_rules::rule::Mode;

use crate::finding::Finding;
use crate::source::Source;

/// The tag of rules that look for suppressions. Of their findings those stay that stand at a
/// suppression of ours that names rules and silences nothing.
const ABOUT_SUPPRESSIONS: &str = "suppression";

/// Which rules a comment silences.
enum Rules {
    All,
    Only(Vec<String>),
}

impl Rules {
    fn has(&self, id: &str) -> bool {
        match self {
            Rules::All => true,
            Rules::Only(ids) => ids.iter().any(|own| {
                own == id
                    || id.rsplit('.').next() == Some(own.as_str())
                    || own.rsplit('.').next() == Some(id)
            }),
        }
    }

    fn names(&self, id: &str) -> bool {
        matches!(self, Rules::Only(_)) && self.has(id)
    }
}

/// One comment.
struct Suppression {
    rules: Rules,
    /// Not a comment of another tool, which may have findings of its own there.
    is_ours: bool,
}

/// The suppressions of a file.
pub struct Suppressions {
    all: Vec<Suppression>,
    /// Their numbers by the 0-based line that they stand on.
    at: FxHashMap<usize, usize>,
    /// Their numbers by the 0-based line that is silenced.
    lines: FxHashMap<usize, Vec<usize>>,
    file: Vec<usize>,
    /// Where each line begins, in bytes.
    starts: Vec<usize>,
}

const MARKERS: [&str; 4] = ["stockade-ignore-file", "stockade-ignore", "nosemgrep", "nosec"];

impl Suppressions {
    /// Reads the comments of a file.
    pub fn of(source: &Source) -> Suppressions {
        let text = &*source.text;
        let mut found = Suppressions {
            all: Vec::new(),
            at: FxHashMap::default(),
            lines: FxHashMap::default(),
            file: Vec::new(),
            starts: Vec::new(),
        };
        let has = |marker: &str| memmem::find(text.as_bytes(), marker.as_bytes()).is_some();
        if !MARKERS.into_iter().any(has) {
            return found;
        }
        let mut start = 0;
        for (number, line) in text.split_inclusive('\n').enumerate() {
            found.starts.push(start);
            start += line.len();
            found.line(number, line);
        }
        found
    }

    fn line(&mut self, number: usize, line: &str) {
        for marker in MARKERS {
            let Some(at) = line.find(marker) else { continue };
            let before = line[..at].trim_end();
            let comment = ["//", "#", "/*", "<!--", "*"].iter().find(|c| before.ends_with(**c));
            let Some(comment) = comment else { continue };
            let rest = line[at + marker.len()..].trim_start_matches([':', ' ']);
            let rules = match marker {
                "nosec" => Rules::All,
                _ => listed(rest),
            };
            let own = self.all.len();
            self.all.push(Suppression { rules, is_ours: marker.starts_with("stockade") });
            self.at.insert(number, own);
            if marker == "stockade-ignore-file" {
                self.file.push(own);
                return;
            }
            let alone = before.trim_end_matches(comment).trim().is_empty();
            let target = if alone { number + 1 } else { number };
            self.lines.entry(target).or_default().push(own);
            return;
        }
    }

    /// The findings that no comment silences; those about suppressions only where these are idle.
    /// `rules` are those that were run; `is_whole` says that none of them was given up.
    pub fn keep(
        &self,
        findings: Vec<Finding>,
        rules: &[Arc<Rule>],
        is_whole: bool,
    ) -> Vec<Finding> {
        if self.all.is_empty() {
            return findings;
        }
        let (about, others): (Vec<Finding>, Vec<Finding>) =
            findings.into_iter().partition(|finding| is_about_suppressions(&finding.rule));
        let mut is_used = vec![false; self.all.len()];
        let mut kept = self.silence(others, &mut is_used);
        if about.is_empty() || !is_whole {
            return kept;
        }
        // What is found in a project is not found in one file of it.
        for rule in rules.iter().filter(|rule| !is_about_files(rule)) {
            for (suppression, is_used) in self.all.iter().zip(&mut is_used) {
                *is_used |= suppression.rules.has(&rule.id);
            }
        }
        kept.extend(about.into_iter().filter(|finding| self.is_idle(finding, &is_used)));
        kept
    }

    /// Takes out what comments silence, and notes which comments do.
    fn silence(&self, findings: Vec<Finding>, is_used: &mut [bool]) -> Vec<Finding> {
        if self.all.is_empty() {
            return findings;
        }
        findings
            .into_iter()
            .filter(|finding| {
                let on_line = self.lines.get(&self.line_of(finding)).into_iter().flatten();
                let mut silenced = false;
                for &own in self.file.iter().chain(on_line) {
                    if self.all[own].rules.has(&finding.rule.id) {
                        is_used[own] = true;
                        silenced = true;
                    }
                }
                !silenced
            })
            .collect()
    }

    /// Whether a finding stands at a suppression of ours that names rules and silences nothing. One
    /// that names the finding's own rule is meant to be there.
    fn is_idle(&self, finding: &Finding, is_used: &[bool]) -> bool {
        let id = &*finding.rule.id;
        let is_wanted = |own: &usize| self.all[*own].rules.names(id);
        self.at.get(&self.line_of(finding)).is_some_and(|&own| {
            let suppression = &self.all[own];
            suppression.is_ours
                && matches!(suppression.rules, Rules::Only(_))
                && !is_used[own]
                && !is_wanted(&own)
                && !self.file.iter().any(is_wanted)
        })
    }

    fn line_of(&self, finding: &Finding) -> usize {
        self.starts.partition_point(|start| *start <= finding.span.start).saturating_sub(1)
    }
}

/// Whether a rule's findings in a file are all that it has to say about the file.
fn is_about_files(rule: &Rule) -> bool {
    matches!(rule.mode, Mode::Search(_) | Mode::Taint(_))
}

fn is_about_suppressions(rule: &Rule) -> bool {
    rule.metadata.tags.iter().any(|tag| tag == ABOUT_SUPPRESSIONS)
}

/// The ids before the reason; none named means all.
fn listed(text: &str) -> Rules {
    let ids = text.split_once(": ").map_or(text, |(ids, _)| ids);
    let ids: Vec<String> = ids
        .trim_end_matches(':')
        .split([',', ' '])
        .map(|id| id.trim().trim_end_matches("*/").trim_end_matches("-->"))
        .filter(|id| !id.is_empty() && id.contains(|c: char| c.is_alphabetic()))
        .map(str::to_owned)
        .collect();
    if ids.is_empty() { Rules::All } else { Rules::Only(ids) }
}
