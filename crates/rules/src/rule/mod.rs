//! What a rule is, as data. Parsed from YAML elsewhere; once a [`Rule`] exists it is right.

mod absence;
mod fix;
mod formula;
mod paths;
mod taint;

pub use crate::regex::RegexPattern;
pub use absence::{Absence, Judged};
pub use fix::{Environment, FixEdit, FixTemplate, ImportSpec, RegexFix, Safety};
pub use formula::{
    All, Analyzer, Checksum, Condition, Focus, Formula, Group, Named, Negative, SecretDetector,
    SecretPlace,
};
pub use paths::{PathFilter, PathGlob};
pub use taint::{Propagator, Requires, Sanitizer, Sink, Source, Taint};

use std::sync::Arc;

use stockade_syntax::Language;

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// The id as its author wrote it.
    pub id: Arc<str>,
    /// The message, with `$X` to be replaced by what the metavariable is bound to.
    pub message: String,
    /// How bad a finding is.
    pub severity: Severity,
    /// How sure a finding is.
    pub confidence: Confidence,
    /// Which files it reads. Never empty.
    pub languages: Vec<RuleLanguage>,
    /// CWE, OWASP and what else the author says.
    pub metadata: Metadata,
    /// Which paths it reads.
    pub paths: PathFilter,
    /// Switches of the matching.
    pub options: Options,
    /// What it looks for.
    pub mode: Mode,
    /// What is offered instead, the best first.
    pub fixes: Vec<FixTemplate>,
    /// How the name of an environment variable (`$ENV` in fixes) is derived.
    pub environment: Option<Environment>,
    /// Where the rule stands: name of the rule file, and 1-based line of its `id`.
    pub origin: Origin,
}

impl Rule {
    /// Whether the rule reads files of this language.
    pub fn applies_to(&self, language: Language) -> bool {
        self.languages.iter().any(|l| l.accepts(language))
    }

    /// Whether it is about projects: what it finds no file tells by itself.
    pub fn is_of_project(&self) -> bool {
        matches!(self.mode, Mode::Absence(_))
    }
}

/// Where a rule was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Name of the rule file as it was given.
    pub file: Arc<str>,
    /// 1-based line of the rule's `id`.
    pub line: usize,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Should be looked at.
    Warning,
    /// A hole.
    Error,
}

impl Severity {
    /// `error`, `warning`, `info`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Confidence {
    Low,
    #[default]
    Medium,
    High,
}

/// What a rule reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RuleLanguage {
    /// Code of this language. `javascript` and `typescript` rules name one of a family; see
    /// [`RuleLanguage::accepts`].
    Code(Language),
    /// Any file's text (`regex`).
    Regex,
    /// Any file's words (`generic`).
    Generic,
}

impl RuleLanguage {
    /// Whether files of `language` are read. A JavaScript rule reads JSX too, a TypeScript rule
    /// TSX; `regex` and `generic` rules read everything.
    pub fn accepts(self, language: Language) -> bool {
        match self {
            RuleLanguage::Code(Language::JavaScript | Language::Jsx) => {
                matches!(language, Language::JavaScript | Language::Jsx)
            }
            RuleLanguage::Code(Language::TypeScript | Language::Tsx) => {
                matches!(language, Language::TypeScript | Language::Tsx)
            }
            RuleLanguage::Code(own) => own == language,
            RuleLanguage::Regex | RuleLanguage::Generic => true,
        }
    }
}

/// What the author says about the rule beyond what the engine needs.
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    /// `CWE-798` and the like, normalised to that form.
    pub cwe: Vec<String>,
    /// OWASP categories as written (`API8:2023`, `A07:2021 - …`).
    pub owasp: Vec<String>,
    /// `security`, `correctness`, …
    pub category: Option<String>,
    /// Free tags.
    pub tags: Vec<String>,
    /// Links for further reading.
    pub references: Vec<String>,
    /// A title of a few words; the guideline's, where the rule lives in one.
    pub title: Option<String>,
}

/// The `options:` of a rule that change how it matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    /// `constant_propagation`: names stand for the literals they were given.
    pub constant_propagation: bool,
    /// `symbolic_propagation`: names stand for the expressions they were given.
    pub symbolic_propagation: bool,
    /// `vardef_assign`: `$X = E` matches declarations.
    pub vardef_assign: bool,
    /// `attr_expr`: expression patterns match attributes and decorators.
    pub attr_expr: bool,
    /// `commutative_boolop`: `a && b` matches `b && a`.
    pub commutative_boolop: bool,
    /// `symmetric_eq`: `a == b` matches `b == a`.
    pub symmetric_eq: bool,
    /// `implicit_return`: the last expression of an arrow function counts as returned.
    pub implicit_return: bool,
    /// `taint_assume_safe_functions`: unknown calls do not pass taint on.
    pub taint_assume_safe_functions: bool,
    /// `taint_assume_safe_indexes`: a tainted index does not taint the element.
    pub taint_assume_safe_indexes: bool,
    /// `taint_assume_safe_comparisons`: comparisons are never tainted.
    pub taint_assume_safe_comparisons: bool,
    /// `taint_assume_safe_booleans`: values known to be booleans are never tainted.
    pub taint_assume_safe_booleans: bool,
    /// `taint_assume_safe_numbers`: values known to be numbers are never tainted.
    pub taint_assume_safe_numbers: bool,
    /// `taint_only_propagate_through_assignments`.
    pub taint_only_propagate_through_assignments: bool,
    /// `taint_unify_mvars`: source and sink share metavariables.
    pub taint_unify_mvars: bool,
    /// `generic_ellipsis_max_span`: lines that `...` may span in `generic`.
    pub generic_ellipsis_max_span: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            constant_propagation: true,
            symbolic_propagation: false,
            vardef_assign: true,
            attr_expr: true,
            commutative_boolop: false,
            symmetric_eq: false,
            implicit_return: true,
            taint_assume_safe_functions: false,
            taint_assume_safe_indexes: false,
            taint_assume_safe_comparisons: false,
            taint_assume_safe_booleans: true,
            taint_assume_safe_numbers: false,
            taint_only_propagate_through_assignments: false,
            taint_unify_mvars: false,
            generic_ellipsis_max_span: 10,
        }
    }
}

/// What a rule looks for.
#[derive(Debug)]
pub enum Mode {
    /// Code of a certain shape.
    Search(Formula),
    /// Data that flows from a source to a sink.
    Taint(Taint),
    /// What a project lacks.
    Absence(Box<Absence>),
}
