//! Code actions: what can be done about the findings in a range.
//!
//! In: an analysed document, a range. Out: actions, with their edits where the client wants them at
//! once, else with the data from which [`resolve`] computes them. Only proven fixes are offered.
//! Must never know: how fixes are made.

use serde::{Deserialize, Serialize};
use stockade_rules::rule::Safety;
use stockade_workspace::Reported;
use tower_lsp::ls_types as lsp;

use crate::capabilities::FIX_ALL;
use crate::ready::{View, workspace_edit};
use crate::{command, configuration, diagnostic, fix_all, suppression};

/// What an action is to do; its `data`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    uri: lsp::Uri,
    version: i32,
    what: What,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum What {
    /// A fix of a finding, by its number among the proven ones.
    Fix { rule: String, fingerprint: String, number: usize },
    /// All safe fixes of the document, or all fixes of one rule.
    All { rule: Option<String> },
    /// A comment that silences a finding.
    Suppress { rule: String, fingerprint: String },
    /// The rule turned off in `stockade.toml`.
    TurnOff { rule: String },
}

/// Why an action has no edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The text has changed since it was offered.
    Stale,
    /// Nothing that could be written does this and nothing else.
    Impossible,
}

impl Wanted {
    /// Reads an action's data.
    pub fn of(action: &lsp::CodeAction) -> Option<Wanted> {
        Wanted::deserialize(action.data.as_ref()?).ok()
    }

    /// The document it was offered for.
    pub fn uri(&self) -> &lsp::Uri {
        &self.uri
    }
}

/// The actions for a range.
pub fn offered(view: &View, params: &lsp::CodeActionParams) -> lsp::CodeActionResponse {
    let only = params.context.only.as_deref();
    let mut actions = Vec::new();
    if wants(only, &lsp::CodeActionKind::QUICKFIX) {
        let span = view.span(params.range);
        for (number, reported) in view.touching(span) {
            for_finding(view, number, reported, &mut actions);
        }
    }
    // Where nothing is asked for in particular the light bulb is meant, at findings.
    let is_source_wanted = match only {
        Some(_) => wants(only, &FIX_ALL),
        None => !actions.is_empty(),
    };
    if is_source_wanted && has_safe_fixes(view) {
        let what = What::All { rule: None };
        let action = lsp::CodeAction {
            title: "Stockade: apply all safe fixes".to_owned(),
            kind: Some(FIX_ALL),
            ..lsp::CodeAction::default()
        };
        actions.extend(finished(view, action, what));
    }
    actions.into_iter().map(lsp::CodeActionOrCommand::CodeAction).collect()
}

/// Whether a filter lets a kind through: it names the kind or one above it.
fn wants(only: Option<&[lsp::CodeActionKind]>, kind: &lsp::CodeActionKind) -> bool {
    only.is_none_or(|only| {
        only.iter().any(|wanted| {
            let rest = kind.as_str().strip_prefix(wanted.as_str());
            rest.is_some_and(|rest| {
                rest.is_empty() || rest.starts_with('.') || wanted.as_str().is_empty()
            })
        })
    })
}

/// Whether the action that applies all safe fixes is worth offering: to a client that wants its edit
/// at once, whether there is one.
fn has_safe_fixes(view: &View) -> bool {
    let ready = &view.ready;
    fix_all::may_be(ready) && (ready.abilities.resolves_actions || fix_all::safe(ready).is_some())
}

/// Whether the question is the one that clients ask before they save.
pub fn is_on_save(params: &lsp::CodeActionParams) -> bool {
    let mut only = params.context.only.iter().flatten();
    only.any(|kind| FIX_ALL.as_str().starts_with(kind.as_str()) && kind.as_str().contains('.'))
}

fn for_finding(
    view: &View,
    number: usize,
    reported: &Reported,
    actions: &mut Vec<lsp::CodeAction>,
) {
    let rule = reported.finding.rule.id.to_string();
    let fingerprint = format!("{:016x}", reported.finding.fingerprint);
    let quickfix = |title: String, is_preferred: Option<bool>| lsp::CodeAction {
        title,
        kind: Some(lsp::CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![diagnostic::of_finding(&view.ready, view.part, reported)]),
        is_preferred,
        ..lsp::CodeAction::default()
    };
    let fixes = view.ready.fixes(number);
    for (number, fix) in fixes.iter().enumerate() {
        let is_preferred = number == 0 && fix.safety == Safety::Safe;
        let title = match &fix.note {
            Some(note) if fix.safety != Safety::Safe => format!("{} (check: {note})", fix.title),
            _ => fix.title.clone(),
        };
        let what = What::Fix { rule: rule.clone(), fingerprint: fingerprint.clone(), number };
        actions.extend(finished(view, quickfix(title, Some(is_preferred)), what));
    }
    let alike = view.ready.findings.iter().filter(|other| *other.finding.rule.id == *rule).count();
    let title = format!("Fix all `{rule}` in this file");
    let is_known = actions.iter().any(|action| action.title == title);
    if !fixes.is_empty() && !is_known {
        if alike > 1 {
            let what = What::All { rule: Some(rule.clone()) };
            actions.extend(finished(view, quickfix(title, None), what));
        }
        if view.root().is_some() {
            let title = format!("Fix all `{rule}` in the workspace");
            let arguments = vec![serde_json::json!({ "rule": rule, "unsafe": true })];
            let command = command::FIX_WORKSPACE.to_owned();
            let command =
                lsp::Command { title: title.clone(), command, arguments: Some(arguments) };
            actions.push(lsp::CodeAction { command: Some(command), ..quickfix(title, None) });
        }
    }
    let what = What::Suppress { rule: rule.clone(), fingerprint };
    let title = format!("Ignore `{rule}` here, with a reason");
    actions.extend(finished(view, quickfix(title, None), what));
    if configuration::can_be_written(view) {
        let title = format!("Turn `{rule}` off in stockade.toml");
        if !actions.iter().any(|action| action.title == title) {
            actions.extend(finished(view, quickfix(title, None), What::TurnOff { rule }));
        }
    }
}

/// Gives an action its edit, or the data to compute it from. `None`: there is no edit.
fn finished(view: &View, action: lsp::CodeAction, what: What) -> Option<lsp::CodeAction> {
    let wanted = Wanted { uri: view.uri().clone(), version: view.version(), what };
    if view.ready.abilities.resolves_actions {
        let data = serde_json::to_value(&wanted).ok();
        return Some(lsp::CodeAction { data, ..action });
    }
    let edit = resolve(view, &wanted).ok()?;
    Some(lsp::CodeAction { edit: Some(edit), ..action })
}

/// The edit of an action.
pub fn resolve(view: &View, wanted: &Wanted) -> Result<lsp::WorkspaceEdit, Refused> {
    if wanted.version != view.version() {
        return Err(Refused::Stale);
    }
    let abilities = &view.ready.abilities;
    let in_documents = |edits| workspace_edit(abilities, edits);
    match &wanted.what {
        What::Fix { rule, fingerprint, number } => {
            let (at, _) = find(view, rule, fingerprint).ok_or(Refused::Stale)?;
            let fix = view.ready.fixes(at).get(*number).ok_or(Refused::Stale)?;
            Ok(in_documents(view.ready.edits(&fix.edits)))
        }
        What::All { rule: None } => match fix_all::safe(&view.ready) {
            Some((edits, _)) => Ok(in_documents(edits.clone())),
            None if view.ready.is_stale() => Err(Refused::Stale),
            // Nobody has chosen this action: a save that has nothing to do is no mistake.
            None => Ok(in_documents(Vec::new())),
        },
        What::All { rule: Some(rule) } => {
            let fixes = fix_all::of(&view.ready, Some(rule), true);
            let is_stale = view.ready.is_stale();
            let refused = if is_stale { Refused::Stale } else { Refused::Impossible };
            let (edits, _) = fixes.ok_or(refused)?;
            Ok(in_documents(edits))
        }
        What::Suppress { rule, fingerprint } => {
            let (_, reported) = find(view, rule, fingerprint).ok_or(Refused::Stale)?;
            let edit = suppression::edit(&view.ready, &reported.finding);
            let edit = edit.ok_or(Refused::Impossible)?;
            Ok(in_documents(view.ready.edits(&[edit])))
        }
        What::TurnOff { rule } => configuration::turn_off(view, rule).ok_or(Refused::Impossible),
    }
}

fn find<'v>(view: &'v View, rule: &str, fingerprint: &str) -> Option<(usize, &'v Reported)> {
    view.ready.findings.iter().enumerate().find(|(_, reported)| {
        let own = &reported.finding;
        *own.rule.id == *rule && format!("{:016x}", own.fingerprint) == fingerprint
    })
}
