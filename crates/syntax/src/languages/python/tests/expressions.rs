//! Expressions: text in, outline out.

use crate::languages::Language;
use crate::testing::outline;

fn py(text: &str) -> String {
    outline(Language::Python, text)
}

#[test]
fn strings_are_their_values() {
    insta::assert_snapshot!(
        py(&[
            r#"'a' "b" """c""""#,
            r#"r'\d' '\d' '\n\x41\u00e9'"#,
            r#"b'\x00'"#,
            "f'no holes {{}}'",
        ].join("\n")),
        @r#"
        Stmt Str "abc"
        Stmt Str "\\d\\d\nAé"
        Stmt Str ["BYTES"] "\0"
        Stmt Str "no holes {}"
        "#
    );
}

#[test]
fn interpolation_makes_a_template() {
    insta::assert_snapshot!(
        py(&[
            r#"f"a {x!r:>{w}} b{'c'}""#,
            r#""SELECT " f"{t}\n" 'end'"#,
        ].join("\n")),
        @r#"
        Stmt Template
          Part Str "a "
          Part Name "x"
          Part Str " b"
          Part Str "c"
        Stmt Template
          Part Str "SELECT "
          Part Name "t"
          Part Str "\nend"
        "#
    );
}

#[test]
fn numbers_have_one_spelling() {
    insta::assert_snapshot!(
        py("f(1_000, 0xFF, 0o17, 1E3, 10L, 2j)"),
        @r#"
        Stmt Call
          Callee Name "f"
          Arg Number "1000"
          Arg Number "255"
          Arg Number "15"
          Arg Number "1e3"
          Arg Number "10"
          Arg Number "2j"
        "#
    );
}

#[test]
fn operators() {
    insta::assert_snapshot!(
        py(&[
            "a + b * -c ** ~d",
            "not a and b or c",
            "x // y @ z",
        ].join("\n")),
        @r#"
        Stmt Binary Add
          Left Name "a"
          Right Binary Mul
            Left Name "b"
            Right Unary Neg
              Operand Binary Pow
                Left Name "c"
                Right Unary BitNot
                  Operand Name "d"
        Stmt Binary Or
          Left Binary And
            Left Unary Not
              Operand Name "a"
            Right Name "b"
          Right Name "c"
        Stmt Binary MatMul
          Left Binary FloorDiv
            Left Name "x"
            Right Name "y"
          Right Name "z"
        "#
    );
}

#[test]
fn comparisons() {
    insta::assert_snapshot!(
        py(&[
            "a not in b",
            "a is not None",
            "1 < x <= f(y) != z",
        ].join("\n")),
        @r#"
        Stmt Binary NotIn
          Left Name "a"
          Right Name "b"
        Stmt Binary IsNot
          Left Name "a"
          Right Null "None"
        Stmt Binary And
          Left Binary And
            Left Binary Lt
              Left Number "1"
              Right Name "x"
            Right Binary LtEq
              Left Name "x"
              Right Call
                Callee Name "f"
                Arg Name "y"
          Right Binary NotEq
            Left Call
              Callee Name "f"
              Arg Name "y"
            Right Name "z"
        "#
    );
}

#[test]
fn assignments() {
    insta::assert_snapshot!(
        py(&[
            "a = b = c",
            "a, *b = 1, 2",
            "(c) = x",
            "x: int = 3",
            "y: str",
            "n //= 2",
            "if (m := f()): pass",
        ].join("\n")),
        @r#"
        Stmt Assign
          Target Name "a"
          Value Assign
            Target Name "b"
            Value Name "c"
        Stmt Assign
          Target Tuple
            Elem Name "a"
            Elem Spread
              Elem Name "b"
          Value Tuple
            Elem Number "1"
            Elem Number "2"
        Stmt Assign
          Target Name "c"
          Value Name "x"
        Stmt Assign
          Target Name "x"
          Type Name "int"
          Value Number "3"
        Stmt Assign
          Target Name "y"
          Type Name "str"
        Stmt Assign FloorDiv
          Target Name "n"
          Value Number "2"
        Stmt If
          Cond Assign
            Target Name "m"
            Value Call
              Callee Name "f"
          Then Block
            Stmt Pass "pass"
        "#
    );
}

#[test]
fn calls() {
    insta::assert_snapshot!(
        py(&[
            "f(1, *a, k=2, **b)",
            "f(x for x in y)",
            "a.b.c()[0]",
        ].join("\n")),
        @r#"
        Stmt Call
          Callee Name "f"
          Arg Number "1"
          Arg Spread
            Elem Name "a"
          Arg KeywordArg
            Key Name "k"
            Value Number "2"
          Arg Spread ["MAPPING"]
            Elem Name "b"
        Stmt Call
          Callee Name "f"
          Arg Comprehension
            Elem Name "x"
            Clause ForEach ["DECL"]
              Target Name "x"
              Iter Name "y"
        Stmt Index
          Object Call
            Callee Member
              Object Member
                Object Name "a"
                Property Name "b"
              Property Name "c"
          Index Number "0"
        "#
    );
}

#[test]
fn slices() {
    insta::assert_snapshot!(
        py("x[1:2, ::3]; x[:n]; x[n:]; x[...]"),
        @r#"
        Stmt Index
          Object Name "x"
          Index Slice
            Elem Number "1"
            Elem Number "2"
          Index Slice
            Elem Null "None"
            Elem Null "None"
            Elem Number "3"
        Stmt Index
          Object Name "x"
          Index Slice
            Elem Null "None"
            Elem Name "n"
        Stmt Index
          Object Name "x"
          Index Slice
            Elem Name "n"
            Elem Null "None"
        Stmt Index
          Object Name "x"
          Index Name "..."
        "#
    );
}

#[test]
fn collections() {
    insta::assert_snapshot!(
        py(&[
            "[1, (2,), ()]",
            "{1, *a}",
            r#"{"k": 1, **m}"#,
        ].join("\n")),
        @r#"
        Stmt Array
          Elem Number "1"
          Elem Tuple
            Elem Number "2"
          Elem Tuple "()"
        Stmt Set
          Elem Number "1"
          Elem Spread
            Elem Name "a"
        Stmt Object
          Elem Pair
            Key Str "k"
            Value Number "1"
          Elem Spread ["MAPPING"]
            Elem Name "m"
        "#
    );
}

#[test]
fn comprehensions() {
    insta::assert_snapshot!(
        py(&[
            "[f(i) for i in a if i if not i]",
            "{k: v for k, v in d.items()}",
            "{i for j in k async for i in j}",
        ].join("\n")),
        @r#"
        Stmt Comprehension
          Elem Call
            Callee Name "f"
            Arg Name "i"
          Clause ForEach ["DECL"]
            Target Name "i"
            Iter Name "a"
          Clause Name "i"
          Clause Unary Not
            Operand Name "i"
        Stmt Comprehension
          Elem Pair
            Key Name "k"
            Value Name "v"
          Clause ForEach ["DECL"]
            Target Tuple
              Elem Name "k"
              Elem Name "v"
            Iter Call
              Callee Member
                Object Name "d"
                Property Name "items"
        Stmt Comprehension
          Elem Name "i"
          Clause ForEach ["DECL"]
            Target Name "j"
            Iter Name "k"
          Clause ForEach ["DECL ASYNC"]
            Target Name "i"
            Iter Name "j"
        "#
    );
}

#[test]
fn conditionals_and_lambdas() {
    insta::assert_snapshot!(
        py(&[
            "a if b else c",
            "lambda x, *y, z=1: x",
        ].join("\n")),
        @r#"
        Stmt Conditional
          Cond Name "b"
          Then Name "a"
          Else Name "c"
        Stmt Function ["ARROW"]
          Param Param
            Target Name "x"
          Param Param ["VARIADIC"]
            Target Name "y"
          Param Param
            Target Name "z"
            Default Number "1"
          Body Name "x"
        "#
    );
}

#[test]
fn suspension() {
    insta::assert_snapshot!(
        py(&[
            "async def f():",
            "    await x",
            "    yield",
            "    yield a, b",
            "    yield from c",
        ].join("\n")),
        @r#"
        Stmt Function ["ASYNC"]
          Name Name "f"
          Body Block
            Stmt Await
              Elem Name "x"
            Stmt Yield "yield"
            Stmt Yield
              Elem Tuple
                Elem Name "a"
                Elem Name "b"
            Stmt Yield ["WHOLE"]
              Elem Name "c"
        "#
    );
}
