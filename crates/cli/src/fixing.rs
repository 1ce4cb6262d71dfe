//! Applying fixes to a file that was checked.
//!
//! In: a file's report. Out: the same after the fixes. Must never know: arguments, reports' forms.

use std::sync::Arc;

use stockade_engine::project::Summary;
use stockade_engine::{Finding, Fixed, Source};
use stockade_workspace::project::Projects;
use stockade_workspace::{Profile, scan};

use crate::disk::write_whole;
use crate::report::FileReport;

/// Where the fixed text goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// To the file.
    File,
    /// Nowhere: only what would change is shown.
    Diff,
    /// To the report.
    Text,
}

/// Fixes the findings that are reported, and no others. `unsafe_too`: with the fixes that need
/// review.
///
/// # Errors
/// A message for the user: the file cannot be written.
pub fn apply(
    profile: &Profile,
    projects: &Projects,
    file: &mut FileReport,
    unsafe_too: bool,
    target: Target,
) -> Result<(), String> {
    // What was left out (by the configuration, a baseline, the lines that changed) is told by its
    // fingerprint, which survives the other fixes.
    let left_out = file.checked.left_out.clone();
    let is_wanted = |finding: &Finding| {
        profile.reports(&finding.rule, &file.file) && !left_out.contains(&finding.fingerprint)
    };
    let source = file.checked.source.clone();
    let path = file.file.clone();
    let in_project = |source: &Source, summary: Option<&Summary>| {
        projects.findings_if(profile, &path, source, summary)
    };
    let analyzer = profile.analyzer();
    let Some(Fixed { text: fixed, count, .. }) =
        analyzer.fix_all_in(&source, &in_project, &is_wanted, unsafe_too)
    else {
        return Ok(());
    };
    if target == Target::Diff {
        file.diff = similar::TextDiff::from_lines(&*source.text, &fixed)
            .unified_diff()
            .header(&file.path, &file.path)
            .to_string();
        return Ok(());
    }
    if target == Target::File {
        write_whole(&file.file, &fixed)?;
    }
    let text: Arc<str> = fixed.into();
    let source = scan::source(profile, &file.file, &text, source.language);
    file.checked = scan::check(profile, None, &file.file, source);
    let summary = file.checked.summary.take();
    let found = projects.findings_if(profile, &path, &file.checked.source, summary.as_ref());
    scan::admit(profile, &path, &mut file.checked, found);
    file.retain(|_, finding| !left_out.contains(&finding.fingerprint));
    file.fixed = count;
    Ok(())
}
