//! A YAML document as a tree that remembers where everything stands.
//!
//! In: a text. Out: a [`Node`], made straight from the parser's events: rules are read at every
//! start, so nothing stands between the two. Must never know: what the keys mean.

use std::borrow::Cow;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput, Tag};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// A value with its place.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// 1-based line.
    pub line: usize,
    /// 1-based column, in characters.
    pub column: usize,
}

/// A YAML value. Numbers and truth values are text as they are written: a pattern may be `True`,
/// and a version `1.10`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Value {
    /// Nothing.
    Null,
    /// A scalar.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in order; the key with its place.
    Map(Vec<(Node, Node)>),
}

/// What keeps a text from being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong.
    pub message: String,
    /// 1-based line.
    pub line: usize,
    /// 1-based column, in characters.
    pub column: usize,
}

/// Deeper nesting is refused; it bounds the stack of everything that walks the tree.
const MAX_DEPTH: usize = 64;
/// So many nodes may come from aliases: each names a tree that may have aliases itself.
const MAX_COPIES: usize = 100_000;

/// Reads a document.
///
/// # Errors
/// The first mistake.
pub fn read(text: &str) -> Result<Node, Mistake> {
    let options = granit_parser::options! { emit_comments: false };
    let mut reader = Reader {
        events: Parser::new_from_str_with_options(text, options),
        anchors: FxHashMap::default(),
        copies: 0,
    };
    let mut document = None;
    loop {
        let (event, span) = reader.next()?;
        match event {
            Event::StreamStart | Event::DocumentEnd => {}
            Event::DocumentStart(..) if document.is_none() => {
                let (event, span) = reader.next()?;
                document = Some(reader.node(event, span, 0)?);
            }
            Event::DocumentStart(..) => {
                return Err(mistake(span, "a second document begins here; one is read"));
            }
            _ => break,
        }
    }
    Ok(document.unwrap_or(Node { value: Value::Null, line: 1, column: 1 }))
}

struct Reader<'t> {
    events: Parser<'t, StrInput<'t>>,
    /// What anchors name, by the parser's number for them.
    anchors: FxHashMap<usize, Node>,
    copies: usize,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<(Event<'t>, Span), Mistake> {
        match self.events.next_event() {
            Some(Ok(next)) => Ok(next),
            Some(Err(error)) => Err(of_scan(&error)),
            None => Ok((Event::StreamEnd, Span::empty(granit_parser::Marker::new(0, 1, 0)))),
        }
    }

    fn node(&mut self, event: Event<'t>, span: Span, depth: usize) -> Result<Node, Mistake> {
        if depth > MAX_DEPTH {
            return Err(mistake(span, format!("more than {MAX_DEPTH} levels of nesting")));
        }
        let (value, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                (scalar(text, style, tag.as_deref()), anchor)
            }
            Event::SequenceStart(_, anchor, _) => (self.list(depth)?, anchor),
            Event::MappingStart(_, anchor, _) => (self.map(depth)?, anchor),
            Event::Alias(anchor) => (self.copy(anchor, span)?, 0),
            _ => return Err(mistake(span, "a value is expected here")),
        };
        let (line, column) = place(span);
        let node = Node { value, line, column };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn list(&mut self, depth: usize) -> Result<Value, Mistake> {
        let mut list = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Value::List(list)),
                (event, span) => list.push(self.node(event, span, depth + 1)?),
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Value, Mistake> {
        let mut entries: Vec<(Node, Node)> = Vec::new();
        let mut merged = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                break;
            }
            let key = self.node(event, span, depth + 1)?;
            let (event, value_span) = self.next()?;
            let value = self.node(event, value_span, depth + 1)?;
            match &key.value {
                Value::Text(name) if name == "<<" => merged.push(value),
                Value::Text(name) if has(&entries, name) => {
                    return Err(mistake(span, format!("the key `{name}` stands here twice")));
                }
                _ => entries.push((key, value)),
            }
        }
        for value in merged {
            merge(&mut entries, value);
        }
        Ok(Value::Map(entries))
    }

    fn copy(&mut self, anchor: usize, span: Span) -> Result<Value, Mistake> {
        let Some(named) = self.anchors.get(&anchor) else {
            return Err(mistake(span, "this alias names a value that it is part of"));
        };
        self.copies += count(named);
        if self.copies > MAX_COPIES {
            return Err(mistake(span, format!("aliases stand for more than {MAX_COPIES} values")));
        }
        Ok(named.value.clone())
    }
}

/// A plain scalar may be nothing; all others are text.
fn scalar(text: Cow<'_, str>, style: ScalarStyle, tag: Option<&Tag>) -> Value {
    let is_null = style == ScalarStyle::Plain
        && tag.is_none()
        && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
    if is_null { Value::Null } else { Value::Text(text.into_owned()) }
}

/// Adds the entries of a `<<` (a mapping, or a list of them) that a mapping does not have itself.
fn merge(entries: &mut Vec<(Node, Node)>, value: Node) {
    match value.value {
        Value::Map(others) => {
            for (key, value) in others {
                if !matches!(&key.value, Value::Text(name) if has(entries, name)) {
                    entries.push((key, value));
                }
            }
        }
        Value::List(list) => list.into_iter().for_each(|inner| merge(entries, inner)),
        _ => {}
    }
}

fn has(entries: &[(Node, Node)], name: &str) -> bool {
    entries.iter().any(|(key, _)| matches!(&key.value, Value::Text(known) if known == name))
}

fn count(node: &Node) -> usize {
    1 + match &node.value {
        Value::List(list) => list.iter().map(count).sum(),
        Value::Map(entries) => entries.iter().map(|(key, value)| count(key) + count(value)).sum(),
        _ => 0,
    }
}

fn place(span: Span) -> (usize, usize) {
    (span.start.line().max(1), span.start.col() + 1)
}

fn mistake(span: Span, message: impl Into<String>) -> Mistake {
    let (line, column) = place(span);
    Mistake { message: message.into(), line, column }
}

fn of_scan(error: &ScanError) -> Mistake {
    let at = error.marker();
    Mistake { message: error.info(), line: at.line().max(1), column: at.col() + 1 }
}
