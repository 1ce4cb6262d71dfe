//! String patterns: `"..."`, `"=~/…/"`, `"a $X b"`.

use stockade_rules::{Pat, pattern::What};
use stockade_syntax::{Kind, NodeId, Span};
use xxhash_rust::xxh3::xxh3_64;

use super::binding::{Binding, Bound, Env};
use super::matcher::{Found, Matcher};

impl Matcher<'_> {
    pub(super) fn string(&self, pat: &Pat, id: NodeId, env: &mut Env, found: Found<'_>) -> bool {
        let tree = self.tree();
        let kind = tree.kind(id);
        if matches!(pat.what, What::AnyTemplate) {
            let plain = kind == Kind::Str && tree.text(id).starts_with('`');
            return (kind == Kind::Template || plain) && found(env);
        }
        if pat.kind == Kind::Regex {
            let literal = self.code.facts.constant(tree, id).unwrap_or(id);
            return tree.kind(literal) == Kind::Regex
                && match pat.what {
                    What::AnyString => found(env),
                    _ => self.parts(pat, literal, &tree.value(literal), env, found),
                };
        }
        let (literal, value) = if kind == Kind::Str {
            (id, tree.value(id).into_owned())
        } else if kind == Kind::JsxText {
            (id, tree.value(id).trim().to_owned())
        } else if self.options.constant_propagation
            && matches!(kind, Kind::Name | Kind::Binary | Kind::Template)
            && let Some(value) = self.code.facts.string(tree, id)
        {
            (self.code.facts.constant(tree, id).unwrap_or(id), value)
        } else {
            return false;
        };
        match &pat.what {
            What::AnyString => found(env),
            What::StringRegex(regex) => regex.is_match(&value) && found(env),
            What::StringParts(..) => self.parts(pat, literal, &value, env, found),
            _ => false,
        }
    }

    /// Binds the pieces of a literal's content.
    fn parts(
        &self,
        pat: &Pat,
        literal: NodeId,
        value: &str,
        env: &mut Env,
        found: Found<'_>,
    ) -> bool {
        let What::StringParts(regex, names) = &pat.what else { return false };
        let Some(captures) = regex.captures_from(value, 0) else { return false };
        let before = env.len();
        let content = self.content_start(literal, value);
        for (at, name) in names.iter().enumerate() {
            let Some(group) = captures.get(at + 1) else { continue };
            if &**name == "$_" {
                continue;
            }
            let span = match content {
                Some(start) => Span::new(start + group.start(), start + group.end()),
                None => self.tree().span(literal),
            };
            let bound = Bound::Text(group.as_str().into());
            let hash = xxh3_64(group.as_str().as_bytes());
            if !env.bind(Binding { name: name.clone(), span, hash, bound }) {
                env.truncate(before);
                return false;
            }
        }
        let enough = found(env);
        if !enough {
            env.truncate(before);
        }
        enough
    }

    /// Where the content of a literal begins in the file, if its text is its value as it stands.
    fn content_start(&self, literal: NodeId, value: &str) -> Option<usize> {
        let at = self.tree().text(literal).find(value)?;
        Some(self.tree().span(literal).start + at)
    }
}
