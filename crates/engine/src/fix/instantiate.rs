//! From a template and a match to edits.

use stockade_rules::Rule;
use stockade_rules::rule::{FixEdit, FixTemplate, RegexFix};
use stockade_syntax::Span;
use xxhash_rust::xxh3::xxh3_64;

use super::{environment, imports, remove};
use crate::finding::{Fix, TextEdit, Variable};
use crate::matching::{Bound, Env, Match};
use crate::source::{Prepared, Source};

/// Stands in a template for the name of an environment variable.
const VARIABLE: &str = "$ENV";

/// Makes a fix for a match; none if a part of it cannot be made.
pub(crate) fn instantiate(
    rule: &Rule,
    template: &FixTemplate,
    found: &Match,
    source: &Source,
    prepared: &Prepared,
) -> Option<Fix> {
    let text = &*source.text;
    let variable = environment::name_for(rule.environment.as_ref(), &found.env, text);
    let mut read = None;
    let mut edits = Vec::new();
    let mut renames = Vec::new();
    if let (Some(tree), Some(facts)) = (&prepared.tree, &prepared.facts) {
        for spec in &template.imports {
            let import = imports::plan(spec, tree, facts, text);
            edits.extend(import.edit);
            renames.extend(import.renamed);
        }
    } else if !template.imports.is_empty() {
        return None;
    }
    for edit in &template.edits {
        edits.push(match edit {
            FixEdit::Replace { at, template } => {
                let span = place(at.as_deref(), found)?;
                // What is bound has its indentation already; only the template's lines need it.
                let mut code = indented(template, text, span.start);
                for (from, to) in &renames {
                    code = rename(&code, from, to);
                }
                if code.contains(VARIABLE) {
                    let value = xxh3_64(text.get(span.range())?.as_bytes());
                    read = Some(Variable { name: variable.clone(), value });
                }
                TextEdit { span, text: fill(&code, &found.env, text, &variable)? }
            }
            FixEdit::Remove { at } => {
                let span = remove::range(text, place(at.as_deref(), found)?);
                TextEdit { span, text: String::new() }
            }
            FixEdit::Regex(regex) => replace_by_regex(regex, text, found)?,
        });
    }
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let overlaps = edits.windows(2).any(|pair| pair[0].span.end > pair[1].span.start);
    let changes = edits.iter().any(|edit| text.get(edit.span.range()) != Some(edit.text.as_str()));
    (!overlaps && changes).then(|| Fix {
        title: fill(&template.title, &found.env, text, &variable)
            .unwrap_or_else(|| template.title.clone()),
        safety: template.safety,
        edits,
        note: template.note.clone(),
        variable: read,
    })
}

fn place(at: Option<&str>, found: &Match) -> Option<Span> {
    match at {
        None => Some(found.span),
        Some(name) => found.env.get(name).map(|binding| binding.span),
    }
}

/// Fills metavariables and `$ENV` into a template; none if one of them is bound to nothing.
fn fill(template: &str, env: &Env, text: &str, variable: &str) -> Option<String> {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        let tail = &rest[at..];
        let dots = if tail[1..].starts_with("...") { 3 } else { 0 };
        let len = 1
            + dots
            + tail[1 + dots..]
                .bytes()
                .take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
                .count();
        let name = &tail[..len];
        match env.get(name) {
            Some(binding) => match &binding.bound {
                Bound::Text(text) => out.push_str(text),
                _ => out.push_str(text.get(binding.span.range()).unwrap_or_default()),
            },
            None if name == VARIABLE => out.push_str(variable),
            // `$1` and `$` are the code's own.
            None if name[1..].starts_with(|c: char| c.is_ascii_uppercase()) => return None,
            None => out.push_str(name),
        }
        rest = &tail[len..];
    }
    out.push_str(rest);
    Some(out)
}

/// Renames a module's local name in a template: the whole word where no `.` stands before it.
fn rename(code: &str, from: &str, to: &str) -> String {
    let pattern = format!(r"(?<![\w.$]){}(?![\w$])", fancy_regex::escape(from));
    match fancy_regex::Regex::new(&pattern) {
        Ok(regex) => regex.replace_all(code, fancy_regex::NoExpand(to)).into_owned(),
        Err(_) => code.to_owned(),
    }
}

/// Gives the lines after the first the indentation of the place, in the file's own unit.
fn indented(code: &str, text: &str, at: usize) -> String {
    let code = code.trim_end_matches('\n');
    if !code.contains('\n') {
        return code.to_owned();
    }
    let line_start = text.get(..at).and_then(|head| head.rfind('\n')).map_or(0, |n| n + 1);
    let line = text.get(line_start..).unwrap_or_default();
    let indent: String = line.chars().take_while(|c| *c == ' ' || *c == '\t').collect();
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let unit = indent_unit(text);
    let mut lines = code.lines();
    let mut out = lines.next().unwrap_or_default().to_owned();
    let template_unit = indent_unit(code);
    for line in lines {
        out.push_str(newline);
        if line.trim().is_empty() {
            continue;
        }
        let body = line.trim_start_matches([' ', '\t']);
        let own = &line[..line.len() - body.len()];
        out.push_str(&indent);
        let depth = if template_unit.is_empty() { 0 } else { own.len() / template_unit.len() };
        if depth * template_unit.len() == own.len() && !unit.is_empty() {
            out.push_str(&unit.repeat(depth));
        } else {
            out.push_str(own);
        }
        out.push_str(body);
    }
    out
}

/// What one step of indentation is in a text: a tab, or the smallest number of spaces a line
/// begins with (two at least).
fn indent_unit(text: &str) -> String {
    let mut least: Option<usize> = None;
    for line in text.lines().take(2_000) {
        if line.starts_with('\t') {
            return "\t".to_owned();
        }
        let spaces = line.len() - line.trim_start_matches(' ').len();
        let is_comment = line.trim_start().starts_with('*');
        if spaces >= 2 && spaces < line.len() && !is_comment {
            least = Some(least.map_or(spaces, |known| known.min(spaces)));
        }
    }
    least.map_or(String::new(), |spaces| " ".repeat(spaces))
}

fn replace_by_regex(fix: &RegexFix, text: &str, found: &Match) -> Option<TextEdit> {
    let source = text.get(found.span.range())?;
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    let mut done = 0;
    let mut from = 0;
    while let Some(captures) = fix.regex.captures_from(source, from) {
        let whole = captures.get(0)?;
        from = whole.end().max(whole.start() + 1);
        out.push_str(&source[at..whole.start()]);
        let mut chars = fix.replacement.chars().peekable();
        while let Some(c) = chars.next() {
            match chars.peek().and_then(|next| next.to_digit(10)) {
                Some(group) if c == '\\' => {
                    chars.next();
                    out.push_str(captures.get(group as usize).map_or("", |g| g.as_str()));
                }
                _ => out.push(c),
            }
        }
        at = whole.end();
        done += 1;
        if fix.count.is_some_and(|count| done >= count) {
            break;
        }
    }
    out.push_str(&source[at..]);
    (done > 0).then_some(TextEdit { span: found.span, text: out })
}
