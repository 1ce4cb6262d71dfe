//! Expressions: text in, outline out.

use crate::languages::Language;
use crate::testing::outline;

fn go(text: &str) -> String {
    outline(Language::Go, text)
}

#[test]
fn literals() {
    insta::assert_snapshot!(
        go(r#"f("a\t\x41\"", `c\d`, 'x', '\'', 1_000, 0xFF, 0755, nil, true, iota)"#),
        @r#"
        Stmt Call
          Callee Name "f"
          Arg Str "a\tA\""
          Arg Str "c\\d"
          Arg Str "x"
          Arg Str "'"
          Arg Number "1000"
          Arg Number "255"
          Arg Number "493"
          Arg Null "nil"
          Arg Bool "true"
          Arg Name "iota"
        "#
    );
}

#[test]
fn operators() {
    insta::assert_snapshot!(
        go(&[
            "x := -a + b&^c<<2",
            "y = *p && !ok || <-c != &d",
        ].join("\n")),
        @r#"
        Stmt Assign ["DECL"]
          Target Name "x"
          Value Binary Add
            Left Unary Neg
              Operand Name "a"
            Right Binary Shl
              Left Binary AndNot
                Left Name "b"
                Right Name "c"
              Right Number "2"
        Stmt Assign
          Target Name "y"
          Value Binary Or
            Left Binary And
              Left Unary Deref
                Operand Name "p"
              Right Unary Not
                Operand Name "ok"
            Right Binary NotEq
              Left Unary Receive
                Operand Name "c"
              Right Unary AddrOf
                Operand Name "d"
        "#
    );
}

#[test]
fn assignments() {
    insta::assert_snapshot!(
        go(&[
            "a := f()",
            "a, b := f()",
            "a, b = b, a",
            "a[0] += 1",
            "i++",
            "j--",
        ].join("\n")),
        @r#"
        Stmt Assign ["DECL"]
          Target Name "a"
          Value Call
            Callee Name "f"
        Stmt Assign ["DECL"]
          Target Tuple
            Elem Name "a"
            Elem Name "b"
          Value Call
            Callee Name "f"
        Stmt Assign
          Target Tuple
            Elem Name "a"
            Elem Name "b"
          Value Tuple
            Elem Name "b"
            Elem Name "a"
        Stmt Assign Add
          Target Index
            Object Name "a"
            Index Number "0"
          Value Number "1"
        Stmt Unary Inc
          Operand Name "i"
        Stmt Unary Dec
          Operand Name "j"
        "#
    );
}

#[test]
fn calls() {
    insta::assert_snapshot!(
        go(&[
            "f(a, b...)",
            "s.f[int](x).g()",
            r#"[]byte("x")"#,
            "make(chan int, 3)",
            "new(T)",
        ].join("\n")),
        @r#"
        Stmt Call
          Callee Name "f"
          Arg Name "a"
          Arg Spread
            Elem Name "b"
        Stmt Call
          Callee Member
            Object Call
              Callee Index
                Object Member
                  Object Name "s"
                  Property Name "f"
                Index Name "int"
              Arg Name "x"
            Property Name "g"
        Stmt Call
          Callee Array
            Elem Name "byte"
          Arg Str "x"
        Stmt Call
          Callee Name "make"
          Arg Other
            Elem Name "int"
          Arg Number "3"
        Stmt Call
          Callee Name "new"
          Arg Name "T"
        "#
    );
}

#[test]
fn access() {
    insta::assert_snapshot!(
        go(&[
            "a.b.c",
            "x[i]",
            "x[1:2]",
            "x[:n]",
            "x[n:]",
            "x[i:j:k]",
            "x.(*T)",
        ].join("\n")),
        @r#"
        Stmt Member
          Object Member
            Object Name "a"
            Property Name "b"
          Property Name "c"
        Stmt Index
          Object Name "x"
          Index Name "i"
        Stmt Index
          Object Name "x"
          Index Slice
            Elem Number "1"
            Elem Number "2"
        Stmt Index
          Object Name "x"
          Index Slice
            Elem Null "nil"
            Elem Name "n"
        Stmt Index
          Object Name "x"
          Index Slice
            Elem Name "n"
            Elem Null "nil"
        Stmt Index
          Object Name "x"
          Index Slice
            Elem Name "i"
            Elem Name "j"
            Elem Name "k"
        Stmt Cast
          Value Name "x"
          Type Unary Deref
            Operand Name "T"
        "#
    );
}

#[test]
fn composites() {
    insta::assert_snapshot!(
        go(&[
            r#"&http.Cookie{Secure: true, "k": 1}"#,
            "[]T{{1, 2}, {X: 1}}",
            "map[string]int{a: 1}",
            "[3]int{}",
            "[...]int{}",
            "G[int]{}",
        ].join("\n")),
        @r#"
        Stmt Unary AddrOf
          Operand Composite
            Type Member
              Object Name "http"
              Property Name "Cookie"
            Elem Pair
              Key Name "Secure"
              Value Bool "true"
            Elem Pair
              Key Str "k"
              Value Number "1"
        Stmt Composite
          Type Array
            Elem Name "T"
          Elem Composite
            Elem Number "1"
            Elem Number "2"
          Elem Composite
            Elem Pair
              Key Name "X"
              Value Number "1"
        Stmt Composite
          Type Other
            Elem Name "string"
            Elem Name "int"
          Elem Pair
            Key Name "a"
            Value Number "1"
        Stmt Composite
          Type Array
            Elem Number "3"
            Elem Name "int"
        Stmt Composite
          Type Array
            Elem Name "int"
        Stmt Composite
          Type Index
            Object Name "G"
            Index Name "int"
        "#
    );
}

#[test]
fn function_literals() {
    insta::assert_snapshot!(
        go(&[
            "func(a int) error { return nil }",
            "func() {}()",
        ].join("\n")),
        @r#"
        Stmt Function
          Param Param
            Target Name "a"
            Type Name "int"
          Result Name "error"
          Body Block
            Stmt Return
              Elem Null "nil"
        Stmt Call
          Callee Function
            Body Block "{}"
        "#
    );
}
