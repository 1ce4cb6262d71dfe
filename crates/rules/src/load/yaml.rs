//! A YAML document as a tree that remembers where everything stands.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

/// A value with its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// 1-based line.
    pub line: usize,
    /// 1-based column.
    pub column: usize,
}

/// A YAML value. Scalars that are no booleans or null are text.
#[derive(Debug, Clone)]
pub enum Value {
    /// Nothing.
    Null,
    /// `true`, `false`
    Bool(bool),
    /// Numbers too, as they print.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in order; the key with its place.
    Map(Vec<(Node, Node)>),
}

/// Deeper nesting is refused; it bounds the stack of everything that walks the tree.
const MAX_DEPTH: u32 = 64;

thread_local! {
    /// How deep the deserializer is. It recurses through serde, which carries no context of ours.
    static DEPTH: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}

struct Deeper;

impl Deeper {
    fn enter() -> Option<Deeper> {
        DEPTH.with(|depth| {
            (depth.get() < MAX_DEPTH).then(|| {
                depth.set(depth.get() + 1);
                Deeper
            })
        })
    }
}

impl Drop for Deeper {
    fn drop(&mut self) {
        DEPTH.with(|depth| depth.set(depth.get().saturating_sub(1)));
    }
}

/// Reads a document. The error is a message with its 1-based line and column, where known.
pub fn read(text: &str) -> Result<Node, (String, usize, usize)> {
    serde_saphyr::from_str::<Node>(text).map_err(|error| {
        let (line, column) = error
            .location()
            .map_or((1, 1), |place| (place.line() as usize, place.column() as usize));
        let message = error.to_string();
        let message = message.lines().next().unwrap_or_default().to_owned();
        (message, line.max(1), column.max(1))
    })
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Value>::deserialize(deserializer)?;
        let place = spanned.referenced;
        Ok(Node {
            value: spanned.value,
            line: place.line() as usize,
            column: place.column() as usize,
        })
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Some(_deeper) = Deeper::enter() else {
            return Err(D::Error::custom(format!("more than {MAX_DEPTH} levels of nesting")));
        };
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Text(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Text(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Text(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::Text(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(node) = access.next_element()? {
            list.push(node);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = access.next_key::<Node>()? {
            entries.push((key, access.next_value()?));
        }
        Ok(Value::Map(entries))
    }
}
