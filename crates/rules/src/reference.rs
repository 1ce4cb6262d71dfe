//! The keys of rule files and of a guideline's front matter, with their meaning: what an editor
//! completes and shows. `docs/rules.md` has the examples; a test below holds the keys against what
//! the loader reads.
//!
//! In: the way to a place in a file. Out: the keys that may stand there.
//! Must never know: texts, editors.

/// A key and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// One or two sentences of Markdown.
    pub meaning: &'static str,
}

const fn key(name: &'static str, meaning: &'static str) -> Key {
    Key { name, meaning }
}

const FILE: &[Key] = &[
    key("rules", "The list of rules."),
    key("groups", "Formulas that rules use by name, each with `id`, `languages` and an operator."),
];

const GROUP: &[Key] = &[
    key("id", "The name; rules say `group: NAME`."),
    key(
        "languages",
        "Of several groups with one name those count that are for the file's language.",
    ),
    key("description", "For the reader."),
];

const RULE: &[Key] = &[
    key("id", "The rule's name: what findings carry and suppressions name."),
    key(
        "message",
        "What is wrong and what to do. `$X` stands for what the metavariable is bound to.",
    ),
    key("severity", "`ERROR`, `WARNING` or `INFO`."),
    key(
        "languages",
        "Which files are read: `javascript`, `typescript`, `python`, `go`, `generic`, `regex`.",
    ),
    key(
        "metadata",
        "`cwe`, `owasp`, `category`, `confidence`, `tags`, `references`; other keys are the author's.",
    ),
    key("paths", "Globs of the files that are read: `include`, `exclude`."),
    key("options", "Switches of the matching."),
    key("mode", "`search` (the default) or `taint`: data that flows from sources to sinks."),
    key("fix", "The new code for a finding; it needs review."),
    key(
        "fix-regex",
        "A fix that replaces what a regex matches in the finding: `regex`, `replacement`, `count`.",
    ),
    key(
        "fixes",
        "Fixes, the best first: `title`, `safety`, `template` or `edits`, `imports`, `note`.",
    ),
    key(
        "env",
        "How `$ENV` in fixes, the name of an environment variable, is derived: `from`, `default`.",
    ),
    key("scope", "`project`: the rule looks at all files together; see `absence`."),
    key(
        "absence",
        "What a project lacks: applications or routes that no protection reaches, over all files.",
    ),
    key("min-version", "For other tools."),
];

const ABSENCE: &[Key] = &[
    key("app", "Where an application is made; binds `$APP`."),
    key("starts", "What starts `$APP`. With it only applications count that are started."),
    key("router", "Where something is made that applications mount; binds `$APP`."),
    key("route", "Where a route is registered on `$APP`; `$METHOD` and `$PATH` name it."),
    key("mount", "The routes of `$ROUTER` become those of `$APP`, below `$PATH`."),
    key("use", "What is given to `$APP` here stands in front of what comes later, below `$PATH`."),
    key("everywhere", "What is given to `$APP` here stands in front of all that it serves."),
    key("cover", "Code that is the protection."),
    key("named", "A regular expression: names that stand for the protection."),
    key("concerns", "Which routes need the protection; without it all."),
    key("files", "A regular expression: files without it take part only when others lead there."),
    key("judge", "`app` (the default): applications without it. `route`: each route without it."),
    key("elsewhere", "`true`: only where another route of the application has the protection."),
];

const OPERATORS: &[Key] = &[
    key(
        "pattern",
        "Code with holes: `$X` is any expression, `...` any number of arguments, statements or entries.",
    ),
    key(
        "patterns",
        "All at once: a place must match every positive pattern and lie in every context, and in nothing that is excluded.",
    ),
    key("pattern-either", "Any of these."),
    key("pattern-inside", "The match must lie within a match of this."),
    key("pattern-not", "The match must not be one of this as well."),
    key("pattern-not-inside", "The match must not lie within a match of this."),
    key("pattern-regex", "A regular expression on the text of the file, not anchored."),
    key("pattern-not-regex", "The match must not lie where this matches."),
    key(
        "focus-metavariable",
        "The finding stands at this metavariable instead of at the whole match.",
    ),
    key(
        "metavariable-regex",
        "What a metavariable is bound to must match a regex from its left end.",
    ),
    key("metavariable-pattern", "A formula on what a metavariable is bound to."),
    key("metavariable-comparison", "A comparison that must hold: `$N < 10`, `len($S) > 3`."),
    key(
        "metavariable-analysis",
        "`entropy`, `redos`, `secret-value` or `secret-name` must say yes to the binding.",
    ),
    key("metavariable-type", "The binding must be declared with a type."),
    key(
        "secret",
        "A credential by its form: `regex`, `keywords`, `entropy`, `checksum`, `in`, `allow`.",
    ),
    key("group", "The formula that a group defines."),
];

const TAINT: &[Key] = &[
    key("pattern-sources", "Where untrusted data comes from."),
    key("pattern-sinks", "Where untrusted data must not arrive; the finding stands here."),
    key("pattern-sanitizers", "What makes data clean."),
    key(
        "pattern-propagators",
        "What carries taint where the engine would not know: `pattern`, `from`, `to`.",
    ),
];

const SOURCE: &[Key] = &[
    key("label", "A name for this kind of taint, for `requires`."),
    key("requires", "The labels that must be there, with `and`, `or`, `not`."),
    key("by-side-effect", "The matched variable itself is tainted from here on."),
    key("exact", "Only the match itself is tainted, not what is in it."),
    key("control", "The source taints what depends on it as a condition."),
];

const SINK: &[Key] = &[
    key("requires", "The labels that must arrive, with `and`, `or`, `not`."),
    key("exact", "Only the match itself counts, not what is in it."),
    key("at-exit", "It is a sink only where the function is left."),
];

const SANITIZER: &[Key] = &[
    key("by-side-effect", "The matched variable itself is clean from here on."),
    key("exact", "Only the match itself is clean, not what is in it."),
    key("not_conflicting", "A match that is exactly a source or a sink does not count."),
];

const PROPAGATOR: &[Key] = &[
    key("from", "The metavariable that taint comes from."),
    key("to", "The metavariable that taint goes to."),
    key("by-side-effect", "Whether the variable itself becomes tainted."),
    key("requires", "The labels that must be there."),
    key("label", "The label that `to` gets."),
    key("replace-labels", "The labels that are replaced."),
];

const METAVARIABLE_REGEX: &[Key] = &[
    key("metavariable", "Which one, with its `$`."),
    key("regex", "The regular expression."),
    key("constant-propagation", "Whether a name counts as the literal that it stands for."),
];

const METAVARIABLE_PATTERN: &[Key] = &[
    key("metavariable", "Which one, with its `$`."),
    key("language", "The language of the binding, if it is another one."),
];

const COMPARISON: &[Key] = &[
    key("metavariable", "Which one, with its `$`."),
    key("comparison", "What must hold."),
    key("base", "The base of numbers that are written as text."),
    key("strip", "Quotes are taken off first."),
];

const ANALYSIS: &[Key] = &[
    key("metavariable", "Which one, with its `$`."),
    key("analyzer", "`entropy`, `redos`, `secret-value` or `secret-name`."),
    key("options", "Of the analyzer."),
];

const TYPE: &[Key] = &[
    key("metavariable", "Which one, with its `$`."),
    key("type", "The type as it is declared."),
    key("types", "Any of these types."),
];

const SECRET: &[Key] = &[
    key("regex", "The form; its first group is the credential."),
    key("named", "Values that are called like a secret: `strong`, or `weak` for plain words."),
    key("keywords", "Texts of which every match contains one."),
    key("entropy", "The least entropy, in bits per character."),
    key("checksum", "`crc32-base62`: the last six characters must be the checksum of the others."),
    key("in", "Where it is looked for: `string`, `comment`, `text`."),
    key("allow", "Regular expressions of what is none."),
];

const FIX: &[Key] = &[
    key("title", "What it does, in a few words, for the editor's menu."),
    key(
        "safety",
        "`safe`: the program does what it did, apart from the hole. Else `needs-review`.",
    ),
    key("template", "The new code; metavariables and `$ENV` are filled in."),
    key("at", "The metavariable that is replaced; without it the whole finding."),
    key("edits", "Several changes: `{at, template}` or `{remove: $X}`."),
    key("imports", "What the new code needs: `os`, or `{module, name, alias}`."),
    key("note", "What to check afterwards."),
];

const EDIT: &[Key] = &[
    key("at", "The metavariable that is replaced."),
    key("template", "The new code."),
    key("remove", "The metavariable that is taken away with its separator."),
];

const IMPORT: &[Key] = &[
    key("module", "The module or package."),
    key("name", "A member of it."),
    key("alias", "The local name."),
];

const FIX_REGEX: &[Key] = &[
    key("regex", "What is replaced."),
    key("replacement", "By what; `\\1` is a group."),
    key("count", "How many times; all if it is not said."),
];

const ENVIRONMENT: &[Key] = &[
    key("from", "Metavariables whose binding tells the name, the best first."),
    key("default", "The name if none does."),
];

const PATHS: &[Key] = &[
    key("include", "Only files that match one of these globs."),
    key("exclude", "No file that matches one of these globs."),
];

const METADATA: &[Key] = &[
    key("cwe", "`CWE-89`, or several."),
    key("owasp", "Categories as OWASP writes them."),
    key("category", "`security`, `correctness`, …"),
    key("confidence", "`HIGH`, `MEDIUM` or `LOW`."),
    key("tags", "Free tags."),
    key("references", "Links for further reading; the first is the rule's page in editors."),
];

const OPTIONS: &[Key] = &[
    key("constant_propagation", "Names stand for the literals they were given (on)."),
    key("symbolic_propagation", "Names stand for the expressions they were given (off)."),
    key("vardef_assign", "`$X = E` matches declarations (on)."),
    key("attr_expr", "Expression patterns match attributes and decorators (on)."),
    key("commutative_boolop", "`a && b` matches `b && a` (off)."),
    key("symmetric_eq", "`a == b` matches `b == a` (off)."),
    key("implicit_return", "The last expression of an arrow function counts as returned (on)."),
    key("taint_assume_safe_functions", "Unknown calls do not pass taint on (off)."),
    key("taint_assume_safe_indexes", "A tainted index does not taint the element (off)."),
    key("taint_assume_safe_comparisons", "Comparisons are never tainted (on, with the next one)."),
    key("taint_assume_safe_booleans", "What is known to be a boolean is never tainted (on)."),
    key("taint_assume_safe_numbers", "What is known to be a number is never tainted (off)."),
    key("taint_only_propagate_through_assignments", "Taint flows through assignments alone (off)."),
    key("taint_unify_mvars", "Source and sink share metavariables (off)."),
    key("generic_ellipsis_max_span", "Lines that `...` may span in `generic` (10)."),
];

/// The keys of a guideline's front matter.
pub const FRONT_MATTER: &[Key] = &[
    key("id", "The guideline's name, and that of its rules where they have none of their own."),
    key("title", "A few words."),
    key(
        "description",
        "One or two sentences: what is wrong, what to do. The message of its rules.",
    ),
    key("severity", "`error`, `warning` or `info`."),
    key("confidence", "`high`, `medium` or `low`."),
    key("cwe", "`CWE-89`, or several."),
    key("owasp", "Categories as OWASP writes them."),
    key("tags", "Free tags."),
    key("globs", "Which files the guideline is about."),
    key("exclude", "Globs of files that its rules do not read."),
    key("version", "Of the guideline."),
    key("author", "Who wrote it."),
    key("references", "Links for further reading."),
];

/// The keys that may stand in the mapping at the end of a path of keys; list positions are left out.
/// `&["rules"]` is a rule, `&["rules", "patterns"]` an element of its `patterns`.
pub fn keys(path: &[&str]) -> Vec<Key> {
    let Some((last, above)) = path.split_last() else { return FILE.to_vec() };
    let lists: &[&[Key]] = match *last {
        "rules" if above.is_empty() => &[RULE, OPERATORS, TAINT],
        "groups" if above.is_empty() => &[GROUP, OPERATORS],
        "patterns" | "pattern-either" | "pattern-inside" | "pattern-not" | "pattern-not-inside" => {
            &[OPERATORS]
        }
        "pattern-sources" => &[OPERATORS, SOURCE],
        "pattern-sinks" => &[OPERATORS, SINK],
        "pattern-sanitizers" => &[OPERATORS, SANITIZER],
        "pattern-propagators" => &[OPERATORS, PROPAGATOR],
        "metavariable-regex" => &[METAVARIABLE_REGEX],
        "metavariable-pattern" => &[METAVARIABLE_PATTERN, OPERATORS],
        "metavariable-comparison" => &[COMPARISON],
        "metavariable-analysis" => &[ANALYSIS],
        "metavariable-type" => &[TYPE],
        "secret" => &[SECRET],
        "absence" => &[ABSENCE],
        "app" | "starts" | "router" | "route" | "mount" | "use" | "everywhere" | "cover"
        | "concerns"
            if above.contains(&"absence") =>
        {
            &[OPERATORS]
        }
        "fixes" => &[FIX],
        "edits" => &[EDIT],
        "imports" => &[IMPORT],
        "fix-regex" => &[FIX_REGEX],
        "env" => &[ENVIRONMENT],
        "paths" => &[PATHS],
        "metadata" => &[METADATA],
        "options" => &[OPTIONS],
        _ => &[],
    };
    let mut out: Vec<Key> = Vec::new();
    for key in lists.iter().flat_map(|list| list.iter()) {
        if !out.iter().any(|known| known.name == key.name) {
            out.push(*key);
        }
    }
    out
}

/// The key of this name at a path, if it may stand there.
pub fn find(path: &[&str], name: &str) -> Option<Key> {
    keys(path).into_iter().find(|key| key.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::load;

    /// The problems that say a key is unknown, in a rule with `lines`.
    fn unknown(lines: &str) -> Vec<String> {
        let text = format!("rules:\n- id: r\n  languages: [python]\n  message: m\n{lines}");
        let problems = load("r.yaml", &text).problems;
        problems.into_iter().map(|p| p.message).filter(|m| m.contains("unknown key")).collect()
    }

    #[test]
    fn the_loader_knows_every_key_of_the_reference() {
        let none = Vec::<String>::new();
        for key in keys(&["rules"]) {
            assert_eq!(unknown(&format!("  {}: 1\n", key.name)), none, "{}", key.name);
        }
        for list in ["patterns", "pattern-either"] {
            for key in keys(&["rules", list]) {
                let lines = format!("  {list}:\n  - {}: 1\n", key.name);
                assert_eq!(unknown(&lines), none, "{list}: {}", key.name);
            }
        }
        for outer in
            ["pattern-sources", "pattern-sinks", "pattern-sanitizers", "pattern-propagators"]
        {
            for key in keys(&["rules", outer]) {
                let lines = format!("  mode: taint\n  {outer}:\n  - {}: 1\n", key.name);
                assert_eq!(unknown(&lines), none, "{outer}: {}", key.name);
            }
        }
        for outer in [
            "metavariable-regex",
            "metavariable-pattern",
            "metavariable-comparison",
            "metavariable-analysis",
            "metavariable-type",
            "secret",
        ] {
            for key in keys(&["rules", "patterns", outer]) {
                let lines = format!("  patterns:\n  - {outer}: {{{}: 1}}\n", key.name);
                assert_eq!(unknown(&lines), none, "{outer}: {}", key.name);
            }
        }
        for key in keys(&["rules", "absence"]) {
            let lines = format!("  scope: project\n  absence: {{{}: 1}}\n", key.name);
            assert_eq!(unknown(&lines), none, "absence: {}", key.name);
        }
        for outer in ["fix-regex", "env", "paths"] {
            for key in keys(&["rules", outer]) {
                let lines = format!("  pattern: f()\n  {outer}: {{{}: 1}}\n", key.name);
                assert_eq!(unknown(&lines), none, "{outer}: {}", key.name);
            }
        }
        for key in keys(&["rules", "fixes"]) {
            let lines = format!("  pattern: f()\n  fixes:\n  - {}: 1\n", key.name);
            assert_eq!(unknown(&lines), none, "fixes: {}", key.name);
        }
    }

    /// Operators that the loader knows and reports as unsupported.
    const REFUSED: [&str; 2] = ["metavariable-name", "semgrep-internal-pattern-anywhere"];

    /// The keys that the loader names as known.
    fn help_of(name: &str, text: &str) -> Vec<String> {
        let problems = load(name, text).problems;
        let list = problems.iter().find_map(|p| p.help.strip_prefix("known keys are: "));
        let list = list.unwrap_or_else(|| panic!("no list of keys: {problems:?}"));
        list.split(", ").map(str::to_owned).collect()
    }

    #[test]
    fn the_loader_names_no_key_that_the_reference_lacks() {
        let rule = "rules:\n- id: r\n  languages: [python]\n  message: m\n";
        for (lines, path) in [
            ("  zzzzzzzz: 1\n", &["rules"][..]),
            ("  pattern: f()\n  fixes:\n  - zzzzzzzz: 1\n", &["rules", "fixes"]),
            ("  patterns:\n  - zzzzzzzz: 1\n", &["rules", "patterns"]),
            ("  patterns:\n  - secret: {zzzzzzzz: 1}\n", &["rules", "patterns", "secret"]),
            ("  scope: project\n  absence: {zzzzzzzz: 1}\n", &["rules", "absence"]),
        ] {
            let known = help_of("r.yaml", &format!("{rule}{lines}"));
            // Some names are known in order to be refused.
            for name in known.into_iter().filter(|name| !REFUSED.contains(&name.as_str())) {
                assert!(find(path, &name).is_some(), "{path:?} lacks `{name}`");
            }
        }
        for name in help_of("r.md", "---\nid: a\nzzzzzzzz: 1\n---\n") {
            assert!(
                FRONT_MATTER.iter().any(|key| key.name == name),
                "the front matter lacks `{name}`"
            );
        }
    }
}
