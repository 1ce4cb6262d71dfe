//! Statements: text in, outline out.

use crate::languages::Language;
use crate::testing::outline;

fn go(text: &str) -> String {
    outline(Language::Go, text)
}

#[test]
fn branches() {
    insta::assert_snapshot!(
        go(&[
            "if err := f(); err != nil {",
            "	a()",
            "} else if b {",
            "} else {",
            "	c()",
            "}",
        ].join("\n")),
        @r#"
        Stmt If
          Init Assign ["DECL"]
            Target Name "err"
            Value Call
              Callee Name "f"
          Cond Binary NotEq
            Left Name "err"
            Right Null "nil"
          Then Block
            Stmt Call
              Callee Name "a"
          Else If
            Cond Name "b"
            Then Block "{\n}"
            Else Block
              Stmt Call
                Callee Name "c"
        "#
    );
}

#[test]
fn loops() {
    insta::assert_snapshot!(
        go(&[
            "for {",
            "	break",
            "}",
            "for x < 3 {",
            "}",
            "for i := 0; i < 10; i++ {",
            "	continue outer",
            "}",
            "for ; ; {",
            "}",
            "for k, v := range m {",
            "}",
            "for k = range m {",
            "}",
            "for range c {",
            "}",
        ].join("\n")),
        @r#"
        Stmt For
          Body Block
            Stmt Break "break"
        Stmt For
          Cond Binary Lt
            Left Name "x"
            Right Number "3"
          Body Block "{\n}"
        Stmt For
          Init Assign ["DECL"]
            Target Name "i"
            Value Number "0"
          Cond Binary Lt
            Left Name "i"
            Right Number "10"
          Update Unary Inc
            Operand Name "i"
          Body Block
            Stmt Continue
              Name Name "outer"
        Stmt For
          Body Block "{\n}"
        Stmt ForEach ["DECL"]
          Target Tuple
            Elem Name "k"
            Elem Name "v"
          Iter Name "m"
          Body Block "{\n}"
        Stmt ForEach
          Target Name "k"
          Iter Name "m"
          Body Block "{\n}"
        Stmt ForEach
          Iter Name "c"
          Body Block "{\n}"
        "#
    );
}

#[test]
fn switches() {
    insta::assert_snapshot!(
        go(&[
            "switch n := f(); n {",
            "case 1, 2:",
            "	fallthrough",
            "default:",
            "	a()",
            "}",
            "switch {",
            "case x > 1:",
            "}",
        ].join("\n")),
        @r#"
        Stmt Switch
          Init Assign ["DECL"]
            Target Name "n"
            Value Call
              Callee Name "f"
          Subject Name "n"
          Case Case
            Test Number "1"
            Test Number "2"
            Body Block
              Stmt Other "fallthrough"
          Case Case
            Body Block
              Stmt Call
                Callee Name "a"
        Stmt Switch
          Case Case
            Test Binary Gt
              Left Name "x"
              Right Number "1"
            Body Block ""
        "#
    );
}

#[test]
fn type_switches() {
    insta::assert_snapshot!(
        go(&[
            "switch t := v.(type) {",
            "case string, *T:",
            "	a()",
            "case nil:",
            "}",
            "switch v.(type) {",
            "}",
        ].join("\n")),
        @r#"
        Stmt Switch
          Subject Assign ["DECL"]
            Target Name "t"
            Value Cast
              Value Name "v"
          Case Case
            Test Name "string"
            Test Unary Deref
              Operand Name "T"
            Body Block
              Stmt Call
                Callee Name "a"
          Case Case
            Test Null "nil"
            Body Block ""
        Stmt Switch
          Subject Cast
            Value Name "v"
        "#
    );
}

#[test]
fn selects() {
    insta::assert_snapshot!(
        go(&[
            "select {",
            "case c <- 1:",
            "case v, ok := <-c:",
            "case <-done:",
            "default:",
            "	a()",
            "}",
        ].join("\n")),
        @r#"
        Stmt Switch
          Case Case
            Test Send
              Left Name "c"
              Right Number "1"
            Body Block ""
          Case Case
            Test Assign ["DECL"]
              Target Tuple
                Elem Name "v"
                Elem Name "ok"
              Value Unary Receive
                Operand Name "c"
            Body Block ""
          Case Case
            Test Unary Receive
              Operand Name "done"
            Body Block ""
          Case Case
            Body Block
              Stmt Call
                Callee Name "a"
        "#
    );
}

#[test]
fn small_statements() {
    insta::assert_snapshot!(
        go(&[
            "func f() {",
            "	defer func() {}()",
            "	go g()",
            "	c <- 1",
            "	return a, b",
            "	;",
            "outer:",
            "	for {",
            "		break outer",
            "	}",
            "	goto end",
            "	{",
            "		x",
            "	}",
            "end:",
            "}",
        ].join("\n")),
        @r#"
        Stmt Function
          Name Name "f"
          Body Block
            Stmt Defer
              Elem Call
                Callee Function
                  Body Block "{}"
            Stmt Go
              Elem Call
                Callee Name "g"
            Stmt Send
              Left Name "c"
              Right Number "1"
            Stmt Return
              Elem Tuple
                Elem Name "a"
                Elem Name "b"
            Stmt Label
              Name Name "outer"
              Body For
                Body Block
                  Stmt Break
                    Name Name "outer"
            Stmt Goto
              Name Name "end"
            Stmt Block
              Stmt Name "x"
            Stmt Label
              Name Name "end"
        "#
    );
}
