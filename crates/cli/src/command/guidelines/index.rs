//! The page that lists the built-in guidelines: which requirement of the founding guideline which
//! rule holds code to, in which languages and with what kind of fix. Made from the rules alone.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use stockade_rules::guideline::Guideline;
use stockade_rules::rule::Safety;
use stockade_rules::{Rule, RuleLanguage};
use stockade_syntax::Language;
use stockade_workspace::RuleSet;

use super::{digest, requirements};

/// Where the built-in guidelines stand, seen from the page.
const FOLDER: &str = "../crates/guidelines/guidelines";

/// The columns: what is said of JavaScript holds for JSX, of TypeScript for TSX.
const COLUMNS: [(&str, Language); 4] = [
    ("JavaScript", Language::JavaScript),
    ("TypeScript", Language::TypeScript),
    ("Python", Language::Python),
    ("Go", Language::Go),
];

/// The page.
pub fn page(set: &RuleSet) -> String {
    let with_rules: Vec<&Guideline> =
        set.guidelines.iter().filter(|guideline| !guideline.rules.is_empty()).collect();
    let ids = by_id(&set.rules);
    let mut out = format!(
        "# Guidelines\n\n<!-- Written by `stockade guidelines index`; a test sees to it that it is \
         current. -->\n\n{} guidelines are built in. `stockade explain ID` shows one in the terminal, \
         `stockade guidelines export` gives them to an AI assistant ([agents.md](agents.md)); \
         [rules.md](rules.md) says how to write your own.\n\n",
        with_rules.len()
    );
    out.push_str(
        "## What the founding guideline asks for\n\nFor each requirement the rules that find code \
         which breaks it, by their CWE numbers. In a language's column stands what comes with a \
         finding: *safe*, a fix that keeps what the program does apart from the hole; *review*, a \
         fix to look at; *found*, no fix; *text*, a rule that reads any file. A fix is offered \
         where it can be proven.\n\n",
    );
    for (number, requirement) in requirements::ALL.iter().enumerate() {
        let _ = writeln!(out, "### {}. {}\n", number + 1, requirement.text);
        table(&mut out, &ids, |rule| requirement.is_broken_by(rule));
    }
    let is_asked_for = |rule: &Rule| requirements::ALL.iter().any(|r| r.is_broken_by(rule));
    if ids.values().flatten().any(|rule| !is_asked_for(rule)) {
        out.push_str("### Beyond the guideline\n\n");
        table(&mut out, &ids, |rule| !is_asked_for(rule));
    }
    out.push_str("## By section\n\n");
    for (name, list) in digest::sections(&with_rules) {
        section(&mut out, &name, &list);
    }
    format!("{}\n", out.trim_end())
}

/// Rules of one id are a family: one for each language or library.
fn by_id(rules: &[Arc<Rule>]) -> BTreeMap<&str, Vec<&Rule>> {
    let mut out: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    for rule in rules {
        out.entry(&rule.id).or_default().push(rule);
    }
    out
}

fn table(out: &mut String, ids: &BTreeMap<&str, Vec<&Rule>>, wanted: impl Fn(&Rule) -> bool) {
    let (head, line) = COLUMNS.iter().fold((String::new(), String::new()), |(head, line), own| {
        (format!("{head} {} |", own.0), format!("{line}---|"))
    });
    let _ = writeln!(out, "| rule |{head}\n|---|{line}");
    for (id, rules) in ids {
        let own: Vec<&Rule> = rules.iter().copied().filter(|rule| wanted(rule)).collect();
        if own.is_empty() {
            continue;
        }
        let cells: String =
            COLUMNS.iter().map(|(_, language)| format!(" {} |", cell(&own, *language))).collect();
        let _ = writeln!(out, "| [{id}](#{id}) |{cells}");
    }
    out.push('\n');
}

/// The best that comes with a finding of these rules in a language.
fn cell(rules: &[&Rule], language: Language) -> &'static str {
    let code: Vec<&&Rule> = rules
        .iter()
        .filter(|rule| {
            rule.languages
                .iter()
                .any(|own| matches!(own, RuleLanguage::Code(_)) && own.accepts(language))
        })
        .collect();
    let best = code.iter().flat_map(|rule| &rule.fixes).map(|fix| fix.safety).min();
    match best {
        Some(Safety::Safe) => "safe",
        Some(Safety::NeedsReview) => "review",
        None if !code.is_empty() => "found",
        None if rules.iter().any(|rule| rule.applies_to(language)) => "text",
        None => "",
    }
}

fn section(out: &mut String, name: &str, guidelines: &[&Guideline]) {
    let _ = writeln!(out, "### {}\n", digest::heading(name));
    for guideline in guidelines {
        let Some(rule) = guideline.rules.first() else { continue };
        let weaknesses = rule.metadata.cwe.iter().chain(&rule.metadata.owasp);
        let id = guideline.id.as_deref().unwrap_or_default();
        let _ = writeln!(
            out,
            "<a id=\"{id}\"></a>\n**{}** · [`{id}`]({FOLDER}/{}) · {} · {}\\\n{}\n",
            guideline.title,
            within_folder(&guideline.file),
            rule.severity.as_str(),
            weaknesses.map(String::as_str).collect::<Vec<_>>().join(", "),
            guideline.description.split_whitespace().collect::<Vec<_>>().join(" "),
        );
    }
}

/// A guideline's section and file, wherever the folder of the guidelines stands.
fn within_folder(file: &str) -> &str {
    let section = file.rmatch_indices(['/', '\\']).nth(1);
    section.map_or(file, |(at, _)| &file[at + 1..])
}
