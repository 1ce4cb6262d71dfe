//! Declarations and types: text in, outline out.

use crate::languages::Language;
use crate::testing::outline;

fn go(text: &str) -> String {
    outline(Language::Go, text)
}

#[test]
fn packages_and_imports() {
    insta::assert_snapshot!(
        go(&[
            "package p",
            r#"import "fmt""#,
            "import (",
            r#"	m "crypto/md5""#,
            r#"	. "strings""#,
            r#"	_ "embed""#,
            ")",
        ].join("\n")),
        @r#"
        Stmt Package
          Name Name "p"
        Stmt Import
          Module Str "fmt"
        Stmt Import ["WHOLE"]
          Module Str "crypto/md5"
          Elem ImportName
            Alias Name "m"
        Stmt Import ["WILDCARD"]
          Module Str "strings"
        Stmt Import ["WHOLE"]
          Module Str "embed"
          Elem ImportName
            Alias Name "_"
        "#
    );
}

#[test]
fn variables() {
    insta::assert_snapshot!(
        go(&[
            "var x, y int = 1, 2",
            "var (",
            "	a = 1",
            "	b string",
            ")",
            "const c float64 = 1",
            "const (",
            "	D = iota",
            "	E",
            ")",
        ].join("\n")),
        @r#"
        Stmt Assign ["DECL"]
          Target Tuple
            Elem Name "x"
            Elem Name "y"
          Type Name "int"
          Value Tuple
            Elem Number "1"
            Elem Number "2"
        Stmt Assign ["DECL"]
          Target Name "a"
          Value Number "1"
        Stmt Assign ["DECL"]
          Target Name "b"
          Type Name "string"
        Stmt Assign ["DECL CONST"]
          Target Name "c"
          Type Name "float64"
          Value Number "1"
        Stmt Assign ["DECL CONST"]
          Target Name "D"
          Value Name "iota"
        Stmt Assign ["DECL CONST"]
          Target Name "E"
        "#
    );
}

#[test]
fn functions() {
    insta::assert_snapshot!(
        go(&[
            "func f[T any](a, b int, rest ...string) (int, error) {",
            "	return 1, nil",
            "}",
            "func g() (err error)",
            "func h(int, *T) (string)",
        ].join("\n")),
        @r#"
        Stmt Function
          Name Name "f"
          Param Param
            Target Name "a"
            Type Name "int"
          Param Param
            Target Name "b"
            Type Name "int"
          Param Param ["VARIADIC"]
            Target Name "rest"
            Type Name "string"
          Result Tuple
            Elem Name "int"
            Elem Name "error"
          Body Block
            Stmt Return
              Elem Tuple
                Elem Number "1"
                Elem Null "nil"
        Stmt Function
          Name Name "g"
          Result Param
            Target Name "err"
            Type Name "error"
        Stmt Function
          Name Name "h"
          Param Param
            Type Name "int"
          Param Param
            Type Unary Deref
              Operand Name "T"
          Result Name "string"
        "#
    );
}

#[test]
fn methods() {
    insta::assert_snapshot!(
        go("func (s *Server) M(w http.ResponseWriter) error { return s.e }"),
        @r#"
        Stmt Function ["METHOD"]
          Name Name "M"
          Receiver Param
            Target Name "s"
            Type Unary Deref
              Operand Name "Server"
          Param Param
            Target Name "w"
            Type Member
              Object Name "http"
              Property Name "ResponseWriter"
          Result Name "error"
          Body Block
            Stmt Return
              Elem Member
                Object Name "s"
                Property Name "e"
        "#
    );
}

#[test]
fn types() {
    insta::assert_snapshot!(
        go(&[
            "type T struct {",
            r#"	A, B int `json:"a"`"#,
            "	*Base",
            "	pkg.E",
            "}",
            "type I interface {",
            "	M(p []byte) (n int)",
            "	io.Closer",
            "	~int | string",
            "}",
            "type (",
            "	A = B",
            "	F func(int, ...string) error",
            ")",
        ].join("\n")),
        @r#"
        Stmt TypeDecl
          Name Name "T"
          Value StructType
            Elem Param
              Target Name "A"
              Type Name "int"
            Elem Param
              Target Name "B"
              Type Name "int"
            Elem Unary Deref
              Operand Name "Base"
            Elem Member
              Object Name "pkg"
              Property Name "E"
        Stmt TypeDecl
          Name Name "I"
          Value StructType ["WHOLE"]
            Elem Param
              Target Name "M"
              Type Function
                Param Param
                  Target Name "p"
                  Type Array
                    Elem Name "byte"
                Result Param
                  Target Name "n"
                  Type Name "int"
            Elem Member
              Object Name "io"
              Property Name "Closer"
            Elem Binary BitOr
              Left Unary BitNot
                Operand Name "int"
              Right Name "string"
        Stmt TypeDecl
          Name Name "A"
          Value Name "B"
        Stmt TypeDecl
          Name Name "F"
          Value Function
            Param Param
              Type Name "int"
            Param Param ["VARIADIC"]
              Type Name "string"
            Result Name "error"
        "#
    );
}

#[test]
fn channels_and_maps() {
    insta::assert_snapshot!(
        go("var x map[string]chan int"),
        @r#"
        Stmt Assign ["DECL"]
          Target Name "x"
          Type Other
            Elem Name "string"
            Elem Other
              Elem Name "int"
        "#
    );
}

#[test]
fn holes_read_as_names() {
    insta::assert_snapshot!(
        go(&[
            "func (__stk_ellipsis) __stk_mv_F(__stk_ellipsis) __stk_ellipsis { __stk_ellipsis }",
            "T{__stk_ellipsis, A: __stk_mv_X}",
            "f(__stk_ellipsis)",
        ].join("\n")),
        @r#"
        Stmt Function ["METHOD"]
          Name Name "__stk_mv_F"
          Receiver Param
            Type Name "__stk_ellipsis"
          Param Param
            Type Name "__stk_ellipsis"
          Result Name "__stk_ellipsis"
          Body Block
            Stmt Name "__stk_ellipsis"
        Stmt Composite
          Type Name "T"
          Elem Name "__stk_ellipsis"
          Elem Pair
            Key Name "A"
            Value Name "__stk_mv_X"
        Stmt Call
          Callee Name "f"
          Arg Name "__stk_ellipsis"
        "#
    );
}

#[test]
fn errors_keep_what_was_read() {
    insta::assert_snapshot!(
        go(&[
            "func f() {",
            "	x := (1, g(2)",
            "}",
        ].join("\n")),
        @r#"
        Stmt Function
          Name Name "f"
          Body Block
            Stmt Assign ["DECL"]
              Target Name "x"
              Value Tuple
                Elem Number "1"
                Elem Call
                  Callee Name "g"
                  Arg Number "2"
        "#
    );
}
