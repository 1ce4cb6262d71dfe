//! Suppressions: comments that say a finding is known. `stockade-ignore RULE-ID: reason` on the
//! line or the line above, `stockade-ignore-file`, and the comments of other tools (`nosemgrep`,
//! `nosec`).

use rustc_hash::FxHashMap;

use crate::finding::Finding;
use crate::source::Source;

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
}

/// The suppressions of a file.
pub struct Suppressions {
    /// By 0-based line that is silenced.
    lines: FxHashMap<usize, Vec<Rules>>,
    file: Vec<Rules>,
    /// Where each line begins, in bytes.
    starts: Vec<usize>,
}

const MARKERS: [&str; 4] = ["stockade-ignore-file", "stockade-ignore", "nosemgrep", "nosec"];

impl Suppressions {
    /// Reads the comments of a file.
    pub fn of(source: &Source) -> Suppressions {
        let text = &*source.text;
        let mut found =
            Suppressions { lines: FxHashMap::default(), file: Vec::new(), starts: Vec::new() };
        if !MARKERS.iter().any(|marker| text.contains(marker)) {
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
            if marker == "stockade-ignore-file" {
                self.file.push(rules);
                return;
            }
            let alone = before.trim_end_matches(comment).trim().is_empty();
            let target = if alone { number + 1 } else { number };
            self.lines.entry(target).or_default().push(rules);
            return;
        }
    }

    /// The findings that no comment silences.
    pub fn keep(&self, findings: Vec<Finding>) -> Vec<Finding> {
        if self.lines.is_empty() && self.file.is_empty() {
            return findings;
        }
        findings
            .into_iter()
            .filter(|finding| {
                let line = self.starts.partition_point(|start| *start <= finding.span.start) - 1;
                let id = &*finding.rule.id;
                let silenced = self.file.iter().any(|rules| rules.has(id))
                    || self.lines.get(&line).is_some_and(|list| list.iter().any(|r| r.has(id)));
                !silenced
            })
            .collect()
    }
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
