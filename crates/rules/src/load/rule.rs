//! Rules from YAML.

use std::sync::Arc;

use stockade_yaml::{Mistake, Node, Value};

use super::lookup::Lookup;
use super::reader::{Noted, ProblemKind, Reader};
use super::{Loaded, absence, fixes, formula, taint};
use crate::rule::{
    Confidence, Metadata, Mode, Options, Origin, PathFilter, PathGlob, Rule, Severity,
};

/// What a rule takes over from the guideline it lives in.
#[derive(Clone, Debug, Default)]
pub struct Defaults {
    /// The guideline's id.
    pub id: Option<Arc<str>>,
    /// The guideline's description, as the message.
    pub message: Option<String>,
    /// Its severity.
    pub severity: Option<Severity>,
    /// Its confidence.
    pub confidence: Confidence,
    /// Its metadata.
    pub metadata: Metadata,
    /// Its globs.
    pub paths: PathFilter,
}

const TAINT: [&str; 4] =
    ["pattern-sources", "pattern-sinks", "pattern-sanitizers", "pattern-propagators"];

const KEYS: [&str; 22] = [
    "id",
    "message",
    "severity",
    "languages",
    "metadata",
    "paths",
    "options",
    "mode",
    "fix",
    "fix-regex",
    "fixes",
    "env",
    "pattern",
    "patterns",
    "pattern-either",
    "pattern-regex",
    "pattern-sources",
    "pattern-sinks",
    "secret",
    "scope",
    "absence",
    "min-version",
];

/// Loads the rules of a YAML text that begins after `first_line` lines of its file.
pub fn load(
    name: &str,
    text: &str,
    first_line: usize,
    defaults: &Defaults,
    groups: &dyn Lookup,
) -> Loaded {
    match stockade_yaml::read(text) {
        Ok(root) => of_tree(name, &root, first_line, defaults, groups),
        Err(Mistake { message, line, column }) => {
            let mut reader = Reader::new(name, first_line, groups);
            let at = Node { value: Value::Null, line, column };
            reader.error(
                &at,
                format!("this is no valid YAML: {message}"),
                "check indentation and quotes near this place",
            );
            Loaded { problems: reader.problems, ..Loaded::default() }
        }
    }
}

/// The same from the text's tree.
pub fn of_tree(
    name: &str,
    root: &Node,
    first_line: usize,
    defaults: &Defaults,
    groups: &dyn Lookup,
) -> Loaded {
    let mut reader = Reader::new(name, first_line, groups);
    let mut rules = Vec::new();
    let _ = document(&mut reader, root, defaults, &mut rules);
    Loaded { rules, guidelines: Vec::new(), problems: reader.problems }
}

fn document(
    reader: &mut Reader<'_>,
    root: &Node,
    defaults: &Defaults,
    rules: &mut Vec<Arc<Rule>>,
) -> Result<(), Noted> {
    let entries = reader.map(root)?;
    let Some((_, _, list)) = entries.iter().find(|(name, ..)| *name == "rules") else {
        if entries.iter().any(|(name, ..)| *name == "groups") {
            return Ok(());
        }
        return Err(reader.error(root, "`rules` is missing", "begin the file with `rules:`"));
    };
    for (number, node) in reader.list(list).into_iter().enumerate() {
        reader.rule = None;
        if let Ok(rule) =
            reader.at(format!("rules[{number}]"), |reader| rule(reader, node, defaults))
        {
            rules.push(Arc::new(rule));
        }
    }
    Ok(())
}

fn rule(reader: &mut Reader<'_>, node: &Node, defaults: &Defaults) -> Result<Rule, Noted> {
    let entries = reader.map(node)?;
    let get = |name: &str| entries.iter().find(|(key, ..)| *key == name).map(|(_, _, v)| *v);
    let id: Arc<str> = match (get("id"), &defaults.id) {
        (Some(id), _) => reader.at("id", |reader| reader.text(id))?.into(),
        (None, Some(id)) => Arc::clone(id),
        (None, None) => {
            return Err(reader.error(
                node,
                "`id` is missing",
                "give the rule a name: `id: my-rule`",
            ));
        }
    };
    reader.rule = Some(Arc::clone(&id));
    let mut failed = false;

    let mut out = Rule {
        id,
        message: defaults.message.clone().unwrap_or_default(),
        severity: defaults.severity.unwrap_or(Severity::Warning),
        confidence: defaults.confidence,
        languages: Vec::new(),
        metadata: defaults.metadata.clone(),
        paths: defaults.paths.clone(),
        options: Options::default(),
        mode: Mode::Search(crate::rule::Formula::Any(Vec::new())),
        fixes: Vec::new(),
        environment: None,
        origin: Origin {
            file: Arc::clone(&reader.file),
            line: get("id").unwrap_or(node).line + reader.first_line,
        },
    };
    let mut mode = "search".to_owned();
    let mut operators = Vec::new();
    let mut flows = Vec::new();
    let (mut of_project, mut lacks) = (false, None);
    for entry in &entries {
        let (name, key, value) = *entry;
        let result = reader.at(name, |reader| -> Result<(), Noted> {
            match name {
                "id" | "min-version" | "max-version" | "version" | "product" | "validators" => {}
                "message" => out.message = reader.text(value)?.trim().to_owned(),
                "severity" => out.severity = severity(reader, value)?,
                "languages" => {
                    for item in reader.list(value) {
                        out.languages.push(formula::language(reader, item)?);
                    }
                }
                "metadata" => metadata(reader, value, &mut out)?,
                "paths" => out.paths = paths(reader, value)?,
                "options" => options(reader, value, &mut out.options)?,
                "mode" => mode = reader.text(value)?,
                "fix" => out.fixes.push(fixes::plain(reader, value)?),
                "fix-regex" => out.fixes.push(fixes::by_regex(reader, value)?),
                "fixes" => out.fixes.extend(fixes::list(reader, value)?),
                "env" => out.environment = Some(fixes::environment(reader, value)?),
                "match" | "taint" | "steps" | "join" | "extract" | "dependencies" | "request"
                | "response" => {
                    return Err(reader.unsupported(key, &format!("`{name}`")));
                }
                "scope" => {
                    let scope = reader.text(value)?;
                    if scope != "project" {
                        let message = format!("unknown scope `{scope}`");
                        let help = "write `project`, or leave it out: a rule looks at one file";
                        return Err(reader.error(value, message, help));
                    }
                    of_project = true;
                }
                "absence" => lacks = Some(value),
                _ if TAINT.contains(&name) => flows.push(*entry),
                _ if formula::OPERATORS.contains(&name) => operators.push(*entry),
                _ => return Err(reader.unknown_key(key, name, &KEYS)),
            }
            Ok(())
        });
        failed |= result.is_err();
    }
    if out.languages.is_empty() && !failed {
        let help = "say which files the rule reads: `languages: [javascript]`";
        reader.error(node, "`languages` is missing or empty", help);
        failed = true;
    }
    reader.languages.clone_from(&out.languages);
    if let Some(value) = lacks {
        let read = reader.at("absence", |reader| {
            if of_project {
                absence::absence(reader, value, &out.languages)
            } else {
                let help = "write `scope: project` beside it";
                Err(reader.error(value, "an absence is one of a project", help))
            }
        });
        match read {
            Ok(absence) => out.mode = Mode::Absence(Box::new(absence)),
            Err(Noted) => failed = true,
        }
        if let Some((_, key, _)) = operators.iter().chain(&flows).next() {
            let help = "move it into `absence:`, or make it a rule of its own";
            reader.error(key, "a rule with `absence` looks for nothing else", help);
            failed = true;
        }
        return if failed { Err(Noted) } else { Ok(out) };
    }
    if of_project {
        let help = "say what must not be absent: `absence:`";
        reader.error(node, "the rule says nothing about the project", help);
        return Err(Noted);
    }
    match mode.as_str() {
        "search" if operators.is_empty() => {
            reader.error(node, "the rule looks for nothing", "add a `pattern:` or `patterns:`");
            failed = true;
        }
        "search" => match formula::of_entries(reader, node, &operators) {
            Ok(formula) => out.mode = Mode::Search(formula),
            Err(Noted) => failed = true,
        },
        "taint" => match taint::taint(reader, node, &flows) {
            Ok(taint) => out.mode = Mode::Taint(taint),
            Err(Noted) => failed = true,
        },
        other => {
            let at = get("mode").unwrap_or(node);
            reader.unsupported(at, &format!("`mode: {other}`"));
            failed = true;
        }
    }
    if failed { Err(Noted) } else { Ok(out) }
}

fn severity(reader: &mut Reader<'_>, node: &Node) -> Result<Severity, Noted> {
    match parse_severity(&reader.text(node)?) {
        Some(severity) => Ok(severity),
        None => Err(reader.error(node, "unknown severity", "write `ERROR`, `WARNING` or `INFO`")),
    }
}

/// A severity by any of its names.
pub fn parse_severity(text: &str) -> Option<Severity> {
    Some(match text.to_ascii_uppercase().as_str() {
        "ERROR" | "HIGH" | "CRITICAL" => Severity::Error,
        "WARNING" | "MEDIUM" => Severity::Warning,
        "INFO" | "LOW" | "INVENTORY" | "EXPERIMENT" => Severity::Info,
        _ => return None,
    })
}

/// A confidence by its name.
pub fn parse_confidence(text: &str) -> Option<Confidence> {
    Some(match text.to_ascii_uppercase().as_str() {
        "HIGH" => Confidence::High,
        "MEDIUM" => Confidence::Medium,
        "LOW" => Confidence::Low,
        _ => return None,
    })
}

/// `CWE-798` from `CWE-798: Use of …`.
pub fn normal_cwe(text: &str) -> String {
    text.split(':').next().unwrap_or(text).trim().to_ascii_uppercase()
}

/// Metadata is the author's; only what we use is read, and what does not fit is left alone.
fn metadata(reader: &mut Reader<'_>, node: &Node, out: &mut Rule) -> Result<(), Noted> {
    for (name, _, value) in reader.map(node)? {
        let texts = |reader: &mut Reader<'_>| -> Vec<String> {
            reader
                .list(value)
                .into_iter()
                .filter_map(|item| match &item.value {
                    Value::Text(text) => Some(text.clone()),
                    _ => None,
                })
                .collect()
        };
        match name {
            "cwe" => out.metadata.cwe = texts(reader).iter().map(|t| normal_cwe(t)).collect(),
            "owasp" => out.metadata.owasp = texts(reader),
            "tags" => out.metadata.tags = texts(reader),
            "references" => out.metadata.references = texts(reader),
            "category" => out.metadata.category = texts(reader).into_iter().next(),
            "confidence" => {
                let first = texts(reader).into_iter().next();
                out.confidence = first.and_then(|t| parse_confidence(&t)).unwrap_or(out.confidence);
            }
            _ => {}
        }
    }
    Ok(())
}

fn paths(reader: &mut Reader<'_>, node: &Node) -> Result<PathFilter, Noted> {
    let fields = formula::Fields::of(reader, node, &["include", "exclude"])?;
    let mut filter = PathFilter::default();
    for (name, list) in [("include", &mut filter.include), ("exclude", &mut filter.exclude)] {
        let Some(value) = fields.get(name) else { continue };
        reader.at(name, |reader| -> Result<(), Noted> {
            for item in reader.list(value) {
                let text = reader.text(item)?;
                list.push(PathGlob::new(&text).map_err(|reason| {
                    let message = format!("the glob is wrong: {reason}");
                    reader.error(item, message, "see the glob syntax of .gitignore")
                })?);
            }
            Ok(())
        })?;
    }
    Ok(filter)
}

fn options(reader: &mut Reader<'_>, node: &Node, out: &mut Options) -> Result<(), Noted> {
    for (name, key, value) in reader.map(node)? {
        let slot = match name {
            "constant_propagation" => &mut out.constant_propagation,
            "symbolic_propagation" => &mut out.symbolic_propagation,
            "vardef_assign" => &mut out.vardef_assign,
            "attr_expr" => &mut out.attr_expr,
            "commutative_boolop" => &mut out.commutative_boolop,
            "symmetric_eq" => &mut out.symmetric_eq,
            "implicit_return" => &mut out.implicit_return,
            "taint_assume_safe_functions" => &mut out.taint_assume_safe_functions,
            "taint_assume_safe_indexes" => &mut out.taint_assume_safe_indexes,
            "taint_assume_safe_comparisons" => &mut out.taint_assume_safe_comparisons,
            "taint_assume_safe_booleans" => &mut out.taint_assume_safe_booleans,
            "taint_assume_safe_numbers" => &mut out.taint_assume_safe_numbers,
            "taint_only_propagate_through_assignments" => {
                &mut out.taint_only_propagate_through_assignments
            }
            "taint_unify_mvars" => &mut out.taint_unify_mvars,
            "generic_ellipsis_max_span" => {
                out.generic_ellipsis_max_span = reader.text(value)?.parse().unwrap_or(10);
                continue;
            }
            // Switches of whole-program analysis and of the original's own machinery.
            _ => {
                reader.note(
                    key,
                    ProblemKind::Warning,
                    format!("the option `{name}` has no effect here"),
                    "remove it, or leave it for other tools".to_owned(),
                );
                continue;
            }
        };
        *slot = reader.truth(value)?;
    }
    Ok(())
}
