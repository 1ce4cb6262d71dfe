//! `metavariable-comparison`: a small evaluator of Python expressions over bindings.

use stockade_rules::Pattern;
use stockade_rules::pattern::{Pat, What};
use stockade_syntax::{Kind, Language, Op, Role};

use crate::matching::{Binding, Env};

#[derive(Clone, Debug, PartialEq, PartialOrd)]
enum Value {
    Number(f64),
    Text(String),
    Truth(bool),
    List(Vec<Value>),
}

struct Context<'a> {
    env: &'a Env,
    text: &'a dyn Fn(&Binding) -> String,
    only: Option<&'a str>,
    base: Option<u32>,
    strip: bool,
}

/// Whether the comparison holds; what cannot be computed does not.
pub fn holds(
    comparison: &Pattern,
    env: &Env,
    text: &dyn Fn(&Binding) -> String,
    only: Option<&str>,
    base: Option<u32>,
    strip: bool,
) -> bool {
    let Ok(compiled) = comparison.compiled(Language::Python) else { return false };
    let context = Context { env, text, only, base, strip };
    let value = compiled.roots.first().and_then(|root| context.value(root));
    value.is_some_and(|value| truth(&value))
}

fn truth(value: &Value) -> bool {
    match value {
        Value::Number(n) => *n != 0.0,
        Value::Text(text) => !text.is_empty(),
        Value::Truth(truth) => *truth,
        Value::List(list) => !list.is_empty(),
    }
}

fn number(text: &str, base: u32) -> Option<f64> {
    let text = text.trim().replace('_', "");
    let lower = text.to_ascii_lowercase();
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = lower.strip_prefix(prefix) {
            return i64::from_str_radix(digits, radix).ok().map(|n| n as f64);
        }
    }
    if base != 10 {
        return i64::from_str_radix(&lower, base).ok().map(|n| n as f64);
    }
    text.parse().ok()
}

impl Context<'_> {
    fn value(&self, pat: &Pat) -> Option<Value> {
        if let What::Metavar(name) = &pat.what {
            let binding = self.env.get(name)?;
            let mut text = (self.text)(binding);
            let this = self.only.is_none_or(|only| only == &**name);
            if self.strip && this {
                text = text.trim_matches(['"', '\'', '`']).to_owned();
            }
            let base = if this { self.base.unwrap_or(10) } else { 10 };
            let boolean = match text.as_str() {
                "true" | "True" => Some(true),
                "false" | "False" => Some(false),
                _ => None,
            };
            return Some(match (boolean, number(&text, base)) {
                (Some(truth), _) => Value::Truth(truth),
                (_, Some(n)) => Value::Number(n),
                _ => Value::Text(text),
            });
        }
        match pat.kind {
            Kind::Number => number(&pat.value, 10).map(Value::Number),
            Kind::Str => Some(match &pat.what {
                What::StringParts(..) | What::Plain => Value::Text(pat.value.to_string()),
                _ => return None,
            }),
            Kind::Bool => Some(Value::Truth(&*pat.value == "True")),
            Kind::Array | Kind::Tuple | Kind::Set => {
                pat.kids.iter().map(|kid| self.value(kid)).collect::<Option<_>>().map(Value::List)
            }
            Kind::Unary => {
                let operand = self.value(pat.kids.first()?)?;
                match (pat.op, operand) {
                    (Op::Not, value) => Some(Value::Truth(!truth(&value))),
                    (Op::Neg, Value::Number(n)) => Some(Value::Number(-n)),
                    (Op::Plus, value) => Some(value),
                    (Op::BitNot, Value::Number(n)) => Some(Value::Number(!(n as i64) as f64)),
                    _ => None,
                }
            }
            Kind::Binary => self.binary(pat),
            Kind::Call => self.call(pat),
            _ => None,
        }
    }

    fn binary(&self, pat: &Pat) -> Option<Value> {
        let left = self.value(pat.child(Role::Left)?);
        match pat.op {
            Op::And => {
                let holds = truth(&left?) && truth(&self.value(pat.child(Role::Right)?)?);
                return Some(Value::Truth(holds));
            }
            Op::Or => {
                let holds = left.is_some_and(|v| truth(&v))
                    || self.value(pat.child(Role::Right)?).is_some_and(|v| truth(&v));
                return Some(Value::Truth(holds));
            }
            _ => {}
        }
        let (left, right) = (left?, self.value(pat.child(Role::Right)?)?);
        let order = left
            .partial_cmp(&right)
            .filter(|_| std::mem::discriminant(&left) == std::mem::discriminant(&right));
        let contains = || match (&left, &right) {
            (Value::Text(a), Value::Text(b)) => Some(b.contains(a)),
            (a, Value::List(list)) => Some(list.contains(a)),
            _ => None,
        };
        let compared = match pat.op {
            Op::Eq | Op::Is => Some(left == right),
            Op::NotEq | Op::IsNot => Some(left != right),
            Op::Lt => Some(order?.is_lt()),
            Op::LtEq => Some(order?.is_le()),
            Op::Gt => Some(order?.is_gt()),
            Op::GtEq => Some(order?.is_ge()),
            Op::In => Some(contains()?),
            Op::NotIn => Some(!contains()?),
            _ => None,
        };
        if let Some(truth) = compared {
            return Some(Value::Truth(truth));
        }
        if let (Op::Add, Value::Text(a), Value::Text(b)) = (pat.op, &left, &right) {
            return Some(Value::Text(format!("{a}{b}")));
        }
        let (Value::Number(a), Value::Number(b)) = (left, right) else { return None };
        let (whole_a, whole_b) = (a as i64, b as i64);
        Some(Value::Number(match pat.op {
            Op::Add => a + b,
            Op::Sub => a - b,
            Op::Mul => a * b,
            Op::Div => a / b,
            Op::FloorDiv => (a / b).floor(),
            Op::Rem if b != 0.0 => a.rem_euclid(b),
            Op::Pow => a.powf(b),
            Op::BitAnd => (whole_a & whole_b) as f64,
            Op::BitOr => (whole_a | whole_b) as f64,
            Op::BitXor => (whole_a ^ whole_b) as f64,
            Op::Shl => whole_a.checked_shl(u32::try_from(whole_b).ok()?)? as f64,
            Op::Shr => whole_a.checked_shr(u32::try_from(whole_b).ok()?)? as f64,
            _ => return None,
        }))
    }

    fn call(&self, pat: &Pat) -> Option<Value> {
        let callee = pat.child(Role::Callee)?;
        let mut args = pat.children(Role::Arg);
        let name = match callee.kind {
            Kind::Name => callee.value.to_string(),
            _ => {
                let object = callee.child(Role::Object)?;
                format!("{}.{}", object.value, callee.child(Role::Property)?.value)
            }
        };
        let first = self.value(args.next()?)?;
        match (name.as_str(), first) {
            ("int" | "float", Value::Number(n)) => {
                Some(Value::Number(if name == "int" { n.trunc() } else { n }))
            }
            ("int" | "float", Value::Text(text)) => number(&text, 10).map(Value::Number),
            ("str", Value::Text(text)) => Some(Value::Text(text)),
            ("str", Value::Number(n)) => Some(Value::Text(n.to_string())),
            ("len", Value::Text(text)) => Some(Value::Number(text.chars().count() as f64)),
            ("re.match", Value::Text(regex)) => {
                let subject = match self.value(args.next()?)? {
                    Value::Text(text) => text,
                    Value::Number(n) => n.to_string(),
                    _ => return None,
                };
                let regex = fancy_regex::Regex::new(&format!("\\A(?:{regex})")).ok()?;
                Some(Value::Truth(regex.is_match(&subject).ok()?))
            }
            _ => None,
        }
    }
}
