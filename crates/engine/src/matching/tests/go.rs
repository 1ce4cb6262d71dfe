//! Go: what its declarations say, and what libraries give.

use super::{check, check_edits};

fn go(pattern: &str, text: &str) {
    check("a.go", "go", pattern, &format!("package p\n{text}"));
}

const QUERY: &str = "($DB : *sql.DB).Query(...)";
const GET: &str = "($C : *http.Client).Get(...)";

#[test]
fn fields_of_structs() {
    go(
        QUERY,
        "import \"database/sql\"
type S struct { db *sql.DB; n inner; p *inner; other *Other }
type inner struct { DB *sql.DB }
type Other struct { db *sql.DB }
func (o *Other) Query(s string) {}
func (s *S) a() {
	s.db.Query(\"1\") // !
	s.n.DB.Query(\"2\") // !
	s.p.DB.Query(\"3\") // !
	s.other.db.Query(\"4\") // !
	s.other.Query(\"5\")
	s.none.Query(\"6\")
}
func b(s S, t *T) {
	s.db.Query(\"7\") // !
	t.db.Query(\"8\")
}
",
    );
}

#[test]
fn variables_that_are_given_something() {
    go(
        QUERY,
        "import \"database/sql\"
type S struct { db *sql.DB }
var global, err = sql.Open(\"x\", \"y\")
var twice *sql.DB
func (s *S) a(x any, c chan *sql.DB, m map[string]*sql.DB, l []*sql.DB, more ...*sql.DB) {
	db, err := sql.Open(\"x\", \"y\")
	db.Query(\"1\") // !
	err.Query(\"2\")
	copied := s.db
	copied.Query(\"3\") // !
	db, err = other()
	db.Query(\"a variable keeps its type\") // !
	made := newDB()
	made.Query(\"4\") // !
	second, third := both()
	second.Query(\"5\")
	third.Query(\"6\") // !
	global.Query(\"7\") // !
	twice.Query(\"8\") // !
	x.(*sql.DB).Query(\"9\") // !
	x.(*sql.Tx).Query(\"10\")
	asserted, ok := x.(*sql.DB)
	asserted.Query(\"11\") // !
	ok.Query(\"12\")
	(<-c).Query(\"13\") // !
	m[\"a\"].Query(\"14\") // !
	l[0].Query(\"15\") // !
	l[1:][0].Query(\"16\") // !
	l.Query(\"17\")
	more[0].Query(\"18\") // !
	for i, each := range l {
		each.Query(\"19\") // !
		i.Query(\"20\")
	}
	for received := range c {
		received.Query(\"21\") // !
	}
	for _, each := range m {
		each.Query(\"22\") // !
	}
	pointer := new(sql.DB)
	pointer.Query(\"23\") // !
	for _, each := range make([]*sql.DB, 3) {
		each.Query(\"24\") // !
	}
	s.connect().Query(\"25\") // !
	one, _ := s.pair()
	one.Query(\"26\") // !
	switch db := x.(type) {
	case *sql.DB:
		db.Query(\"27\") // !
	case *sql.Tx:
		db.Query(\"28\")
	case *sql.DB, *sql.Tx:
		db.Query(\"29\")
	}
	{
		db := other
		db.Query(\"30\")
	}
}
func newDB() *sql.DB { return nil }
func both() (*sql.Tx, *sql.DB) { return nil, nil }
func (s *S) connect() *sql.DB { return s.db }
func (s *S) pair() (db *sql.DB, err error) { return s.db, nil }
func (t *T) connect() *sql.Tx { return nil }
",
    );
}

#[test]
fn literals_and_addresses() {
    go(
        GET,
        "import \"net/http\"
type S struct { c http.Client; p *http.Client }
func (s *S) a() {
	c := &http.Client{}
	c.Get(\"1\") // !
	var v http.Client
	v.Get(\"2\") // !
	n := new(http.Client)
	n.Get(\"3\") // !
	s.c.Get(\"4\") // !
	s.p.Get(\"5\") // !
	http.DefaultClient.Get(\"6\") // !
	(&http.Client{Timeout: 1}).Get(\"7\") // !
	l := []http.Client{{}}
	l[0].Get(\"8\") // !
	http.Get(\"9\")
	q := r.URL.Query()
	q.Get(\"10\")
	h := http.Header{}
	h.Get(\"11\")
	var w, x http.Client
	x.Get(\"12\") // !
}
",
    );
    // What is given away is what it is: there no address is taken.
    go(
        "use(($C : *http.Client))",
        "import \"net/http\"
func a() {
	c := http.Client{}
	use(c)
	use(&c) // !
}
",
    );
}

#[test]
fn packages_under_other_names() {
    go(
        QUERY,
        "import (
	base \"database/sql\"
	mine \"example.com/mysql\"
)
type S struct { db *base.DB; mine *mine.DB }
func (s *S) a() {
	s.db.Query(\"1\") // !
	s.mine.Query(\"2\")
	db, _ := base.Open(\"x\", \"y\")
	db.Query(\"3\") // !
	sql, _ := mine.Open(\"x\", \"y\")
	sql.Query(\"4\")
}
",
    );
}

#[test]
fn methods_of_what_is_embedded() {
    go(
        QUERY,
        "import \"database/sql\"
type Store struct { *sql.DB }
type Named struct { db *sql.DB }
type Own struct { *sql.DB }
type Deep struct { Store }
func (o *Own) Query(s string) {}
func a(s *Store, n Named, o *Own, d Deep) {
	s.Query(\"1\") // !
	s.DB.Query(\"2\") // !
	n.Query(\"3\")
	o.Query(\"4\")
	o.DB.Query(\"5\") // !
	d.Query(\"6\") // !
}
",
    );
}

#[test]
fn what_libraries_give() {
    go(
        "($TX : *sql.Tx).Exec(...)",
        "import \"database/sql\"
type S struct { db *sql.DB }
func (s *S) a() {
	tx, err := s.db.Begin()
	tx.Exec(\"1\") // !
	s.db.Exec(\"2\")
	st, _ := tx.Prepare(\"x\")
	st.Exec(\"3\")
}
",
    );
    go(
        "($F : *zip.File).Open()",
        "import \"archive/zip\"
func a() {
	r, _ := zip.OpenReader(\"x\")
	for _, f := range r.File {
		f.Open() // !
	}
	r.Open(\"x\")
}
",
    );
    go(
        "($R : *http.Request).FormValue(...)",
        "import \"github.com/gin-gonic/gin\"
func a(c *gin.Context) {
	c.Request.FormValue(\"1\") // !
	c.FormValue(\"2\")
}
",
    );
    go(
        "use(($X : int))",
        "func a(s string) {
	n := len(s)
	use(n) // !
	use(s)
	use(3) // !
	use(0xE) // !
	use(1.5)
	k, err := strconv.Atoi(s)
	use(k) // !
	use(err)
}
",
    );
}

#[test]
fn results_of_interfaces_and_named_collections() {
    go(
        QUERY,
        "import \"database/sql\"
type Source interface { Conn() *sql.DB }
type Pool []*sql.DB
type Alias = sql.DB
func a(s Source, p Pool, l *Alias) {
	s.Conn().Query(\"1\") // !
	p[0].Query(\"2\") // !
	for _, db := range p {
		db.Query(\"3\") // !
	}
	l.Query(\"4\") // !
}
",
    );
}

/// What a type is told by may stand anywhere in the file.
#[test]
fn an_edit_of_a_declaration_reaches_those_who_use_it() {
    let edits = |before: &str, declarations: [&str; 2]| {
        let texts = declarations.map(|own| format!("package p\n{own}\n{before}\n"));
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        check_edits("a.go", "go", QUERY, &texts);
    };
    edits(
        "func (s *S) a() { s.db.Query(x) }",
        ["type S struct { db *sql.Tx }", "type S struct { db *sql.DB }"],
    );
    edits(
        "type S struct { n N }\nfunc (s *S) a() { s.n.db.Query(x) }",
        ["type N struct { db *sql.Tx }", "type N struct { db *sql.DB }"],
    );
    edits("func a() { b().Query(x) }", ["func b() *sql.Tx { f() }", "func b() *sql.DB { f() }"]);
    edits(
        "type S struct{}\nfunc a(s *S) { s.b().Query(x) }",
        ["func (s *S) b() *sql.Tx { f() }", "func (s *S) b() *sql.DB { f() }"],
    );
    edits(
        "type S struct{ *sql.DB }\nfunc a(s *S) { s.Query(x) }",
        ["func (s *S) Query(x string) { f() }", "func (s *S) Other(x string) { f() }"],
    );
    edits(
        "var s = make()\nfunc a() { s.db.Query(x) }\ntype S struct { db *sql.DB }",
        ["func make() *T { f() }", "func make() *S { f() }"],
    );
    edits(
        "var s *S\nfunc a() { s.t().db.Query(x) }\nfunc (s *S) t() *T { f() }",
        ["type T struct { db *sql.Tx }", "type T struct { db *sql.DB }"],
    );
    edits(
        "var one = two\nvar two = three()\nfunc a() { one.Query(x) }",
        ["func three() *sql.Tx { f() }", "func three() *sql.DB { f() }"],
    );
    edits(
        "type S struct { n L }\nfunc (s *S) a() { s.n[0].Query(x) }",
        ["type L []*sql.Tx", "type L []*sql.DB"],
    );
}
