//! TypeScript and JavaScript: annotations, classes, what libraries give.

use super::{check, check_edits};

#[test]
fn annotations_and_classes() {
    check(
        "a.ts",
        "typescript",
        "($P : Pool).query(...)",
        "import { Pool } from 'pg';
class Users {
  private pool: Pool;
  made = new Pool();
  other: Client;
  constructor(private db: Pool, plain: Pool, private kept: Client) {
    plain.query('1'); // !
    this.later = plain;
  }
  async find(x: any, maybe: Pool | undefined, list: Pool[]) {
    this.db.query('2'); // !
    this.pool.query('3'); // !
    this.made.query('4'); // !
    this.other.query('5');
    this.kept.query('6');
    this.later.query('7'); // !
    (x as Pool).query('8'); // !
    const made = new Pool({});
    await made.query('9'); // !
    connect().query('10'); // !
    this.connect().query('11'); // !
    const { db, kept } = this;
    db.query('12'); // !
    kept.query('13');
    for (const each of list) {
      each.query('14'); // !
    }
    list[0].query('15'); // !
    const copied = this.db;
    copied.query('16'); // !
    maybe.query('17'); // !
  }
  connect(): Pool { return this.db; }
}
function connect(): Pool { return new Pool(); }
const users = new Users();
users.pool.query('18'); // !
users.other.query('19');
class Wider extends Pool {}
new Wider().query('20'); // !
",
    );
}

#[test]
fn what_is_given_several_times() {
    check(
        "a.js",
        "javascript",
        "($P : Pool).query(...)",
        "import { Pool } from 'pg';
let a = new Pool();
a.query('1'); // !
let b = new Other();
b = new Pool();
b.query('2'); // !
function f() {
  b.query('which one it is, nobody knows');
}
let c = null;
c = new Pool();
function g() {
  c.query('3'); // !
}
",
    );
}

/// What a type is told by may stand anywhere in the file.
#[test]
fn an_edit_of_a_declaration_reaches_those_who_use_it() {
    let edits = |before: &str, declarations: [&str; 2]| {
        let texts = declarations.map(|own| format!("{own}\n{before}\n"));
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        check_edits("a.ts", "typescript", "($P : Pool).query(...)", &texts);
    };
    let class = ["class A { c: Other; }", "class A { c: Pool; }"];
    edits("function f(a: A) { a.c.query(1); }", class);
    edits("const a = new A();\nfunction f() { a.c.query(1); }", class);
    edits("class B { a = new A(); }\nconst b = new B();\nfunction f() { b.a.c.query(1); }", class);
    edits("const { c } = new A();\nfunction f() { c.query(1); }", class);
    edits("class B extends A {}\nfunction f(b: B) { b.c.query(1); }", class);
    edits("class B { make(): A { return x; } }\nfunction f(b: B) { b.make().c.query(1); }", class);
}
