//! Python: annotations, classes, what libraries give.

use super::{check, check_edits};

#[test]
fn annotations_and_classes() {
    check("a.py", "python", "($C : Client).send(...)", "from dataclasses import dataclass
from m import Client, Client as C
class A:
    cls: Client
    def __init__(self, given: Client, other: Other):
        self.made = Client('x')
        self.said: Client = make()
        self.given = given
        self.other = other
        self.later = None
    def a(self, listed: list[Client], table: dict[str, Client], maybe: Client | None, quoted: 'Client'):
        self.made.send(1) # !
        self.said.send(2) # !
        self.given.send(3) # !
        self.other.send(4)
        self.cls.send(5) # !
        for each in listed:
            each.send(6) # !
        listed[0].send(7) # !
        table['x'].send(8) # !
        maybe.send(9) # !
        quoted.send(10) # !
        with Client() as entered:
            entered.send(11) # !
        make().send(12) # !
        self.make().send(13) # !
        copied = self.made
        copied.send(14) # !
        self.later.send(15)
        [one.send(16) for one in listed] # !
        C().send(17) # !
    def make(self) -> Client:
        return self.made
def make() -> Client:
    return Client()
@dataclass
class D:
    c: Client
    o: Other
class Wider(Client):
    pass
def b(d: D, w: Wider):
    d.c.send(18) # !
    d.o.send(19)
    w.send(20) # !
    client = None
    if d:
        client = Client()
    client.send(21) # !
");
}

#[test]
fn what_libraries_give() {
    check(
        "a.py",
        "python",
        "($C : sqlite3.Cursor).execute(...)",
        "import sqlite3 as db
conn = db.connect('x')
cur = conn.cursor()
cur.execute('1') # !
conn.execute('2')
def f():
    with conn.cursor() as c:
        c.execute('3') # !
    db.connect('x').cursor().execute('4') # !
",
    );
}

/// What a type is told by may stand anywhere in the file.
#[test]
fn an_edit_of_a_declaration_reaches_those_who_use_it() {
    let edits = |before: &str, declarations: [&str; 2]| {
        let texts = declarations.map(|own| format!("{own}\n\n\n{before}\n"));
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        check_edits("a.py", "python", "($C : Client).send(...)", &texts);
    };
    let class = ["class A:\n    c: Other", "class A:\n    c: Client"];
    edits("def f(a: A):\n    a.c.send(1)", class);
    edits("def f(a: \"A\"):\n    a.c.send(1)", class);
    edits("a = A()\n\n\ndef f():\n    a.c.send(1)", class);
    edits("class B:\n    a = A()\n\n\nb = B()\n\n\ndef f():\n    b.a.c.send(1)", class);
    edits("made = A()\n\n\nclass B:\n    a = made\n\n\ndef f(b: B):\n    b.a.c.send(1)", class);
    edits("class B(A):\n    pass\n\n\ndef f(b: B):\n    b.c.send(1)", class);
    edits(
        "def f(b):\n    make().send(1)",
        ["def make() -> Other:\n    return x", "def make() -> Client:\n    return x"],
    );
    edits(
        "def f():\n    found.send(1)",
        ["with Other() as found:\n    x()", "with Client() as found:\n    x()"],
    );
    edits(
        "def f():\n    found.send(1)",
        [
            "listed: list[Other] = x\nfor found in listed:\n    x()",
            "listed: list[Client] = x\nfor found in listed:\n    x()",
        ],
    );
}
