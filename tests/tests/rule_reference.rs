//! Every example of `docs/rules.md` holds.

#![allow(clippy::unwrap_used, reason = "a test has nothing to go on with")]

use stockade_engine::{Analyzer, Limits, Source};
use stockade_rules::load::load;
use stockade_syntax::Language;

const PAGE: &str = include_str!("../../docs/rules.md");

#[test]
fn every_example_of_the_reference_holds() {
    let mut rule = String::new();
    let mut wrong = String::new();
    let mut examples = 0;
    let mut fence: Option<(String, String, usize)> = None;
    for (number, line) in PAGE.lines().enumerate() {
        match (&mut fence, line.strip_prefix("```")) {
            (None, Some(info)) => fence = Some((info.to_owned(), String::new(), number + 1)),
            (Some((info, text, at)), Some(_)) => {
                if info == "yaml rule" {
                    rule.clone_from(text);
                } else if info != "text" {
                    examples += 1;
                    wrong.push_str(&try_example(&rule, info, text, *at));
                }
                fence = None;
            }
            (Some((_, text, _)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(examples > 25, "{examples} examples");
    assert_eq!(wrong, "");
}

fn try_example(rule: &str, tag: &str, text: &str, at: usize) -> String {
    let language = Language::from_file_name(&format!("x.{tag}"))
        .or_else(|| Language::from_lsp_id(tag))
        .unwrap();
    let name = language.spec().rule_names[0];
    let mut yaml =
        format!("rules:\n- id: example\n  languages: [{name}]\n  severity: ERROR\n  message: m\n");
    for line in rule.lines() {
        yaml.push_str(&format!("  {line}\n"));
    }
    let loaded = load("example.yaml", &yaml);
    if !loaded.problems.is_empty() {
        return format!("line {at}: {:?}\n", loaded.problems);
    }
    let mark = format!(" {} !", language.spec().line_comment);
    let mut code = String::new();
    let mut expected = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if let Some(bare) = line.strip_suffix(&mark) {
            expected.push(number + 1);
            code.push_str(bare);
        } else {
            code.push_str(line);
        }
        code.push('\n');
    }
    let (analyzer, _) = Analyzer::new(loaded.rules, Limits::default());
    let source = Source {
        path: "example".into(),
        text: code.as_str().into(),
        language: Some(language),
        parsed: None,
    };
    let analysis = analyzer.analyze(&source, &|| false).unwrap();
    let mut found: Vec<usize> =
        analysis.findings.iter().map(|f| code[..f.span.start].matches('\n').count() + 1).collect();
    found.dedup();
    if found == expected && analysis.notices.is_empty() {
        return String::new();
    }
    format!("line {at}: expected {expected:?}, found {found:?} {:?}\n", analysis.notices)
}
