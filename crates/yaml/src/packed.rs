//! Texts that are read when the program is built, so that no start has to: what an edit of one file
//! waits for is the reading of rules.
//!
//! In: texts that are right, their lists made of items that say which `languages` they are about.
//! Out: bytes, and from them the trees of the items that somebody wants. Must never know: what an
//! item is.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::fenced::{fences, front_matter, line_of};
use crate::tree::{Mistake, Node, Value, read};

/// A text, packed.
#[derive(Debug, Serialize, Deserialize)]
pub struct Text<'b> {
    /// Its name.
    #[serde(borrow)]
    pub name: Cow<'b, str>,
    /// The tree of its front matter, if it is Markdown that has one.
    #[serde(borrow)]
    front: Cow<'b, [u8]>,
    documents: Vec<Document<'b>>,
}

/// The YAML of a text, or of one of its blocks.
#[derive(Debug, Serialize, Deserialize)]
struct Document<'b> {
    /// Lines of the text before it.
    first_line: usize,
    #[serde(borrow)]
    entries: Vec<Entry<'b>>,
}

/// An entry of a document's mapping.
#[derive(Debug, Serialize, Deserialize)]
struct Entry<'b> {
    /// The tree of its key.
    #[serde(borrow)]
    key: Cow<'b, [u8]>,
    /// Its value is a list of these; else it is the only one.
    is_list: bool,
    items: Vec<Item<'b>>,
}

/// An item of a list.
#[derive(Debug, Serialize, Deserialize)]
struct Item<'b> {
    /// What it says of its languages, a space between.
    #[serde(borrow)]
    languages: Cow<'b, str>,
    /// Its tree.
    #[serde(borrow)]
    node: Cow<'b, [u8]>,
}

/// What is wanted of a text.
#[derive(Debug)]
pub struct Unpacked {
    /// The front matter.
    pub front: Option<Node>,
    /// Its documents, each with the number of lines before it.
    pub documents: Vec<(usize, Node)>,
}

/// Packs texts. A name that ends in `.md` is Markdown's, with YAML in blocks that begin with
/// ```` ```yaml rules ````; all others are YAML.
///
/// # Errors
/// A text that is no YAML: its name, the place in it and the reason.
pub fn pack(texts: &[(String, String)]) -> Result<Vec<u8>, String> {
    let packed: Result<Vec<Text<'_>>, String> =
        texts.iter().map(|(name, text)| pack_text(name, text)).collect();
    postcard::to_stdvec(&packed?).map_err(|error| error.to_string())
}

/// The texts that were packed.
///
/// # Errors
/// The bytes are not what [`pack`] gave.
pub fn texts(bytes: &[u8]) -> Result<Vec<Text<'_>>, String> {
    postcard::from_bytes(bytes).map_err(|error| error.to_string())
}

impl Text<'_> {
    /// The trees of the text with the items whose languages are wanted; none if there are none.
    pub fn unpack(&self, wants: impl Fn(&str) -> bool) -> Option<Unpacked> {
        let kept = |item: &&Item<'_>| item.languages.is_empty() || wants(&item.languages);
        let mut documents = Vec::new();
        for document in &self.documents {
            let mut entries = Vec::new();
            for Entry { key, is_list, items } in &document.entries {
                let mut nodes: Vec<Node> =
                    items.iter().filter(kept).filter_map(|item| node(&item.node)).collect();
                let value = match is_list {
                    true if nodes.is_empty() => continue,
                    true => {
                        let Node { line, column, .. } = nodes[0];
                        Node { value: Value::List(nodes), line, column }
                    }
                    false => nodes.pop()?,
                };
                entries.push((node(key)?, value));
            }
            if !entries.is_empty() {
                let value = Value::Map(entries);
                documents.push((document.first_line, Node { value, line: 1, column: 1 }));
            }
        }
        (!documents.is_empty()).then(|| Unpacked { front: node(&self.front), documents })
    }
}

fn node(bytes: &[u8]) -> Option<Node> {
    postcard::from_bytes(bytes).ok()
}

fn bytes_of(node: &Node) -> Result<Cow<'static, [u8]>, String> {
    Ok(Cow::Owned(postcard::to_stdvec(node).map_err(|error| error.to_string())?))
}

fn pack_text<'t>(name: &'t str, text: &str) -> Result<Text<'t>, String> {
    let mut packed = Text { name: name.into(), front: Cow::default(), documents: Vec::new() };
    let tree = |first_line: usize, yaml: &str| {
        read(yaml).map_err(|Mistake { message, line, column }| {
            format!("{name}:{}:{column}: {message}", line + first_line)
        })
    };
    if !name.ends_with(".md") {
        packed.documents.push(document(0, tree(0, text)?)?);
        return Ok(packed);
    }
    let (front, body_at) = front_matter(text);
    if let Some(front) = front {
        packed.front = bytes_of(&tree(1, front)?)?;
    }
    for fence in fences(&text[body_at..]).iter().filter(|fence| fence.holds_rules()) {
        let first_line = line_of(text, body_at + fence.start) - 1;
        packed.documents.push(document(first_line, tree(first_line, &fence.text)?)?);
    }
    Ok(packed)
}

fn document(first_line: usize, root: Node) -> Result<Document<'static>, String> {
    let Value::Map(entries) = root.value else { return Err("no mapping".to_owned()) };
    let entry = |(key, value): (Node, Node)| {
        let is_list = matches!(value.value, Value::List(_));
        let nodes = match value.value {
            Value::List(nodes) => nodes,
            _ => vec![value],
        };
        let item =
            |node: &Node| Ok(Item { languages: languages(node).into(), node: bytes_of(node)? });
        let items: Result<Vec<_>, String> = nodes.iter().map(item).collect();
        Ok(Entry { key: bytes_of(&key)?, is_list, items: items? })
    };
    let entries: Result<Vec<_>, String> = entries.into_iter().map(entry).collect();
    Ok(Document { first_line, entries: entries? })
}

/// What an item says of its languages.
fn languages(item: &Node) -> String {
    let Value::Map(entries) = &item.value else { return String::new() };
    let is_key = |key: &Node| matches!(&key.value, Value::Text(name) if name == "languages");
    let text = |node: &Node| match &node.value {
        Value::Text(text) => text.clone(),
        _ => String::new(),
    };
    match entries.iter().find(|(key, _)| is_key(key)).map(|(_, value)| value) {
        Some(Node { value: Value::List(all), .. }) => {
            all.iter().map(text).collect::<Vec<_>>().join(" ")
        }
        Some(one) => text(one),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{pack, texts};
    use crate::tree::{Node, Value};

    const RULES: &str = "\
rules:
  - id: a
    languages: [javascript, typescript]
  - id: b
    languages: python
  - id: c
    languages:
      - go
  - id: d
";

    /// The lines of the items of the documents that are about a language.
    fn lines(name: &str, text: &str, language: &str) -> Option<Vec<usize>> {
        let bytes = pack(&[(name.to_owned(), text.to_owned())]).unwrap();
        let texts = texts(&bytes).unwrap();
        assert_eq!(texts[0].name, name);
        let unpacked = texts[0].unpack(|all| all.split(' ').any(|own| own == language))?;
        let items = |root: &Node| match &root.value {
            Value::Map(entries) => entries.iter().flat_map(|(_, list)| list_of(list)).collect(),
            _ => Vec::new(),
        };
        let documents = unpacked.documents.iter();
        Some(
            documents
                .flat_map(|(first, root)| {
                    items(root).into_iter().map(move |line: usize| line + first)
                })
                .collect(),
        )
    }

    fn list_of(node: &Node) -> Vec<usize> {
        match &node.value {
            Value::List(items) => items.iter().map(|item| item.line).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn items_about_a_language_stand_where_they_stood() {
        assert_eq!(lines("a.yaml", RULES, "python"), Some(vec![4, 9]));
        assert_eq!(lines("a.yaml", RULES, "typescript"), Some(vec![2, 9]));
        let text = format!(
            "---\nid: g\n---\nProse.\n\n```go insecure\nf()\n```\n\n```yaml rules\n{RULES}```\n"
        );
        assert_eq!(lines("a.md", &text, "go"), Some(vec![16, 19]));
    }

    #[test]
    fn a_text_about_other_languages_is_nothing() {
        let text = RULES.replace("  - id: d\n", "");
        assert_eq!(lines("a.yaml", &text, "rust"), None);
    }

    #[test]
    fn a_text_that_cannot_be_read_is_named() {
        let text = "---\nid: g\n---\n\n```yaml rules\nrules: [\n```\n".to_owned();
        let error = pack(&[("a.md".to_owned(), text)]).unwrap_err();
        assert!(error.starts_with("a.md:"), "{error}");
    }
}
