//! Completion: rule ids in suppression comments and in `stockade.toml`, keys in rule files,
//! guidelines and `stockade.toml`. Nowhere else: code is for other servers to complete.

use stockade_syntax::Span;
use tower_lsp::ls_types as lsp;

use crate::hover::word_at;
use crate::project::{Kind, Project};
use crate::ready::View;
use crate::{configuration, rule_file, suppression};

/// The completions at a position.
pub fn at(view: &View, position: lsp::Position) -> Option<lsp::CompletionResponse> {
    let text = &*view.ready.source.text;
    let offset = view.offset(position);
    let start = text.get(..offset)?.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(start..)?.lines().next().unwrap_or_default();
    let before = &text[..start];
    let at = (offset - start).min(line.len());
    // What is typed already is replaced, up to the cursor.
    let word = word_at(line, at).map_or(at, |word| word.start);
    let range = view.ready.range(view.part, Span::new(start + word, offset));
    let project = &view.ready.project;
    let is_in_comment = suppression::ids(line)
        .is_some_and(|ids| ids.start < at && at <= ids.end && !line[..at].contains("*/"));
    let items = match view.ready.kind {
        _ if is_in_comment => rule_ids(project, range, false),
        Kind::Configuration => match configuration::place(before, line, at) {
            configuration::Place::Rule => rule_ids(project, range, true),
            configuration::Place::Key(table) => {
                let keys = configuration::keys(&table).into_iter();
                keys.map(|(name, meaning)| key(&name, &meaning, " = ", range)).collect()
            }
            configuration::Place::Other => return None,
        },
        Kind::Rules => {
            let is_word_only = line.get(..word)?.trim_matches([' ', '-']).is_empty();
            if !is_word_only {
                return None;
            }
            let is_guideline = view.ready.source.path.ends_with(".md");
            let place = rule_file::place(before, line, is_guideline)?;
            place.keys().iter().map(|own| key(own.name, own.meaning, ": ", range)).collect()
        }
        Kind::Source | Kind::Other => return None,
    };
    Some(lsp::CompletionResponse::Array(items))
}

fn key(name: &str, meaning: &str, behind: &str, range: lsp::Range) -> lsp::CompletionItem {
    lsp::CompletionItem {
        label: name.to_owned(),
        kind: Some(lsp::CompletionItemKind::PROPERTY),
        documentation: Some(markdown(meaning)),
        text_edit: Some(lsp::CompletionTextEdit::Edit(lsp::TextEdit {
            range,
            new_text: format!("{name}{behind}"),
        })),
        ..lsp::CompletionItem::default()
    }
}

/// The ids of all rules; in a configuration the categories and tags that mean several, too.
fn rule_ids(project: &Project, range: lsp::Range, groups_too: bool) -> Vec<lsp::CompletionItem> {
    let mut items: Vec<lsp::CompletionItem> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for rule in project.all_rules() {
        if seen.insert(rule.id.to_string()) {
            items.push(lsp::CompletionItem {
                detail: rule.metadata.title.clone(),
                documentation: Some(markdown(&rule.message)),
                ..named(&rule.id, lsp::CompletionItemKind::VALUE, range)
            });
        }
    }
    if groups_too {
        let mut names: Vec<&str> = project
            .all_rules()
            .iter()
            .flat_map(|rule| {
                let tags = rule.metadata.tags.iter().map(String::as_str);
                tags.chain(stockade_workspace::config::category(rule))
            })
            .collect();
        names.sort_unstable();
        names.dedup();
        for name in names.into_iter().filter(|name| !seen.contains(*name)) {
            items.push(lsp::CompletionItem {
                detail: Some("several rules".to_owned()),
                ..named(name, lsp::CompletionItemKind::ENUM, range)
            });
        }
    }
    items
}

fn named(name: &str, kind: lsp::CompletionItemKind, range: lsp::Range) -> lsp::CompletionItem {
    lsp::CompletionItem {
        label: name.to_owned(),
        kind: Some(kind),
        text_edit: Some(lsp::CompletionTextEdit::Edit(lsp::TextEdit {
            range,
            new_text: name.to_owned(),
        })),
        ..lsp::CompletionItem::default()
    }
}

fn markdown(text: &str) -> lsp::Documentation {
    lsp::Documentation::MarkupContent(lsp::MarkupContent {
        kind: lsp::MarkupKind::Markdown,
        value: text.to_owned(),
    })
}
