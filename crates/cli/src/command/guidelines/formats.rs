//! The forms that assistants read, file by file.

use std::path::Path;

use clap::ValueEnum;
use stockade_rules::RuleLanguage;
use stockade_rules::guideline::Guideline;
use stockade_syntax::Language;

use super::digest;

/// An instruction file that is read for some files only stays below this.
const PART: usize = 10_000;

/// Whose instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// `.cursor/rules/*.mdc`, one for each section.
    Cursor,
    /// `.github/copilot-instructions.md`, and `.github/instructions/*` for each section.
    Copilot,
    /// `.claude/rules/stockade.md`.
    Claude,
    /// `AGENTS.md`: a part of its own in the file that is there.
    Agents,
    /// One Markdown file.
    Markdown,
}

/// A file to write.
pub struct File {
    /// Its path below the output folder, with `/`.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Whether others write into it as well: then our text is a part of it.
    pub is_shared: bool,
}

fn file(name: impl Into<String>, text: String, is_shared: bool) -> File {
    File { name: name.into(), text, is_shared }
}

/// The files of a form.
pub fn files(form: Form, guidelines: &[&Guideline]) -> Vec<File> {
    let whole = |budget| digest::whole(guidelines, budget);
    match form {
        Form::Cursor => {
            let mut out = vec![file(
                ".cursor/rules/stockade.mdc",
                format!(
                    "---\ndescription: Security requirements and the steps to verify before handing code over\nglobs:\nalwaysApply: true\n---\n\n{}",
                    general(guidelines)
                ),
                false,
            )];
            out.extend(parts(guidelines, |section, description, globs, text| {
                let head = format!(
                    "---\ndescription: {description}\nglobs: {}\nalwaysApply: false\n---\n\n",
                    globs.join(",")
                );
                file(format!(".cursor/rules/stockade-{section}.mdc"), head + text, false)
            }));
            out
        }
        Form::Copilot => {
            let mut out = vec![file(".github/copilot-instructions.md", general(guidelines), true)];
            out.extend(parts(guidelines, |section, description, globs, text| {
                let head = format!(
                    "---\ndescription: \"{description}\"\napplyTo: \"{}\"\n---\n\n",
                    globs.join(",")
                );
                let name = format!(".github/instructions/stockade-{section}.instructions.md");
                file(name, head + text, false)
            }));
            out
        }
        Form::Claude => vec![file(".claude/rules/stockade.md", whole(digest::BUDGET), false)],
        Form::Agents => vec![file("AGENTS.md", whole(digest::BUDGET), true)],
        Form::Markdown => {
            vec![file("stockade-guidelines.md", whole(usize::MAX / 2), false)]
        }
    }
}

/// What holds for every file: requirements, plain guidelines and steps.
fn general(guidelines: &[&Guideline]) -> String {
    let plain: Vec<&Guideline> =
        guidelines.iter().copied().filter(|guideline| guideline.rules.is_empty()).collect();
    digest::whole(&plain, digest::BUDGET)
}

fn parts(
    guidelines: &[&Guideline],
    make: impl Fn(&str, &str, &[String], &str) -> File,
) -> Vec<File> {
    digest::sections(guidelines)
        .iter()
        .map(|(section, list)| {
            let text = digest::one_section(section, list, PART);
            let words = digest::heading(section).to_lowercase();
            let description = format!("Security guidelines for code that has to do with {words}");
            make(section, &description, &globs(list), &text)
        })
        .collect()
}

/// Globs for the files that guidelines are about.
fn globs(guidelines: &[&Guideline]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut add = |glob: String| {
        if !out.contains(&glob) {
            out.push(glob);
        }
    };
    let is_code = |language: &RuleLanguage| matches!(language, RuleLanguage::Code(_));
    // Guidelines about text are about code of any language.
    let any =
        !guidelines.iter().flat_map(|own| &own.rules).any(|r| r.languages.iter().any(is_code));
    for language in Language::ALL {
        let reads = |guideline: &&Guideline| {
            guideline.rules.iter().any(|rule| {
                rule.languages.iter().any(|l| (any || is_code(l)) && l.accepts(language))
            })
        };
        if guidelines.iter().any(reads) {
            for ending in language.spec().extensions {
                add(format!("**/*.{ending}"));
            }
        }
    }
    out
}

const BEGIN: &str = "<!-- stockade guidelines: begin -->";
const END: &str = "<!-- stockade guidelines: end -->";

/// A shared file with our part in it: replaced where it is, else put at the end.
pub fn merged(path: &Path, part: &str) -> Result<String, String> {
    let old = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(format!("{}: {error}", path.display())),
    };
    let ours = format!("{BEGIN}\n{part}{END}\n");
    match (old.find(BEGIN), old.find(END)) {
        (Some(begin), Some(end)) if begin < end => {
            let rest = old.get(end + END.len()..).unwrap_or_default();
            let rest = rest.strip_prefix('\n').unwrap_or(rest);
            Ok(format!("{}{ours}{rest}", &old[..begin]))
        }
        (None, None) => {
            let gap = match &*old {
                "" => "",
                text if text.ends_with("\n\n") => "",
                text if text.ends_with('\n') => "\n",
                _ => "\n\n",
            };
            Ok(format!("{old}{gap}{ours}"))
        }
        _ => Err(format!(
            "{}: one of the marks `{BEGIN}` and `{END}` is missing; put it back or delete the other",
            path.display()
        )),
    }
}
