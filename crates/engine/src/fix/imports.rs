//! Imports that a fix needs: found where they are, else added in the file's own style.

use stockade_rules::rule::ImportSpec;
use stockade_syntax::{Flags, Kind, Language, NodeId, Role, Span, Tree};

use crate::facts::{Facts, go_package};
use crate::finding::TextEdit;

/// What a template must do about one import.
pub struct Import {
    /// The edit that adds it, if it is not there.
    pub edit: Option<TextEdit>,
    /// The name that the file uses instead of the template's, if it has its own.
    pub renamed: Option<(String, String)>,
}

/// Plans an import.
pub fn plan(spec: &ImportSpec, tree: &Tree, _facts: &Facts, text: &str) -> Import {
    let wanted = local_name(spec, tree);
    if let Some(known) = existing(spec, tree) {
        let renamed = (known != wanted).then_some((wanted, known));
        return Import { edit: None, renamed };
    }
    Import { edit: Some(insertion(spec, tree, text)), renamed: None }
}

/// The name under which the template knows the import.
fn local_name(spec: &ImportSpec, tree: &Tree) -> String {
    if let Some(alias) = &spec.alias {
        return alias.clone();
    }
    if let Some(name) = &spec.name {
        return name.clone();
    }
    if tree.language() == Language::Go {
        return go_package(&spec.module).to_owned();
    }
    let separator =
        if tree.language().is_ecmascript() || !spec.module.contains('.') { '/' } else { '.' };
    match separator {
        // `import a.b` binds `a`, and the template says `a.b`.
        '.' => spec.module.split('.').next().unwrap_or_default().to_owned(),
        _ => spec.module.rsplit('/').next().unwrap_or_default().to_owned(),
    }
}

fn same_module(a: &str, b: &str) -> bool {
    a.strip_prefix("node:").unwrap_or(a) == b.strip_prefix("node:").unwrap_or(b)
}

/// The local name of an import that is there already.
fn existing(spec: &ImportSpec, tree: &Tree) -> Option<String> {
    for id in tree.children(NodeId::ROOT) {
        match tree.kind(id) {
            Kind::Import => {
                let Some(module) = tree.child(id, Role::Module) else { continue };
                if !same_module(&tree.value(module), &spec.module) {
                    continue;
                }
                let elements: Vec<NodeId> = tree.children_with(id, Role::Elem).collect();
                if elements.is_empty() && spec.name.is_none() && !tree.language().is_ecmascript() {
                    return Some(local_name(&ImportSpec { alias: None, ..spec.clone() }, tree));
                }
                for element in elements {
                    // The name of a default import is not written.
                    let name = tree.child(element, Role::Name).map(|n| tree.value(n));
                    let name = name.as_deref();
                    let alias = tree.child(element, Role::Alias).map(|n| tree.text(n));
                    let fits = match &spec.name {
                        Some(wanted) => name == Some(wanted),
                        None => {
                            name.is_none_or(|n| n == "default" && tree.language().is_ecmascript())
                        }
                    };
                    if fits {
                        return alias.or(name).map(str::to_owned);
                    }
                }
            }
            Kind::Assign if tree.language().is_ecmascript() => {
                let (Some(target), Some(value)) =
                    (tree.child(id, Role::Target), tree.child(id, Role::Value))
                else {
                    continue;
                };
                let required = tree.kind(value) == Kind::Call
                    && tree.child(value, Role::Callee).is_some_and(|c| tree.text(c) == "require")
                    && tree
                        .child(value, Role::Arg)
                        .is_some_and(|module| same_module(&tree.value(module), &spec.module));
                if !required {
                    continue;
                }
                match (&spec.name, tree.kind(target)) {
                    (None, Kind::Name) => return Some(tree.text(target).to_owned()),
                    (Some(wanted), Kind::Object) => {
                        for pair in tree.children(target) {
                            let key = tree.child(pair, Role::Key).map(|k| tree.text(k));
                            let local = tree.child(pair, Role::Value).map(|v| tree.text(v));
                            if key == Some(wanted) {
                                return local.map(str::to_owned);
                            }
                        }
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
    None
}

/// The alias of a Go import, where it is not the package's usual name.
fn unusual_alias(spec: &ImportSpec) -> Option<&String> {
    spec.alias.as_ref().filter(|alias| alias.as_str() != go_package(&spec.module))
}

/// Whether the file uses `import` and `export` rather than `require`.
fn is_module(tree: &Tree) -> bool {
    let mut typescript = matches!(
        tree.language(),
        stockade_syntax::Language::TypeScript | stockade_syntax::Language::Tsx
    );
    for id in tree.children(NodeId::ROOT) {
        match tree.kind(id) {
            Kind::Import | Kind::Export => return true,
            _ if tree.node(id).flags.contains(Flags::EXPORTED) => return true,
            Kind::Assign => {
                let required = tree.child(id, Role::Value).is_some_and(|value| {
                    tree.child(value, Role::Callee).is_some_and(|c| tree.text(c) == "require")
                });
                if required {
                    typescript = false;
                }
            }
            _ => {}
        }
    }
    typescript
}

/// The quote that the file uses for its module names, else for its strings.
fn quote(tree: &Tree) -> char {
    let module = |id: NodeId| match tree.kind(id) {
        Kind::Import => tree.child(id, Role::Module),
        Kind::Assign => tree.child(id, Role::Value).and_then(|v| tree.child(v, Role::Arg)),
        _ => None,
    };
    let first = tree.children(NodeId::ROOT).filter_map(module).find(|&m| tree.kind(m) == Kind::Str);
    match first.and_then(|m| tree.text(m).chars().next()) {
        Some('"') => '"',
        _ => '\'',
    }
}

fn statement(spec: &ImportSpec, tree: &Tree) -> String {
    let module = &spec.module;
    if tree.language().is_ecmascript() {
        let q = quote(tree);
        let local = local_name(spec, tree);
        return match (&spec.name, is_module(tree)) {
            (None, true) => format!("import {local} from {q}{module}{q};"),
            (None, false) => format!("const {local} = require({q}{module}{q});"),
            (Some(name), module_file) => {
                let separator = if module_file { " as " } else { ": " };
                let part = if *name == local { local } else { format!("{name}{separator}{local}") };
                if module_file {
                    format!("import {{ {part} }} from {q}{module}{q};")
                } else {
                    format!("const {{ {part} }} = require({q}{module}{q});")
                }
            }
        };
    }
    let alias = spec.alias.as_ref();
    match (tree.language(), &spec.name) {
        (stockade_syntax::Language::Go, _) => match unusual_alias(spec) {
            Some(alias) => format!("import {alias} \"{module}\""),
            None => format!("import \"{module}\""),
        },
        (_, Some(name)) => match alias.filter(|alias| *alias != name) {
            Some(alias) => format!("from {module} import {name} as {alias}"),
            None => format!("from {module} import {name}"),
        },
        (_, None) => match alias.filter(|alias| *alias != module) {
            Some(alias) => format!("import {module} as {alias}"),
            None => format!("import {module}"),
        },
    }
}

fn is_import(tree: &Tree, id: NodeId) -> bool {
    match tree.kind(id) {
        Kind::Import => true,
        Kind::Assign => tree.child(id, Role::Value).is_some_and(|value| {
            tree.kind(value) == Kind::Call
                && tree.child(value, Role::Callee).is_some_and(|c| tree.text(c) == "require")
        }),
        _ => false,
    }
}

/// Where and how the import is added: after the last import of the head of the file; in Go into
/// the group that is there; else before the first statement.
fn insertion(spec: &ImportSpec, tree: &Tree, text: &str) -> TextEdit {
    let roots: Vec<NodeId> = tree.children(NodeId::ROOT).collect();
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let is_go = tree.language() == stockade_syntax::Language::Go;
    let last = roots.iter().rev().find(|&&id| is_import(tree, id)).copied();
    if let Some(last) = last {
        let end = end_of_line(text, tree.span(last).end);
        if is_go && let Some(line) = text.get(start_of_line(text, tree.span(last).start)..end) {
            let grouped = !line.trim_start().starts_with("import");
            if grouped {
                let indent: String = line.chars().take_while(|c| c.is_whitespace()).collect();
                let alias = unusual_alias(spec).map(|a| format!("{a} ")).unwrap_or_default();
                let entry = format!("{newline}{indent}{alias}\"{}\"", spec.module);
                return TextEdit { span: Span::new(end, end), text: entry };
            }
        }
        let added = format!("{newline}{}", statement(spec, tree));
        return TextEdit { span: Span::new(end, end), text: added };
    }
    let statement = statement(spec, tree);
    if is_go && let Some(&package) = roots.iter().find(|&&id| tree.kind(id) == Kind::Package) {
        let end = end_of_line(text, tree.span(package).end);
        return TextEdit {
            span: Span::new(end, end),
            text: format!("{newline}{newline}{statement}"),
        };
    }
    // Past a `#!` line, a BOM, directives (`'use strict'`), a docstring, `from __future__`.
    let first = roots.iter().find(|&&id| tree.kind(id) != Kind::Str).copied();
    let mut at = match (first, roots.first()) {
        (Some(first), Some(&head)) if first != head => start_of_line(text, tree.span(first).start),
        (None, Some(&head)) => end_of_line(text, tree.span(head).end),
        _ => 0,
    };
    if at == 0 {
        if text.starts_with('\u{feff}') {
            at = '\u{feff}'.len_utf8();
        }
        if text.get(at..).is_some_and(|rest| rest.starts_with("#!")) {
            at = (end_of_line(text, at) + newline.len()).min(text.len());
        }
        // Comments at the head of the file belong to it, those right above a statement to that.
    }
    let code_follows = roots.iter().any(|&id| tree.span(id).start >= at);
    let gap = if code_follows { newline } else { "" };
    TextEdit { span: Span::new(at, at), text: format!("{statement}{newline}{gap}") }
}

fn start_of_line(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|head| head.rfind('\n')).map_or(0, |newline| newline + 1)
}

/// The end of the line that `at` is on, without its line break.
fn end_of_line(text: &str, at: usize) -> usize {
    let end = text.get(at..).and_then(|tail| tail.find('\n')).map_or(text.len(), |n| at + n);
    if end > at && text.as_bytes().get(end - 1) == Some(&b'\r') && end < text.len() {
        end - 1
    } else {
        end
    }
}
