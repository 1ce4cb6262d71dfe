//! What a string is called where it stands in code, and in which form it stands there.

use stockade_syntax::{Flags, Kind, Language, NodeId, Op, Role, Span, Tree};

use super::judge::Tie;
use super::name::{meaning, words_of};

/// The name that a string has by its place.
#[derive(Clone, Debug)]
pub struct Place {
    /// The name, as written.
    pub name: String,
    /// Where it is written.
    pub span: Span,
    /// How the two belong together.
    pub tie: Tie,
    /// What is taken away where the string is only the fallback of a look-up: `|| "x"`, `, "x"`.
    pub fallback: Option<Span>,
}

/// How a string is written, as far as what replaces it depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As an expression.
    Text,
    /// As bytes.
    Bytes,
    /// As an attribute of JSX without braces.
    Attribute,
    /// As the value of Go's `const`, whose keyword stands there; none in a group.
    Const(Option<Span>),
    /// Where no expression can stand: a type, a key.
    Fixed,
}

/// How far up a name is looked for.
const MAX_STEPS: usize = 8;

/// The form of a string.
pub fn form(tree: &Tree, literal: NodeId) -> Form {
    let Some(parent) = tree.parent(literal) else { return Form::Text };
    let node = tree.node(literal);
    if node.flags.contains(Flags::BYTES) {
        return Form::Bytes;
    }
    match (tree.kind(parent), node.role) {
        (Kind::JsxAttr, _) => Form::Attribute,
        (Kind::Template, _) | (_, Role::Key | Role::Type | Role::Module | Role::Name) => {
            Form::Fixed
        }
        _ => {
            let mut at = parent;
            for _ in 0..MAX_STEPS {
                if tree.kind(at) == Kind::Assign {
                    return const_form(tree, at);
                }
                match tree.parent(at) {
                    Some(up) if tree.kind(at) != Kind::Function => at = up,
                    _ => break,
                }
            }
            Form::Text
        }
    }
}

fn const_form(tree: &Tree, assign: NodeId) -> Form {
    let is_const =
        tree.language() == Language::Go && tree.node(assign).flags.contains(Flags::CONST);
    if !is_const {
        return Form::Text;
    }
    let start = tree.span(assign).start;
    let alone = tree.text(assign).starts_with("const ");
    Form::Const(alone.then(|| Span::new(start, start + "const".len())))
}

/// The name of a string, looked for around it.
pub fn place(tree: &Tree, literal: NodeId) -> Option<Place> {
    let mut at = literal;
    let mut fallback = None;
    for _ in 0..MAX_STEPS {
        let parent = tree.parent(at)?;
        let role = tree.node(at).role;
        let named = |name, tie| as_place(name, tie, fallback);
        match (tree.kind(parent), role) {
            (Kind::Cast, Role::Value)
            | (Kind::Await, _)
            | (Kind::Conditional, Role::Then | Role::Else)
            | (Kind::JsxExpr, _) => at = parent,
            (Kind::Array, _) => at = parent,
            (Kind::Binary, _) => match tree.node(parent).op {
                Op::Or | Op::Nullish if role == Role::Right => {
                    let left = tree.child(parent, Role::Left)?;
                    fallback = Some(Span::new(tree.span(left).end, tree.span(at).end));
                    let name = name_of(tree, left).filter(|(name, _)| meaning(name).is_some());
                    if let Some((name, span)) = name {
                        return Some(Place { name, span, tie: Tie::Fallback, fallback });
                    }
                    at = parent;
                }
                Op::Eq | Op::NotEq | Op::StrictEq | Op::StrictNotEq | Op::In | Op::NotIn => {
                    let side = if role == Role::Left { Role::Right } else { Role::Left };
                    let other = tree.child(parent, side)?;
                    return named(name_of(tree, other), Tie::Compared);
                }
                _ => return None,
            },
            (Kind::Member, Role::Object) => {
                // `"x".encode()`, `'x'.trim()`
                let call = tree.parent(parent)?;
                let property = tree.child(parent, Role::Property)?;
                if tree.kind(call) != Kind::Call || !keeps(tree.text(property)) {
                    return None;
                }
                at = call;
            }
            (Kind::Call | Kind::New, Role::Arg) => {
                match argument(tree, parent, at) {
                    Argument::Itself => at = parent,
                    Argument::Named(name, tie, span) => {
                        return as_place(Some(name), tie, fallback.or(span));
                    }
                    Argument::Nothing => return None,
                };
            }
            (Kind::KeywordArg, Role::Value) => {
                let key = tree.child(parent, Role::Key)?;
                let call = tree.parent(parent)?;
                let looked_up = ["default", "fallback"].contains(&tree.text(key));
                if looked_up && let Some(name) = first_text(tree, call) {
                    let behind = Span::new(name.1.end, tree.span(parent).end);
                    return as_place(Some(name), Tie::Fallback, Some(behind));
                }
                return named(Some(text_of(tree, key)), Tie::Keyword);
            }
            (Kind::Pair, Role::Value) => {
                let key = tree.child(parent, Role::Key)?;
                let object = tree.parent(parent)?;
                let name = entry_name(tree, object, key)?;
                let account = has_account(tree, object);
                return named(Some(name), Tie::Entry { account });
            }
            (Kind::Assign, Role::Value) => {
                let target = tree.child(parent, Role::Target)?;
                return named(name_of(tree, target), Tie::Assigned);
            }
            (Kind::Tuple, Role::Elem) => {
                return named(tuple_name(tree, parent, at), Tie::Argument).or_else(|| {
                    let name = assigned_by_position(tree, parent, at);
                    named(name, Tie::Assigned)
                });
            }
            (Kind::Param, Role::Default) => {
                let target = tree.child(parent, Role::Target)?;
                return named(name_of(tree, target), Tie::Parameter);
            }
            (Kind::JsxAttr, Role::Value) => {
                let key = tree.child(parent, Role::Key)?;
                return named(Some(text_of(tree, key)), Tie::Keyword);
            }
            (Kind::Case, Role::Test) => {
                let switch = tree.parent(parent)?;
                let subject = tree.child(switch, Role::Subject)?;
                return named(name_of(tree, subject), Tie::Compared);
            }
            (Kind::Return, _) => {
                at = enclosing_function(tree, parent)?;
                if let Some(name) = tree.child(at, Role::Name) {
                    return named(Some(without_verb(text_of(tree, name))), Tie::Returned);
                }
            }
            (Kind::Function, Role::Body) => {
                at = parent;
                if let Some(name) = tree.child(at, Role::Name) {
                    return named(Some(without_verb(text_of(tree, name))), Tie::Returned);
                }
            }
            _ => return None,
        }
    }
    None
}

fn as_place(name: Option<(String, Span)>, tie: Tie, fallback: Option<Span>) -> Option<Place> {
    let (name, span) = name?;
    let tie = if fallback.is_some() { Tie::Fallback } else { tie };
    Some(Place { name, span, tie, fallback })
}

enum Argument {
    /// The call yields its argument in another form.
    Itself,
    /// Another argument or the callee names it; with what is a fallback's to take away.
    Named((String, Span), Tie, Option<Span>),
    Nothing,
}

fn argument(tree: &Tree, call: NodeId, at: NodeId) -> Argument {
    let Some(callee) = tree.child(call, Role::Callee) else { return Argument::Nothing };
    let callee_name = match tree.kind(callee) {
        Kind::Member => tree.child(callee, Role::Property),
        Kind::Name => Some(callee),
        _ => None,
    };
    let called = callee_name.map_or("", |name| tree.text(name));
    let args: Vec<NodeId> = tree.children_with(call, Role::Arg).collect();
    let Some(position) = args.iter().position(|arg| *arg == at) else { return Argument::Nothing };
    if position == 0 && (converts(called) || converts(tree.text(callee))) {
        return Argument::Itself;
    }
    if compares(called) && args.len() >= 2 && position < 2 {
        return match name_of(tree, args[1 - position]) {
            Some(name) => Argument::Named(name, Tie::Compared, None),
            None => Argument::Nothing,
        };
    }
    if let Some(before) = position.checked_sub(1).map(|before| args[before])
        && tree.kind(before) == Kind::Str
    {
        let name = (tree.value(before).into_owned(), tree.span(before));
        let lookup = looks_up(called) && position + 1 == args.len();
        let tie = if lookup { Tie::Fallback } else { Tie::Argument };
        let fallback = lookup.then(|| Span::new(tree.span(before).end, tree.span(at).end));
        return Argument::Named(name, tie, fallback);
    }
    // `setPassword("x")`, `ssh.Password("x")`, `WithAPIKey("x")`
    if position == 0 && args.len() == 1 {
        let words = words_of(called);
        let set = matches!(words.first().map(String::as_str), Some("set" | "with" | "use" | "add"));
        let noun = words.len() <= 2 && called.starts_with(|c: char| c.is_ascii_uppercase());
        if (set && words.len() > 1 || noun) && meaning(called).is_some() {
            let span = callee_name.map_or(tree.span(callee), |name| tree.span(name));
            let name = words[usize::from(set)..].join("_");
            return Argument::Named((name, span), Tie::Argument, None);
        }
    }
    Argument::Nothing
}

/// Calls that give their argument back in another form.
fn converts(name: &str) -> bool {
    matches!(
        name,
        "[]byte"
            | "bytes"
            | "bytearray"
            | "str"
            | "String"
            | "string"
            | "encode"
            | "from"
            | "SecretStr"
            | "SecretBytes"
            | "utf8"
            | "b64encode"
            | "b64decode"
            | "ptr"
            | "Ptr"
            | "unescape"
            | "encodeURIComponent"
            | "btoa"
            | "atob"
            | "ref"
            | "fromhex"
            | "unhexlify"
            | "toPointer"
            | "StringPtr"
            | "mark_safe"
    ) || name.ends_with(".String")
}

/// Methods that give the string back in another form.
fn keeps(name: &str) -> bool {
    matches!(name, "encode" | "strip" | "trim" | "toString" | "decode" | "lower" | "valueOf")
}

/// Calls that compare their arguments.
fn compares(name: &str) -> bool {
    matches!(
        name,
        "compare_digest"
            | "timingSafeEqual"
            | "ConstantTimeCompare"
            | "equals"
            | "strcmp"
            | "Equal"
            | "EqualFold"
            | "safe_str_cmp"
            | "constant_time_compare"
            | "safeCompare"
            | "tsscmp"
            | "localeCompare"
            | "isEqual"
    )
}

/// Calls that look a name up and take the next argument where there is nothing.
fn looks_up(name: &str) -> bool {
    matches!(
        name,
        "getenv"
            | "get"
            | "getEnv"
            | "GetEnv"
            | "env"
            | "Env"
            | "config"
            | "str"
            | "pop"
            | "getOrDefault"
            | "getEnvOrDefault"
            | "GetEnvOrDefault"
            | "getenv_default"
            | "read"
            | "lookup"
            | "getString"
            | "GetString"
            | "getEnvOr"
            | "envOr"
            | "EnvOr"
            | "EnvString"
            | "GetenvDefault"
            | "getEnvDefault"
            | "envDefault"
            | "getEnvVar"
    )
}

/// The name an expression ends in: of a variable, an attribute, a key, what is looked up.
fn name_of(tree: &Tree, id: NodeId) -> Option<(String, Span)> {
    match tree.kind(id) {
        Kind::Name => Some(text_of(tree, id)),
        Kind::Member => {
            let property = tree.child(id, Role::Property)?;
            let plain = matches!(tree.text(property), "value" | "current" | "text" | "data");
            if plain {
                return name_of(tree, tree.child(id, Role::Object)?);
            }
            Some(text_of(tree, property))
        }
        Kind::Index => {
            let index = tree.child(id, Role::Index)?;
            if tree.kind(index) == Kind::Str {
                return Some((tree.value(index).into_owned(), tree.span(index)));
            }
            name_of(tree, tree.child(id, Role::Object)?)
        }
        Kind::Call => {
            if let Some(name) = first_text(tree, id) {
                return Some(name);
            }
            let callee = tree.child(id, Role::Callee)?;
            if let Some(first) = tree.child(id, Role::Arg) {
                let called = tree.text(callee);
                return converts(called).then(|| name_of(tree, first)).flatten();
            }
            let property = tree.child(callee, Role::Property)?;
            if keeps(tree.text(property)) {
                return name_of(tree, tree.child(callee, Role::Object)?);
            }
            Some(without_verb(text_of(tree, property)))
        }
        Kind::Unary | Kind::Cast | Kind::Await => {
            let role = [Role::Operand, Role::Value, Role::Elem];
            name_of(tree, role.into_iter().find_map(|role| tree.child(id, role))?)
        }
        Kind::Param => name_of(tree, tree.child(id, Role::Target)?),
        _ => None,
    }
}

fn text_of(tree: &Tree, id: NodeId) -> (String, Span) {
    let text = tree.text(id).trim_matches(['"', '\'', '`']);
    (text.to_owned(), tree.span(id))
}

/// The first argument of a call, if it is a string.
fn first_text(tree: &Tree, call: NodeId) -> Option<(String, Span)> {
    let first = tree.child(call, Role::Arg)?;
    (tree.kind(first) == Kind::Str).then(|| (tree.value(first).into_owned(), tree.span(first)))
}

/// `getApiKey` is about an API key.
fn without_verb((name, span): (String, Span)) -> (String, Span) {
    for verb in ["get", "Get", "fetch", "load", "read", "default", "Default"] {
        if let Some(rest) = name.strip_prefix(verb)
            && rest.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
        {
            return (rest.trim_start_matches('_').to_owned(), span);
        }
    }
    (name, span)
}

/// The name of an entry: its key, or for `{name: "API_KEY", value: "x"}` what stands beside it.
fn entry_name(tree: &Tree, object: NodeId, key: NodeId) -> Option<(String, Span)> {
    let own = match tree.kind(key) {
        Kind::Str => (tree.value(key).into_owned(), tree.span(key)),
        _ => name_of(tree, key)?,
    };
    if !matches!(own.0.as_str(), "value" | "Value" | "default" | "defaultValue" | "initial") {
        return Some(own);
    }
    let beside = tree.children(object).find_map(|pair| {
        let key = tree.child(pair, Role::Key)?;
        let value = tree.child(pair, Role::Value)?;
        let names = ["name", "Name", "key", "Key", "id"];
        let is_name = names.contains(&text_of(tree, key).0.as_str());
        (is_name && tree.kind(value) == Kind::Str)
            .then(|| (tree.value(value).into_owned(), tree.span(value)))
    });
    Some(beside.unwrap_or(own))
}

/// Whether an entry names a user, a host or a database.
fn has_account(tree: &Tree, object: NodeId) -> bool {
    const WHO: [&str; 22] = [
        "user",
        "username",
        "user_name",
        "userName",
        "login",
        "email",
        "host",
        "hostname",
        "server",
        "database",
        "db",
        "dbname",
        "account",
        "uid",
        "client_id",
        "clientId",
        "clientID",
        "User",
        "Username",
        "Host",
        "Addr",
        "ClientID",
    ];
    tree.children(object).any(|pair| {
        tree.child(pair, Role::Key).is_some_and(|key| {
            let name = match tree.kind(key) {
                Kind::Str => tree.value(key).into_owned(),
                _ => tree.text(key).trim_matches(['"', '\'']).to_owned(),
            };
            WHO.contains(&name.as_str())
        })
    })
}

/// `("password", "x")`
fn tuple_name(tree: &Tree, tuple: NodeId, at: NodeId) -> Option<(String, Span)> {
    let elems: Vec<NodeId> = tree.children_with(tuple, Role::Elem).collect();
    let &[first, second] = elems.as_slice() else { return None };
    (second == at && tree.kind(first) == Kind::Str)
        .then(|| (tree.value(first).into_owned(), tree.span(first)))
        .filter(|(name, _)| meaning(name).is_some())
}

/// `user, password = "u", "x"`
fn assigned_by_position(tree: &Tree, tuple: NodeId, at: NodeId) -> Option<(String, Span)> {
    let assign = tree.parent(tuple).filter(|id| tree.kind(*id) == Kind::Assign)?;
    let position = tree.children_with(tuple, Role::Elem).position(|elem| elem == at)?;
    let targets = tree.child(assign, Role::Target)?;
    let target = match tree.kind(targets) {
        Kind::Tuple | Kind::Array => tree.children_with(targets, Role::Elem).nth(position)?,
        _ => targets,
    };
    name_of(tree, target)
}

fn enclosing_function(tree: &Tree, from: NodeId) -> Option<NodeId> {
    tree.ancestors(from).take(64).find(|&at| tree.kind(at) == Kind::Function)
}
