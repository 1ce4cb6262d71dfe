//! Guidelines in few words: what an assistant can hold while it writes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use stockade_rules::guideline::{Example, Guideline};
use stockade_rules::{Rule, Severity};
use stockade_verify::StepId;
use stockade_workspace::Profile;

/// So many bytes fit into instructions that are read with every request (about 6 000 tokens).
pub const BUDGET: usize = 24_000;
/// Longer examples are left to the page of the guideline.
const EXAMPLE_LINES: usize = 8;

/// The requirements that hold whatever is written.
const REQUIREMENTS: &str = "\
1. Use standard, well-vetted libraries for what security depends on (`jsonwebtoken` for tokens, `bcrypt` for passwords).
2. Load every secret, key and credential from the environment or a secret manager.
3. Never write sensitive values into the source.
4. Never disable certificate validation.
5. Limit the rate of requests on every public endpoint.
";

/// The guidelines that are enforced: those with a rule that runs, and those without rules.
pub fn enabled(profile: &Profile) -> impl Iterator<Item = &Guideline> {
    let runs =
        move |rule: &std::sync::Arc<Rule>| profile.rules().iter().any(|own| own.id == rule.id);
    let all = profile.rule_set().guidelines.iter();
    all.filter(move |guideline| guideline.rules.is_empty() || guideline.rules.iter().any(runs))
}

/// Whether a guideline has this tag, section or language.
pub fn is_about(guideline: &Guideline, about: &str) -> bool {
    let about = about.to_lowercase();
    guideline.tags.iter().any(|tag| tag.to_lowercase() == about)
        || section(guideline) == about
        || guideline.id.as_deref().is_some_and(|id| id.contains(about.as_str()))
        || guideline.examples.iter().any(|e| e.language.spec().rule_names.contains(&about.as_str()))
}

/// The section of a guideline: the folder it is in.
pub fn section(guideline: &Guideline) -> &str {
    let folder = guideline.file.rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder);
    folder.rsplit(['/', '\\']).next().unwrap_or(folder)
}

/// Guidelines by section, the sections in order, the gravest guidelines first.
pub fn sections<'g>(guidelines: &[&'g Guideline]) -> BTreeMap<String, Vec<&'g Guideline>> {
    let mut out: BTreeMap<String, Vec<&'g Guideline>> = BTreeMap::new();
    for guideline in guidelines.iter().copied().filter(|g| !g.rules.is_empty()) {
        let name = match section(guideline) {
            "" | "." | "rules" => "project",
            name => name,
        };
        out.entry(name.to_owned()).or_default().push(guideline);
    }
    for list in out.values_mut() {
        list.sort_by_key(|guideline| std::cmp::Reverse(severity(guideline)));
    }
    out
}

fn severity(guideline: &Guideline) -> Severity {
    guideline.rules.iter().map(|rule| rule.severity).max().unwrap_or(Severity::Info)
}

/// A section's name as a heading.
pub fn heading(section: &str) -> String {
    let words = section.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// Everything in one text of at most about `budget` bytes: every guideline in a line, examples
/// while there is room, plain guidelines as they are.
pub fn whole(guidelines: &[&Guideline], budget: usize) -> String {
    let mut out = format!(
        "# Security guidelines\n\nStockade enforces these; `stockade check` says where code breaks \
         them.\n\n{REQUIREMENTS}\n"
    );
    for plain in guidelines.iter().filter(|guideline| guideline.rules.is_empty()) {
        let _ = writeln!(out, "{}\n", plain.body);
    }
    let sections = sections(guidelines);
    let lines: usize = guidelines.iter().map(|guideline| line(guideline).len()).sum();
    let mut room = budget.saturating_sub(out.len() + lines + 1_000);
    for (name, list) in &sections {
        let _ = writeln!(out, "## {}\n", heading(name));
        body(&mut out, list, &mut room);
    }
    out.push_str(&steps());
    out
}

/// One section in a text of at most about `budget` bytes.
pub fn one_section(name: &str, guidelines: &[&Guideline], budget: usize) -> String {
    let mut out = format!("# Security: {}\n\n", heading(name).to_lowercase());
    let lines: usize = guidelines.iter().map(|guideline| line(guideline).len()).sum();
    let mut room = budget.saturating_sub(out.len() + lines);
    body(&mut out, guidelines, &mut room);
    out
}

fn body(out: &mut String, guidelines: &[&Guideline], room: &mut usize) {
    for guideline in guidelines {
        out.push_str(&line(guideline));
        let example = example(guideline);
        if !example.is_empty() && example.len() <= *room {
            *room -= example.len();
            out.push_str(&example);
        }
    }
    out.push('\n');
}

/// A guideline in a line. Its first sentence says what is wrong, the others what to do.
fn line(guideline: &Guideline) -> String {
    let id = guideline.id.as_deref().unwrap_or_default();
    let text = guideline.description.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("- **{}** (`{id}`). {text}\n", guideline.title)
}

/// The first short insecure example with the secure one that its fix gives.
fn example(guideline: &Guideline) -> String {
    let short = |example: &Example| example.code.lines().count() <= EXAMPLE_LINES;
    let pair = guideline
        .examples
        .windows(2)
        .find(|pair| pair[0].insecure && pair[0].fixed_is_next && pair.iter().all(short));
    let Some([insecure, secure]) = pair else { return String::new() };
    let spec = insecure.language.spec();
    let tag = spec.rule_names.first().copied().unwrap_or_default();
    let comment = spec.line_comment;
    let mut out = format!("\n  ```{tag}\n  {comment} ❌ never\n");
    for line in insecure.code.lines() {
        let _ = writeln!(out, "  {line}");
    }
    let _ = writeln!(out, "  {comment} ✅ instead");
    for line in secure.code.lines() {
        let _ = writeln!(out, "  {line}");
    }
    out.push_str("  ```\n\n");
    // An indented empty line is no less empty.
    out.replace("\n  \n", "\n\n")
}

/// The verification steps as a section.
pub fn steps() -> String {
    let mut out = String::from("## Before you hand code over, verify\n\n");
    for step in StepId::ALL {
        let _ = writeln!(out, "{}. {} If not, stop and fix it.", step.number(), step.question());
    }
    out
}

/// A guideline as a page.
pub fn page(guideline: &Guideline) -> String {
    let mut out = format!("# {}\n\n", guideline.title);
    if let (Some(id), Some(rule)) = (&guideline.id, guideline.rules.first()) {
        let _ = write!(out, "`{id}`, {}", rule.severity.as_str());
        for also in rule.metadata.cwe.iter().chain(&rule.metadata.owasp) {
            let _ = write!(out, ", {also}");
        }
        out.push_str("\n\n");
    }
    let text = guideline.description.trim();
    if !text.is_empty() {
        let _ = writeln!(out, "{text}\n");
    }
    out.push_str(&readable(&guideline.body));
    out.push('\n');
    out
}

/// The attributes of code blocks are for the machine; a person reads ❌ and ✅.
fn readable(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    for line in body.lines() {
        let fence = line.strip_prefix("```").map(str::split_whitespace).map(Iterator::collect);
        let words: Vec<&str> = fence.unwrap_or_default();
        match words.as_slice() {
            [tag, "insecure", ..] => {
                let _ = writeln!(out, "❌ Insecure:\n```{tag}");
            }
            [tag, "secure", ..] => {
                let _ = writeln!(out, "✅ Secure:\n```{tag}");
            }
            _ => {
                let bare = line.strip_suffix(" // !").or_else(|| line.strip_suffix(" # !"));
                let _ = writeln!(out, "{}", bare.unwrap_or(line));
            }
        }
    }
    out
}
