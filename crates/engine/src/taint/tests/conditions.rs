//! Conditions: what is certain, what is asked, and what is known behind it.

use super::{go, js, py};

#[test]
fn yes_or_no_is_no_data() {
    py("x = source() == 'a'
sink(x)
sink('a' in source())
sink(source() is None)
sink(isinstance(source(), str))
sink(source().startswith('a'))
sink(not source())
sink(source().strip()) # !
sink(rows.filter(source()).all()) # !
def startswith(x):
    return x
sink(startswith(source())) # !
");
    js("sink(source() === 'a');
sink(source() instanceof X);
sink(source().startsWith('a'));
sink(/a/.test(source()));
sink(source().trim()); // !
");
    go("func a() {
	sink(source() == \"a\")
	sink(strings.HasPrefix(source(), \"a\"))
	sink(strings.TrimSpace(source())) // !
}
");
}

#[test]
fn a_branch_that_cannot_run_does_not_count() {
    py("def f(x):
    num = 106
    sink('k' if 7 * 18 + num > 200 else source())
    if num > 200:
        v = source()
    else:
        v = 'b'
    sink(v)
    num = x
    if num > 200:
        v = source()
    sink(v) # !
def one():
    if 1 + 1 == 2:
        v = 'a'
    else:
        v = source()
    sink(v)
    if True:
        v = source()
    sink(v) # !
def sometimes(xs):
    x = 1
    for i in xs:
        if x > 1:
            sink(source()) # !
        x = x + 1
def elsewhere():
    x = 1
    def inc():
        nonlocal x
        x = 5
    inc()
    if x > 1:
        sink(source()) # !
def either():
    s = source()
    sink('k' or s)
    sink(s or 'k') # !
    sink('' or s) # !
");
    js("function f() {
  const n = 5;
  const v = n * 7 > 40 ? source() : 'b';
  sink(v);
  let w;
  if (n > 4) { w = source(); } else { w = 'a'; }
  sink(w); // !
}
function g(xs) {
  let x = 1;
  xs.forEach(() => { x = 2; });
  if (x > 1) sink(source()); // !
}
");
    go("func f(fs F) {
	n := 5
	v := \"a\"
	if n*7 > 40 {
		v = source()
	}
	sink(v)
	debug := false
	fs.BoolVar(&debug, \"debug\")
	if debug {
		sink(source()) // !
	}
}
");
}

#[test]
fn an_arm_that_cannot_run_does_not_count() {
    py("def f():
    letters = 'ABC'
    pick = letters[1]
    match pick:
        case 'A':
            v = source()
        case 'B' | 'C':
            v = 'x'
        case _:
            v = source()
    sink(v)
    match letters[0]:
        case 'A':
            v = source()
        case other:
            v = 'x'
    sink(v) # !
");
    js("function f() {
  const letters = 'ABC';
  let v;
  switch (letters.charAt(1)) {
    case 'A': v = source(); break;
    case 'B': v = 'x'; break;
    default: v = source();
  }
  sink(v);
  switch (letters[0]) {
    case 'B': v = 'z'; break;
    case 'A':
    case 'C': v = source(); break;
    default: v = 'y';
  }
  sink(v); // !
}
");
    go("func f() {
	letters := \"ABC\"
	var v string
	switch letters[1] {
	case 'A':
		v = source()
	case 'B':
		v = \"x\"
	default:
		v = source()
	}
	sink(v)
}
");
}

#[test]
fn what_equals_something_known_is_clean() {
    py("def f():
    d = source()
    if d == 'a':
        sink(d)
    elif d in ('b', 'c'):
        sink(d)
    else:
        sink(d) # !
    sink(d) # !
    sink(d if d in ('a', 'b') else 'c')
    sink('c' if d in ('a', 'b') else d) # !
    if d == 'a' or d == 'b':
        sink(d)
    if d == 'a' and ready:
        sink(d)
    if d == 'a' or ready:
        sink(d) # !
    if d != 'a':
        sink(d) # !
        return
    sink(d)
def g():
    d = source()
    if d == unknown():
        sink(d) # !
    assert d == 'a'
    sink(d)
");
    js("function f() {
  const d = source();
  if (d === 'a') sink(d);
  else sink(d); // !
  if (['a', 'b'].includes(d)) sink(d);
  d === 'a' && sink(d);
  d === 'a' || sink(d); // !
  if (others.includes(d)) sink(d); // !
  const ok = new Set(['a']);
  if (!ok.has(d)) {
    sink(d); // !
    return;
  }
  sink(d);
}
");
    go("var allowed = map[string]bool{\"a\": true}
func f() {
	d := source()
	if d == \"a\" {
		sink(d)
	}
	if _, ok := allowed[d]; ok {
		sink(d)
	} else {
		sink(d) // !
	}
	if !allowed[d] {
		sink(d) // !
		return
	}
	sink(d)
}
");
}
