//! Reading typed values from a YAML tree while collecting problems.

use std::sync::Arc;
use stockade_yaml::{Node, Value};

use super::lookup::Lookup;
use crate::rule::RuleLanguage;

/// A mistake in a rule text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Name of the rule text.
    pub file: Arc<str>,
    /// 1-based line.
    pub line: usize,
    /// 1-based column, in characters.
    pub column: usize,
    /// The rule it is in, if that has an id.
    pub rule: Option<Arc<str>>,
    /// The way to it (`rules[0].patterns[2].metavariable-regex.regex`).
    pub key: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// How bad it is.
    pub kind: ProblemKind,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The rule cannot be used.
    Error,
    /// The rule asks for something that is not supported; it is left out.
    Unsupported,
    /// The rule is used.
    Warning,
}

/// The rule could not be read; the problem has been noted.
#[derive(Debug)]
pub struct Noted;

/// What `true` is called; `only` is said of side effects.
const TRUE: [&str; 4] = ["true", "yes", "on", "only"];
/// What `false` is called.
const FALSE: [&str; 3] = ["false", "no", "off"];

/// Collects problems of one text.
pub struct Reader<'g> {
    /// Name of the text.
    pub file: Arc<str>,
    /// Lines before the YAML in the text (a guideline's block begins further down).
    pub first_line: usize,
    /// The rule that is being read.
    pub rule: Option<Arc<str>>,
    /// What was noted.
    pub problems: Vec<Problem>,
    /// The formulas that can be used by name.
    pub groups: &'g dyn Lookup,
    /// The name of the user's group that is being read.
    pub within: Option<Arc<str>>,
    /// The languages in which patterns must parse; see [`Lookup::is_thorough`].
    pub languages: Vec<RuleLanguage>,
    path: Vec<String>,
}

impl<'g> Reader<'g> {
    /// A reader for a text whose rules may use these groups.
    pub fn new(file: &str, first_line: usize, groups: &'g dyn Lookup) -> Self {
        Self::of(file.into(), first_line, groups)
    }

    /// The same for a name that is shared.
    pub fn of(file: Arc<str>, first_line: usize, groups: &'g dyn Lookup) -> Self {
        Reader {
            file,
            first_line,
            rule: None,
            problems: Vec::new(),
            groups,
            within: None,
            languages: Vec::new(),
            path: Vec::new(),
        }
    }

    /// Notes a problem at a node.
    pub fn note(&mut self, at: &Node, kind: ProblemKind, message: String, help: String) -> Noted {
        self.problems.push(Problem {
            file: Arc::clone(&self.file),
            line: at.line + self.first_line,
            column: at.column,
            rule: self.rule.clone(),
            key: self.path.join("."),
            message,
            help,
            kind,
        });
        Noted
    }

    /// Notes an error.
    pub fn error(
        &mut self,
        at: &Node,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Noted {
        self.note(at, ProblemKind::Error, message.into(), help.into())
    }

    /// Notes something that is not supported.
    pub fn unsupported(&mut self, at: &Node, what: &str) -> Noted {
        self.note(
            at,
            ProblemKind::Unsupported,
            format!("{what} is not supported"),
            "write the rule without it; until then the rule is left out".to_owned(),
        )
    }

    /// Runs `read` with a step on the path.
    pub fn at<T>(&mut self, step: impl Into<String>, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step.into());
        let out = read(self);
        self.path.pop();
        out
    }

    /// The entries of a mapping.
    pub fn map<'n>(&mut self, node: &'n Node) -> Result<Vec<(&'n str, &'n Node, &'n Node)>, Noted> {
        let Value::Map(entries) = &node.value else {
            return Err(self.error(node, "a mapping is expected here", "write `key: value` lines"));
        };
        let mut out: Vec<(&str, &Node, &Node)> = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let Value::Text(name) = &key.value else {
                return Err(self.error(key, "a key must be text", "quote it"));
            };
            out.push((name.as_str(), key, value));
        }
        Ok(out)
    }

    /// The elements of a list; a lone value counts as a list of one.
    pub fn list<'n>(&mut self, node: &'n Node) -> Vec<&'n Node> {
        match &node.value {
            Value::List(list) => list.iter().collect(),
            Value::Null => Vec::new(),
            _ => vec![node],
        }
    }

    /// A text; numbers and truth values count as they are written.
    pub fn text(&mut self, node: &Node) -> Result<String, Noted> {
        match &node.value {
            Value::Text(text) => Ok(text.clone()),
            _ => Err(self.error(node, "text is expected here", "write a string")),
        }
    }

    /// A list of texts.
    pub fn texts(&mut self, node: &Node) -> Result<Vec<String>, Noted> {
        self.list(node).into_iter().map(|item| self.text(item)).collect()
    }

    /// A truth value.
    pub fn truth(&mut self, node: &Node) -> Result<bool, Noted> {
        match &node.value {
            Value::Text(text) if TRUE.contains(&text.to_ascii_lowercase().as_str()) => Ok(true),
            Value::Text(text) if FALSE.contains(&text.to_ascii_lowercase().as_str()) => Ok(false),
            _ => Err(self.error(node, "`true` or `false` is expected here", "write one of them")),
        }
    }

    /// A metavariable, with its `$`.
    pub fn metavariable(&mut self, node: &Node) -> Result<Arc<str>, Noted> {
        let text = self.text(node)?;
        if text.starts_with('$') && text.len() > 1 {
            Ok(text.into())
        } else {
            let help = format!("write `${}`", text.trim_start_matches('$').to_uppercase());
            Err(self.error(node, format!("`{text}` is no metavariable"), help))
        }
    }

    /// Notes a key that is not known, with the nearest one that is.
    pub fn unknown_key(&mut self, key: &Node, name: &str, known: &[&str]) -> Noted {
        let help = match nearest(name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known keys are: {}", known.join(", ")),
        };
        self.error(key, format!("unknown key `{name}`"), help)
    }
}

/// The known word that is most like another, if any is much like it.
pub fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    known
        .iter()
        .map(|candidate| (distance(word, candidate), *candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= candidate.len().max(3) / 3)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let next = (diagonal + usize::from(ca != *cb)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = row[j + 1];
            row[j + 1] = next;
        }
    }
    row[b.len()]
}
