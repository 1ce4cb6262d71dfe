//! Methods: which one is called, what it is given, and what its object carries.

use super::{go, js, py};

#[test]
fn methods_of_a_type_that_is_known() {
    go("type Svc struct{ repo *Repo }
type Repo struct{ db *DB }
type Other struct{}
func a() {
	svc := &Svc{repo: &Repo{}}
	svc.Direct(source())
	svc.Lookup(source())
	o := Other{}
	o.find(source())
	NewSvc().Direct(source())
	var db *sql.DB
	db.find(source())
}
func NewSvc() *Svc { return &Svc{} }
func (s *Svc) Direct(n string) { sink(n) } // !
func (s *Svc) Lookup(n string) { s.repo.find(n) }
func (r *Repo) find(n string) { sink(n) } // !
func (o Other) find(n string) { sink(\"x\") }
");
    py("class View:
    def __init__(self, u=None, w=None):
        self.u = u
        self.w = w
    def render(self, name):
        return sink(name) # !
    def get(self, name):
        return name
    def calm(self, name):
        return 'x'
    def go(self):
        sink(self.u) # !
        sink(self.w)
class Page(View):
    def show(self, name):
        super().render(name)
def a():
    View().render(source())
def b():
    f = View()
    f.render('x')
    sink(f.get(source())) # !
    sink(f.calm(source()))
def c():
    View(source()).go()
def d(view: View):
    sink(view.calm(source()))
    Page().render(source())
    p = Page('x', 'y')
    p.show(source())
");
    js("class Repo {
  find(q) { return sink(q); } // !
  get(q) { return 'x'; }
}
class Svc {
  constructor(repo) { this.repo = new Repo(); }
  lookup(q) { return this.repo.find(q); }
  calm(q) { return this.repo.get(q); }
}
const svc = new Svc();
svc.lookup(source());
sink(svc.calm(source()));
const users = { find(q) { return q; }, get(q) { return 'x'; } };
sink(users.find(source())); // !
sink(users.get(source()));
const path = {
  join() {
    const parts = [];
    for (const i in arguments) parts.push(arguments[i]);
    return parts.join('/');
  },
};
sink(path.join('a', source())); // !
sink(path.join('a', 'b'));
");
}

#[test]
fn an_object_carries_its_fields() {
    go("func a() {
	t := T{Name: source()}
	t.run1()
	q := &Q{}
	q.Name = source()
	q.run3()
	v := NewV(source())
	v.run5()
	w := &W{Other: source()}
	w.run7()
	x := &X{}
	x.fill(source())
	sink(x.name) // !
	sink(x.other)
	x.wipe()
	sink(x.name)
}
type T struct{ Name string }
type Q struct{ Name string }
func (t T) run1() { sink(t.Name) } // !
func (t *Q) run3() { sink(t.Name) } // !
func NewV(s string) *V { return &V{Name: s} }
func (t *V) run5() { sink(t.Name) } // !
func (t *W) run7() { sink(t.Name) }
func (x *X) fill(s string) { x.name = s }
func (x *X) wipe() { x.name = \"\" }
");
    py("class Job:
    def __init__(self, name, kind):
        self.name = name
        self.kind = kind
    def run(self):
        sink(self.name) # !
        sink(self.kind)
    def rename(self, name):
        self.name = name
        return self
def a():
    Job(source(), 'x').run()
    job = Job('a', 'b')
    sink(job.name)
    job.rename(source())
    sink(job.name) # !
    sink(job.kind)
    job.rename('c')
    sink(job.name)
    sink(Job('a', 'b').rename(source()).name) # !
class Sub(Job):
    def __init__(self, name):
        super().__init__('x', name)
def b():
    s = Sub(source())
    sink(s.name)
    sink(s.kind) # !
");
    js("class Job {
  constructor(name, kind) {
    this.name = name;
    this.kind = kind;
  }
  run() {
    sink(this.name); // !
    sink(this.kind);
  }
  rename(name) { this.name = name; }
}
new Job(source(), 'x').run();
const job = new Job('a', 'b');
sink(job.name);
job.rename(source());
sink(job.name); // !
sink(job.kind);
job.rename('x');
sink(job.name);
class Sub extends Job {
  constructor(name) { super('x', name); }
}
const sub = new Sub(source());
sink(sub.name);
sink(sub.kind); // !
");
}

#[test]
fn a_method_that_stands_once_in_the_file() {
    py("class View:
    def render_page(self, name):
        sink(name) # !
    def execute(self, name):
        sink(name)
    def two_of_them(self, a, b):
        sink(a)
def a(view, db):
    view.render_page(source())
    db.execute(source())
    view.two_of_them(source())
");
    js("import lib from 'lib';
class Repo {
  findByName(q) { sink(q); } // !
  query(q) { sink(q); }
  other(q) { sink(q); }
}
export function handler(repo, db) {
  repo.findByName(source());
  db.query(source());
  lib.other(source());
}
");
    go("type Finder interface { Find(n string) string }
type H struct{ repo Finder }
func (h *H) serve() { h.repo.Find(source()) }
type R struct{}
func (r *R) Find(n string) string { sink(n); return \"\" } // !
func (r *R) Exec(n string) { sink(n) }
func b(db DB) { db.Exec(source()) }
");
}
