//! Detectors of credentials by their form.

use std::sync::Arc;

use stockade_rules::rule::{Checksum, SecretDetector, SecretPlace};
use stockade_syntax::{Kind, NodeId, Span};

use super::analyzers;
use super::formula::{Evaluator, Scope, text_binding};
use crate::matching::{Env, Match, innermost};

/// All places where the detector finds a credential. That a keyword is in the text at all the
/// prefilter has seen.
pub fn detect(
    evaluator: &Evaluator<'_>,
    detector: &SecretDetector,
    scope: Scope<'_>,
) -> Vec<Match> {
    let mut out = Vec::new();
    let Some(text) = scope.text.get(scope.span.range()) else { return out };
    let mut at = 0;
    while evaluator.budget.step() {
        let Some(captures) = detector.regex.captures_from(text, at) else { break };
        let Some(whole) = captures.get(0) else { break };
        at = whole.end().max(at + 1);
        let secret = captures.get(1).unwrap_or(whole);
        let start = scope.span.start + secret.start();
        let span = Span::new(start, start + secret.as_str().len());
        if accepts(detector, secret.as_str()) && stands_in(evaluator, detector, span) {
            let mut env = Env::default();
            env.bind(text_binding(Arc::from("$SECRET"), secret.as_str(), start));
            out.push(Match {
                span: enclosing_literal(evaluator, span).unwrap_or(span),
                node: None,
                env: Arc::new(env),
                context: false,
            });
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

fn accepts(detector: &SecretDetector, secret: &str) -> bool {
    !analyzers::is_placeholder(secret)
        && !detector.allow.iter().any(|allow| allow.is_match(secret))
        && detector.entropy.is_none_or(|least| analyzers::entropy(secret) >= least)
        && match detector.checksum {
            None => true,
            Some(Checksum::Crc32Base62) => crc32_base62_fits(secret),
        }
}

/// Whether a place is one where the detector looks.
fn stands_in(evaluator: &Evaluator<'_>, detector: &SecretDetector, span: Span) -> bool {
    if detector.places.contains(&SecretPlace::Text) {
        return true;
    }
    // Files without code are text throughout.
    let Some(_) = evaluator.code else { return true };
    let in_string = enclosing_literal(evaluator, span).is_some();
    (detector.places.contains(&SecretPlace::String) && in_string)
        || (detector.places.contains(&SecretPlace::Comment) && !in_string)
}

/// The string that a place lies in.
fn enclosing_literal(evaluator: &Evaluator<'_>, span: Span) -> Option<Span> {
    let (code, ..) = evaluator.code?;
    let mut at = Some(innermost(code.tree, NodeId::ROOT, span));
    while let Some(id) = at {
        if matches!(code.tree.kind(id), Kind::Str | Kind::Template | Kind::JsxText) {
            return Some(code.tree.span(id));
        }
        at = code.tree.parent(id);
    }
    None
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
