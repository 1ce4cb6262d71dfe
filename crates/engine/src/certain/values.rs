//! Values that are certain: literals, names that stand for one at a point of the program, and what
//! is computed of these. Asked only where taint depends on it, and remembered.
//!
//! Must never know: taint.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use stockade_syntax::{Flags, Kind, Language, NodeId, Op, Role, Tree};

use super::writes::{is_lent, last_value};
use crate::matching::Code;

/// Names that stand for names, and operators in operators, that are followed.
const MAX_DEPTH: u32 = 24;

/// A value that an expression has whenever it is evaluated.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A whole number; in JavaScript, every number that is one.
    Int(i64),
    /// Another number.
    Float(f64),
    /// A string.
    Text(Rc<str>),
    /// `true`, `false`.
    Truth(bool),
    /// `null`, `None`, `nil`.
    Null,
}

impl Value {
    /// What it counts as in a condition.
    pub fn truth(&self) -> bool {
        match self {
            Value::Int(number) => *number != 0,
            Value::Float(number) => *number != 0.0 && !number.is_nan(),
            Value::Text(text) => !text.is_empty(),
            Value::Truth(truth) => *truth,
            Value::Null => false,
        }
    }

    fn number(&self) -> Option<f64> {
        match self {
            Value::Int(number) => Some(*number as f64),
            Value::Float(number) => Some(*number),
            _ => None,
        }
    }
}

/// The certain values of a file that were asked for.
#[derive(Default)]
pub struct Certain {
    names: RefCell<FxHashMap<NodeId, Option<Value>>>,
}

impl Certain {
    /// The value of an expression, if it is certain.
    pub fn value(&self, code: Code<'_>, id: NodeId) -> Option<Value> {
        self.at(code, id, 0)
    }

    fn at(&self, code: Code<'_>, id: NodeId, depth: u32) -> Option<Value> {
        let tree = code.tree;
        if depth > MAX_DEPTH {
            return None;
        }
        let child = |role: Role| self.at(code, tree.child(id, role)?, depth + 1);
        match tree.kind(id) {
            Kind::Number => number(tree, id),
            Kind::Str => Some(Value::Text(tree.value(id).into())),
            Kind::Bool => Some(Value::Truth(tree.text(id).eq_ignore_ascii_case("true"))),
            Kind::Null => Some(Value::Null),
            Kind::Name => self.name(code, id, depth),
            Kind::Cast => child(Role::Value),
            Kind::Template => {
                let parts = tree.children(id).map(|part| match self.at(code, part, depth + 1)? {
                    Value::Text(text) => Some(text.to_string()),
                    Value::Int(number) => Some(number.to_string()),
                    _ => None,
                });
                Some(Value::Text(parts.collect::<Option<String>>()?.into()))
            }
            Kind::Unary => unary(tree.node(id).op, &child(Role::Operand)?),
            Kind::Conditional => {
                let way = if child(Role::Cond)?.truth() { Role::Then } else { Role::Else };
                child(way)
            }
            Kind::Binary => {
                let op = tree.node(id).op;
                let left = child(Role::Left)?;
                match op {
                    Op::And if !left.truth() => Some(left),
                    Op::Or if left.truth() => Some(left),
                    Op::Nullish if left != Value::Null => Some(left),
                    Op::And | Op::Or | Op::Nullish => child(Role::Right),
                    _ => binary(tree.language(), op, &left, &child(Role::Right)?),
                }
            }
            Kind::Index => {
                let at = child(Role::Index)?;
                element(tree, &child(Role::Object)?, &at)
            }
            Kind::Member if tree.language().is_ecmascript() => {
                let name = tree.child(id, Role::Property)?;
                match child(Role::Object)? {
                    Value::Text(text) if tree.text(name) == "length" => length(&text),
                    _ => None,
                }
            }
            Kind::Call => {
                let callee = tree.child(id, Role::Callee)?;
                let mut arguments = tree.children_with(id, Role::Arg);
                let argument = arguments.next().filter(|_| arguments.next().is_none())?;
                match tree.kind(callee) {
                    Kind::Name if tree.text(callee) == "len" && !declared(code, callee) => {
                        match self.at(code, argument, depth + 1)? {
                            Value::Text(text) => length(&text),
                            _ => None,
                        }
                    }
                    Kind::Member if tree.language().is_ecmascript() => {
                        let name = tree.child(callee, Role::Property)?;
                        let own = tree.child(callee, Role::Object)?;
                        if tree.text(name) != "charAt" {
                            return None;
                        }
                        let at = self.at(code, argument, depth + 1)?;
                        element(tree, &self.at(code, own, depth + 1)?, &at)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn name(&self, code: Code<'_>, id: NodeId, depth: u32) -> Option<Value> {
        if let Some(known) = self.names.borrow().get(&id) {
            return known.clone();
        }
        // A name that leads back to itself has no value that is known.
        self.names.borrow_mut().insert(id, None);
        let value = given(code, id).and_then(|value| self.at(code, value, depth + 1));
        let value = value.filter(|_| !is_lent(code, id));
        self.names.borrow_mut().insert(id, value.clone());
        value
    }
}

/// The expression that a name certainly was given last.
fn given(code: Code<'_>, name: NodeId) -> Option<NodeId> {
    let tree = code.tree;
    let entity = code.facts.entity(name)?;
    if entity.is_opaque() || entity.definitions() == 0 {
        return None;
    }
    if entity.definitions() == 1 && tree.language() != Language::Python {
        let value = entity.value()?;
        let assign = tree.ancestors(value).find(|&at| tree.kind(at) == Kind::Assign)?;
        let flags = tree.node(assign).flags;
        // A variable of the module may be set by others, one with a pointer to it by whoever has it.
        let settled = flags.contains(Flags::CONST)
            || flags.contains(Flags::DECL)
                && entity.local().is_some()
                && tree.language().is_ecmascript();
        if settled {
            return Some(value);
        }
    }
    // What a function of the module changes, it changes at any time.
    if entity.local().is_none() && entity.definitions() != 1 {
        return None;
    }
    last_value(code, name)
}

fn declared(code: Code<'_>, name: NodeId) -> bool {
    code.facts.entity(name).is_some_and(|entity| entity.definitions() > 0 || entity.is_opaque())
}

fn number(tree: &Tree, id: NodeId) -> Option<Value> {
    let text = tree.text(id).replace('_', "");
    let digits = |prefixes: [&str; 2]| prefixes.iter().find_map(|own| text.strip_prefix(own));
    let radix = [(["0x", "0X"], 16), (["0o", "0O"], 8), (["0b", "0B"], 2)];
    if let Some((digits, radix)) =
        radix.iter().find_map(|(prefixes, radix)| Some((digits(*prefixes)?, *radix)))
    {
        return i64::from_str_radix(digits, radix).ok().map(Value::Int);
    }
    if text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match text.parse::<i64>() {
        Ok(number) => Some(Value::Int(number)),
        Err(_) => text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::Float),
    }
}

fn unary(op: Op, value: &Value) -> Option<Value> {
    match (op, value) {
        (Op::Not, _) => Some(Value::Truth(!value.truth())),
        (Op::Neg, Value::Int(number)) => number.checked_neg().map(Value::Int),
        (Op::Neg, Value::Float(number)) => Some(Value::Float(-number)),
        (Op::Plus, Value::Int(_) | Value::Float(_)) => Some(value.clone()),
        (Op::BitNot, Value::Int(number)) => Some(Value::Int(!number)),
        _ => None,
    }
}

fn binary(language: Language, op: Op, left: &Value, right: &Value) -> Option<Value> {
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => integers(language, op, *a, *b),
        (Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) => {
            numbers(op, left.number()?, right.number()?)
        }
        (Value::Text(a), Value::Text(b)) => match op {
            Op::Add => Some(Value::Text(format!("{a}{b}").into())),
            Op::Eq | Op::StrictEq => Some(Value::Truth(a == b)),
            Op::NotEq | Op::StrictNotEq => Some(Value::Truth(a != b)),
            Op::In if language == Language::Python => Some(Value::Truth(b.contains(&**a))),
            Op::NotIn if language == Language::Python => Some(Value::Truth(!b.contains(&**a))),
            _ => None,
        },
        (Value::Truth(_) | Value::Null, Value::Truth(_) | Value::Null) => {
            let same = std::mem::discriminant(left) == std::mem::discriminant(right);
            match op {
                Op::Eq | Op::StrictEq | Op::Is if same => Some(Value::Truth(left == right)),
                Op::NotEq | Op::StrictNotEq | Op::IsNot if same => {
                    Some(Value::Truth(left != right))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn integers(language: Language, op: Op, a: i64, b: i64) -> Option<Value> {
    let number = match op {
        Op::Add => a.checked_add(b),
        Op::Sub => a.checked_sub(b),
        Op::Mul => a.checked_mul(b),
        Op::Div if language == Language::Go => a.checked_div(b),
        Op::Div if b != 0 && a % b == 0 && language.is_ecmascript() => a.checked_div(b),
        Op::FloorDiv if b > 0 => Some(a.div_euclid(b)),
        Op::Rem if b > 0 && (a >= 0 || language == Language::Python) => Some(a.rem_euclid(b)),
        Op::Pow => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
        Op::BitAnd => Some(a & b),
        Op::BitOr => Some(a | b),
        Op::BitXor if language == Language::Python => Some(a ^ b),
        _ => return numbers(op, a as f64, b as f64),
    }?;
    // Beyond, numbers of JavaScript are no longer exact, nor is what is computed here of floats.
    let exact = number.unsigned_abs() < 1 << 53;
    exact.then_some(Value::Int(number))
}

fn numbers(op: Op, a: f64, b: f64) -> Option<Value> {
    let truth = |truth: bool| Some(Value::Truth(truth));
    match op {
        Op::Add => Some(Value::Float(a + b)),
        Op::Sub => Some(Value::Float(a - b)),
        Op::Mul => Some(Value::Float(a * b)),
        Op::Div if b != 0.0 => Some(Value::Float(a / b)),
        Op::Eq | Op::StrictEq => truth(a == b),
        Op::NotEq | Op::StrictNotEq => truth(a != b),
        Op::Lt => truth(a < b),
        Op::LtEq => truth(a <= b),
        Op::Gt => truth(a > b),
        Op::GtEq => truth(a >= b),
        _ => None,
    }
}

fn length(text: &str) -> Option<Value> {
    text.is_ascii().then_some(Value::Int(text.len() as i64))
}

/// A character of a string.
fn element(tree: &Tree, value: &Value, at: &Value) -> Option<Value> {
    let (Value::Text(text), Value::Int(at)) = (value, at) else { return None };
    let from_end = *at < 0 && tree.language() == Language::Python;
    let at = if from_end { at + i64::try_from(text.len()).ok()? } else { *at };
    let at = usize::try_from(at).ok()?;
    text.is_ascii().then(|| text.get(at..=at))?.map(|one| Value::Text(one.into()))
}
