//! String literals: prefixes, escapes, adjacent literals, interpolation.

use tree_sitter as ts;

use crate::languages::literals::{Escapes, decode};
use crate::lowering::{Lowering, named_children};
use crate::text::span::Span;
use crate::tree::{Flags, Kind, Role};

/// Lowers a string or several adjacent ones; `false` if the node is none.
pub(super) fn lower(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) -> bool {
    match node.kind() {
        "string" => string(l, node, role),
        "concatenated_string" => {
            let parts = named_children(node);
            joined(l, node, role, &parts);
        }
        _ => return false,
    }
    true
}

fn string(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role) {
    let text = l.source(node);
    let prefix = Prefix::of(text);
    // Part of a template, a leaf would be taken for the template's own text.
    if role == Role::Part || prefix.formatted || (!prefix.raw && text.contains('\\')) {
        return joined(l, node, role, &[node]);
    }
    let first = l.count();
    l.leaf(Kind::Str, role, node);
    l.flag_roots(first, prefix.flags());
}

/// Letters before the quote.
#[derive(Clone, Copy)]
struct Prefix {
    raw: bool,
    bytes: bool,
    formatted: bool,
}

impl Prefix {
    fn of(text: &str) -> Prefix {
        let letters = text.split(['"', '\'']).next().unwrap_or_default();
        let has = |letter: char| letters.chars().any(|c| c.eq_ignore_ascii_case(&letter));
        Prefix { raw: has('r'), bytes: has('b'), formatted: has('f') || has('t') }
    }

    fn flags(self) -> Flags {
        if self.bytes { Flags::BYTES } else { Flags::empty() }
    }

    fn decode(self, text: &str) -> String {
        let text = if self.formatted {
            text.replace("{{", "{").replace("}}", "}")
        } else {
            text.to_owned()
        };
        match self {
            _ if self.raw || !text.contains('\\') => text,
            Prefix { bytes: true, .. } => decode(&text, Escapes::PythonBytes),
            _ => decode(&text, Escapes::Python),
        }
    }
}

/// A piece of a template.
enum Piece<'t> {
    Text(Span, String),
    Value(ts::Node<'t>),
}

/// Adjacent literals are one; with an interpolation in any of them they are a template.
fn joined(l: &mut Lowering<'_>, node: ts::Node<'_>, role: Role, strings: &[ts::Node<'_>]) {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let mut flags = Flags::empty();
    for string in strings {
        if string.kind() == "string" {
            flags |= Prefix::of(l.source(*string)).flags();
            split(l, *string, &mut pieces);
        }
    }
    if !pieces.iter().any(|piece| matches!(piece, Piece::Value(_))) {
        let value: String = pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Text(_, text) => Some(text.as_str()),
                Piece::Value(_) => None,
            })
            .collect();
        let first = l.count();
        l.leaf_value(Kind::Str, role, node, &value);
        l.flag_roots(first, flags);
        return;
    }
    let mark = l.open(Kind::Template, role, node);
    for piece in pieces {
        match piece {
            Piece::Text(span, text) if l.text_at(span) == text => {
                l.leaf_span(Kind::Str, Role::Part, span);
            }
            Piece::Text(span, text) => l.leaf_value_span(Kind::Str, Role::Part, span, &text),
            Piece::Value(value) => l.lower(value, Role::Part),
        }
    }
    l.close(mark);
}

/// Splits a literal at its interpolations; text that follows text is joined to it.
fn split<'t>(l: &Lowering<'_>, string: ts::Node<'t>, pieces: &mut Vec<Piece<'t>>) {
    let prefix = Prefix::of(l.source(string));
    let mut at = string.start_byte();
    let mut end = string.end_byte();
    let mut values = Vec::new();
    for child in named_children(string) {
        match child.kind() {
            "string_start" => at = child.end_byte(),
            "string_end" => end = child.start_byte(),
            "interpolation" => values.push(child),
            _ => {}
        }
    }
    let text = |pieces: &mut Vec<Piece<'t>>, span: Span| {
        if span.is_empty() {
            return;
        }
        let more = prefix.decode(l.text_at(span));
        match pieces.last_mut() {
            Some(Piece::Text(whole, text)) => {
                *whole = whole.cover(span);
                text.push_str(&more);
            }
            _ => pieces.push(Piece::Text(span, more)),
        }
    };
    for value in values {
        text(pieces, Span::new(at, value.start_byte()));
        if let Some(expression) = l.child(value, "expression") {
            pieces.push(Piece::Value(expression));
        }
        at = value.end_byte();
    }
    text(pieces, Span::new(at, end));
}
