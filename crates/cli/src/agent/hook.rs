//! Answering one event: what the edit brought, in the agent's own form.
//!
//! Whatever goes wrong ends as a note: a hook must never break its agent's work.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;
use stockade_workspace::files::{self, Read};
use stockade_workspace::{Options, Workspace, scan};

use super::answer::{Answer, Moment};
use super::before::text_before;
use super::dispatch;
use super::event::{Edited, Event};
use super::kind::Agent;
use super::message;
use super::review::{Review, Reviewer};
use super::stop;
use crate::disk;

/// Larger files are left to `stockade check`: an agent waits for its hooks.
const LARGEST: u64 = 4_000_000;
/// An analysis that takes longer is given up.
const PATIENCE: Duration = Duration::from_secs(10);

/// Answers an event. The notes are for the user, not for the agent.
pub fn answer(agent: Agent, input: &[u8], fix: bool, notes: &mut Vec<String>) -> Answer {
    let (moment, text) = match event(agent, input) {
        Ok(Event::Edit(files)) => (Moment::Edit, edited(&files, fix, notes)),
        Ok(Event::Stop { again: false, folder }) => {
            let folder = folder.as_deref().unwrap_or(Path::new("."));
            (Moment::Stop, stopping(folder, notes))
        }
        Ok(Event::Stop { again: true, .. } | Event::Other) => (Moment::Stop, None),
        Err(note) => {
            notes.push(note);
            (Moment::Edit, None)
        }
    };
    dispatch::answer(agent, moment, text.as_deref())
}

fn event(agent: Agent, input: &[u8]) -> Result<Event, String> {
    let value: Value = serde_json::from_slice(input).map_err(|error| {
        format!("standard input is no JSON event ({error}); nothing was looked at")
    })?;
    dispatch::read(agent, &value).map_err(|reason| {
        format!("this is no event of {}: {reason}; nothing was looked at", agent.name())
    })
}

fn patience() -> impl Fn() -> bool + Sync {
    let begun = Instant::now();
    move || begun.elapsed() > PATIENCE
}

fn stopping(folder: &Path, notes: &mut Vec<String>) -> Option<String> {
    match stop::review(folder, &patience()) {
        Ok(text) => text,
        Err(note) => {
            notes.push(note);
            None
        }
    }
}

fn edited(files: &[Edited], fix: bool, notes: &mut Vec<String>) -> Option<String> {
    let paths: Vec<_> = files.iter().map(|file| file.path.clone()).collect();
    let options = Options { languages: files::languages(&paths), ..Options::default() };
    let workspace = Workspace::containing(&paths, options);
    let mut reviews = Vec::new();
    for file in files {
        match one(&workspace, file, fix, notes) {
            Ok(review) => reviews.extend(review),
            Err(note) => notes.push(note),
        }
    }
    let parts: Vec<String> =
        message::fixed(&reviews).into_iter().chain(message::problems(&reviews)).collect();
    // The process ends with the answer; to take the rules apart before takes longer than to say it.
    std::mem::forget(workspace);
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

fn one(
    workspace: &Workspace,
    file: &Edited,
    fix: bool,
    notes: &mut Vec<String>,
) -> Result<Option<(String, Review)>, String> {
    let path = &file.path;
    let shown = path.display();
    let size = std::fs::metadata(path).map_err(|error| format!("{shown}: {error}"))?.len();
    if size > LARGEST {
        return Err(format!(
            "{shown}: {size} bytes are more than a hook looks at ({LARGEST}); run `stockade check`"
        ));
    }
    let profile = workspace.profile(path).map_err(|error| error.to_string())?;
    if !profile.config().accepts_file(path) {
        return Ok(None);
    }
    let Read::Text(read) = files::read(path, false)? else { return Ok(None) };
    let source = scan::source(&profile, path, &read.text, read.language);
    let before = text_before(&file.before, &source.text);
    let stop = patience();
    let reviewer = Reviewer { profile: &profile, path, stop: &stop };
    let reviewed = if fix {
        reviewer.review_and_fix(&source, before.as_deref())
    } else {
        reviewer.review(&source, before.as_deref())
    };
    let Some(mut review) = reviewed else {
        return Err(format!("{shown}: the analysis took more than {PATIENCE:?} and was given up"));
    };
    if !review.fixed.is_empty()
        && let Err(reason) = disk::write_whole(path, &review.source.text)
    {
        notes.push(reason);
        let unfixed = reviewer.review(&source, before.as_deref());
        review = unfixed.unwrap_or(Review { fixed: Vec::new(), ..review });
    }
    Ok(Some((source.path.to_string(), review)))
}
