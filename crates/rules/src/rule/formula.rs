//! Formulas: patterns combined by the boolean operators. A formula evaluates to a set of ranges
//! with metavariable bindings.

use std::sync::Arc;

use stockade_syntax::Language;

use crate::pattern::Pattern;
use crate::rule::{RegexPattern, RuleLanguage};

/// A positive formula.
#[derive(Debug)]
pub enum Formula {
    /// `pattern`
    Pattern(Pattern),
    /// `pattern-regex`
    Regex(RegexPattern),
    /// `patterns`
    All(Box<All>),
    /// `pattern-either`; never empty.
    Any(Vec<Formula>),
    /// `pattern-inside`: a context, not a place of its own.
    Inside(Box<Formula>),
    /// `secret`: a detector of credentials by their form.
    Secret(Box<SecretDetector>),
    /// `group`: a formula that a rule text defines once under a name, one for each set of
    /// languages; those that read the file's language count. Empty if only rules for some
    /// languages were loaded, and it is for none of them.
    Group(Vec<Arc<Group>>),
}

/// A formula with a name, shared by all rules that use it (`groups:` in a rule text). Ours.
#[derive(Debug)]
pub struct Group {
    /// Its name.
    pub id: Arc<str>,
    /// Which languages it is written for; never empty.
    pub languages: Vec<RuleLanguage>,
    /// What it stands for.
    pub formula: Formula,
}

impl Group {
    /// Whether it is written for files of this language; none is a file of text.
    pub fn accepts(&self, language: Option<Language>) -> bool {
        self.languages.iter().any(|own| match language {
            Some(language) => own.accepts(language),
            None => !matches!(own, RuleLanguage::Code(_)),
        })
    }
}

/// `patterns`: all of these at once.
#[derive(Debug)]
pub struct All {
    /// At least one of them; contexts are `Formula::Inside`.
    pub positives: Vec<Formula>,
    /// What takes ranges away.
    pub negatives: Vec<Negative>,
    /// What bindings must fulfil.
    pub conditions: Vec<Condition>,
    /// Where the finding stands instead of the whole match. Several entries: the range must be
    /// in each in turn, as the author listed them.
    pub focus: Vec<Focus>,
}

/// A negated formula.
#[derive(Debug)]
pub enum Negative {
    /// `pattern-not`, `pattern-not-regex`
    Not(Formula),
    /// `pattern-not-inside`
    NotInside(Formula),
}

/// `focus-metavariable`: one or several alternatives (`$A` or `$B`), each with its `$`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Focus {
    /// The metavariables, with `$`.
    pub metavariables: Vec<Arc<str>>,
}

/// A condition on what metavariables are bound to. Metavariables are written with their `$`.
#[derive(Debug)]
pub enum Condition {
    /// `metavariable-regex`: anchored at the left end, on the text of the binding or the content
    /// of a string.
    Regex {
        /// Which one.
        metavariable: Arc<str>,
        /// What it must match.
        regex: RegexPattern,
        /// `constant-propagation: true`: look at the value a name stands for.
        constant_propagation: bool,
    },
    /// `metavariable-pattern`: the formula holds within the binding.
    Pattern {
        /// Which one.
        metavariable: Arc<str>,
        /// What must hold, as if the binding were a file of its own.
        formula: Formula,
        /// Read the content of a string as this language.
        language: Option<RuleLanguage>,
    },
    /// `metavariable-comparison`: an expression in Python's syntax over metavariables, `int()`,
    /// `str()`, `today()`, `strptime()`, `re.match()`.
    Comparison {
        /// The one that `strip` and `base` are about, if named.
        metavariable: Option<Arc<str>>,
        /// The expression, already lowered (Python).
        comparison: Pattern,
        /// Base of an integer given as a string.
        base: Option<u32>,
        /// Strip quotes before converting.
        strip: bool,
    },
    /// `metavariable-analysis`.
    Analysis {
        /// Which one.
        metavariable: Arc<str>,
        /// What is computed.
        analyzer: Analyzer,
    },
    /// `metavariable-type`: it has one of these types.
    Type {
        /// Which one.
        metavariable: Arc<str>,
        /// What has one of them: each is a typed metavariable.
        types: Vec<Pattern>,
    },
}

/// A computed condition on a binding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Analyzer {
    /// `entropy`: looks random.
    Entropy,
    /// `redos`: a regular expression that can take super-linear time.
    Redos,
    /// `secret-value`: could be a credential (not a placeholder, an example, an interpolation,
    /// a sentence, a path, an identifier of something public). Ours.
    SecretValue,
    /// `secret-name`: a name that means a secret itself, in any case style (`apiKey`, `DB_PASS`),
    /// not a name about one (`password_field`, `tokenUrl`). Ours.
    SecretName,
}

/// `secret`: finds credentials by their form or by the name of what they are given to.
///
/// Binds `$SECRET` to the credential (with `regex` its first group that took part, or the whole),
/// `$FORM` to that group's name, `$NAME` to what it is assigned to, passed as, compared with, and
/// for fixes the parts that `docs/rules.md` lists.
#[derive(Clone, Debug)]
pub struct SecretDetector {
    /// The form; with `named`, of the whole value.
    pub regex: RegexPattern,
    /// Look at values whose name means a secret.
    pub named: Option<Named>,
    /// One of these must be in the text (compared without case) for the regex to be tried; empty
    /// only with `named`.
    pub keywords: Vec<String>,
    /// Lower bound on Shannon entropy, in bits per character.
    pub entropy: Option<f64>,
    /// A check of the candidate's own tail.
    pub checksum: Option<Checksum>,
    /// Where it is looked for.
    pub places: Vec<SecretPlace>,
    /// Regexes; a candidate that one of them matches is not a secret. The engine's own list of
    /// placeholders applies too.
    pub allow: Vec<RegexPattern>,
}

/// How sure one must be of a value that has the name of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// `strong`: nobody writes such a value by chance.
    Strong,
    /// `weak`: a word, where its place says that it is a credential.
    Weak,
}

/// How a token proves itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checksum {
    /// The last six characters are the CRC-32 of what stands between the prefix (up to the last
    /// `_` before them) and them, in base 62 (0-9A-Za-z), as GitHub and npm do.
    Crc32Base62,
}

/// Where a secret is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretPlace {
    /// In the value of a string or a text piece of a template.
    String,
    /// In comments.
    Comment,
    /// Anywhere in the file's text.
    Text,
}
