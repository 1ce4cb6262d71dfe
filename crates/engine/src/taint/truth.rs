//! Calls that answer yes or no: what they are asked about is no part of the answer.

use stockade_syntax::{Kind, Language, NodeId, Role, Tree};

/// Functions of Python.
const FUNCTIONS: [&str; 7] =
    ["isinstance", "issubclass", "hasattr", "callable", "any", "all", "bool"];

/// Methods and functions of modules.
const PYTHON: [&str; 20] = [
    "startswith",
    "endswith",
    "isalnum",
    "isalpha",
    "isascii",
    "isdecimal",
    "isdigit",
    "isidentifier",
    "islower",
    "isnumeric",
    "isprintable",
    "isspace",
    "istitle",
    "isupper",
    "isfile",
    "isdir",
    "isabs",
    "is_file",
    "is_dir",
    "is_relative_to",
];

const ECMASCRIPT: [&str; 17] = [
    "startsWith",
    "endsWith",
    "includes",
    "test",
    "hasOwnProperty",
    "hasOwn",
    "isArray",
    "isInteger",
    "isSafeInteger",
    "isFinite",
    "isNaN",
    "every",
    "some",
    "existsSync",
    "Boolean",
    "isPrototypeOf",
    "isAbsolute",
];

const GO: [&str; 22] = [
    "HasPrefix",
    "HasSuffix",
    "Contains",
    "ContainsAny",
    "ContainsRune",
    "ContainsFunc",
    "EqualFold",
    "Equal",
    "MatchString",
    "Match",
    "IsAbs",
    "IsLocal",
    "IsDigit",
    "IsLetter",
    "IsLower",
    "IsUpper",
    "IsSpace",
    "IsNumber",
    "ValidString",
    "Valid",
    "ValidPath",
    "DeepEqual",
];

/// Whether a call gives a truth value, by the name of what is called.
pub fn is_question(tree: &Tree, call: NodeId) -> bool {
    let Some(callee) = tree.child(call, Role::Callee) else { return false };
    let name = tree.text(tree.child(callee, Role::Property).unwrap_or(callee));
    match tree.language() {
        Language::Python if tree.kind(callee) == Kind::Name => FUNCTIONS.contains(&name),
        Language::Python => PYTHON.contains(&name),
        Language::Go => tree.kind(callee) == Kind::Member && GO.contains(&name),
        _ => tree.kind(call) == Kind::Call && ECMASCRIPT.contains(&name),
    }
}
