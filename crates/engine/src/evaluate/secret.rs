//! Detectors of credentials: by their form, or by the name of what they are given to.

use std::sync::Arc;

use stockade_rules::rule::{Checksum, Named, SecretDetector, SecretPlace};
use stockade_syntax::{Kind, NodeId, Span, Tree};

use super::evaluator::{Evaluator, Scope, text_binding};
use crate::matching::{Env, Match, innermost};
use crate::secrecy::{self, Form, Means, Place, Tie};

/// All places where the detector finds a credential. That a keyword is in the text at all the
/// prefilter has seen.
pub fn detect(
    evaluator: &Evaluator<'_>,
    detector: &SecretDetector,
    scope: Scope<'_>,
) -> Vec<Match> {
    match (detector.named, evaluator.code) {
        (None, _) => by_form(evaluator, detector, scope),
        (Some(named), Some((code, ..))) => {
            by_name_in_code(evaluator, detector, named, code.tree, scope)
        }
        (Some(named), None) => by_name_in_text(detector, named, scope),
    }
}

fn by_form(evaluator: &Evaluator<'_>, detector: &SecretDetector, scope: Scope<'_>) -> Vec<Match> {
    let mut out = Vec::new();
    let Some(text) = scope.text.get(scope.span.range()) else { return out };
    let forms = detector.regex.group_names();
    let mut at = 0;
    while evaluator.budget.step() {
        let Some(captures) = detector.regex.captures_from(text, at) else { break };
        let Some(whole) = captures.get(0) else { break };
        at = whole.end().max(at + 1);
        // The group that took part says which form it is.
        let group = (1..captures.len()).find(|number| captures.get(*number).is_some());
        let secret = group.and_then(|number| captures.get(number)).unwrap_or(whole);
        let start = scope.span.start + secret.start();
        let span = Span::new(start, start + secret.as_str().len());
        let from = scope.span.start + whole.start();
        let matched = Span::new(from, from + whole.as_str().len());
        let literal = enclosing_literal(evaluator, span);
        if accepts(detector, secret.as_str()) && stands_in(evaluator, detector, literal) {
            let mut env = Env::default();
            env.bind(text_binding(Arc::from("$SECRET"), secret.as_str(), start));
            if let Some(form) = group.and_then(|number| *forms.get(number)?) {
                env.bind(text_binding(Arc::from("$FORM"), form, start));
            }
            if let (Some((code, ..)), Some(literal)) = (evaluator.code, literal) {
                let place = secrecy::place(code.tree, literal);
                let telling = place.as_ref().filter(|place| tells(&place.name));
                bind_name(&mut env, telling);
                bind_literal(&mut env, code.tree, literal, [span, matched], place.as_ref());
            } else if evaluator.code.is_none() {
                let pair = pair_around(scope.text, span).filter(|(name, _)| tells(name));
                if let Some((name, at)) = pair {
                    env.bind(text_binding(Arc::from("$NAME"), name, at));
                }
            }
            let found = match (evaluator.code, literal) {
                (Some((code, ..)), Some(literal)) => code.tree.span(literal),
                _ => span,
            };
            out.push(found_at(found, env));
        }
        while at < text.len() && !text.is_char_boundary(at) {
            at += 1;
        }
        if at >= text.len() {
            break;
        }
    }
    out
}

fn by_name_in_code(
    evaluator: &Evaluator<'_>,
    detector: &SecretDetector,
    named: Named,
    tree: &Tree,
    scope: Scope<'_>,
) -> Vec<Match> {
    let mut out = Vec::new();
    let Some((_, index, _)) = evaluator.code else { return out };
    let mut names = Names::default();
    let mut literals = Vec::new();
    index.of_kind(Kind::Str, scope.area.within, tree, &mut literals);
    for literal in literals {
        if !evaluator.budget.step() {
            break;
        }
        let span = tree.span(literal);
        if !scope.span.contains(span) || secrecy::form(tree, literal) == Form::Fixed {
            continue;
        }
        let value = tree.value(literal);
        let Some(place) = secrecy::place(tree, literal) else { continue };
        let is_it =
            secrecy::judge(&place.name, &value, place.tie) == Some(named) && fits(detector, &value);
        if !is_it {
            continue;
        }
        let mut env = Env::default();
        env.bind(text_binding(Arc::from("$CONTENT"), &value, span.start));
        let mut place = place;
        place.name = names.distinct(place.name, &value);
        let header = secrecy::meaning(&place.name) == Some(Means::Header);
        bind_name(&mut env, Some(&place).filter(|_| !header));
        let (_, bare) = secrecy::without_scheme(&value);
        let text = tree.text(literal);
        let inner = text
            .rfind(bare)
            .map_or(span, |at| Span::new(span.start + at, span.start + at + bare.len()));
        bind_literal(&mut env, tree, literal, [inner, inner], Some(&place));
        out.push(found_at(span, env));
    }
    out
}

/// The names seen so far, with their values: two credentials are not one variable.
#[derive(Default)]
struct Names {
    seen: Vec<(Vec<String>, String)>,
}

impl Names {
    /// The name, with a number behind it where it had other values before.
    fn distinct(&mut self, name: String, value: &str) -> String {
        let words = secrecy::words_of(&name);
        let same = |(known, _): &&(Vec<String>, String)| *known == words;
        let number = self.seen.iter().filter(same).position(|(_, known)| known == value);
        let number = number.unwrap_or_else(|| {
            let before = self.seen.iter().filter(same).count();
            self.seen.push((words.clone(), value.to_owned()));
            before
        });
        if number == 0 { name } else { format!("{name}_{}", number + 1) }
    }
}

fn by_name_in_text(detector: &SecretDetector, named: Named, scope: Scope<'_>) -> Vec<Match> {
    let Some(text) = scope.text.get(scope.span.range()) else { return Vec::new() };
    secrecy::pairs(text)
        .into_iter()
        .filter(|pair| {
            secrecy::judge(pair.name, pair.value, Tie::Line) == Some(named)
                && fits(detector, pair.value)
        })
        .map(|pair| {
            let mut env = Env::default();
            let start = scope.span.start;
            env.bind(text_binding(Arc::from("$CONTENT"), pair.value, start + pair.value_at));
            env.bind(text_binding(Arc::from("$NAME"), pair.name, start + pair.name_at));
            found_at(pair.span().shifted(start), env)
        })
        .collect()
}

fn found_at(span: Span, env: Env) -> Match {
    Match { span, node: None, env: Arc::new(env), context: false }
}

/// Whether a name says what the credential is for, so that a variable can be called like it.
fn tells(name: &str) -> bool {
    const LAST: [&str; 13] = [
        "key",
        "token",
        "secret",
        "url",
        "uri",
        "dsn",
        "connection",
        "string",
        "webhook",
        "sid",
        "pat",
        "conn",
        "hook",
    ];
    match secrecy::meaning(name) {
        Some(Means::Header) => false,
        Some(_) => true,
        None => secrecy::words_of(name).last().is_some_and(|last| LAST.contains(&last.as_str())),
    }
}

fn bind_name(env: &mut Env, place: Option<&Place>) {
    if let Some(place) = place {
        env.bind(text_binding(Arc::from("$NAME"), &place.name, place.span.start));
    }
}

/// Binds what a fix can put its code in the place of, under a name that says how it stands there.
/// The literal is replaced as a whole where it holds the secret, or what was matched, and no more.
fn bind_literal(
    env: &mut Env,
    tree: &Tree,
    literal: NodeId,
    [secret, matched]: [Span; 2],
    place: Option<&Place>,
) {
    let text = tree.text(literal);
    let span = tree.span(literal);
    let mut bind = |name: &str, content: &str, at: Span| {
        let mut binding = text_binding(Arc::from(name), content, at.start);
        binding.span = at;
        env.bind(binding);
    };
    if let Some(fallback) = place.and_then(|place| place.fallback) {
        bind("$FALLBACK", text, fallback);
        return;
    }
    let Some(quote) = text.chars().find(|c| matches!(c, '"' | '\'' | '`')) else { return };
    let opens = text.find(quote).unwrap_or_default();
    let long = text[opens..].starts_with(&format!("{quote}{quote}{quote}"));
    let width = if long { 3 } else { 1 };
    let inner = Span::new(span.start + opens + width, span.end.saturating_sub(width));
    let whole = secret == inner || matched == inner;
    match secrecy::form(tree, literal) {
        Form::Text if whole => bind("$LITERAL", text, span),
        Form::Bytes if whole => bind("$BYTES", text, span),
        Form::Attribute if whole => bind("$ATTRIBUTE", text, span),
        Form::Const(Some(keyword)) if whole => {
            bind("$CONST", "const", keyword);
            bind("$CONSTANT", text, span);
        }
        Form::Text if opens == 0 && !long && secret.end == inner.end => {
            let head = &text[..secret.start.saturating_sub(span.start)];
            bind("$HEAD", &format!("{head}{quote}"), span);
        }
        _ => {}
    }
}

fn accepts(detector: &SecretDetector, secret: &str) -> bool {
    !secrecy::is_placeholder(secret)
        && !detector.allow.iter().any(|allow| allow.is_match(secret))
        && detector.entropy.is_none_or(|least| secrecy::entropy(secret) >= least)
        && match detector.checksum {
            None => true,
            Some(Checksum::Crc32Base62) => crc32_base62_fits(secret),
        }
}

/// Whether a value that its name makes a credential fits what else the detector asks for.
fn fits(detector: &SecretDetector, value: &str) -> bool {
    accepts(detector, value) && detector.regex.is_match(value)
}

/// Whether a place, in this literal or in none, is one where the detector looks.
fn stands_in(
    evaluator: &Evaluator<'_>,
    detector: &SecretDetector,
    literal: Option<NodeId>,
) -> bool {
    // Files without code are text throughout.
    evaluator.code.is_none()
        || detector.places.iter().any(|place| match place {
            SecretPlace::Text => true,
            SecretPlace::String => literal.is_some(),
            SecretPlace::Comment => literal.is_none(),
        })
}

/// The string that a place lies in.
fn enclosing_literal(evaluator: &Evaluator<'_>, span: Span) -> Option<NodeId> {
    let (code, ..) = evaluator.code?;
    let mut at = Some(innermost(code.tree, NodeId::ROOT, span));
    while let Some(id) = at {
        if matches!(code.tree.kind(id), Kind::Str | Kind::Template | Kind::JsxText) {
            return Some(id);
        }
        at = code.tree.parent(id);
    }
    None
}

/// The name in front of a value in a text that is no code, and where it stands.
fn pair_around(text: &str, span: Span) -> Option<(&str, usize)> {
    let start = text.get(..span.start)?.rfind('\n').map_or(0, |at| at + 1);
    let end = text.get(span.end..)?.find('\n').map_or(text.len(), |at| span.end + at);
    let line = text.get(start..end)?;
    secrecy::pairs(line)
        .into_iter()
        .find(|pair| pair.span().shifted(start).contains(span))
        .map(|pair| (pair.name, start + pair.name_at))
}

/// CRC-32 (IEEE 802.3) of the token without its last six characters, written in base 62 with
/// leading zeros, equals those six.
fn crc32_base62_fits(token: &str) -> bool {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    if !token.is_ascii() || token.len() < 12 {
        return false;
    }
    let (front, tail) = token.split_at(token.len() - 6);
    let body = front.rsplit_once('_').map_or(front, |(_, body)| body);
    let mut crc = u32::MAX;
    for byte in body.bytes() {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    crc = !crc;
    let mut expected = [b'0'; 6];
    for slot in expected.iter_mut().rev() {
        *slot = DIGITS[(crc % 62) as usize];
        crc /= 62;
    }
    tail.as_bytes() == expected
}
