//! `stockade explain`: a guideline, rendered in the terminal.

use std::process::ExitCode;

use clap::Args;
use stockade_rules::Rule;
use stockade_rules::guideline::Guideline;
use stockade_workspace::config;

use super::attempt;
use super::rules::{Chosen, load_project, no_such_rule};
use crate::markdown;
use crate::report::{colour, print};

/// The arguments of `stockade explain`.
#[derive(Args)]
pub struct Arguments {
    /// The id of a rule.
    id: String,
    #[command(flatten)]
    chosen: Chosen,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> ExitCode {
    attempt(explain(arguments))
}

fn explain(arguments: &Arguments) -> Result<ExitCode, String> {
    let profile = load_project(&arguments.chosen)?;
    let set = profile.rule_set();
    let rule = set.rules.iter().find(|rule| *rule.id == *arguments.id);
    let guideline = set.guidelines.iter().find(|g| g.id.as_deref() == Some(&arguments.id));
    let page = match (guideline, rule) {
        (Some(guideline), rule) => page_of_guideline(guideline, rule.map(|rule| &**rule)),
        (None, Some(rule)) => page_of_rule(rule),
        (None, None) => return Err(no_such_rule(&arguments.id, &profile)),
    };
    print(&markdown::render(&page, colour(&std::io::stdout())));
    Ok(ExitCode::SUCCESS)
}

fn page_of_guideline(guideline: &Guideline, rule: Option<&Rule>) -> String {
    let mut page = format!("# {}\n\n{}\n\n", guideline.title, guideline.description);
    if let Some(rule) = rule {
        page.push_str(&facts(rule));
    }
    page + &guideline.body
}

fn page_of_rule(rule: &Rule) -> String {
    format!("# {}\n\n{}\n\n{}", rule.id, rule.message, facts(rule))
}

/// What is known about a rule, in a list.
fn facts(rule: &Rule) -> String {
    let metadata = &rule.metadata;
    let mut out = format!("- Rule: `{}`, severity {}\n", rule.id, rule.severity.as_str());
    let mut list = |name: &str, values: &[String]| {
        if !values.is_empty() {
            out.push_str(&format!("- {name}: {}\n", values.join(", ")));
        }
    };
    list("Category", &config::category(rule).map(str::to_owned).into_iter().collect::<Vec<_>>());
    list("Tags", &metadata.tags);
    list("CWE", &metadata.cwe);
    list("OWASP", &metadata.owasp);
    list("See", &metadata.references);
    out + "\n"
}
