//! `stockade.toml` in the editor: turning a rule off in it, completing and explaining what stands in
//! it.
//!
//! In: the text as the editor or the disk has it. Out: edits that keep comments and order, keys with
//! their meaning from the configuration's own schema.
//! Must never know: what the configuration does.

use std::path::PathBuf;

use serde_json::Value;
use stockade_syntax::text::position::Lines;
use stockade_workspace::config;
use tower_lsp::ls_types as lsp;

use crate::ready::{View, workspace_edit};
use crate::{edit, uri};

/// Whether a rule can be turned off: there is a configuration, or one can be made.
pub fn can_be_written(view: &View) -> bool {
    let abilities = &view.ready.abilities;
    view.ready.project.configuration_file().is_some_and(|file| {
        view.configurations.contains_key(&file)
            || file.is_file()
            || (abilities.creates_files && abilities.document_changes)
    })
}

/// The edit that turns a rule off for the project. `None`: the configuration cannot be changed.
pub fn turn_off(view: &View, rule: &str) -> Option<lsp::WorkspaceEdit> {
    let file = view.ready.project.configuration_file()?;
    let (uri, version, text) = match view.configurations.get(&file) {
        Some((uri, version, text)) => (uri.clone(), Some(*version), Some(text.to_string())),
        None => (uri::of_path(&file)?, None, read(&file).ok()?),
    };
    let old = text.clone().unwrap_or_default();
    let new = with_rule_off(&old, rule)?;
    let lines = Lines::of(&old);
    let place = |offset| {
        let at = lines.position(&old, offset, view.ready.abilities.encoding);
        lsp::Position { line: at.line, character: at.column }
    };
    let edits = edit::between(&old, &new).into_iter().map(|edit| {
        let range = lsp::Range { start: place(edit.span.start), end: place(edit.span.end) };
        lsp::OneOf::Left(lsp::TextEdit { range, new_text: edit.text })
    });
    let document = lsp::TextDocumentEdit {
        text_document: lsp::OptionalVersionedTextDocumentIdentifier { uri: uri.clone(), version },
        edits: edits.collect(),
    };
    if text.is_some() {
        return Some(workspace_edit(&view.ready.abilities, vec![document]));
    }
    let create = lsp::CreateFile { uri, options: None, annotation_id: None };
    let operations = vec![
        lsp::DocumentChangeOperation::Op(lsp::ResourceOp::Create(create)),
        lsp::DocumentChangeOperation::Edit(document),
    ];
    Some(lsp::WorkspaceEdit {
        document_changes: Some(lsp::DocumentChanges::Operations(operations)),
        ..lsp::WorkspaceEdit::default()
    })
}

/// The text of a file; none if it is not there.
fn read(file: &PathBuf) -> std::io::Result<Option<String>> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The text with a rule in `[rules] disable`. `None`: it is no TOML, or `disable` is no list.
fn with_rule_off(text: &str, rule: &str) -> Option<String> {
    let mut document: toml_edit::DocumentMut = text.parse().ok()?;
    let rules = document.entry("rules").or_insert(toml_edit::table()).as_table_like_mut()?;
    let list = rules.entry("disable").or_insert(toml_edit::value(toml_edit::Array::new()));
    let list = list.as_array_mut()?;
    if list.iter().any(|known| known.as_str() == Some(rule)) {
        return Some(text.to_owned());
    }
    let is_spread = list.len() > 1
        && list.iter().skip(1).all(|item| {
            item.decor().prefix().and_then(|raw| raw.as_str()).is_some_and(|p| p.contains('\n'))
        });
    if is_spread {
        let last = list.get(list.len() - 1)?;
        let prefix = last.decor().prefix().and_then(|raw| raw.as_str()).map(str::to_owned);
        let mut value = toml_edit::Value::from(rule);
        // A comment on the line of the element before belongs to that one.
        let indent = prefix?.rsplit('\n').next().map(str::to_owned)?;
        value.decor_mut().set_prefix(format!("\n{indent}"));
        list.push_formatted(value);
    } else {
        list.push(rule);
    }
    Some(document.to_string())
}

/// A place in a configuration.
pub enum Place {
    /// Where a key stands or may stand, in the table with this path.
    Key(Vec<String>),
    /// In a text that names a rule.
    Rule,
    /// Elsewhere.
    Other,
}

/// What may stand at a byte of a line, given the lines before.
pub fn place(before: &str, line: &str, at: usize) -> Place {
    let head = line.get(..at).unwrap_or(line);
    let table: Vec<String> = before
        .lines()
        .rev()
        .find_map(|line| line.trim().strip_prefix('['))
        .map(|header| {
            let name = header.trim_start_matches('[').split(']').next().unwrap_or_default();
            name.split('.').map(|part| part.trim().trim_matches('"').to_owned()).collect()
        })
        .unwrap_or_default();
    let in_quotes = head.matches(['"', '\'']).count() % 2 == 1;
    let is_about_rules = table.iter().any(|part| part == "rules") || line.contains("rules");
    let own_key = head.split('=').next().unwrap_or_default().trim();
    let is_list_of_paths = matches!(own_key, "paths" | "include" | "exclude" | "allow");
    let under_severity = table.last().is_some_and(|part| part == "severity");
    if in_quotes && is_about_rules && !is_list_of_paths || under_severity && !head.contains('=') {
        return Place::Rule;
    }
    let word = head.trim_start();
    let is_word = word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    if is_word { Place::Key(table) } else { Place::Other }
}

/// The keys of a table with their meaning, from the schema.
pub fn keys(table: &[String]) -> Vec<(String, String)> {
    let root = config::json_schema();
    let Some(schema) = descend(&root, &root, table) else { return Vec::new() };
    let Some(properties) = schema["properties"].as_object() else { return Vec::new() };
    properties
        .iter()
        .map(|(name, property)| {
            let own = property["description"].as_str();
            let meaning = own.or_else(|| resolved(property, &root)["description"].as_str());
            (name.clone(), meaning.unwrap_or_default().replace('\n', " "))
        })
        .collect()
}

fn descend<'s>(schema: &'s Value, root: &'s Value, path: &[String]) -> Option<&'s Value> {
    let schema = resolved(schema, root);
    let schema = if schema["items"].is_null() { schema } else { resolved(&schema["items"], root) };
    match path.split_first() {
        None => Some(schema),
        Some((first, rest)) => descend(schema["properties"].get(first)?, root, rest),
    }
}

fn resolved<'s>(schema: &'s Value, root: &'s Value) -> &'s Value {
    let all = schema["allOf"].get(0).unwrap_or(schema);
    let pointer = all["$ref"].as_str().and_then(|text| text.strip_prefix('#'));
    pointer.and_then(|pointer| root.pointer(pointer)).unwrap_or(schema)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_turned_off_and_everything_else_stays() {
        let check = |text: &str, wanted: &str| {
            assert_eq!(with_rule_off(text, "b").as_deref(), Some(wanted));
        };
        check("", "[rules]\ndisable = [\"b\"]\n");
        check(
            "# mine\nexclude = ['x']\n",
            "# mine\nexclude = ['x']\n\n[rules]\ndisable = [\"b\"]\n",
        );
        check("[rules]\ndisable = ['a'] # why\n", "[rules]\ndisable = ['a', \"b\"] # why\n");
        check("[rules]\ndisable = ['b']\n", "[rules]\ndisable = ['b']\n");
        check(
            "[rules]\ndisable = [\n  'a',\n  'c',\n]\n",
            "[rules]\ndisable = [\n  'a',\n  'c',\n  \"b\",\n]\n",
        );
        assert_eq!(with_rule_off("[rules\n", "b"), None);
        assert_eq!(with_rule_off("rules = 3\n", "b"), None);
    }

    #[test]
    fn keys_come_from_the_schema() {
        let names = |table: &[&str]| {
            let table: Vec<String> = table.iter().map(|part| (*part).to_owned()).collect();
            keys(&table).into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        assert!(names(&[]).contains(&"exclude".to_owned()));
        assert!(names(&["rules"]).contains(&"disable".to_owned()));
        assert!(names(&["overrides"]).contains(&"paths".to_owned()));
        assert!(keys(&[]).iter().all(|(name, meaning)| !meaning.is_empty() || name.is_empty()));
    }

    #[test]
    fn places() {
        let is_rule = |before: &str, line: &str| {
            let at = line.find('|').unwrap_or(0);
            matches!(place(before, &line.replace('|', ""), at), Place::Rule)
        };
        assert!(is_rule("[rules]\n", "disable = [\"|\"]"));
        assert!(is_rule("[rules]\ndisable = [\n", "  \"a|\","));
        assert!(is_rule("[[overrides]]\n", "rules = { disable = ['|'] }"));
        assert!(is_rule("[rules.severity]\n", "tls|"));
        assert!(!is_rule("[rules]\n", "paths = [\"|\"]"));
        assert!(!is_rule("", "exclude = ['|']"));
    }
}
