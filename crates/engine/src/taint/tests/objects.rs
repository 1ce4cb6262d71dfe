//! Fields: each has a taint of its own, on whatever way the object goes.

use super::{RULE, check_with, go, js, py};

#[test]
fn fields_of_what_is_written_out() {
    js("const o = { a: source(), b: 'x' };
sink(o.a); // !
sink(o['a']); // !
sink(o.b);
sink(o); // !
sink(JSON.stringify(o)); // !
sink(o[key]); // !
const { a, b, ...c } = o;
sink(a); // !
sink(b);
sink(c); // !
const p = { ...o, a: 'x' };
sink(p.a);
const q = { ...o, b: 'y' };
sink(q.a); // !
const r = { ...source(), b: 'y' };
sink(r.a); // !
sink(r.b);
o.a = 'x';
sink(o.a);
sink(o.c); // !
");
    py("o = {'a': source(), 'b': 'x'}
sink(o['a']) # !
sink(o['b'])
sink(o.get('a')) # !
sink(o) # !
for k in o:
    sink(o[k]) # !
x, y = source(), 'y'
sink(x) # !
sink(y)
xs = [source(), 'y']
sink(xs[0]) # !
for z in xs:
    sink(z) # !
");
    go("func a() {
	t := T{Name: source(), Other: \"x\"}
	sink(t.Name) // !
	sink(t.Other)
	sink(t) // !
	u := &T{Name: \"x\"}
	u.Name = source()
	sink(u.Name) // !
	sink(u.Other)
	u.Name = \"y\"
	sink(u.Name)
	x, y := source(), \"y\"
	sink(x) // !
	sink(y)
	m := map[string]string{\"a\": source()}
	sink(m[\"a\"]) // !
	sink(m[k]) // !
}
");
}

#[test]
fn fields_of_what_functions_are_given() {
    js("function f(o) {
  sink(o.a); // !
  sink(o.b);
}
function g({ a, b }) {
  sink(a); // !
  sink(b);
}
f({ a: source(), b: 'x' });
g({ a: source(), b: 'x' });
const o = { b: source(), a: source() };
o.b = 'x';
f(o);
function all(o) {
  for (const k in o) sink(o[k]); // !
}
all({ a: source() });
function log(o) {
  sink(String(o)); // !
}
log({ a: source() });
function pick(o) {
  return o.b;
}
sink(pick({ a: source(), b: 'x' }));
sink(pick({ b: source(), a: 'x' })); // !
");
    go("type T struct { Name, Other string }
func f(t T) {
	sink(t.Name) // !
	sink(t.Other)
}
func a() {
	f(T{Name: source(), Other: \"x\"})
}
");
}

#[test]
fn fields_that_functions_give_back_or_set() {
    js("function make(s) {
  return { a: s, b: 'x' };
}
sink(make(source()).a); // !
sink(make(source()).b);
const o = make(source());
sink(o.a); // !
sink(o.b);
function fill(o, s) {
  o.a = s;
  o.list.push(s);
}
const p = { a: 'x', b: 'x', list: [] };
fill(p, source());
sink(p.a); // !
sink(p.b);
sink(p.list); // !
function wipe(o) {
  o.a = 'x';
}
wipe(p);
sink(p.a);
function perhaps(o, s) {
  if (ready) o.b = s;
}
perhaps(p, source());
sink(p.b); // !
function other(o, s) {
  o = {};
  o.a = s;
}
const q = { a: 'x' };
other(q, source());
sink(q.a);
");
    py("def add(xs, s):
    xs.append(s)
xs = []
add(xs, source())
sink(xs) # !
def pair(s):
    return 'x', s
a, b = pair(source())
sink(a)
sink(b) # !
");
    go("func set(t *T, s string) { t.Name = s }
func copied(t T, s string) { t.Name = s }
func two(s string) (*T, error) { return &T{Name: s}, nil }
func a() {
	t := &T{}
	set(t, source())
	sink(t.Name) // !
	sink(t.Other)
	var u T
	copied(u, source())
	sink(u.Name)
	set(&u, source())
	sink(u.Name) // !
	v, err := two(source())
	sink(v.Name) // !
	sink(v.Other)
	sink(err)
}
");
}

#[test]
fn what_a_rule_asks_for_as_an_argument_counts_by_its_value() {
    let asked = "[{patterns: [{pattern: sink($X)}, {focus-metavariable: $X}]}]";
    let rule = RULE.replace("[{pattern: sink(...)}]", asked);
    check_with(
        &rule,
        "a.js",
        "function tidy(s) { return clean(s); }
function three(s) { return 3; }
function same(s) { return s; }
sink(tidy(source()));
sink(three(source()));
sink(same(source())); // !
sink(unknown(source())); // !
sink(source() === 'a');
",
    );
}
