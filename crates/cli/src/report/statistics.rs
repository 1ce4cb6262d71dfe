//! How much of what was found, rule by rule.

use std::collections::BTreeMap;

use stockade_workspace::scan::Effort;

use super::Report;

/// A table of the rules with findings, the most frequent first, and how much was looked at.
pub fn render(report: &Report) -> String {
    let mut counts: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    for item in report.files.iter().flat_map(|file| file.items()) {
        let own = counts.entry((&*item.finding.rule.id, item.severity.as_str())).or_default();
        own.0 += 1;
        own.1 += usize::from(!item.fixes.is_empty());
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(&b.0)));
    let mut out = String::new();
    for ((rule, severity), (number, fixable)) in rows {
        let fix = if fixable > 0 { format!("  {fixable} with a fix") } else { String::new() };
        out.push_str(&format!("{number:>6}  {severity:<7}  {rule}{fix}\n"));
    }
    let bytes: usize = report.files.iter().map(|file| file.bytes).sum();
    out.push_str(&format!("{} files, {bytes} bytes\n", report.files.len()));
    out
}

/// How much work the files were: read, parsed, known from an earlier run.
pub fn efforts(report: &Report) -> String {
    let count = |effort| report.files.iter().filter(|f| f.checked.effort == effort).count();
    format!(
        "{} known from earlier runs, {} looked through, {} parsed",
        count(Effort::Known),
        count(Effort::Read),
        count(Effort::Parsed)
    )
}
