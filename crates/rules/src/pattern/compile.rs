//! From a pattern's text to a [`Compiled`] pattern: parse it in the contexts in which it may
//! stand, lower it, and turn the stand-in names back into holes.

use std::sync::Arc;

use stockade_syntax::lowering::leaf_hash;
use stockade_syntax::parsed::Parsed;
use stockade_syntax::{Kind, Language, NodeId, Role, Tree};

use super::PatternError;
use super::holes::{self, Prepared, prepare};
use super::pat::{Compiled, Pat, What};
use crate::regex::RegexPattern;

/// Compiles a pattern for a language.
pub fn compile(text: &str, language: Language) -> Result<Compiled, PatternError> {
    let text = text.trim_matches(|c: char| c == '\n' || c == '\r');
    if text.trim().is_empty() {
        return Err(PatternError::Empty);
    }
    for (prefix, suffix, semicolons, depth) in contexts(text, language) {
        let prepared = prepare(text, language, semicolons);
        let body = if depth.is_none() && !prefix.is_empty() {
            prepared.text.trim().trim_end_matches(';').to_owned()
        } else {
            dedent(&prepared.text)
        };
        let code = format!("{prefix}{body}{suffix}");
        let Ok(parsed) = Parsed::uncut(language, &code) else { continue };
        if parsed.has_error() {
            continue;
        }
        let tree = parsed.tree;
        let Some(roots) = context_roots(&tree, depth) else { continue };
        let mut builder = Builder { tree: &tree, prepared: &prepared, language };
        let roots = roots.into_iter().map(|id| builder.build(id)).collect::<Result<Vec<_>, _>>()?;
        let mut roots: Vec<Pat> = roots.into_iter().map(collapse).collect();
        trim_imports(text, &mut roots);
        if roots.is_empty() {
            return Err(PatternError::Empty);
        }
        return Ok(Compiled { roots });
    }
    // A rule for both may write types in its patterns; they are no part of what is matched.
    if matches!(language, Language::JavaScript | Language::Jsx) {
        return compile(text, Language::Tsx).map_err(|error| match error {
            PatternError::Syntax { pattern, .. } => {
                PatternError::Syntax { pattern, language: language.spec().name }
            }
            other => other,
        });
    }
    // Markup is in no plain TypeScript: such a pattern reads well and finds nothing.
    if language == Language::TypeScript && compile(text, Language::Tsx).is_ok() {
        return Ok(Compiled { roots: Vec::new() });
    }
    let pattern = text.split_whitespace().collect::<Vec<_>>().join(" ");
    Err(PatternError::Syntax { pattern, language: language.spec().name })
}

/// `import ( ... "m" ... )` is about one of the imports, not about all that stands around it.
fn trim_imports(text: &str, roots: &mut Vec<Pat>) {
    let group = text.trim_start().strip_prefix("import");
    if !group.is_some_and(|group| group.trim_start().starts_with('(')) {
        return;
    }
    if roots.len() > 1 && roots.first().is_some_and(Pat::is_ellipsis) {
        roots.remove(0);
    }
    if roots.len() > 1
        && text.trim_end().ends_with(')')
        && roots.last().is_some_and(Pat::is_ellipsis)
    {
        roots.pop();
    }
}

/// What to put around the text so that it parses, whether statement ellipses need a `;`, and how
/// to find the pattern's own nodes afterwards.
type Context = (&'static str, &'static str, bool, Option<Inside>);

/// Where the pattern's nodes are in the lowered context.
#[derive(Clone, Copy)]
enum Inside {
    /// The whole program.
    Program,
    /// The body of the one function or class.
    Body,
    /// The value of the one statement.
    Value,
    /// The entries of the one object.
    Entries,
    /// The fields of the one value, which names its type.
    Fields,
}

fn contexts(text: &str, language: Language) -> Vec<Context> {
    match language {
        Language::Python => vec![
            ("", "\n", false, Some(Inside::Program)),
            ("{\n", "\n}\n", false, Some(Inside::Entries)),
            ("class C:\n  ", "\n", false, Some(Inside::Body)),
        ],
        Language::Go => {
            // Else `key: value` would be a labelled statement.
            let fields = is_entry(text).then_some(("var x = T{\n", ",\n}\n", false));
            let fields = fields.map(|(before, after, s)| (before, after, s, Some(Inside::Fields)));
            let others: [Context; 3] = [
                ("", "\n", false, Some(Inside::Program)),
                ("func f() {\n", "\n}\n", false, Some(Inside::Body)),
                ("var x = ", "\n", false, Some(Inside::Value)),
            ];
            fields.into_iter().chain(others).collect()
        }
        _ => {
            let mut list: Vec<Context> = Vec::new();
            if is_entry(text) {
                // Else `key: value` would be a labelled statement.
                list.push(("({\n", "\n})", true, Some(Inside::Entries)));
                list.push(("({\n", "\n})", false, Some(Inside::Entries)));
            }
            list.extend([("(", "\n)", true, None), ("(", "\n)", false, None)]);
            if text.trim_start().starts_with("function") || text.trim_start().starts_with("class") {
                // A declaration at the end of a statement list is not an expression.
                list.push(("", "\n", true, Some(Inside::Program)));
            }
            list.extend([
                ("", "\n", true, Some(Inside::Program)),
                ("", "\n", false, Some(Inside::Program)),
                ("class C {\n", "\n}", true, Some(Inside::Body)),
                ("({\n", "\n})", false, None),
            ]);
            list
        }
    }
}

/// Whether a text begins like an entry of an object, `key: …`.
fn is_entry(text: &str) -> bool {
    let name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '"' | '\'' | '-');
    let rest = text.trim_start().trim_start_matches(name);
    rest.len() < text.trim_start().len() && rest.trim_start().starts_with(':')
}

fn context_roots(tree: &Tree, inside: Option<Inside>) -> Option<Vec<NodeId>> {
    let roots: Vec<NodeId> = tree.children(NodeId::ROOT).collect();
    match inside {
        None | Some(Inside::Program) => Some(roots),
        Some(Inside::Body) => {
            let body = tree.child(*roots.first()?, Role::Body)?;
            Some(tree.children(body).collect())
        }
        Some(Inside::Entries) => {
            let object = *roots.first()?;
            let entries: Vec<NodeId> = tree.children(object).collect();
            (tree.kind(object) == Kind::Object).then_some(entries)
        }
        Some(Inside::Fields) => {
            let value = tree.child(*roots.first()?, Role::Value)?;
            Some(tree.children_with(value, Role::Elem).collect())
        }
        Some(Inside::Value) => Some(vec![tree.child(*roots.first()?, Role::Value)?]),
    }
}

/// Takes the indentation of the first line off all lines.
fn dedent(text: &str) -> String {
    let Some(first) = text.lines().find(|line| !line.trim().is_empty()) else {
        return text.to_owned();
    };
    let indent = &first[..first.len() - first.trim_start().len()];
    let lines: Vec<&str> =
        text.lines().map(|line| line.strip_prefix(indent).unwrap_or(line)).collect();
    lines.join("\n")
}

struct Builder<'a> {
    tree: &'a Tree,
    prepared: &'a Prepared,
    language: Language,
}

impl Builder<'_> {
    fn build(&mut self, id: NodeId) -> Result<Pat, PatternError> {
        let node = *self.tree.node(id);
        let value: Arc<str> =
            if node.size == 1 { self.tree.value(id).as_ref().into() } else { "".into() };
        let mut pat = Pat {
            kind: node.kind,
            role: node.role,
            op: node.op,
            flags: node.flags,
            hash: node.hash,
            concrete: false,
            what: What::Plain,
            value,
            path: None,
            kids: Vec::new(),
        };
        match node.kind {
            Kind::Name | Kind::JsxText => self.name(&mut pat)?,
            Kind::Str => self.string(&mut pat, self.tree.text(id))?,
            Kind::Regex if &*pat.value == "..." => pat.what = What::AnyString,
            Kind::Regex if pat.value.contains(holes::METAVAR) => {
                let value = Arc::clone(&pat.value);
                string_parts(&mut pat, &value)?;
            }
            _ => {}
        }
        if !matches!(pat.what, What::Plain) {
            return Ok(pat);
        }
        for child in self.tree.children(id) {
            let kid = self.build(child)?;
            pat.kids.push(collapse(kid));
        }
        if pat.kind == Kind::Call
            && let Some(callee) = pat.child(Role::Callee)
            && &*callee.value == holes::DEEP
            && pat.kids.len() == 2
            && let Some(mut inner) = pat.kids.pop()
        {
            inner.role = Role::Elem;
            return Ok(Pat { what: What::Deep, kids: vec![inner], concrete: false, ..pat });
        }
        pat.concrete = pat.kids.iter().all(|kid| kid.concrete);
        pat.path = dotted(&pat);
        Ok(pat)
    }

    fn name(&mut self, pat: &mut Pat) -> Result<(), PatternError> {
        let text = pat.value.trim().to_owned();
        if text == holes::ELLIPSIS || (text == "..." && self.language == Language::Python) {
            pat.what = What::Ellipsis;
        } else if let Some(name) = text.strip_prefix(holes::METAVAR_SEQ) {
            pat.what = What::MetavarSeq(format!("$...{name}").into());
        } else if let Some(name) = text.strip_prefix(holes::METAVAR) {
            pat.what = What::Metavar(format!("${name}").into());
        } else if let Some(number) = text.strip_prefix(holes::TYPED)
            && let Some((name, kind)) =
                number.parse::<usize>().ok().and_then(|n| self.prepared.typed.get(n))
        {
            let kind = compile_type(kind, self.language)?;
            pat.what = What::Typed(name.as_str().into());
            pat.kids = vec![kind];
        } else {
            pat.concrete = true;
        }
        Ok(())
    }

    fn string(&mut self, pat: &mut Pat, source: &str) -> Result<(), PatternError> {
        // In the text of a template the ellipsis was filled like any other.
        let value: Arc<str> =
            pat.value.replace(holes::ELLIPSIS, "...").trim_end_matches(';').into();
        let value =
            if pat.value.contains(holes::ELLIPSIS) { value } else { Arc::clone(&pat.value) };
        let template = source.starts_with('`') && self.language.is_ecmascript()
            || self.language == Language::Python
                && source
                    .bytes()
                    .take_while(u8::is_ascii_alphabetic)
                    .any(|b| b.eq_ignore_ascii_case(&b'f'));
        if &*value == "..." {
            pat.what = match (pat.role, template) {
                (Role::Part, _) => What::Ellipsis,
                (Role::Module, _) if pat.value.contains(holes::ELLIPSIS) => What::Ellipsis,
                (_, true) => What::AnyTemplate,
                _ => What::AnyString,
            };
        } else if let Some(regex) = value.strip_prefix("=~/").and_then(|v| v.strip_suffix('/')) {
            pat.what = What::StringRegex(Arc::new(regex_of(regex)?));
        } else if value.contains('$') || value.contains(holes::METAVAR) {
            string_parts(pat, &value)?;
        }
        pat.concrete = matches!(pat.what, What::Plain);
        Ok(())
    }
}

/// A type as a pattern of its own.
fn compile_type(text: &str, language: Language) -> Result<Pat, PatternError> {
    let fallback = || Pat {
        kind: Kind::Name,
        role: Role::Type,
        op: stockade_syntax::Op::None,
        flags: stockade_syntax::Flags::empty(),
        hash: leaf_hash(Kind::Name, text),
        concrete: true,
        what: What::Plain,
        value: text.into(),
        path: Some([leaf_hash(Kind::Name, text)].into()),
        kids: Vec::new(),
    };
    let code = match language {
        Language::Go => format!("var x {text}\n"),
        Language::Python => format!("x: {text}\n"),
        _ => format!("let x: {text};\n"),
    };
    let Ok(parsed) = Parsed::uncut(language, &code) else { return Ok(fallback()) };
    if parsed.has_error() {
        return Ok(fallback());
    }
    let tree = parsed.tree;
    let root = tree.children(NodeId::ROOT).next();
    match root.and_then(|root| tree.child(root, Role::Type)) {
        Some(id) => {
            let prepared = Prepared { text: String::new(), typed: Vec::new() };
            Builder { tree: &tree, prepared: &prepared, language }.build(id)
        }
        None => Ok(fallback()),
    }
}

/// A regex within a pattern, where `^` and `$` are the ends of the literal.
fn regex_of(text: &str) -> Result<RegexPattern, PatternError> {
    RegexPattern::new(&format!("(?-m:{text})")).map_err(PatternError::Regex)
}

/// `"a $X b"`: a regex with a group for each metavariable.
fn string_parts(pat: &mut Pat, value: &str) -> Result<(), PatternError> {
    let value = value.replace(holes::METAVAR, "$");
    let mut regex = String::from("(?s:\\A");
    let mut names: Vec<Arc<str>> = Vec::new();
    let mut rest = value.as_str();
    while let Some(at) = rest.find('$') {
        regex.push_str(&fancy_regex::escape(&rest[..at]));
        let tail = &rest[at + 1..];
        let sequence = tail.starts_with("...");
        let tail = if sequence { &tail[3..] } else { tail };
        let len = tail
            .bytes()
            .take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
            .count();
        if len == 0 || tail.as_bytes()[0].is_ascii_digit() {
            regex.push_str("\\$");
            rest = &rest[at + 1..];
            continue;
        }
        let dots = if sequence { "..." } else { "" };
        names.push(format!("${dots}{}", &tail[..len]).into());
        regex.push_str("(.*?)");
        rest = &tail[len..];
    }
    regex.push_str(&fancy_regex::escape(rest));
    regex.push_str("\\z)");
    if !names.is_empty() {
        pat.what = What::StringParts(Arc::new(regex_of(&regex)?), names);
    }
    Ok(())
}

/// The hashes of the segments of a dotted path.
fn dotted(pat: &Pat) -> Option<Arc<[u64]>> {
    fn walk(pat: &Pat, out: &mut Vec<u64>) -> bool {
        match pat.kind {
            Kind::Name if matches!(pat.what, What::Plain) => {
                out.push(leaf_hash(Kind::Name, &pat.value));
                true
            }
            Kind::Member => {
                let (Some(object), Some(property)) =
                    (pat.child(Role::Object), pat.child(Role::Property))
                else {
                    return false;
                };
                // `require('m').f` names `f` of the module as `m.f` does where `m` is a name.
                let module = required(object);
                if let Some(module) = module {
                    let name = module.value.strip_prefix("node:").unwrap_or(&module.value);
                    out.push(leaf_hash(Kind::Name, name));
                }
                (module.is_some() || walk(object, out)) && walk(property, out)
            }
            _ => false,
        }
    }
    let mut out = Vec::new();
    (pat.concrete && walk(pat, &mut out)).then(|| out.into())
}

/// The module of a `require('m')`.
fn required(pat: &Pat) -> Option<&Pat> {
    let callee = pat.child(Role::Callee).filter(|_| pat.kind == Kind::Call)?;
    let module = pat.child(Role::Arg)?;
    (&*callee.value == "require" && module.kind == Kind::Str && pat.kids.len() == 2)
        .then_some(module)
}

/// A node that only holds an ellipsis where its kind puts one (`{...}` as a pair, a parameter, a
/// class field, an attribute) is the ellipsis.
fn collapse(mut pat: Pat) -> Pat {
    let holder = matches!(
        pat.kind,
        Kind::Pair
            | Kind::Param
            | Kind::Spread
            | Kind::ImportName
            | Kind::JsxAttr
            | Kind::JsxExpr
            | Kind::Assign
            | Kind::Decorator
            | Kind::Import
            | Kind::Resource
    );
    let plain = matches!(pat.what, What::Plain);
    let assign_alone = pat.kind != Kind::Assign || pat.kids.len() == 1;
    if plain
        && holder
        && assign_alone
        && !pat.kids.is_empty()
        && (pat.kids.iter().all(Pat::is_sequence) || names_nothing(&pat))
    {
        let mut inner = pat.kids.swap_remove(0);
        inner.role = pat.role;
        return inner;
    }
    // `case ...:` without a body is any arms.
    if plain
        && pat.kind == Kind::Case
        && pat.kids.iter().all(|kid| match kid.role {
            Role::Test => kid.is_ellipsis(),
            _ => kid.kids.is_empty(),
        })
        && pat.child(Role::Test).is_some()
    {
        let mut inner = pat.kids.swap_remove(0);
        inner.role = pat.role;
        return inner;
    }
    pat
}

/// Whether this is the first parameter of Go's `(..., w T)`, which reads as two names of one type.
fn names_nothing(pat: &Pat) -> bool {
    pat.kind == Kind::Param
        && pat.kids.first().is_some_and(|kid| kid.role == Role::Target && kid.is_sequence())
}
