//! Lists whose elements keep their place, and tables whose entries have keys.

use super::{go, js, py};

#[test]
fn elements_keep_their_place() {
    py("l = []
l.append('a')
l.append(source())
l.append('c')
sink(l[0])
sink(l[1]) # !
l.pop(0)
sink(l[0]) # !
sink(l[1])
sink(l[-1])
sink(l[-2]) # !
sink(l[at]) # !
for x in l:
    sink(x) # !
def last():
    l = ['a', source()]
    sink(l.pop()) # !
    sink(l[0])
    sink(l)
def second():
    pair = ('x', source())
    a, b = pair
    sink(a)
    sink(b) # !
    sink(pair[0])
    sink(pair[1]) # !
def given():
    l = ['a', 'b']
    l[1] = source()
    sink(l[0])
    sink(l[1]) # !
    l[1] = 'c'
    sink(l[1])
");
    js("const l = ['a'];
l.push(source(), 'c');
sink(l[0]);
sink(l[1]); // !
sink(l[2]);
l.shift();
sink(l[0]); // !
sink(l[1]);
l.unshift('z');
sink(l[0]);
sink(l[1]); // !
l.splice(1, 1);
sink(l[1]);
sink(l.pop());
");
    go("func a() {
	l := []string{\"a\", source()}
	sink(l[0])
	sink(l[1]) // !
	l = append(l, \"c\")
	sink(l[2])
	l = append(l, source())
	sink(l[3]) // !
	sink(l[0])
	sink(l[i]) // !
}
func b() {
	var l []string
	l = append(l, \"a\")
	l = append(l, source())
	sink(l[0])
	sink(l[1]) // !
}
");
}

#[test]
fn where_the_place_is_not_certain_all_elements_count() {
    py("def sorted_by_someone():
    l = ['a', source()]
    l.sort()
    sink(l[0]) # !
def shuffled():
    l = ['a', source()]
    random.shuffle(l)
    sink(l[0]) # !
def in_a_loop(xs):
    l = ['a', source()]
    for x in xs:
        l.insert(0, 'c')
    sink(l[0]) # !
def perhaps(c):
    l = []
    if c:
        l.append('x')
    l.append(source())
    sink(l[0]) # !
def anywhere(i):
    l = ['a', 'b', source()]
    l[i] = source()
    sink(l[0]) # !
def handed_on():
    l = []
    fill(l)
    l.append(source())
    sink(l[0]) # !
");
    js("function f(xs) {
  const l = ['a'];
  xs.forEach((x) => l.unshift('z'));
  l.push(source());
  sink(l[0]); // !
}
");
}

#[test]
fn entries_have_keys() {
    py("d = {}
d['q'] = source()
sink(d.get('q')) # !
sink(d.get('z'))
sink(d.get('z', source())) # !
for v in d.values():
    sink(v) # !
for k, v in d.items():
    sink(v) # !
sink(d.pop('q')) # !
sink(d.get('q'))
d.setdefault('k', source())
sink(d['k']) # !
sink(d['q'])
def named():
    key = 'a'
    d = {'a': 'x', 'b': source()}
    sink(d[key])
    key = 'b'
    sink(d[key]) # !
def unknown(o):
    o.q = source()
    sink(o.get()) # !
    sink(o.get('x')) # !
def sections(conf):
    conf.set('s', 'a', 'x')
    conf.set('s', 'b', source())
    sink(conf.get('s', 'a'))
    sink(conf.get('s', 'b')) # !
    sink(conf.get(k, 'a')) # !
");
    js("const m = new Map();
m.set('a', source());
m.set('b', 'x');
sink(m.get('a')); // !
sink(m.get('b'));
sink(m.get(k)); // !
for (const v of m.values()) sink(v); // !
");
}

#[test]
fn a_key_is_no_part_of_what_a_table_gives() {
    py("def f():
    table = {'a': 'x'}
    sink(table[source()])
    sink(table.get(source()))
    sink(table.get(source(), 'x') + '/y')
    sink(table.get(source(), source())) # !
    sink({'a': 'x'}[source()])
    sink(unknown[source()]) # !
    full = {'a': source()}
    sink(full[source()]) # !
");
    js("const table = { a: 'x' };
sink(table[source()]);
sink(unknown[source()]); // !
");
    go("var table = map[string]string{\"a\": \"x\"}
func a() {
	sink(table[source()])
	sink(unknown[source()]) // !
}
");
}
