//! Hovers: what a finding means, what a rule id stands for, what a key is good for.
//!
//! In: an analysed document and a position. Out: Markdown, or plain text where the client shows none.

use stockade_rules::Rule;
use stockade_rules::guideline::{Example, Guideline};
use stockade_syntax::{Language, Span};
use stockade_workspace::Reported;
use tower_lsp::ls_types as lsp;

use crate::project::{Kind, Project};
use crate::ready::View;
use crate::{configuration, rule_file, suppression};

/// The hover at a position.
pub fn at(view: &View, position: lsp::Position) -> Option<lsp::Hover> {
    let offset = view.offset(position);
    let at = Span::new(offset, offset);
    let language = view.ready.source.language;
    let found: Vec<&Reported> = view.touching(at).map(|(_, reported)| reported).collect();
    if let Some(first) = found.first() {
        let range = view.ready.range(view.part, first.finding.span);
        let project = &view.ready.project;
        let sections = found.iter().map(|reported| of_finding(project, reported, language));
        return Some(hover(view, &sections.collect::<Vec<_>>().join("\n\n---\n\n"), range));
    }
    at_word(view, offset)
}

fn hover(view: &View, markdown: &str, range: lsp::Range) -> lsp::Hover {
    let (kind, value) = if view.ready.abilities.markdown {
        (lsp::MarkupKind::Markdown, markdown.to_owned())
    } else {
        (lsp::MarkupKind::PlainText, markdown.replace("**", "").replace('`', ""))
    };
    let contents = lsp::HoverContents::Markup(lsp::MarkupContent { kind, value });
    lsp::Hover { contents, range: Some(range) }
}

/// A rule id or a key.
fn at_word(view: &View, offset: usize) -> Option<lsp::Hover> {
    let text = &*view.ready.source.text;
    let start = text.get(..offset)?.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(start..)?.lines().next().unwrap_or_default();
    let word = word_at(line, offset - start)?;
    let name = &line[word.range()];
    let range = view.ready.range(view.part, word.shifted(start));
    let project = &view.ready.project;
    let is_in_comment = suppression::ids(line).is_some_and(|ids| ids.contains(word));
    let markdown = match view.ready.kind {
        _ if is_in_comment => of_id(project, name, view.ready.source.language)?,
        Kind::Configuration => match configuration::place(&text[..start], line, word.end) {
            configuration::Place::Rule => of_id(project, name, None)?,
            configuration::Place::Key(table) => {
                let keys = configuration::keys(&table);
                let (_, meaning) = keys.into_iter().find(|(key, _)| key == name)?;
                format!("**{name}**: {meaning}")
            }
            configuration::Place::Other => return None,
        },
        Kind::Rules => {
            let is_guideline = view.ready.source.path.ends_with(".md");
            let place = rule_file::place(&text[..start], line, is_guideline)?;
            let key = place.keys().into_iter().find(|key| key.name == name)?;
            format!("**{}**: {}", key.name, key.meaning)
        }
        Kind::Source | Kind::Other => return None,
    };
    Some(hover(view, &markdown, range))
}

/// The word around a byte of a line: letters, digits, `-`, `_`, `.` and `/`.
pub fn word_at(line: &str, at: usize) -> Option<Span> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let start = line
        .get(..at)?
        .rfind(|c| !is_part(c))
        .map_or(0, |at| at + line[at..].chars().next().map_or(1, char::len_utf8));
    let end = line.get(at..)?.find(|c| !is_part(c)).map_or(line.len(), |end| at + end);
    (start < end).then_some(Span::new(start, end))
}

/// What is wrong, why, and what to write instead.
fn of_finding(project: &Project, reported: &Reported, language: Option<Language>) -> String {
    let finding = &reported.finding;
    let rule = &finding.rule;
    let mut out = head(rule, &rule.id);
    out.push_str(&format!("\n\n{}", finding.message));
    let guideline = project.guideline(&rule.id);
    if let Some(guideline) = guideline {
        if let Some(why) = prose(guideline) {
            out.push_str(&format!("\n\n{why}"));
        }
        out.push_str(&examples(guideline, language));
    }
    for fix in &rule.fixes {
        out.push_str(&format!("\n\nFix: {}", fix.title));
    }
    out.push_str(&sources(rule));
    out
}

/// What a rule id stands for.
fn of_id(project: &Project, id: &str, language: Option<Language>) -> Option<String> {
    let rule = project.rule(id)?;
    let mut out = head(rule, id);
    out.push_str(&format!("\n\n{}", rule.message));
    if let Some(guideline) = project.guideline(id) {
        out.push_str(&examples(guideline, language));
    }
    out.push_str(&sources(rule));
    Some(out)
}

/// The whole page of a rule.
pub fn page(project: &Project, id: &str) -> String {
    let rule = project.rule(id);
    let mut out = rule.map_or_else(|| format!("# {id}"), |rule| format!("# {}", title(rule)));
    out.push_str(&format!("\n\n`{id}`"));
    if let Some(rule) = rule {
        out.push_str(&format!(" · {}\n\n{}", rule.severity.as_str(), rule.message));
    }
    if let Some(guideline) = project.guideline(id) {
        out.push_str(&format!("\n\n{}", guideline.body));
    }
    out.push_str(&rule.map(|rule| sources(rule)).unwrap_or_default());
    out
}

fn title(rule: &Rule) -> &str {
    rule.metadata.title.as_deref().unwrap_or(&rule.id)
}

fn head(rule: &Rule, id: &str) -> String {
    format!("**{}** (`{id}`)", title(rule))
}

/// The first paragraph of a guideline's page that is prose.
fn prose(guideline: &Guideline) -> Option<&str> {
    let mut in_code = false;
    guideline.body.split("\n\n").map(str::trim).find(|paragraph| {
        let fences = paragraph.matches("```").count();
        let was_in_code = in_code;
        in_code ^= fences % 2 == 1;
        !was_in_code && fences == 0 && !paragraph.is_empty() && !paragraph.starts_with('#')
    })
}

/// The insecure and the secure form, in the document's language where there is one.
fn examples(guideline: &Guideline, language: Option<Language>) -> String {
    let fits = |example: &&Example| match language {
        Some(own) if own.is_ecmascript() => example.language.is_ecmascript(),
        Some(own) => example.language == own,
        None => true,
    };
    let all: Vec<&Example> = guideline.examples.iter().filter(fits).collect();
    let Some(at) = all.iter().position(|example| example.insecure) else { return String::new() };
    let secure = all[at..].iter().find(|example| !example.insecure);
    let shown = |mark: &str, example: &Example| {
        let name = example.language.spec().lsp_ids.first().copied().unwrap_or_default();
        format!("\n\n{mark}\n```{name}\n{}\n```", example.code.trim_end())
    };
    let mut out = shown("❌", all[at]);
    if let Some(secure) = secure {
        out.push_str(&shown("✅", secure));
    }
    out
}

fn sources(rule: &Rule) -> String {
    let metadata = &rule.metadata;
    let names: Vec<&str> = metadata.cwe.iter().chain(&metadata.owasp).map(String::as_str).collect();
    let mut out = String::new();
    if !names.is_empty() {
        out.push_str(&format!("\n\n{}", names.join(" · ")));
    }
    for link in &metadata.references {
        out.push_str(&format!("\n\n<{link}>"));
    }
    out
}
