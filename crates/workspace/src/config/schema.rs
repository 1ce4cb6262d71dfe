//! `stockade.toml` as data: its keys, their meaning and its JSON schema.
//!
//! The comments of the fields are the descriptions in the schema that editors show.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use stockade_rules::Severity;

/// The configuration of Stockade for the folder that the file stands in and all below it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "stockade.toml")]
pub struct ConfigFile {
    /// Only files that match one of these globs are analysed; without the key, all. Globs are
    /// those of `.gitignore`, relative to this file's folder.
    pub include: Vec<String>,
    /// Files and folders that match one of these globs are not analysed.
    pub exclude: Vec<String>,
    /// Which rules run, and how bad their findings are.
    pub rules: Rules,
    /// What is no secret.
    pub secrets: Secrets,
    /// What bounds the analysis of one file.
    pub limits: Limits,
    /// Other choices of rules for some paths. A later one wins over an earlier one.
    pub overrides: Vec<Override>,
}

/// Which rules run. A rule is named by its id, its category, one of its tags or its CWE.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rules {
    /// Only these rules run; without the key, all.
    pub enable: Vec<String>,
    /// These rules do not run, even if `enable` names them.
    pub disable: Vec<String>,
    /// Severities other than the rules' own.
    pub severity: BTreeMap<String, Level>,
    /// Files and folders with more rules, relative to this file's folder. Those in
    /// `.stockade/rules` need not be named.
    pub paths: Vec<String>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// A hole.
    Error,
    /// Should be looked at.
    Warning,
    /// Worth knowing.
    Info,
}

impl From<Level> for Severity {
    fn from(level: Level) -> Severity {
        match level {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Info => Severity::Info,
        }
    }
}

/// What is no secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Secrets {
    /// Regular expressions. A finding of a rule about secrets whose code matches one of them is
    /// not reported.
    pub allow: Vec<String>,
}

/// What bounds the analysis of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Limits {
    /// Files with more bytes are not analysed, and named. Default: 20000000.
    pub file_bytes: Option<usize>,
    /// A file that takes longer is given up, and named. Without the key there is
    /// no such limit, so that a result does not depend on how busy the machine is.
    pub file_milliseconds: Option<u64>,
}

/// Other choices of rules for some paths.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Override {
    /// Globs of the files that this is about.
    pub paths: Vec<String>,
    /// The choices.
    #[serde(default)]
    pub rules: OverrideRules,
}

/// Which rules run on some paths.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct OverrideRules {
    /// These rules run here, whatever `[rules]` says.
    pub enable: Vec<String>,
    /// These rules do not run here.
    pub disable: Vec<String>,
    /// Severities here.
    pub severity: BTreeMap<String, Level>,
}

/// The JSON schema of `stockade.toml`.
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(ConfigFile).to_value()
}
