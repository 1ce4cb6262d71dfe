//! Guidelines from Markdown.

use std::sync::Arc;

use stockade_syntax::Language;
use stockade_yaml::fenced::{fences, front_matter, line_of};
use stockade_yaml::packed::Unpacked;
use stockade_yaml::{Mistake, Node, Value};

use super::Loaded;
use super::lookup::Lookup;
use super::reader::Reader;
use super::rule::{self, Defaults};
use crate::guideline::{Example, Guideline};
use crate::rule::PathGlob;

/// Loads a guideline.
pub fn load(name: &str, text: &str, groups: &dyn Lookup) -> Loaded {
    let mut reader = Reader::new(name, 0, groups);
    let (front, body_at) = front_matter(text);
    let mut guideline = empty(name);
    let mut defaults = Defaults::default();
    if let Some(front) = front {
        reader.first_line = 1;
        match stockade_yaml::read(front) {
            Ok(root) => read_front(&mut reader, &root, &mut guideline, &mut defaults),
            Err(Mistake { message, line, column }) => {
                let at = Node { value: Value::Null, line, column };
                reader.error(
                    &at,
                    format!("the front matter is no valid YAML: {message}"),
                    "check indentation and quotes",
                );
            }
        }
    }
    reader.first_line = 0;
    let mut loaded = Loaded::default();
    let body = &text[body_at..];
    guideline.body = body.trim().to_owned();
    for fence in fences(body) {
        let line = line_of(text, body_at + fence.start);
        let mut words = fence.info.split_whitespace();
        let tag = words.next().unwrap_or_default();
        let attributes: Vec<&str> = words.collect();
        if fence.holds_rules() {
            let rules = rule::load(name, &fence.text, line - 1, &defaults, groups);
            guideline.rules.extend(rules.rules.iter().cloned());
            loaded.rules.extend(rules.rules);
            loaded.problems.extend(rules.problems);
            guideline.body = guideline.body.replace(fence.whole, "").trim().to_owned();
            continue;
        }
        let Some(language) = language_of(tag) else { continue };
        if attributes.contains(&"insecure") || attributes.contains(&"secure") {
            let insecure = attributes.contains(&"insecure");
            let fix = insecure && !attributes.contains(&"no-fix");
            guideline.examples.push(example(language, insecure, &fence.text, line, fix));
        } else {
            marked_examples(language, &fence.text, line, &mut guideline.examples);
        }
        // A fix is shown only where the secure block stands right behind.
        let at = guideline.examples.len();
        if at >= 2 {
            let adjacent = fence.follows_fence;
            let (before, last) = (&guideline.examples[at - 2], &guideline.examples[at - 1]);
            let shows =
                adjacent && before.insecure && !last.insecure && before.language == last.language;
            guideline.examples[at - 2].fixed_is_next &= shows;
        }
    }
    if let Some(last) = guideline.examples.last_mut() {
        last.fixed_is_next = false;
    }
    loaded.problems.extend(reader.problems);
    loaded.guidelines.push(guideline);
    loaded
}

/// The rules of a guideline whose YAML was read before; of the guideline itself nothing.
pub fn rules_of_trees(name: &str, trees: &Unpacked, groups: &dyn Lookup) -> Loaded {
    let mut reader = Reader::new(name, 1, groups);
    let mut defaults = Defaults::default();
    if let Some(front) = &trees.front {
        read_front(&mut reader, front, &mut empty(name), &mut defaults);
    }
    let mut loaded = Loaded { problems: reader.problems, ..Loaded::default() };
    for (first_line, root) in &trees.documents {
        let rules = rule::of_tree(name, root, *first_line, &defaults, groups);
        loaded.rules.extend(rules.rules);
        loaded.problems.extend(rules.problems);
    }
    loaded
}

fn empty(name: &str) -> Guideline {
    Guideline {
        file: name.into(),
        id: None,
        title: String::new(),
        description: String::new(),
        version: None,
        tags: Vec::new(),
        globs: Vec::new(),
        body: String::new(),
        examples: Vec::new(),
        rules: Vec::new(),
    }
}

fn read_front(reader: &mut Reader<'_>, root: &Node, out: &mut Guideline, defaults: &mut Defaults) {
    let Ok(entries) = reader.map(root) else { return };
    for (name, key, value) in entries {
        let _ = reader.at(name, |reader| -> Result<(), super::reader::Noted> {
            match name {
                "id" => {
                    let id: Arc<str> = reader.text(value)?.into();
                    reader.rule = Some(Arc::clone(&id));
                    defaults.id = Some(Arc::clone(&id));
                    out.id = Some(id);
                }
                "title" => {
                    out.title = reader.text(value)?;
                    defaults.metadata.title = Some(out.title.clone());
                }
                "description" => {
                    out.description = reader.text(value)?;
                    defaults.message = Some(out.description.clone());
                }
                "severity" => match rule::parse_severity(&reader.text(value)?) {
                    Some(severity) => defaults.severity = Some(severity),
                    None => {
                        return Err(reader.error(
                            value,
                            "unknown severity",
                            "write `error`, `warning` or `info`",
                        ));
                    }
                },
                "confidence" => match rule::parse_confidence(&reader.text(value)?) {
                    Some(confidence) => defaults.confidence = confidence,
                    None => {
                        return Err(reader.error(
                            value,
                            "unknown confidence",
                            "write `high`, `medium` or `low`",
                        ));
                    }
                },
                "cwe" => {
                    defaults.metadata.cwe =
                        reader.texts(value)?.iter().map(|t| rule::normal_cwe(t)).collect();
                }
                "owasp" => defaults.metadata.owasp = reader.texts(value)?,
                "tags" => {
                    out.tags = reader.texts(value)?;
                    defaults.metadata.tags.clone_from(&out.tags);
                }
                "references" => defaults.metadata.references = reader.texts(value)?,
                "globs" => out.globs = reader.texts(value)?,
                "exclude" => {
                    for item in reader.list(value) {
                        let text = reader.text(item)?;
                        match PathGlob::new(&text) {
                            Ok(glob) => defaults.paths.exclude.push(glob),
                            Err(reason) => {
                                let message = format!("the glob is wrong: {reason}");
                                return Err(reader.error(
                                    item,
                                    message,
                                    "see the glob syntax of .gitignore",
                                ));
                            }
                        }
                    }
                }
                "version" => out.version = Some(reader.text(value)?),
                "author" => {}
                other => {
                    let known = [
                        "id",
                        "title",
                        "description",
                        "severity",
                        "confidence",
                        "cwe",
                        "owasp",
                        "tags",
                        "globs",
                        "version",
                        "author",
                        "references",
                        "exclude",
                    ];
                    return Err(reader.unknown_key(key, other, &known));
                }
            }
            Ok(())
        });
    }
    for glob in &out.globs {
        if let Ok(glob) = PathGlob::new(glob) {
            defaults.paths.include.push(glob);
        }
    }
}

/// A fence's language tag.
fn language_of(tag: &str) -> Option<Language> {
    Language::from_lsp_id(tag).or_else(|| Language::from_file_name(&format!("x.{tag}"))).or_else(
        || Language::ALL.into_iter().find(|language| language.spec().rule_names.contains(&tag)),
    )
}

/// Takes the marks (`// !`, `# !` at the end of a line) out of an example.
fn example(language: Language, insecure: bool, text: &str, line: usize, fix: bool) -> Example {
    let mark = format!(" {} !", language.spec().line_comment);
    let mut code = String::with_capacity(text.len());
    let mut expected = Vec::new();
    for (number, source) in text.lines().enumerate() {
        match source.strip_suffix(&mark) {
            Some(bare) => {
                expected.push(number + 1);
                code.push_str(bare.trim_end());
            }
            None => code.push_str(source),
        }
        code.push('\n');
    }
    Example { language, insecure, code, expected, line, fixed_is_next: fix }
}

/// Examples of a fence without attributes: pieces that begin with a comment with ❌ or ✅.
fn marked_examples(language: Language, text: &str, line: usize, out: &mut Vec<Example>) {
    let mut piece: Option<(bool, String, usize)> = None;
    let finish = |piece: Option<(bool, String, usize)>, out: &mut Vec<Example>| {
        if let Some((insecure, code, at)) = piece {
            out.push(Example {
                language,
                insecure,
                code,
                expected: Vec::new(),
                line: at,
                fixed_is_next: false,
            });
        }
    };
    for (number, source) in text.lines().enumerate() {
        let comment = source.trim_start().starts_with(language.spec().line_comment);
        let mark = comment.then(|| source.contains('❌') || source.contains('✅'));
        if mark == Some(true) {
            finish(piece.take(), out);
            piece = Some((source.contains('❌'), String::new(), line + number));
        }
        if let Some((_, code, _)) = &mut piece {
            code.push_str(source);
            code.push('\n');
        }
    }
    finish(piece, out);
}
