//! Projects as texts: each file, and what is found where.

use std::sync::Arc;

use stockade_rules::load::load;
use stockade_rules::rule::Mode;
use stockade_syntax::Language;
use stockade_syntax::document::Document;

use super::{Import, Linking, Summary, Target};
use crate::{Analyzer, Limits, Source};

/// A framework that does not exist: what is true of it is true of the engine.
const RULE: &str = "rules:
- id: unguarded
  languages: [javascript]
  severity: WARNING
  message: $ROUTES
  scope: project
  absence:
    app: $APP = make()
    router: $APP = part()
    route:
      patterns:
        - pattern: $APP.$METHOD(\"$PATH\", ..., $HANDLER)
        - metavariable-regex: {metavariable: $METHOD, regex: (get|post)$}
    mount:
      pattern-either:
        - pattern: $APP.use(\"$PATH\", ..., $ROUTER)
        - pattern: $APP.use($ROUTER)
    use:
      pattern-either:
        - pattern: $APP.use(\"$PATH\", ...)
        - pattern: $APP.use(...)
    everywhere: protect($APP, ...)
    cover: guard(...)
    named: ^watch";

fn analyzer(more: &str) -> Analyzer {
    let loaded = load("r.yaml", &format!("{RULE}\n{more}"));
    assert_eq!(loaded.problems, []);
    assert!(matches!(loaded.rules[0].mode, Mode::Absence(_)));
    Analyzer::new(loaded.rules, Limits::default()).0
}

fn summary(analyzer: &Analyzer, path: &str, text: &str) -> Summary {
    let source = Source {
        path: path.into(),
        text: Arc::from(text),
        language: Language::from_file_name(path),
        parsed: None,
    };
    analyzer.summarize(&source, &|| false).unwrap()
}

/// `./b` from any file is the file `b.js`.
fn target(files: &[(&str, &str)], import: &Import) -> Option<Target> {
    let name = format!("{}.js", import.module.strip_prefix("./")?);
    let file = files.iter().position(|(path, _)| *path == name)?;
    Some(Target { files: vec![file], used: 0 })
}

/// `path:line message` of all findings, in the order of the paths.
fn findings(more: &str, files: &[(&str, &str)]) -> Vec<String> {
    let analyzer = analyzer(more);
    let summaries: Vec<Summary> =
        files.iter().map(|(path, text)| summary(&analyzer, path, text)).collect();
    let linked: Vec<Linking<'_>> = files
        .iter()
        .zip(&summaries)
        .enumerate()
        .map(|(unit, ((path, _), summary))| Linking {
            path,
            summary,
            unit,
            targets: summary.imports.iter().map(|import| target(files, import)).collect(),
        })
        .collect();
    let verdicts = analyzer.link(&linked);
    let mut out = Vec::new();
    for (at, (path, text)) in files.iter().enumerate() {
        for finding in analyzer.findings(at, &verdicts, &linked) {
            let line = text[..finding.span.start].matches('\n').count() + 1;
            out.push(format!("{path}:{line} {}", finding.message));
        }
    }
    out.sort();
    out
}

/// The same with the files in two orders.
fn check(more: &str, files: &[(&str, &str)], expected: &[&str]) {
    assert_eq!(findings(more, files), expected);
    let mut turned = files.to_vec();
    turned.reverse();
    assert_eq!(findings(more, &turned), expected, "in another order");
}

const ROUTER: &str = "const router = part();
router.get('/list', list);
router.post('/add', add);
module.exports = router;
";

#[test]
fn an_application_is_told_its_routes_in_other_files() {
    let app = "const app = make();
app.use('/orders', require('./orders'));
";
    check(
        "",
        &[("app.js", app), ("orders.js", ROUTER)],
        &["app.js:1 POST /orders/add (orders.js), GET /orders/list (orders.js)"],
    );
}

#[test]
fn a_router_that_nobody_mounts_is_nobody_s() {
    check("", &[("orders.js", ROUTER)], &[]);
}

#[test]
fn what_is_used_before_covers_what_comes_later() {
    for (app, found) in [
        ("const app = make(); app.use(guard()); app.get('/a', f);", false),
        ("const app = make(); app.get('/a', f); app.use(guard());", true),
        ("const app = make(); app.use('/b', guard()); app.get('/a', f);", true),
        ("const app = make(); app.use('/a', guard()); app.get('/a/b', f);", false),
        ("const app = make(); app.get('/a', f); protect(app, guard());", false),
        ("const app = make(); app.get('/a', guard(), f);", false),
        ("const app = make(); app.get('/a', watchful, f);", false),
        ("const app = make(); const g = guard(); app.use(g); app.get('/a', f);", false),
        ("const app = make(); app.use(g); app.get('/a', f); function g(r) { guard(r); }", false),
        ("const app = make(); app.use(g); app.get('/a', f); function g(r) { other(r); }", true),
        ("const app = make(); app.get('/a', f); function f(r) { guard(r); }", false),
        ("const app = make(); app.use(require('./guard')); app.get('/a', f);", true),
    ] {
        let expected: &[&str] = if found { &["app.js:1 GET /a"] } else { &[] };
        check("", &[("app.js", app)], expected);
    }
}

#[test]
fn a_cover_in_another_file_counts() {
    let app = "const app = make();
const { shield } = require('./shield');
app.use(shield);
app.get('/a', f);
";
    let open = "exports.shield = other();";
    check("", &[("app.js", app), ("shield.js", open)], &["app.js:1 GET /a"]);
    for shield in [
        "exports.shield = guard();",
        "const shield = guard(); module.exports = { shield };",
        "export const shield = guard();",
        "export function shield(r) { return guard(r); }",
        "export function shield(r) { return watching(r); }",
        "export { inner as shield } from './inner';",
        "export * from './other';",
    ] {
        let inner = ("inner.js", "export const inner = guard();");
        let other = ("other.js", "export const shield = guard();");
        check("", &[("app.js", app), ("shield.js", shield), inner, other], &[]);
    }
}

#[test]
fn a_router_is_covered_by_what_stands_before_its_mount() {
    let files = |app: &'static str| [("app.js", app), ("orders.js", ROUTER)];
    check("", &files("const app = make(); app.use(guard()); app.use(require('./orders'));"), &[]);
    check("", &files("const app = make(); app.use('/o', guard(), require('./orders'));"), &[]);
    let late = "const app = make(); app.use(require('./orders')); app.use(guard());";
    check("", &files(late), &["app.js:1 POST /add (orders.js), GET /list (orders.js)"]);
}

#[test]
fn functions_that_are_given_the_application_are_followed() {
    let app = "const app = make();
require('./setup')(app);
require('./routes').register(app);
";
    let routes = "exports.register = function (server) {
  server.get('/a', f);
};
";
    let bare = "module.exports = (server) => {};";
    check(
        "",
        &[("app.js", app), ("routes.js", routes), ("setup.js", bare)],
        &["app.js:1 GET /a (routes.js)"],
    );
    let setup = "module.exports = (server) => { server.use(guard()); };";
    check("", &[("app.js", app), ("routes.js", routes), ("setup.js", setup)], &[]);
}

#[test]
fn what_a_function_gives_back_is_what_it_made() {
    let create = "export function create() {
  const app = make();
  app.get('/a', f);
  return app;
}
";
    let main = "import { create } from './create'; const server = create();";
    check("", &[("create.js", create), ("main.js", main)], &["create.js:2 GET /a"]);
    let main =
        "import { create } from './create'; const server = create(); protect(server, guard());";
    check("", &[("create.js", create), ("main.js", main)], &[]);
}

#[test]
fn each_route_is_judged_where_the_rule_says_so() {
    let app = "const app = make();
app.get('/a', guard(), f);
app.post('/b', f);
app.use('/orders', guard(), require('./orders'));
";
    let more = "    judge: route\n    elsewhere: true\n";
    check(more, &[("app.js", app), ("orders.js", ROUTER)], &["app.js:3 POST /b"]);
    let none = "const app = make();\napp.post('/b', f);\n";
    check(more, &[("app.js", none)], &[]);
    let more = "    judge: route\n    concerns:\n      pattern: $APP.post(...)\n";
    check(
        more,
        &[("app.js", none), ("orders.js", ROUTER)],
        &["app.js:2 POST /b", "orders.js:3 POST /add"],
    );
}

#[test]
fn only_what_is_started_counts_where_the_rule_says_so() {
    let more = "    starts: listen(..., $APP)\n";
    let app = "const app = make(); app.get('/a', f); module.exports = app;";
    check(more, &[("app.js", app)], &[]);
    let main = "const app = require('./app'); listen(80, app);";
    check(more, &[("app.js", app), ("main.js", main)], &["app.js:1 GET /a"]);
    let main = "const app = require('./app'); listen(80, wrapped(app));";
    check(more, &[("app.js", app), ("main.js", main)], &["app.js:1 GET /a"]);
}

#[test]
fn routes_out_of_view_count() {
    let app = "const app = make(); app.use('/orders', require('./elsewhere'));";
    check("", &[("app.js", app)], &["app.js:1 /orders/…"]);
    let package = "const app = make(); app.use('/orders', require('package'));";
    check("", &[("app.js", package)], &[]);
}

#[test]
fn what_only_looks_like_a_mount_takes_nothing_away() {
    let app = "const { use } = require('./other');
const app = make();
app.get('/a', f);
use(app);
";
    check("", &[("app.js", app), ("other.js", "exports.use = (it) => {};")], &["app.js:2 GET /a"]);
}

#[test]
fn circles_end() {
    let one = "const a = part(); a.use('/b', require('./two')); module.exports = a;";
    let two =
        "const b = part(); b.get('/x', f); b.use('/a', require('./one')); module.exports = b;";
    let app = "const app = make(); app.use(require('./one'));";
    check(
        "",
        &[("app.js", app), ("one.js", one), ("two.js", two)],
        &["app.js:1 GET /b/x (two.js)"],
    );
}

#[test]
fn the_hash_tells_what_others_can_depend_on() {
    let analyzer = analyzer("");
    let hash = |text: &str| summary(&analyzer, "app.js", text).hash();
    let text = "const app = make();\napp.get('/a', (q) => {\n  let x = 1;\n  q.send(x);\n});\n";
    let known = hash(text);
    // An edit in a body, and one above that moves everything.
    assert_eq!(hash(&text.replace("let x = 1;", "let y = 2, x = y + 1;")), known);
    assert_eq!(hash(&format!("// a remark\n\nimport 'm';\n{text}")), known);
    for (from, to) in [("'/a'", "'/b'"), ("get", "post"), ("(q)", "guard(), (q)")] {
        assert_ne!(hash(&text.replace(from, to)), known, "{to}");
    }
}

#[test]
fn a_rule_says_which_files_take_part_open_or_not() {
    let analyzer = analyzer("    files: ^// serves$");
    for (first, count) in [("// serves", 1), ("const port = 80; // serves", 0)] {
        let text = format!("{first}\nconst app = make();\napp.get(\"/\", answer);\n");
        let document = Document::new(&text, Some(Language::JavaScript), 0);
        for parsed in [document.snapshot().parsed, None] {
            let is_open = parsed.is_some();
            let (path, language) = ("a.js".into(), Some(Language::JavaScript));
            let source = Source { path, text: text.as_str().into(), language, parsed };
            let analysis = analyzer.analyze(&source, &|| false).unwrap();
            assert_eq!(analysis.findings.len(), count, "{first} {is_open}");
        }
    }
}
