//! All fixes of a document as one edit: those of a rule, or the safe ones, as they are applied on save.
//!
//! In: an analysed document. Out: edits of its parts. The safe ones are computed once for each text,
//! before anyone asks where the client applies them on save.
//! Must never know: how fixes are made, who asks.

use stockade_engine::project::Summary;
use stockade_engine::{Finding, Source, Wanted};
use stockade_rules::rule::Safety;

use crate::edit;
use crate::ready::{AllFixes, Ready};
use crate::uri;

/// Whether there may be safe fixes; that they are proven is seen when they are computed.
pub fn may_be(ready: &Ready) -> bool {
    if let Some(known) = ready.safe_fixes.get() {
        return known.is_some();
    }
    let mut fixes = ready.findings.iter().flat_map(|reported| &reported.finding.rule.fixes);
    fixes.any(|fix| fix.safety == Safety::Safe)
}

/// All safe fixes. `None`: there are none, or the text has changed since.
pub fn safe(ready: &Ready) -> Option<&AllFixes> {
    if !may_be(ready) {
        return None;
    }
    ready.safe_fixes.get_or_init(|| of(ready, None, false)).as_ref()
}

/// Computes the safe fixes although the text may have changed since: most of what that takes is
/// remembered by the analyzer for the next text.
pub fn warm(ready: &Ready) {
    let all = of_until(ready, None, false, &|| false);
    if !ready.is_stale() {
        ready.safe_fixes.get_or_init(|| all);
    }
}

/// Applies all fixes of a document, or all of one rule; as edits, with their number.
pub fn of(ready: &Ready, rule: Option<&str>, is_unsafe: bool) -> Option<AllFixes> {
    of_until(ready, rule, is_unsafe, &|| ready.is_stale())
}

fn of_until(
    ready: &Ready,
    rule: Option<&str>,
    is_unsafe: bool,
    stop: &(dyn Fn() -> bool + Sync),
) -> Option<AllFixes> {
    let project = &ready.project;
    let path = ready.parts.first().and_then(|part| uri::to_path(&part.uri)).unwrap_or_default();
    let wanted = |finding: &Finding| {
        rule.is_none_or(|rule| *finding.rule.id == *rule)
            && project.profile.config().severity(&finding.rule, &path).is_some()
    };
    let in_project = |source: &Source, summary: Option<&Summary>| {
        project.linked.findings_if(&project.profile, &path, source.language, summary)
    };
    let analyzer = project.analyzer();
    let fixed = if ready.newest.is_some() {
        let findings = ready.findings.iter().map(|reported| reported.finding.clone()).collect();
        let wanted = Wanted { accept: &wanted, unsafe_too: is_unsafe };
        analyzer.fix_all_until(&ready.source, findings, &in_project, wanted, stop)?
    } else {
        analyzer.fix_all_in(&ready.source, &in_project, &wanted, is_unsafe)?
    };
    let edits = fixed.edits.unwrap_or_else(|| edit::between(&ready.source.text, &fixed.text));
    Some((ready.edits(&edits), fixed.count))
}
