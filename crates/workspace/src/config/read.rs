//! Reading `stockade.toml`: the text becomes a [`ConfigFile`], or every unknown key and the first
//! wrong value a [`Problem`] with its place and the remedy.

use std::ops::Range;
use std::path::{Path, PathBuf};

use serde_json::Value;
use toml::de::{DeTable, DeValue};

use super::schema::{ConfigFile, json_schema};

/// A mistake in a `stockade.toml`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}:{line}:{column}: {message}\n  help: {help}", file.display())]
pub struct Problem {
    /// The file.
    pub file: PathBuf,
    /// Where in its text, in bytes.
    pub span: Range<usize>,
    /// 1-based line.
    pub line: usize,
    /// 1-based column, in characters.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Problem {
    /// A mistake at a place of a text.
    pub fn at(
        file: &Path,
        text: &str,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Problem {
        let head = text.get(..span.start).unwrap_or(text);
        let start = head.rfind('\n').map_or(0, |at| at + 1);
        Problem {
            file: file.to_owned(),
            line: head.matches('\n').count() + 1,
            column: head[start..].chars().count() + 1,
            span,
            message: message.into(),
            help: help.into(),
        }
    }
}

/// Reads a text as the `stockade.toml` at `file`.
///
/// # Errors
/// All that is wrong with it.
pub fn read(file: &Path, text: &str) -> Result<ConfigFile, Vec<Problem>> {
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            let span = error.span().unwrap_or_default();
            let message = format!("this is no valid TOML: {}", error.message());
            let help = "check quotes, brackets and equals signs near this place";
            return Err(vec![Problem::at(file, text, span, message, help)]);
        }
    };
    let schema = json_schema();
    let mut unknown = Vec::new();
    unknown_keys(table.get_ref(), &schema, &schema, &mut unknown);
    unknown.sort_by_key(|key| key.span.start);
    let problems: Vec<Problem> = unknown
        .into_iter()
        .map(|Unknown { span, name, known }| {
            let help = match nearest(&name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known keys are: {}", known.join(", ")),
            };
            Problem::at(file, text, span, format!("unknown key `{name}`"), help)
        })
        .collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    toml::from_str(text).map_err(|error| {
        let span = error.span().unwrap_or_default();
        let help = "`stockade init --schema` prints what each key takes";
        vec![Problem::at(file, text, span, error.message(), help)]
    })
}

/// A key that the schema does not have.
struct Unknown<'s> {
    span: Range<usize>,
    name: String,
    known: Vec<&'s str>,
}

/// Walks a table along the schema and notes each key that it does not have.
fn unknown_keys<'s>(
    table: &DeTable<'_>,
    schema: &'s Value,
    root: &'s Value,
    out: &mut Vec<Unknown<'s>>,
) {
    let Some(properties) = resolved(schema, root)["properties"].as_object() else { return };
    for (key, value) in table {
        let name: &str = key.get_ref();
        let Some(property) = properties.get(name) else {
            let known = properties.keys().map(String::as_str).collect();
            out.push(Unknown { span: key.span(), name: name.to_owned(), known });
            continue;
        };
        match value.get_ref() {
            DeValue::Table(inner) => unknown_keys(inner, property, root, out),
            DeValue::Array(list) => {
                let items = &resolved(property, root)["items"];
                for item in list.iter() {
                    if let DeValue::Table(inner) = item.get_ref() {
                        unknown_keys(inner, items, root, out);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Follows a schema's `$ref` within the document.
fn resolved<'s>(schema: &'s Value, root: &'s Value) -> &'s Value {
    let pointer = schema["$ref"].as_str().and_then(|text| text.strip_prefix('#'));
    pointer.and_then(|pointer| root.pointer(pointer)).unwrap_or(schema)
}

/// The known word that is most like another, if any is much like it.
pub fn nearest<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    known
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= candidate.len().max(3) / 3)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        match read(Path::new("stockade.toml"), text) {
            Ok(config) => format!("{config:?}"),
            Err(problems) => {
                problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
            }
        }
    }

    #[test]
    fn an_empty_file_is_the_default() {
        assert_eq!(read(Path::new("stockade.toml"), ""), Ok(ConfigFile::default()));
    }

    #[test]
    fn every_unknown_key_is_named_with_the_nearest_that_is_known() {
        assert_eq!(
            said("exlude = []\n[rules]\ndisabel = ['a']\n[[overrides]]\npath = ['b']\n"),
            "stockade.toml:1:1: unknown key `exlude`\n  help: did you mean `exclude`?\n\
             stockade.toml:3:1: unknown key `disabel`\n  help: did you mean `disable`?\n\
             stockade.toml:5:1: unknown key `path`\n  help: did you mean `paths`?"
        );
    }

    #[test]
    fn a_key_that_is_like_none_is_answered_with_all() {
        assert!(said("[secrets]\nzzz = 1\n").contains("help: known keys are: allow"));
    }

    #[test]
    fn a_wrong_value_is_named_at_its_place() {
        assert!(said("\nexclude = 3\n").starts_with("stockade.toml:2:11: "));
        assert!(said("[rules.severity]\na = 'huge'\n").starts_with("stockade.toml:2:5: "));
        assert!(said("exclude = [\n").starts_with("stockade.toml:"));
    }
}
