//! Formulas from YAML.

use std::sync::Arc;
use stockade_yaml::{Node, Value};

use super::lookup::Meaning;
use super::reader::{Noted, Reader, nearest};
use super::regex::regex;
use crate::pattern::Pattern;
use crate::rule::{
    All, Analyzer, Checksum, Condition, Focus, Formula, Named, Negative, RegexPattern,
    RuleLanguage, SecretDetector, SecretPlace,
};

/// Keys that stand for a formula or a part of one.
pub const OPERATORS: [&str; 18] = [
    "pattern",
    "patterns",
    "pattern-either",
    "pattern-not",
    "pattern-inside",
    "pattern-not-inside",
    "pattern-regex",
    "pattern-not-regex",
    "metavariable-regex",
    "metavariable-pattern",
    "metavariable-comparison",
    "metavariable-analysis",
    "metavariable-type",
    "focus-metavariable",
    "secret",
    "group",
    "metavariable-name",
    "semgrep-internal-pattern-anywhere",
];

enum Part {
    Positive(Formula),
    Negative(Negative),
    Condition(Condition),
    Focus(Focus),
}

/// The formula that the operators among a mapping's entries make together.
pub fn of_entries(
    reader: &mut Reader<'_>,
    at: &Node,
    entries: &[(&str, &Node, &Node)],
) -> Result<Formula, Noted> {
    let mut parts = Vec::new();
    let mut failed = false;
    for (name, key, value) in entries {
        match reader.at(*name, |reader| part(reader, name, key, value)) {
            Ok(part) => parts.push(part),
            Err(Noted) => failed = true,
        }
    }
    if failed {
        return Err(Noted);
    }
    combine(reader, at, parts)
}

fn combine(reader: &mut Reader<'_>, at: &Node, mut parts: Vec<Part>) -> Result<Formula, Noted> {
    if parts.len() == 1
        && let Some(Part::Positive(_)) = parts.first()
        && let Some(Part::Positive(formula)) = parts.pop()
    {
        return Ok(formula);
    }
    let mut all = All {
        positives: Vec::new(),
        negatives: Vec::new(),
        conditions: Vec::new(),
        focus: Vec::new(),
    };
    for part in parts {
        match part {
            Part::Positive(formula) => all.positives.push(formula),
            Part::Negative(negative) => all.negatives.push(negative),
            Part::Condition(condition) => all.conditions.push(condition),
            Part::Focus(focus) => all.focus.push(focus),
        }
    }
    if all.positives.is_empty() {
        return Err(reader.error(
            at,
            "nothing is looked for here: all operators only exclude or filter",
            "add a `pattern`, `pattern-either`, `pattern-inside` or `pattern-regex`",
        ));
    }
    Ok(Formula::All(Box::new(all)))
}

/// A formula in value position: text is a pattern, a mapping its operators, a list all of them.
pub fn of_value(reader: &mut Reader<'_>, node: &Node) -> Result<Formula, Noted> {
    match &node.value {
        Value::Text(_) => pattern(reader, node),
        Value::Map(_) => {
            let entries = reader.map(node)?;
            of_entries(reader, node, &entries)
        }
        Value::List(_) => {
            let parts = elements(reader, node)?;
            combine(reader, node, parts)
        }
        Value::Null => {
            Err(reader.error(node, "a pattern is missing", "write the code to look for"))
        }
    }
}

fn pattern(reader: &mut Reader<'_>, node: &Node) -> Result<Formula, Noted> {
    let text = reader.text(node)?;
    if text.trim().is_empty() {
        return Err(reader.error(node, "the pattern is empty", "write the code to look for"));
    }
    let pattern = Pattern::new(&text);
    if reader.groups.is_thorough() {
        for language in reader.languages.clone() {
            let RuleLanguage::Code(language) = language else { continue };
            if let Err(error) = pattern.compiled(language) {
                let help = match reader.languages.len() {
                    1 => "write code of the language, with `$X` and `...` where anything may stand",
                    _ => "part the rule: a pattern must be code in all of its languages",
                };
                return Err(reader.error(node, error.to_string(), help));
            }
        }
    }
    Ok(Formula::Pattern(pattern))
}

fn elements(reader: &mut Reader<'_>, node: &Node) -> Result<Vec<Part>, Noted> {
    let Value::List(list) = &node.value else {
        return Err(reader.error(node, "a list is expected here", "begin each operator with `- `"));
    };
    let mut parts = Vec::new();
    let mut failed = false;
    for (number, element) in list.iter().enumerate() {
        let read = reader.at(number.to_string(), |reader| -> Result<Vec<Part>, Noted> {
            if matches!(element.value, Value::Text(_)) {
                return Ok(vec![Part::Positive(pattern(reader, element)?)]);
            }
            let entries = reader.map(element)?;
            let mut parts = Vec::new();
            for (name, key, value) in entries {
                reader.at(name, |reader| -> Result<(), Noted> {
                    // A nested list that only excludes or filters says more about this one.
                    if name == "patterns" {
                        let inner = elements(reader, value)?;
                        if inner.iter().any(|part| matches!(part, Part::Positive(_))) {
                            parts.push(Part::Positive(combine(reader, value, inner)?));
                        } else {
                            parts.extend(inner);
                        }
                    } else {
                        parts.push(part(reader, name, key, value)?);
                    }
                    Ok(())
                })?;
            }
            Ok(parts)
        });
        match read {
            Ok(more) => parts.extend(more),
            Err(Noted) => failed = true,
        }
    }
    if failed { Err(Noted) } else { Ok(parts) }
}

fn part(reader: &mut Reader<'_>, name: &str, key: &Node, value: &Node) -> Result<Part, Noted> {
    Ok(match name {
        "pattern" => Part::Positive(of_value(reader, value)?),
        "patterns" => {
            let parts = elements(reader, value)?;
            Part::Positive(combine(reader, value, parts)?)
        }
        "pattern-either" => {
            let mut list = Vec::new();
            let mut failed = false;
            for (number, element) in reader.list(value).into_iter().enumerate() {
                match reader.at(number.to_string(), |reader| of_value(reader, element)) {
                    Ok(formula) => list.push(formula),
                    Err(Noted) => failed = true,
                }
            }
            if failed {
                return Err(Noted);
            }
            if list.is_empty() {
                return Err(reader.error(value, "no alternative is given", "add one with `- `"));
            }
            Part::Positive(Formula::Any(list))
        }
        "pattern-inside" => Part::Positive(Formula::Inside(Box::new(of_value(reader, value)?))),
        "pattern-not" => Part::Negative(Negative::Not(of_value(reader, value)?)),
        "pattern-not-inside" => Part::Negative(Negative::NotInside(of_value(reader, value)?)),
        "pattern-regex" => Part::Positive(Formula::Regex(regex(reader, value)?)),
        "pattern-not-regex" => Part::Negative(Negative::Not(Formula::Regex(regex(reader, value)?))),
        "secret" => Part::Positive(Formula::Secret(Box::new(secret(reader, value)?))),
        "group" => Part::Positive(group(reader, value)?),
        "focus-metavariable" => {
            let mut metavariables = Vec::new();
            for item in reader.list(value) {
                metavariables.push(reader.metavariable(item)?);
            }
            Part::Focus(Focus { metavariables })
        }
        "metavariable-regex" => {
            let fields =
                Fields::of(reader, value, &["metavariable", "regex", "constant-propagation"])?;
            let metavariable = fields.metavariable(reader)?;
            let pattern = fields.need(reader, "regex")?;
            let regex = reader.at("regex", |reader| regex(reader, pattern))?;
            let constant_propagation = match fields.get("constant-propagation") {
                Some(node) => reader.truth(node)?,
                None => false,
            };
            Part::Condition(Condition::Regex { metavariable, regex, constant_propagation })
        }
        "metavariable-pattern" => metavariable_pattern(reader, value)?,
        "metavariable-comparison" => {
            let fields =
                Fields::of(reader, value, &["metavariable", "comparison", "base", "strip"])?;
            let metavariable = match fields.get("metavariable") {
                Some(node) => Some(reader.metavariable(node)?),
                None => None,
            };
            let node = fields.need(reader, "comparison")?;
            let comparison = Pattern::new(&reader.text(node)?);
            let base = match fields.get("base") {
                Some(node) => reader.text(node)?.parse().ok(),
                None => None,
            };
            let strip = match fields.get("strip") {
                Some(node) => reader.truth(node)?,
                None => false,
            };
            Part::Condition(Condition::Comparison { metavariable, comparison, base, strip })
        }
        "metavariable-analysis" => {
            let fields = Fields::of(reader, value, &["metavariable", "analyzer", "options"])?;
            let metavariable = fields.metavariable(reader)?;
            let node = fields.need(reader, "analyzer")?;
            let analyzer = match reader.text(node)?.as_str() {
                "entropy" | "entropy_v2" => Analyzer::Entropy,
                "redos" => Analyzer::Redos,
                "secret-value" => Analyzer::SecretValue,
                "secret-name" => Analyzer::SecretName,
                other => {
                    let known = ["entropy", "redos", "secret-value", "secret-name"];
                    let help = nearest(other, &known).map_or_else(
                        || format!("known are: {}", known.join(", ")),
                        |near| format!("did you mean `{near}`?"),
                    );
                    return Err(reader.error(node, format!("unknown analyzer `{other}`"), help));
                }
            };
            Part::Condition(Condition::Analysis { metavariable, analyzer })
        }
        "metavariable-type" => {
            let fields = Fields::of(reader, value, &["metavariable", "type", "types"])?;
            let metavariable = fields.metavariable(reader)?;
            let mut types = Vec::new();
            for node in [fields.get("type"), fields.get("types")].into_iter().flatten() {
                let texts = reader.texts(node)?;
                types.extend(texts.iter().map(|text| Pattern::new(&format!("($_ : {text})"))));
            }
            Part::Condition(Condition::Type { metavariable, types })
        }
        "metavariable-name" | "semgrep-internal-pattern-anywhere" => {
            return Err(reader.unsupported(key, &format!("`{name}`")));
        }
        other => return Err(reader.unknown_key(key, other, &OPERATORS)),
    })
}

/// What a group's name stands for.
fn group(reader: &mut Reader<'_>, value: &Node) -> Result<Formula, Noted> {
    let name = reader.text(value)?;
    match reader.groups.meaning(&name, reader.within.as_deref()) {
        Meaning::Groups(known) => return Ok(Formula::Group(known)),
        Meaning::Wrong => return Err(Noted),
        Meaning::Itself => {
            let help =
                "leave it out: a group may use others, and the built-in one that it replaces";
            return Err(reader.error(value, format!("the group `{name}` is made of itself"), help));
        }
        Meaning::Unknown => {}
    }
    let names = reader.groups.names();
    let help = match nearest(&name, &names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "define it under `groups:` in this file or another one that is loaded".to_owned(),
    };
    Err(reader.error(value, format!("there is no group `{name}`"), help))
}

/// The operators beside a metavariable. Here a formula may only exclude: what is excluded is the
/// binding itself.
fn parts_within(
    reader: &mut Reader<'_>,
    entries: &[(&str, &Node, &Node)],
) -> Result<Vec<Part>, Noted> {
    let mut parts = Vec::new();
    for (name, key, value) in entries {
        reader.at(*name, |reader| -> Result<(), Noted> {
            if *name == "patterns" {
                parts.extend(elements(reader, value)?);
            } else {
                parts.push(part(reader, name, key, value)?);
            }
            Ok(())
        })?;
    }
    Ok(parts)
}

fn metavariable_pattern(reader: &mut Reader<'_>, value: &Node) -> Result<Part, Noted> {
    let entries = reader.map(value)?;
    let mut metavariable = None;
    let mut language = None;
    let mut rest = Vec::new();
    for entry in entries {
        match entry.0 {
            "metavariable" => metavariable = Some(reader.metavariable(entry.2)?),
            "language" => language = Some(self::language(reader, entry.2)?),
            _ => rest.push(entry),
        }
    }
    let Some(metavariable) = metavariable else {
        return Err(reader.error(
            value,
            "`metavariable` is missing",
            "say which one: `metavariable: $X`",
        ));
    };
    let around = language.map(|own| std::mem::replace(&mut reader.languages, vec![own]));
    let parts = parts_within(reader, &rest);
    if let Some(around) = around {
        reader.languages = around;
    }
    let mut parts = parts?;
    if !parts.iter().any(|part| matches!(part, Part::Positive(_))) {
        let any = match language {
            Some(RuleLanguage::Regex | RuleLanguage::Generic) => {
                Formula::Regex(crate::rule::RegexPattern::new("(?s)\\A.*\\z").map_err(|_| Noted)?)
            }
            _ => Formula::Pattern(Pattern::new("$_")),
        };
        parts.push(Part::Positive(any));
    }
    let formula = combine(reader, value, parts)?;
    Ok(Part::Condition(Condition::Pattern { metavariable, formula, language }))
}

/// A language's name.
pub fn language(reader: &mut Reader<'_>, node: &Node) -> Result<RuleLanguage, Noted> {
    let name = reader.text(node)?.to_ascii_lowercase();
    match name.as_str() {
        "regex" | "none" => return Ok(RuleLanguage::Regex),
        "generic" => return Ok(RuleLanguage::Generic),
        _ => {}
    }
    let known = stockade_syntax::Language::ALL
        .into_iter()
        .find(|language| language.spec().rule_names.contains(&name.as_str()));
    if let Some(language) = known {
        return Ok(RuleLanguage::Code(language));
    }
    let names = ["javascript", "typescript", "python", "go", "regex", "generic"];
    let help = match nearest(&name, &names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("supported are: {}", names.join(", ")),
    };
    Err(reader.note(
        node,
        super::reader::ProblemKind::Unsupported,
        format!("the language `{name}` is not supported"),
        help,
    ))
}

fn secret(reader: &mut Reader<'_>, value: &Node) -> Result<SecretDetector, Noted> {
    let keys = ["regex", "named", "keywords", "entropy", "checksum", "in", "allow"];
    let fields = Fields::of(reader, value, &keys)?;
    let named = match fields.get("named") {
        None => None,
        Some(node) => Some(match reader.text(node)?.as_str() {
            "strong" => Named::Strong,
            "weak" => Named::Weak,
            other => {
                let message = format!("unknown strength `{other}`");
                return Err(reader.error(node, message, "write `strong` or `weak`"));
            }
        }),
    };
    let regex = match (fields.get("regex"), named) {
        (None, Some(_)) => RegexPattern::new("(?s).+").map_err(|_| Noted)?,
        _ => {
            let node = fields.need(reader, "regex")?;
            reader.at("regex", |reader| regex(reader, node))?
        }
    };
    let keywords = if named.is_some() {
        Vec::new()
    } else {
        let node = fields.need(reader, "keywords")?;
        let keywords = reader.texts(node)?;
        if keywords.iter().all(String::is_empty) {
            let help = "name a text every match contains";
            return Err(reader.error(node, "no keyword is given", help));
        }
        keywords
    };
    let entropy = match fields.get("entropy") {
        Some(node) => reader.text(node)?.parse().ok(),
        None => None,
    };
    let checksum = match fields.get("checksum") {
        Some(node) if reader.text(node)? == "crc32-base62" => Some(Checksum::Crc32Base62),
        Some(node) => return Err(reader.error(node, "unknown checksum", "known is: crc32-base62")),
        None => None,
    };
    let mut places = Vec::new();
    if let Some(node) = fields.get("in") {
        for place in reader.texts(node)? {
            places.push(match place.as_str() {
                "string" => SecretPlace::String,
                "comment" => SecretPlace::Comment,
                "text" => SecretPlace::Text,
                _ => {
                    return Err(reader.error(
                        node,
                        format!("unknown place `{place}`"),
                        "known are: string, comment, text",
                    ));
                }
            });
        }
    } else {
        places.push(SecretPlace::String);
    }
    let mut allow = Vec::new();
    if let Some(node) = fields.get("allow") {
        for item in reader.list(node) {
            allow.push(self::regex(reader, item)?);
        }
    }
    Ok(SecretDetector { regex, named, keywords, entropy, checksum, places, allow })
}

/// The entries of a small mapping with known keys.
pub struct Fields<'n> {
    at: &'n Node,
    entries: Vec<(&'n str, &'n Node, &'n Node)>,
}

impl<'n> Fields<'n> {
    /// Reads the entries; unknown ones are noted.
    pub fn of(reader: &mut Reader<'_>, node: &'n Node, known: &[&str]) -> Result<Self, Noted> {
        let entries = reader.map(node)?;
        for (name, key, _) in &entries {
            if !known.contains(name) {
                return Err(reader.unknown_key(key, name, known));
            }
        }
        Ok(Fields { at: node, entries })
    }

    /// A value, if it is there.
    pub fn get(&self, name: &str) -> Option<&'n Node> {
        self.entries.iter().find(|(key, ..)| *key == name).map(|(_, _, value)| *value)
    }

    /// A value that must be there.
    pub fn need(&self, reader: &mut Reader<'_>, name: &str) -> Result<&'n Node, Noted> {
        self.get(name).ok_or_else(|| {
            reader.error(self.at, format!("`{name}` is missing"), format!("add `{name}:`"))
        })
    }

    fn metavariable(&self, reader: &mut Reader<'_>) -> Result<Arc<str>, Noted> {
        let node = self.need(reader, "metavariable")?;
        reader.at("metavariable", |reader| reader.metavariable(node))
    }
}
