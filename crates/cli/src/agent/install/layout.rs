//! How a JSON text is laid out, and values written in that layout.

use serde_json::Value;

/// Indentation and line breaks of a text.
pub struct Layout {
    unit: String,
    newline: &'static str,
}

impl Layout {
    /// The layout of a text; two spaces where it has no indentation.
    pub fn of(text: &str) -> Layout {
        let indented = text.lines().find_map(|line| {
            let indent: String = line.chars().take_while(|c| *c == ' ' || *c == '\t').collect();
            (!indent.is_empty() && indent.len() < line.trim_end().len()).then_some(indent)
        });
        let unit = match indented {
            Some(indent) if indent.starts_with('\t') => "\t".to_owned(),
            Some(indent) => indent,
            None => "  ".to_owned(),
        };
        Layout { unit, newline: if text.contains("\r\n") { "\r\n" } else { "\n" } }
    }

    /// A line break and the indentation of a depth.
    pub fn line(&self, depth: usize) -> String {
        format!("{}{}", self.newline, self.unit.repeat(depth))
    }

    /// A value that begins at a depth.
    pub fn value(&self, value: &Value, depth: usize) -> String {
        match value {
            Value::Object(map) if !map.is_empty() => {
                let inner: Vec<String> = map
                    .iter()
                    .map(|(key, value)| {
                        format!(
                            "{}{}: {}",
                            self.line(depth + 1),
                            quoted(key),
                            self.value(value, depth + 1)
                        )
                    })
                    .collect();
                format!("{{{}{}}}", inner.join(","), self.line(depth))
            }
            // Lists of plain values stay on their line.
            Value::Array(list) if list.iter().any(|item| item.is_object() || item.is_array()) => {
                let inner: Vec<String> = list
                    .iter()
                    .map(|item| format!("{}{}", self.line(depth + 1), self.value(item, depth + 1)))
                    .collect();
                format!("[{}{}]", inner.join(","), self.line(depth))
            }
            Value::Array(list) => {
                let inner: Vec<String> = list.iter().map(Value::to_string).collect();
                format!("[{}]", inner.join(", "))
            }
            plain => plain.to_string(),
        }
    }
}

/// A key in quotes.
pub fn quoted(key: &str) -> String {
    Value::from(key).to_string()
}
