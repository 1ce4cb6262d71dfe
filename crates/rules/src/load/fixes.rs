//! Fixes from YAML: `fix`, `fix-regex` and our own `fixes`.

use stockade_yaml::{Node, Value};

use super::formula::Fields;
use super::reader::{Noted, Reader};
use super::regex::regex;
use crate::rule::{Environment, FixEdit, FixTemplate, ImportSpec, RegexFix, Safety};

/// The title of a fix whose author gave none.
const PLAIN_TITLE: &str = "Apply the rule's fix";

/// `fix: text`
pub fn plain(reader: &mut Reader<'_>, node: &Node) -> Result<FixTemplate, Noted> {
    let template = reader.text(node)?;
    Ok(single(FixEdit::Replace { at: None, template }))
}

/// `fix-regex: {regex, replacement, count}`
pub fn by_regex(reader: &mut Reader<'_>, node: &Node) -> Result<FixTemplate, Noted> {
    let fields = Fields::of(reader, node, &["regex", "replacement", "count"])?;
    let pattern = fields.need(reader, "regex")?;
    let replacement = fields.need(reader, "replacement")?;
    let count = match fields.get("count") {
        Some(node) => reader.text(node)?.parse().ok(),
        None => None,
    };
    Ok(single(FixEdit::Regex(RegexFix {
        regex: regex(reader, pattern)?,
        replacement: reader.text(replacement)?,
        count,
    })))
}

fn single(edit: FixEdit) -> FixTemplate {
    FixTemplate {
        title: PLAIN_TITLE.to_owned(),
        safety: Safety::NeedsReview,
        edits: vec![edit],
        imports: Vec::new(),
        note: None,
    }
}

/// `fixes: [{title, safety, template | edits, at, imports, note}]`
pub fn list(reader: &mut Reader<'_>, node: &Node) -> Result<Vec<FixTemplate>, Noted> {
    let mut out = Vec::new();
    for (number, item) in reader.list(node).into_iter().enumerate() {
        out.push(reader.at(number.to_string(), |reader| one(reader, item))?);
    }
    Ok(out)
}

fn one(reader: &mut Reader<'_>, node: &Node) -> Result<FixTemplate, Noted> {
    let keys = ["title", "safety", "template", "at", "edits", "imports", "note"];
    let fields = Fields::of(reader, node, &keys)?;
    let title = fields.need(reader, "title")?;
    let title = reader.text(title)?;
    let safety = match fields.get("safety") {
        None => Safety::NeedsReview,
        Some(node) => match reader.text(node)?.as_str() {
            "safe" => Safety::Safe,
            "needs-review" | "review" => Safety::NeedsReview,
            other => {
                let message = format!("unknown safety `{other}`");
                return Err(reader.error(node, message, "write `safe` or `needs-review`"));
            }
        },
    };
    let at = match fields.get("at") {
        Some(node) => Some(reader.metavariable(node)?),
        None => None,
    };
    let mut edits = Vec::new();
    if let Some(node) = fields.get("template") {
        edits.push(FixEdit::Replace { at, template: reader.text(node)? });
    }
    if let Some(node) = fields.get("edits") {
        for item in reader.list(node) {
            let fields = Fields::of(reader, item, &["at", "template", "remove"])?;
            if let Some(node) = fields.get("remove") {
                edits.push(FixEdit::Remove { at: Some(reader.metavariable(node)?) });
                continue;
            }
            let template = fields.need(reader, "template")?;
            let at = match fields.get("at") {
                Some(node) => Some(reader.metavariable(node)?),
                None => None,
            };
            edits.push(FixEdit::Replace { at, template: reader.text(template)? });
        }
    }
    if edits.is_empty() {
        return Err(reader.error(node, "the fix changes nothing", "add a `template:` or `edits:`"));
    }
    let mut imports = Vec::new();
    if let Some(node) = fields.get("imports") {
        for item in reader.list(node) {
            imports.push(import(reader, item)?);
        }
    }
    let note = match fields.get("note") {
        Some(node) => Some(reader.text(node)?),
        None => None,
    };
    Ok(FixTemplate { title, safety, edits, imports, note })
}

fn import(reader: &mut Reader<'_>, node: &Node) -> Result<ImportSpec, Noted> {
    if matches!(node.value, Value::Text(_)) {
        return Ok(ImportSpec { module: reader.text(node)?, name: None, alias: None });
    }
    let fields = Fields::of(reader, node, &["module", "name", "alias"])?;
    let module = fields.need(reader, "module")?;
    Ok(ImportSpec {
        module: reader.text(module)?,
        name: fields.get("name").map(|node| reader.text(node)).transpose()?,
        alias: fields.get("alias").map(|node| reader.text(node)).transpose()?,
    })
}

/// `env: {from, default}`
pub fn environment(reader: &mut Reader<'_>, node: &Node) -> Result<Environment, Noted> {
    let fields = Fields::of(reader, node, &["from", "default"])?;
    let mut from = Vec::new();
    if let Some(node) = fields.get("from") {
        for item in reader.list(node) {
            from.push(reader.metavariable(item)?);
        }
    }
    let default = match fields.get("default") {
        Some(node) => reader.text(node)?,
        None => "SECRET".to_owned(),
    };
    Ok(Environment { from, default })
}
