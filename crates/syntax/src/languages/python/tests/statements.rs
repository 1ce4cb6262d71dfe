//! Statements and definitions: text in, outline out.

use crate::languages::Language;
use crate::testing::outline;

fn py(text: &str) -> String {
    outline(Language::Python, text)
}

#[test]
fn branches() {
    insta::assert_snapshot!(
        py(&[
            "if a:",
            "    b",
            "elif c:",
            "    d",
            "elif e:",
            "    f",
            "else:",
            "    g",
        ].join("\n")),
        @r#"
        Stmt If
          Cond Name "a"
          Then Block
            Stmt Name "b"
          Else If
            Cond Name "c"
            Then Block
              Stmt Name "d"
            Else If
              Cond Name "e"
              Then Block
                Stmt Name "f"
              Else Block
                Stmt Name "g"
        "#
    );
}

#[test]
fn loops() {
    insta::assert_snapshot!(
        py(&[
            "while a:",
            "    break",
            "else:",
            "    pass",
            "async for k, v in x:",
            "    continue",
        ].join("\n")),
        @r#"
        Stmt While
          Cond Name "a"
          Body Block
            Stmt Break "break"
          Else Block
            Stmt Pass "pass"
        Stmt ForEach ["DECL ASYNC"]
          Target Tuple
            Elem Name "k"
            Elem Name "v"
          Iter Name "x"
          Body Block
            Stmt Continue "continue"
        "#
    );
}

#[test]
fn exceptions() {
    insta::assert_snapshot!(
        py(&[
            "try:",
            "    a",
            "except (A, B) as e:",
            "    raise X from e",
            "except C:",
            "    raise",
            "except* D:",
            r#"    raise E, "old""#,
            "else:",
            "    b",
            "finally:",
            "    c",
        ].join("\n")),
        @r#"
        Stmt Try
          Body Block
            Stmt Name "a"
          Catch Catch
            Type Tuple
              Elem Name "A"
              Elem Name "B"
            Target Name "e"
            Body Block
              Stmt Throw
                Elem Name "X"
                Cause Name "e"
          Catch Catch
            Type Name "C"
            Body Block
              Stmt Throw "raise"
          Catch Catch
            Type Name "D"
            Body Block
              Stmt Throw
                Elem Tuple
                  Elem Name "E"
                  Elem Str "old"
          Else Block
            Stmt Name "b"
          Finally Block
            Stmt Name "c"
        "#
    );
}

#[test]
fn python_2() {
    insta::assert_snapshot!(
        py(&[
            "try:",
            r#"    print "a", b"#,
            "except A, e:",
            "    print >>f, c",
            "exec code in ns",
        ].join("\n")),
        @r#"
        Stmt Try
          Body Block
            Stmt Call
              Callee Name "print"
              Arg Str "a"
              Arg Name "b"
          Catch Catch
            Type Name "A"
            Target Name "e"
            Body Block
              Stmt Call
                Callee Name "print"
                Arg KeywordArg
                  Key Name "file"
                  Value Name "f"
                Arg Name "c"
        Stmt Call
          Callee Name "exec"
          Arg Name "code"
          Arg Name "ns"
        "#
    );
}

#[test]
fn resources() {
    insta::assert_snapshot!(
        py(&[
            "with a() as b, c:",
            "    pass",
            "with (a() as b, c() as d):",
            "    pass",
            "async with a:",
            "    pass",
        ].join("\n")),
        @r#"
        Stmt With
          Resource Resource
            Value Call
              Callee Name "a"
            Target Name "b"
          Resource Resource
            Value Name "c"
          Body Block
            Stmt Pass "pass"
        Stmt With
          Resource Resource
            Value Call
              Callee Name "a"
            Target Name "b"
          Resource Resource
            Value Call
              Callee Name "c"
            Target Name "d"
          Body Block
            Stmt Pass "pass"
        Stmt With ["ASYNC"]
          Resource Resource
            Value Name "a"
          Body Block
            Stmt Pass "pass"
        "#
    );
}

#[test]
fn small_statements() {
    insta::assert_snapshot!(
        py(&[
            "del a, b[0]",
            r#"assert a, "m""#,
            "global x, y",
            "return",
            "return a, b",
            "a; b",
        ].join("\n")),
        @r#"
        Stmt Delete
          Elem Name "a"
          Elem Index
            Object Name "b"
            Index Number "0"
        Stmt Assert
          Cond Name "a"
          Elem Str "m"
        Stmt Global
          Name Name "x"
          Name Name "y"
        Stmt Return "return"
        Stmt Return
          Elem Tuple
            Elem Name "a"
            Elem Name "b"
        Stmt Name "a"
        Stmt Name "b"
        "#
    );
}

#[test]
fn matching() {
    insta::assert_snapshot!(
        py(&[
            "match a, b:",
            "    case [Point(x=0, y=_), *rest] if rest:",
            "        pass",
            r#"    case {"k": -1, **others} | "s" | None:"#,
            "        pass",
            "    case (1 | 2) as n:",
            "        pass",
            "    case a.b, _:",
            "        pass",
            "    case _:",
            "        pass",
        ].join("\n")),
        @r#"
        Stmt Switch
          Subject Tuple
            Elem Name "a"
            Elem Name "b"
          Case Case
            Test Array
              Elem Call
                Callee Name "Point"
                Arg KeywordArg
                  Key Name "x"
                  Value Number "0"
                Arg KeywordArg
                  Key Name "y"
                  Value Name "_"
              Elem Spread
                Elem Name "rest"
            Cond Name "rest"
            Body Block
              Stmt Pass "pass"
          Case Case
            Test Object
              Elem Pair
                Key Str "k"
                Value Unary Neg
                  Operand Number "1"
              Elem Spread ["MAPPING"]
                Elem Name "others"
            Test Str "s"
            Test Null "None"
            Body Block
              Stmt Pass "pass"
          Case Case
            Test Assign
              Target Name "n"
              Value Binary BitOr
                Left Number "1"
                Right Number "2"
            Body Block
              Stmt Pass "pass"
          Case Case
            Test Tuple
              Elem Member
                Object Name "a"
                Property Name "b"
              Elem Name "_"
            Body Block
              Stmt Pass "pass"
          Case Case
            Body Block
              Stmt Pass "pass"
        "#
    );
}

#[test]
fn functions() {
    insta::assert_snapshot!(
        py(&[
            "@d",
            r#"@app.route("/x", methods=["GET"])"#,
            r#"async def f(a, /, b: int, c=1, *, d: str = "e", **kw: T) -> list[int]:"#,
            "    pass",
            "def g(*args): ...",
        ].join("\n")),
        @r#"
        Stmt Function ["ASYNC"]
          Decorator Decorator
            Elem Name "d"
          Decorator Decorator
            Elem Call
              Callee Member
                Object Name "app"
                Property Name "route"
              Arg Str "/x"
              Arg KeywordArg
                Key Name "methods"
                Value Array
                  Elem Str "GET"
          Name Name "f"
          Param Param
            Target Name "a"
          Param Param
            Target Name "b"
            Type Name "int"
          Param Param
            Target Name "c"
            Default Number "1"
          Param Param
            Target Name "d"
            Type Name "str"
            Default Str "e"
          Param Param ["MAPPING"]
            Target Name "kw"
            Type Name "T"
          Result Index
            Object Name "list"
            Index Name "int"
          Body Block
            Stmt Pass "pass"
        Stmt Function
          Name Name "g"
          Param Param ["VARIADIC"]
            Target Name "args"
          Body Block
            Stmt Name "..."
        "#
    );
}

#[test]
fn classes() {
    insta::assert_snapshot!(
        py(&[
            "@dataclass",
            "class C(Base, metaclass=M):",
            "    x: int = 1",
            "    @property",
            "    def m(self):",
            "        def inner(): pass",
            "        y = 2",
            "class D: pass",
        ].join("\n")),
        @r#"
        Stmt Class
          Decorator Decorator
            Elem Name "dataclass"
          Name Name "C"
          Super Name "Base"
          Super KeywordArg
            Key Name "metaclass"
            Value Name "M"
          Body Block
            Stmt Assign ["FIELD"]
              Target Name "x"
              Type Name "int"
              Value Number "1"
            Stmt Function ["METHOD"]
              Decorator Decorator
                Elem Name "property"
              Name Name "m"
              Param Param
                Target Name "self"
              Body Block
                Stmt Function
                  Name Name "inner"
                  Body Block
                    Stmt Pass "pass"
                Stmt Assign
                  Target Name "y"
                  Value Number "2"
        Stmt Class
          Name Name "D"
          Body Block
            Stmt Pass "pass"
        "#
    );
}

#[test]
fn types() {
    insta::assert_snapshot!(
        py(&[
            "x: dict[str, list[int]] | None",
            "type A[T] = list[T]",
        ].join("\n")),
        @r#"
        Stmt Assign
          Target Name "x"
          Type Binary BitOr
            Left Index
              Object Name "dict"
              Index Name "str"
              Index Index
                Object Name "list"
                Index Name "int"
            Right Null "None"
        Stmt TypeDecl
          Name Name "A"
          Value Index
            Object Name "list"
            Index Name "T"
        "#
    );
}

#[test]
fn imports() {
    insta::assert_snapshot!(
        py(&[
            "import os",
            "import a.b, c as d",
            "from . import x",
            "from ..m.n import (a as b, c)",
            "from m import *",
            "from __future__ import annotations",
        ].join("\n")),
        @r#"
        Stmt Import
          Module Str "os"
        Stmt Import
          Module Str "a.b"
        Stmt Import ["WHOLE"]
          Module Str "c"
          Elem ImportName
            Alias Name "d"
        Stmt Import
          Module Str "."
          Elem ImportName
            Name Name "x"
        Stmt Import
          Module Str "..m.n"
          Elem ImportName
            Name Name "a"
            Alias Name "b"
          Elem ImportName
            Name Name "c"
        Stmt Import ["WILDCARD"]
          Module Str "m"
        Stmt Import
          Module Str "__future__"
          Elem ImportName
            Name Name "annotations"
        "#
    );
}

#[test]
fn holes_read_as_names() {
    insta::assert_snapshot!(
        py(&[
            "def __stk_mv_F(__stk_ellipsis, x): __stk_ellipsis",
            "class C(__stk_ellipsis):",
            "    __stk_ellipsis",
            "f(**{**__stk_ellipsis})",
            "from m import __stk_ellipsis",
        ].join("\n")),
        @r#"
        Stmt Function
          Name Name "__stk_mv_F"
          Param Param
            Target Name "__stk_ellipsis"
          Param Param
            Target Name "x"
          Body Block
            Stmt Name "__stk_ellipsis"
        Stmt Class
          Name Name "C"
          Super Name "__stk_ellipsis"
          Body Block
            Stmt Name "__stk_ellipsis"
        Stmt Call
          Callee Name "f"
          Arg Spread ["MAPPING"]
            Elem Object
              Elem Spread ["MAPPING"]
                Elem Name "__stk_ellipsis"
        Stmt Import
          Module Str "m"
          Elem ImportName
            Name Name "__stk_ellipsis"
        "#
    );
}

#[test]
fn errors_keep_what_was_read() {
    insta::assert_snapshot!(
        py(&[
            "x = (1, 2",
            "def f(:",
            "    g(1)",
        ].join("\n")),
        @r#"
        Stmt Error
          Elem Name "x"
          Elem Number "1"
          Elem Number "2"
        Stmt Function
          Name Name "f"
          Body Block
            Stmt Call
              Callee Name "g"
              Arg Number "1"
        "#
    );
}
