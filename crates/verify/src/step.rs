//! The steps, and which of them a rule belongs to.

use serde::Serialize;
use stockade_rules::Rule;

/// A verification step of the founding guideline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepId {
    /// Secrets are loaded from the environment.
    Secrets,
    /// Standard libraries authenticate and authorize.
    Authentication,
    /// Requests are limited in rate.
    RateLimiting,
    /// Input is validated.
    InputValidation,
}

impl StepId {
    /// All steps, in the guideline's order.
    pub const ALL: [StepId; 4] =
        [StepId::Secrets, StepId::Authentication, StepId::RateLimiting, StepId::InputValidation];

    /// 1 to 4.
    pub fn number(self) -> usize {
        self as usize + 1
    }

    /// The name in reports; with `verify-` before it, the tag of a rule that belongs to the step.
    pub fn name(self) -> &'static str {
        match self {
            StepId::Secrets => "secrets",
            StepId::Authentication => "authentication",
            StepId::RateLimiting => "rate-limiting",
            StepId::InputValidation => "input-validation",
        }
    }

    /// The question that the guideline asks.
    pub fn question(self) -> &'static str {
        match self {
            StepId::Secrets => "Are secrets loaded from the environment?",
            StepId::Authentication => {
                "Is a standard library used for authentication and authorization?"
            }
            StepId::RateLimiting => "Is rate limiting implemented?",
            StepId::InputValidation => "Is input validation performed?",
        }
    }

    /// The subjects (tags of guidelines) that belong to the step where no tag says it outright.
    fn subjects(self) -> &'static [&'static str] {
        match self {
            StepId::Secrets => &["secrets"],
            StepId::Authentication => {
                &["authentication", "authorization", "jwt", "oauth", "password"]
            }
            StepId::RateLimiting => &["rate-limiting"],
            StepId::InputValidation => &["input", "input-validation", "injection"],
        }
    }

    /// The step of a rule: by its first tag `verify-…` (`verify-none`: of none), else by its first
    /// tag that is a subject of a step.
    pub fn of(rule: &Rule) -> Option<StepId> {
        let tags = &rule.metadata.tags;
        let said = tags
            .iter()
            .filter_map(|tag| tag.strip_prefix("verify-"))
            .find(|name| *name == "none" || StepId::ALL.iter().any(|step| step.name() == *name));
        match said {
            Some(name) => StepId::ALL.into_iter().find(|step| step.name() == name),
            None => tags.iter().find_map(|tag| {
                StepId::ALL.into_iter().find(|step| step.subjects().contains(&tag.as_str()))
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::StepId;

    fn step(tags: &str) -> Option<StepId> {
        let text = format!(
            "rules:\n- id: a\n  languages: [javascript]\n  severity: ERROR\n  message: m\n  \
             pattern: f()\n  metadata: {{tags: [{tags}]}}\n"
        );
        let loaded = stockade_rules::load::load("a.yaml", &text);
        StepId::of(loaded.rules.first().expect("the rule is right"))
    }

    #[test]
    fn a_tag_says_it_outright_or_the_first_subject_does() {
        assert_eq!(step("secrets, jwt"), Some(StepId::Secrets));
        assert_eq!(step("jwt, secrets"), Some(StepId::Authentication));
        assert_eq!(step("crypto, secrets, verify-authentication"), Some(StepId::Authentication));
        assert_eq!(step("secrets, verify-none"), None);
        assert_eq!(step("transport"), None);
    }
}
