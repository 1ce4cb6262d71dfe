//! Entries put into a JSON text with comments, and taken out of it, in place.
//!
//! What is added goes right behind the opening bracket of its container, so that removing it gives
//! back the text as it was. Two layouts tell what was there before: a container that was there and
//! empty gets its first entry on the bracket's line, one that was not there begins a line of its
//! own for it.

use jsonc_parser::ast::{self, Value as Node};
use jsonc_parser::common::{Range, Ranged as _};
use serde_json::Value;

use super::layout::{Layout, quoted};

/// One thing to have in a settings file.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The keys of the containers, from the root.
    path: Vec<String>,
    kind: Kind,
    value: Value,
}

#[derive(Clone, Debug)]
enum Kind {
    /// An element of a list, known by a text in it.
    Element(String),
    /// A property of an object, known by its key and by naming our command.
    Property(String),
    /// A property of the root that a new file needs; it is no matter of ours otherwise.
    Needed(String),
}

impl Entry {
    /// An element of the list at `path`; `mark` is a text by which it is known again.
    pub fn element(path: &[&str], mark: &str, value: Value) -> Entry {
        Entry { path: owned(path), kind: Kind::Element(mark.to_owned()), value }
    }

    /// A property of the object at `path`.
    pub fn property(path: &[&str], key: &str, value: Value) -> Entry {
        Entry { path: owned(path), kind: Kind::Property(key.to_owned()), value }
    }

    /// A property of the root that a new file needs.
    pub fn needed(key: &str, value: Value) -> Entry {
        Entry { path: Vec::new(), kind: Kind::Needed(key.to_owned()), value }
    }

    /// The value with the containers that are missing around it; `from`: the first that is.
    fn wrapped(&self, from: usize) -> Value {
        let mut value = match &self.kind {
            Kind::Element(_) => Value::Array(vec![self.value.clone()]),
            Kind::Property(key) => object(key, self.value.clone()),
            Kind::Needed(_) => self.value.clone(),
        };
        for key in self.path.iter().skip(from + 1).rev() {
            value = object(key, value);
        }
        value
    }
}

fn owned(path: &[&str]) -> Vec<String> {
    path.iter().map(|key| (*key).to_owned()).collect()
}

fn object(key: &str, value: Value) -> Value {
    Value::Object(std::iter::once((key.to_owned(), value)).collect())
}

/// The text of a new file with these entries.
pub fn created(entries: &[Entry]) -> String {
    let mut root = Value::Object(serde_json::Map::new());
    for entry in entries {
        let mut at = &mut root;
        for key in &entry.path {
            at = &mut at[key.as_str()];
        }
        match &entry.kind {
            Kind::Element(_) => match at {
                Value::Array(list) => list.push(entry.value.clone()),
                other => *other = Value::Array(vec![entry.value.clone()]),
            },
            Kind::Property(key) | Kind::Needed(key) => at[key.as_str()] = entry.value.clone(),
        }
    }
    format!("{}\n", Layout::of("").value(&root, 0))
}

/// Adds the entries that are missing.
///
/// # Errors
/// What is wrong with the text.
pub fn add(text: &str, entries: &[Entry]) -> Result<String, String> {
    let mut text = text.to_owned();
    for entry in entries {
        if let Some((at, added)) = addition(&text, entry)? {
            text.insert_str(at, &added);
        }
    }
    Ok(text)
}

/// Takes out the entries that are there.
///
/// # Errors
/// What is wrong with the text.
pub fn remove(text: &str, entries: &[Entry]) -> Result<String, String> {
    let mut text = text.to_owned();
    for entry in entries.iter().rev() {
        // An entry may have been put there twice by hand.
        while let Some(range) = removal(&text, entry)? {
            text.replace_range(range.start..range.end, "");
        }
    }
    Ok(text)
}

/// Parses a text, without its byte order mark, to an object at its root.
fn with_root<T>(
    text: &str,
    then: impl FnOnce(&ast::Object<'_>, usize) -> Result<T, String>,
) -> Result<T, String> {
    let skipped = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let parsed = jsonc_parser::parse_to_ast(
        &text[skipped..],
        &jsonc_parser::CollectOptions::default(),
        &jsonc_parser::ParseOptions::default(),
    )
    .map_err(|error| format!("no valid JSON: {error}"))?;
    match &parsed.value {
        Some(Node::Object(root)) => then(root, skipped),
        _ => Err("no JSON object; write `{}` or delete the file".to_owned()),
    }
}

fn property<'n, 'a>(object: &'n ast::Object<'a>, key: &str) -> Option<&'n ast::ObjectProp<'a>> {
    object.properties.iter().find(|property| property.name.as_str() == key)
}

/// Where to put an entry, and the text to put there; none if it is there already.
fn addition(text: &str, entry: &Entry) -> Result<Option<(usize, String)>, String> {
    let layout = Layout::of(text);
    with_root(text, |root, skipped| {
        let body = &text[skipped..];
        let mut object = root;
        for (depth, key) in entry.path.iter().enumerate() {
            let is_last = depth + 1 == entry.path.len();
            let Some(found) = property(object, key) else {
                let value = layout.value(&entry.wrapped(depth), depth + 1);
                let added = format!("{}: {value}", quoted(key));
                let at = object.range();
                return Ok(Some(first(
                    body,
                    at,
                    object.properties.len(),
                    &added,
                    depth,
                    &layout,
                    skipped,
                )));
            };
            match (&found.value, &entry.kind) {
                (Node::Array(list), Kind::Element(mark)) if is_last => {
                    if list.elements.iter().any(|element| holds(body, element.range(), mark)) {
                        return Ok(None);
                    }
                    let added = layout.value(&entry.value, depth + 2);
                    let at = list.range();
                    return Ok(Some(first(
                        body,
                        at,
                        list.elements.len(),
                        &added,
                        depth + 1,
                        &layout,
                        skipped,
                    )));
                }
                (Node::Object(inner), Kind::Property(_)) => object = inner,
                (Node::Object(inner), _) if !is_last => object = inner,
                _ => {
                    let wanted = if is_last { "a list" } else { "an object" };
                    return Err(format!("`{}` is not {wanted}", entry.path[..=depth].join(".")));
                }
            }
        }
        let (Kind::Property(key) | Kind::Needed(key)) = &entry.kind else { return Ok(None) };
        let is_needed_elsewhere =
            matches!(entry.kind, Kind::Needed(_)) && !root.properties.is_empty();
        if property(object, key).is_some() || is_needed_elsewhere {
            return Ok(None);
        }
        let depth = entry.path.len();
        let added = format!("{}: {}", quoted(key), layout.value(&entry.value, depth + 1));
        Ok(Some(first(
            body,
            object.range(),
            object.properties.len(),
            &added,
            depth,
            &layout,
            skipped,
        )))
    })
}

/// The insertion of an item as the first of a container.
fn first(
    body: &str,
    container: Range,
    items: usize,
    added: &str,
    depth: usize,
    layout: &Layout,
    skipped: usize,
) -> (usize, String) {
    let inside = body.get(container.start + 1..container.end - 1).unwrap_or_default();
    let text = if inside.trim().is_empty() {
        added.to_owned()
    } else {
        format!("{}{added}{}", layout.line(depth + 1), if items > 0 { "," } else { "" })
    };
    (skipped + container.start + 1, text)
}

fn holds(body: &str, range: Range, mark: &str) -> bool {
    body.get(range.start..range.end).is_some_and(|text| text.contains(mark))
}

/// The range to delete so that an entry is gone, with the containers that were made for it.
fn removal(text: &str, entry: &Entry) -> Result<Option<Range>, String> {
    with_root(text, |root, skipped| {
        let body = &text[skipped..];
        // From the root to the container of the entry: each container with the place of the item
        // in it that leads on.
        let mut trail: Vec<(Range, Vec<Range>, usize)> = Vec::new();
        let mut object = root;
        let mut list = None;
        for key in &entry.path {
            let Some(at) = object.properties.iter().position(|p| p.name.as_str() == key) else {
                return Ok(None);
            };
            trail.push((object.range(), ranges(&object.properties), at));
            match &object.properties[at].value {
                Node::Object(inner) => object = inner,
                Node::Array(inner) => list = Some(inner),
                _ => return Ok(None),
            }
        }
        match (&entry.kind, list) {
            (Kind::Element(mark), Some(list)) => {
                let found = list.elements.iter().position(|e| holds(body, e.range(), mark));
                let Some(at) = found else { return Ok(None) };
                let all = list.elements.iter().map(|element| element.range()).collect();
                trail.push((list.range(), all, at));
            }
            (Kind::Property(key), None) => {
                let is_ours = |p: &ast::ObjectProp<'_>| {
                    p.name.as_str() == key && holds(body, p.range(), "stockade")
                };
                let Some(at) = object.properties.iter().position(is_ours) else { return Ok(None) };
                trail.push((object.range(), ranges(&object.properties), at));
            }
            _ => return Ok(None),
        }
        let mut deleted = None;
        while let Some((container, items, at)) = trail.pop() {
            let range = item_range(body, container, &items, at);
            deleted = Some(Range::new(range.start + skipped, range.end + skipped));
            let before = body.get(container.start + 1..items[at].start).unwrap_or_default();
            let after = body.get(items[at].end..container.end - 1).unwrap_or_default();
            let was_made = items.len() == 1
                && before.contains('\n')
                && before.trim().is_empty()
                && after.trim().is_empty();
            if !was_made || trail.is_empty() {
                break;
            }
        }
        Ok(deleted)
    })
}

fn ranges(properties: &[ast::ObjectProp<'_>]) -> Vec<Range> {
    properties.iter().map(|property| property.range).collect()
}

/// The range of an item with its separator and the white space before it.
fn item_range(body: &str, container: Range, items: &[Range], at: usize) -> Range {
    let item = items[at];
    let head = body.get(..item.start).unwrap_or_default();
    let start = head.trim_end().len().max(container.start + 1);
    let is_first_behind_bracket = start == container.start + 1;
    let tail = body.get(item.end..container.end).unwrap_or_default();
    if tail.starts_with(',') {
        return Range::new(start, item.end + 1);
    }
    // The last item of several: the comma before it goes instead.
    if !is_first_behind_bracket && head.trim_end().ends_with(',') {
        return Range::new(start - 1, item.end);
    }
    Range::new(start, item.end)
}

#[cfg(test)]
mod tests {
    use super::{Entry, add, created, remove};
    use serde_json::json;

    fn entries() -> Vec<Entry> {
        vec![
            Entry::element(&["hooks", "After"], "our hook", json!({ "command": "our hook" })),
            Entry::element(&["hooks", "Stop"], "our hook", json!({ "command": "our hook" })),
            Entry::property(&["servers"], "stockade", json!({ "command": "stockade" })),
        ]
    }

    /// Whatever the file is like: adding keeps what is there, twice is once, removing is the
    /// inverse.
    #[test]
    fn removing_gives_back_the_bytes() {
        let files = [
            "{}",
            "{}\n",
            "{\n}\n",
            "{ \"a\": 1 }",
            "{\r\n\t\"a\": [1, 2], // why\r\n\t/* and */\r\n}\r\n",
            "\u{feff}{\n    \"hooks\": {},\n}\n",
            "{\n  \"hooks\": { \"After\": [] }\n}\n",
            "{\n  \"hooks\": {\n    // the team's\n    \"After\": [\n      { \"command\": \"theirs\" }\n    ]\n  },\n  \"servers\": {\n    \"other\": {}\n  }\n}\n",
            "{\"hooks\":{\"Stop\":[{\"command\":\"theirs\"}],\"Else\":[]},\"servers\":{}}",
            "// only words\n{\n  // nothing yet\n}\n",
        ];
        for file in files {
            let with = add(file, &entries()).unwrap();
            assert_ne!(with, file);
            assert_eq!(with.matches("our hook").count(), 2, "{with}");
            assert_eq!(add(&with, &entries()).unwrap(), with, "a second time changes nothing");
            for kept in ["theirs", "other", "why", "the team's", "nothing yet"] {
                assert_eq!(with.matches(kept).count(), file.matches(kept).count(), "{with}");
            }
            let parsed = jsonc_parser::parse_to_ast(
                with.trim_start_matches('\u{feff}'),
                &Default::default(),
                &Default::default(),
            );
            assert!(parsed.is_ok(), "{with}");
            assert_eq!(remove(&with, &entries()).unwrap(), file, "from {with}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert!(add("{", &entries()).unwrap_err().contains("no valid JSON"));
        assert!(add("[]", &entries()).unwrap_err().contains("no JSON object"));
        let mistaken = add("{\"hooks\": []}", &entries()).unwrap_err();
        assert!(mistaken.contains("`hooks` is not an object"), "{mistaken}");
    }

    #[test]
    fn what_others_moved_is_still_taken_out() {
        let moved = "{\"hooks\": {\"After\": [{\"command\": \"a\"}, {\"command\": \"our hook\"}]}}";
        let expected = "{\"hooks\": {\"After\": [{\"command\": \"a\"}]}}";
        assert_eq!(remove(moved, &entries()).unwrap(), expected);
        assert_eq!(remove(&created(&entries()), &entries()).unwrap(), "{\n}\n");
    }
}
