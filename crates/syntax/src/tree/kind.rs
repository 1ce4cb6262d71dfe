//! The vocabulary of the lowered tree: what a node is, and what it is to its parent.

/// What a node is. The comment of each kind gives its children as `Role` (with `?` for at most
/// one, `*` for any number), in the order in which they stand.
///
/// Names are always child nodes of their own (a keyword argument's name, an attribute, an import),
/// so that a pattern can put a metavariable wherever a name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// The whole file; the only node that lies in no item.
    Program,

    // ---- only in patterns ----
    /// `$X`; `$_` is one too. Leaf.
    Metavar,
    /// `$...ARGS`. Leaf.
    MetavarSeq,
    /// `...`. Leaf.
    Ellipsis,
    /// `<... e ...>`: `Elem`.
    Deep,
    /// `($X: T)`: `Name` (a metavariable), `Type`.
    TypedMetavar,

    // ---- names and paths ----
    /// An identifier: a variable, or with `Role::Property`/`Role::Key` just a name. Leaf.
    Name,
    /// `a.b`, `a?.b` (`OPTIONAL`), `a->b`: `Object`, `Property` (a `Name`).
    Member,
    /// `a[i]`: `Object`, `Index`* (a slice is a `Slice`).
    Index,
    /// `a:b:c` inside an index: `Elem`*.
    Slice,

    // ---- literals ----
    /// A string without interpolation; see [`crate::Item::value`]. Adjacent literals that
    /// the language joins (Python) are one `Str`. `BYTES` for byte strings. Leaf.
    Str,
    /// A string with interpolation: `Part`*; text pieces are `Str`, the others the expressions.
    Template,
    /// A number. Leaf; equal values hash equally where that is cheap to know (`1_000` = `1000`).
    Number,
    /// `true`/`false`, `True`/`False`. Leaf.
    Bool,
    /// `null`, `None`, `nil`. Leaf.
    Null,
    /// A regular expression literal. Leaf; its value is the pattern without delimiters and flags.
    Regex,
    /// `[a, b]`: `Elem`*.
    Array,
    /// `(a, b)`, and the bare lists of assignments and returns: `Elem`*.
    Tuple,
    /// `{a, b}`: `Elem`*.
    Set,
    /// `{k: v}`, `{**a}`, and destructuring patterns of that form: `Elem`* (`Pair`, `Spread`,
    /// methods and accessors as `Pair` with a `Function` value; JS shorthand `{a}` is
    /// `Pair(a, a)`).
    Object,
    /// `k: v`: `Key`, `Value`. In JavaScript identifier and string keys are both a `Name`;
    /// elsewhere a key is an expression. `COMPUTED` for `[k]: v`. A default of a destructured
    /// name is an `Assign` in `Value` position.
    Pair,
    /// Go's `T{…}`: `Type`, `Elem`* (`Pair` where keyed; identifier keys are `Name`).
    Composite,

    // ---- expressions ----
    /// `f(a)`: `Callee`, `Arg`*. A tagged template is a call with one `Template` argument.
    Call,
    /// `new C(a)`: `Callee`, `Arg`*.
    New,
    /// `k=v` among arguments (Python): `Key` (a `Name`), `Value`.
    KeywordArg,
    /// `*a`, `...a`, `a...`: `Elem`. `MAPPING` for `**a`.
    Spread,
    /// An operator with one operand ([`crate::Op`]): `Operand`. Includes `&x`, `*p`, `<-c`,
    /// `delete`, `typeof`, `void`, `++`, `--`.
    Unary,
    /// An operator with two operands: `Left`, `Right`. Comparisons, `and`/`or`, `in`,
    /// `instanceof` too; a chained comparison `a < b < c` is `(a < b) && (b < c)`.
    Binary,
    /// `c ? a : b`, `a if c else b`: `Cond`, `Then`, `Else`.
    Conditional,
    /// `await e`: `Elem`.
    Await,
    /// `yield e`: `Elem`?. `DELEGATE` for `yield*`, `yield from`.
    Yield,
    /// JavaScript's comma operator: `Elem`*.
    Sequence,
    /// A comprehension or generator: `Elem` (its value, or a `Pair`), then `Clause`* in order:
    /// `ForEach` without body, or any other expression for a condition.
    Comprehension,
    /// `x as T`, `x satisfies T`, `x!`, `<T>x`, Go's `x.(T)`: `Value`, `Type`?. Conversions by
    /// call syntax are calls.
    Cast,
    /// An anonymous or named function, method, arrow function or lambda: `Decorator`*, `Name`?,
    /// `Receiver`? (Go; a `Param`), `Param`*, `Result`?, `Body`? (a `Block`, or an expression for
    /// arrows and lambdas).
    Function,
    /// A parameter: `Decorator`*, `Target` (a `Name` or a destructuring pattern), `Type`?, `Default`?.
    /// `VARIADIC` (`*args`, `...args`), `MAPPING` (`**kw`). Separators such as Python's `*` and
    /// `/` are left out. In Go a parameter without name has only a `Type`, and `a, b T` is two.
    Param,
    /// `@d`, `@d(…)`: `Elem`.
    Decorator,

    // ---- statements; an expression statement is its expression ----
    /// `{ … }`, an indented suite, a class body: `Stmt`*.
    Block,
    /// `t = v`, declarations (`DECL`; without `Value` where there is none), `t op= v` (its `Op`),
    /// class fields (`FIELD`), Python's walrus: `Decorator`*, `Target`, `Type`?, `Value`?.
    /// One node a declarator; several targets or values are a `Tuple`. `CONST`, `EXPORTED`.
    Assign,
    /// `Init`?, `Cond`, `Then` (a `Block`), `Else`? (a `Block`, or an `If` for `else if`/`elif`).
    If,
    /// `while`: `Cond`, `Body`, `Else`?.
    While,
    /// `do … while`: `Body`, `Cond`.
    DoWhile,
    /// `for (;;)`: `Init`?, `Cond`?, `Update`?, `Body`.
    For,
    /// `for x in/of xs`, Go's `range`: `Target`?, `Iter`, `Body`?, `Else`?. `DECL` where the
    /// target is declared here, `ASYNC`, `KEYS` for JavaScript's `for … in`.
    ForEach,
    /// `switch`, `match`, `select`: `Init`?, `Subject`?, `Case`*.
    Switch,
    /// One arm: `Test`* (none for the default), `Cond`? (a guard), `Body` (a `Block`).
    Case,
    /// `Body` (a `Block`), `Catch`*, `Else`?, `Finally`?.
    Try,
    /// `Type`?, `Target`?, `Body`.
    Catch,
    /// Python's `with`: `Resource`*, `Body`. `ASYNC`.
    With,
    /// One resource of a `with`: `Value`, `Target`?.
    Resource,
    /// `Elem`?.
    Return,
    /// `throw`, `raise`: `Elem`?, `Cause`?.
    Throw,
    /// `break`, with the label as `Name`?.
    Break,
    /// `continue`, with the label as `Name`?.
    Continue,
    /// `Name`, `Body`.
    Label,
    /// `Name`.
    Goto,
    /// `pass`, an empty statement written out, `debugger`. Leaf.
    Pass,
    /// Python's `del`: `Elem`*.
    Delete,
    /// `assert`: `Cond`, `Elem`?.
    Assert,
    /// Python's `global` and `nonlocal`: `Name`*.
    Global,
    /// Go's `defer`: `Elem`.
    Defer,
    /// Go's `go`: `Elem`.
    Go,
    /// Go's `c <- v`: `Left`, `Right`.
    Send,
    /// Go's `package p`: `Name`.
    Package,

    // ---- declarations ----
    /// `Decorator`*, `Name`?, `Super`*, (keyword arguments among the bases as `KeywordArg`),
    /// `Body` (a `Block` of `Function`, `Assign` and other statements).
    Class,
    /// A named type, interface, alias, enum: `Name`, `Value` (a type).
    TypeDecl,
    /// A type whose inside is declarations (Go's `struct` and `interface`, TypeScript's object
    /// types): `Elem`* (each a `Param`, or a type where embedded).
    StructType,

    // ---- imports and exports ----
    /// One imported module: `Module` (a `Str` with the module's name as written, dots and leading
    /// dots kept; a `Name` only where a pattern has a metavariable), then `Elem`* of `ImportName`.
    /// - `import m`, `import "m"`: no element. `import m as a`, Go's `import a "m"`,
    ///   `import * as a from 'm'`: `WHOLE` and one `ImportName` with only an `Alias`.
    /// - `from m import x as y`, `import {x as y} from 'm'`: `ImportName(x, y)`.
    /// - `import d from 'm'`: `ImportName` with `Name` `default` and `Alias` `d`.
    /// - `from m import *`, Go's `import . "m"`: `WILDCARD`.
    ///
    /// `import a, b` is two nodes. `require` stays a call.
    Import,
    /// `Name`?, `Alias`?.
    ImportName,
    /// `export default e`, `export {a}`, `export … from 'm'`: `Elem`*, `Module`?. An exported
    /// declaration is the declaration itself with `EXPORTED`.
    Export,

    // ---- JSX ----
    /// `Name`? (none for a fragment; `Name` or `Member`), `Attr`* (`JsxAttr` or `Spread`),
    /// `Child`*.
    JsxElement,
    /// `Key` (a `Name`), `Value`? (an expression).
    JsxAttr,
    /// Leaf. Text of white space only is left out.
    JsxText,
    /// `{e}` among children: `Elem`?.
    JsxExpr,

    // ---- what has no common kind ----
    /// A construct without a kind of its own; which one it is goes into its hash: `Elem`*.
    Other,
    /// What the grammar could not read; it keeps the children that it could: `Elem`*.
    Error,
}

/// What a node is to its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
#[expect(missing_docs, reason = "each role is explained at the kinds that have it")]
pub enum Role {
    Stmt,
    Elem,
    Object,
    Property,
    Index,
    Callee,
    Arg,
    Key,
    Value,
    Part,
    Type,
    Operand,
    Left,
    Right,
    Cond,
    Then,
    Else,
    Name,
    Receiver,
    Param,
    Result,
    Body,
    Target,
    Default,
    Decorator,
    Super,
    Init,
    Update,
    Iter,
    Clause,
    Subject,
    Case,
    Test,
    Catch,
    Finally,
    Resource,
    Cause,
    Module,
    Alias,
    Attr,
    Child,
}
