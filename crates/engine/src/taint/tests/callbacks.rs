//! Functions that are given away, called where they stand, or run bit by bit.

use super::{RULE, check_with, go, js, py};

#[test]
fn a_function_that_is_called_at_once() {
    go("func a() {
	func(s string) { sink(s) }(source()) // !
	go func(s, t string) {
		sink(s)
		sink(t) // !
	}(\"x\", source())
	defer func() { sink(source()) }() // !
	r := func(s string) string { return s }(source())
	sink(r) // !
	q := func(s string) string { return \"x\" }(source())
	sink(q)
}
");
    js("((a, b) => {
  sink(a); // !
  sink(b);
})(source(), 'x');
const r = (function () { return source(); })();
sink(r); // !
(async () => {
  sink(await source()); // !
})();
const q = ((a) => clean(a))(source());
sink(q);
");
    py("(lambda s: sink(s))(source()) # !
(lambda s: sink('x'))(source())
sink((lambda s, t: s)('x', source()))
");
}

#[test]
fn what_a_callback_gives_back() {
    js("const xs = source();
sink(xs.map((x) => x.name)); // !
sink(xs.map((x) => clean(x)));
sink(xs.map((x) => 1));
sink(xs.filter((x) => x.ok)); // !
sink([1, 2].map((i) => source())); // !
get().then((v) => source()).then((v) => sink(v)); // !
get().then((v) => source()).then((v) => clean(v)).then((v) => sink(v));
fetch(source()).then((r) => r.json()).then((d) => {
  sink(d.a); // !
});
async function f() {
  const v = await get().then(() => source());
  sink(v); // !
}
");
    py("xs = source()
sink(list(map(lambda x: x.name, xs))) # !
sink(list(map(lambda x: 1, xs)))
sink([y for y in map(lambda _: source(), range(3))]) # !
");
}

#[test]
fn functions_given_away_by_name() {
    js("const xs = source();
function show(x) { sink(x); } // !
function calm(x) { sink('x'); }
function harmless(x) { return clean(x); }
function name(x) { return x.name; }
function make() { return source(); }
xs.forEach(show);
xs.forEach(calm);
sink(xs.map(harmless));
sink(xs.map(name)); // !
sink([1].map(make)); // !
sink(xs.map(unknown)); // !
xs.on('data', show);
xs.on('error', failed);
function failed(e) { sink(e); }
setTimeout(later, 10, 'x', source());
function later(a, b) {
  sink(a);
  sink(b); // !
}
");
    py("def show(a, b=None):
    sink(a)
    sink(b) # !
def one(x):
    sink(x) # !
def two(x):
    return clean(x)
Thread(target=show, args=('x', source()))
list(map(one, source()))
sink(list(map(two, source())))
pool.submit(show, 'x', source())
");
}

#[test]
fn generators_give_what_they_yield() {
    py("def gen():
    yield 'x'
    yield source()
def calm():
    yield 'x'
def more():
    yield from gen()
def through(xs):
    for x in xs:
        yield x
for v in gen():
    sink(v) # !
for v in calm():
    sink(v)
for v in more():
    sink(v) # !
for v in through([source()]):
    sink(v) # !
");
    js("function* gen() { yield source(); }
function* calm() { yield 'x'; }
for (const v of gen()) sink(v); // !
for (const v of calm()) sink(v);
");
}

#[test]
fn channels_carry() {
    go("func a() {
	ch := make(chan string)
	other := make(chan string)
	go func() { ch <- source() }()
	sink(<-ch) // !
	sink(<-other)
	for x := range ch {
		sink(x) // !
	}
	select {
	case y := <-ch:
		sink(y) // !
	case z := <-other:
		sink(z)
	}
}
");
}

#[test]
fn what_arms_take() {
    py("def f():
    match source():
        case {'a': v}:
            sink(v) # !
        case [x, *rest]:
            sink(x) # !
            sink(rest) # !
        case Point(p, q=q):
            sink(p) # !
            sink(q) # !
        case (str() as s) | s:
            sink(s) # !
        case other:
            sink(other) # !
def g(w):
    match w:
        case {'a': v}:
            sink(v)
");
    go("func a() {
	x := source()
	switch v := x.(type) {
	case string:
		sink(v) // !
	}
	var w any = \"w\"
	switch v := w.(type) {
	case string:
		sink(v)
	}
}
");
}

#[test]
fn an_arm_for_literals_is_an_allowlist() {
    js("function f(x) {
  const s = source();
  switch (s) {
    case 'a':
    case 'b':
      sink(s);
      break;
    case x:
      sink(s); // !
      break;
    default:
      sink(s); // !
  }
  sink(s); // !
}
function g() {
  const s = source();
  switch (s) {
    case 'a':
      break;
    default:
      return;
  }
  sink(s);
}
function h() {
  const s = source();
  switch (s) {
    default:
    case 'a':
      sink(s); // !
  }
}
");
    go("func a() {
	s := source()
	switch s {
	case \"a\", \"b\":
		sink(s)
	case other:
		sink(s) // !
	}
	sink(s) // !
}
");
    py("def f():
    s = source()
    match s:
        case 'a' | 'b':
            sink(s)
        case _:
            sink(s) # !
");
}

#[test]
fn parameters_of_callbacks_that_are_sources() {
    let asked = "[{patterns: [{pattern: 'function ($P, $X) {...}'}, {focus-metavariable: $X}]}]";
    let rule = RULE.replace("[{pattern: source()}]", asked);
    check_with(
        &rule,
        "a.js",
        "call((parent, { url }) => {
  sink(parent);
  sink(url); // !
});
((parent, { url }) => sink(url))(1, 2); // !
call(({ url }) => sink(url));
",
    );
}
