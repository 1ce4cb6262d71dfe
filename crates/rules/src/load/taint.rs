//! Taint rules from YAML.

use std::sync::Arc;
use stockade_yaml::{Node, Value};

use super::formula;
use super::reader::{Noted, Reader};
use crate::rule::{Propagator, Requires, Sanitizer, Sink, Source, Taint};

/// Reads the lists of a taint rule.
pub fn taint(
    reader: &mut Reader<'_>,
    at: &Node,
    entries: &[(&str, &Node, &Node)],
) -> Result<Taint, Noted> {
    let mut taint = Taint {
        sources: Vec::new(),
        sinks: Vec::new(),
        sanitizers: Vec::new(),
        propagators: Vec::new(),
    };
    let mut failed = false;
    for (name, _, value) in entries {
        for (number, item) in reader.list(value).into_iter().enumerate() {
            let read = reader.at(format!("{name}.{number}"), |reader| -> Result<(), Noted> {
                let spec = Spec::of(reader, item)?;
                match *name {
                    "pattern-sources" => taint.sources.push(spec.source(reader)?),
                    "pattern-sinks" => taint.sinks.push(spec.sink(reader)?),
                    "pattern-sanitizers" => taint.sanitizers.push(spec.sanitizer(reader)?),
                    _ => taint.propagators.push(spec.propagator(reader)?),
                }
                Ok(())
            });
            failed |= read.is_err();
        }
    }
    if failed {
        return Err(Noted);
    }
    if taint.sources.is_empty() || taint.sinks.is_empty() {
        let missing = if taint.sources.is_empty() { "pattern-sources" } else { "pattern-sinks" };
        return Err(reader.error(
            at,
            format!("`{missing}` is missing"),
            "a taint rule needs both sources and sinks",
        ));
    }
    Ok(taint)
}

/// One entry: its formula's operators and its own keys.
struct Spec<'n> {
    at: &'n Node,
    formula: Vec<(&'n str, &'n Node, &'n Node)>,
    own: Vec<(&'n str, &'n Node, &'n Node)>,
}

impl<'n> Spec<'n> {
    fn of(reader: &mut Reader<'_>, node: &'n Node) -> Result<Self, Noted> {
        let (formula, own) =
            reader.map(node)?.into_iter().partition(|(name, ..)| formula::OPERATORS.contains(name));
        Ok(Spec { at: node, formula, own })
    }

    fn read_formula(&self, reader: &mut Reader<'_>) -> Result<crate::rule::Formula, Noted> {
        formula::of_entries(reader, self.at, &self.formula)
    }

    fn known(&self, reader: &mut Reader<'_>, keys: &[&str]) -> Result<(), Noted> {
        for (name, key, _) in &self.own {
            if !keys.contains(name) {
                return Err(reader.unknown_key(key, name, keys));
            }
        }
        Ok(())
    }

    fn get(&self, name: &str) -> Option<&'n Node> {
        self.own.iter().find(|(key, ..)| *key == name).map(|(_, _, value)| *value)
    }

    fn flag(&self, reader: &mut Reader<'_>, name: &str, otherwise: bool) -> Result<bool, Noted> {
        self.get(name).map_or(Ok(otherwise), |node| reader.truth(node))
    }

    fn label(&self, reader: &mut Reader<'_>) -> Result<Option<Arc<str>>, Noted> {
        self.get("label").map(|node| reader.text(node).map(Into::into)).transpose()
    }

    fn requires(&self, reader: &mut Reader<'_>) -> Result<Option<Requires>, Noted> {
        self.get("requires").map(|node| requires(reader, node)).transpose()
    }

    fn source(self, reader: &mut Reader<'_>) -> Result<Source, Noted> {
        self.known(reader, &["label", "requires", "by-side-effect", "exact", "control"])?;
        Ok(Source {
            formula: self.read_formula(reader)?,
            label: self.label(reader)?,
            requires: self.requires(reader)?,
            by_side_effect: self.flag(reader, "by-side-effect", false)?,
            exact: self.flag(reader, "exact", false)?,
            control: self.flag(reader, "control", false)?,
        })
    }

    fn sink(self, reader: &mut Reader<'_>) -> Result<Sink, Noted> {
        self.known(reader, &["requires", "exact", "at-exit"])?;
        let mut conditions = Vec::new();
        match self.get("requires") {
            Some(node) if matches!(node.value, Value::List(_)) => {
                for item in reader.list(node) {
                    for (name, _, value) in reader.map(item)? {
                        conditions.push((Some(name.into()), requires(reader, value)?));
                    }
                }
            }
            Some(node) => conditions.push((None, requires(reader, node)?)),
            None => {}
        }
        Ok(Sink {
            formula: self.read_formula(reader)?,
            requires: conditions,
            exact: self.flag(reader, "exact", true)?,
            at_exit: self.flag(reader, "at-exit", false)?,
        })
    }

    fn sanitizer(self, reader: &mut Reader<'_>) -> Result<Sanitizer, Noted> {
        self.known(reader, &["by-side-effect", "exact", "not_conflicting", "not-conflicting"])?;
        Ok(Sanitizer {
            formula: self.read_formula(reader)?,
            by_side_effect: self.flag(reader, "by-side-effect", false)?,
            exact: self.flag(reader, "exact", false)?,
            not_conflicting: self.flag(reader, "not_conflicting", false)?
                || self.flag(reader, "not-conflicting", false)?,
        })
    }

    fn propagator(self, reader: &mut Reader<'_>) -> Result<Propagator, Noted> {
        let keys = ["from", "to", "by-side-effect", "requires", "label", "replace-labels"];
        self.known(reader, &keys)?;
        let end = |name: &str| self.get(name).ok_or_else(|| format!("`{name}` is missing"));
        let (from, to) = match (end("from"), end("to")) {
            (Ok(from), Ok(to)) => (reader.metavariable(from)?, reader.metavariable(to)?),
            (Err(message), _) | (_, Err(message)) => {
                return Err(reader.error(
                    self.at,
                    message,
                    "a propagator needs `from: $X` and `to: $Y`",
                ));
            }
        };
        let replace_labels = match self.get("replace-labels") {
            Some(node) => Some(reader.texts(node)?.into_iter().map(Into::into).collect()),
            None => None,
        };
        Ok(Propagator {
            formula: self.read_formula(reader)?,
            from,
            to,
            by_side_effect: self.flag(reader, "by-side-effect", true)?,
            requires: self.requires(reader)?,
            label: self.label(reader)?,
            replace_labels,
        })
    }
}

/// `A and (B or not C)`.
fn requires(reader: &mut Reader<'_>, node: &Node) -> Result<Requires, Noted> {
    let text = reader.text(node)?;
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    match or(&words, &mut at) {
        Some(requires) if at == words.len() => Ok(requires),
        _ => Err(reader.error(
            node,
            format!("`{text}` is no condition on labels"),
            "write labels with `and`, `or`, `not` and parentheses",
        )),
    }
}

fn or(words: &[&str], at: &mut usize) -> Option<Requires> {
    let mut left = and(words, at)?;
    while words.get(*at) == Some(&"or") {
        *at += 1;
        left = Requires::Or(Box::new(left), Box::new(and(words, at)?));
    }
    Some(left)
}

fn and(words: &[&str], at: &mut usize) -> Option<Requires> {
    let mut left = not(words, at)?;
    while words.get(*at) == Some(&"and") {
        *at += 1;
        left = Requires::And(Box::new(left), Box::new(not(words, at)?));
    }
    Some(left)
}

fn not(words: &[&str], at: &mut usize) -> Option<Requires> {
    let mut negated = false;
    while words.get(*at) == Some(&"not") {
        *at += 1;
        negated = !negated;
    }
    let word = words.get(*at)?;
    *at += 1;
    let inner = if *word == "(" {
        let inner = or(words, at)?;
        if words.get(*at) != Some(&")") {
            return None;
        }
        *at += 1;
        inner
    } else if matches!(*word, ")" | "and" | "or") {
        return None;
    } else {
        Requires::Label((*word).into())
    };
    Some(if negated { Requires::Not(Box::new(inner)) } else { inner })
}
