//! What the founding guideline asks for, and by which weaknesses code breaks it. Which rules that
//! are is computed: a rule belongs to the requirements that its CWE numbers break.

use stockade_rules::Rule;

/// A requirement of the founding guideline.
pub struct Requirement {
    /// What is asked for.
    pub text: &'static str,
    /// What code has that does not do it, as CWE numbers.
    weaknesses: &'static [u32],
}

impl Requirement {
    /// Whether a rule finds code that breaks it.
    pub fn is_broken_by(&self, rule: &Rule) -> bool {
        let numbers = rule.metadata.cwe.iter().filter_map(|name| name.strip_prefix("CWE-"));
        numbers.filter_map(|number| number.parse().ok()).any(|own| self.weaknesses.contains(&own))
    }
}

/// All of them, in the guideline's order.
pub const ALL: [Requirement; 13] = [
    Requirement {
        text: "Secrets, keys and credentials come from the environment or a secret manager, never \
               from the source",
        weaknesses: &[259, 321, 798],
    },
    Requirement { text: "Certificates are verified, always", weaknesses: &[295] },
    Requirement {
        text: "Everything in transit is encrypted, with a current version of TLS",
        weaknesses: &[319, 326, 523],
    },
    Requirement {
        text: "Who calls is told by standard protocols and vetted libraries, nothing made at home",
        weaknesses: &[287, 306, 345, 352, 522, 598],
    },
    Requirement {
        text: "Tokens are verified: signature, algorithm, `exp` and `nbf`",
        weaknesses: &[347, 613],
    },
    Requirement {
        text: "Passwords are hashed by a library made for it, and are hard to guess",
        weaknesses: &[521, 916],
    },
    Requirement {
        text: "Who may do what is checked: roles, least privilege",
        weaknesses: &[306, 639, 732, 862, 863],
    },
    Requirement {
        text: "Tokens and keys are treated like passwords: kept, sent and compared with care",
        weaknesses: &[208, 312, 522, 532, 598, 614, 922, 1004, 1275],
    },
    Requirement {
        text: "All input is validated against a schema",
        weaknesses: &[20, 434, 915, 1287],
    },
    Requirement {
        text: "What is allowed is listed, the rest is rejected",
        weaknesses: &[22, 73, 346, 601, 644, 918, 942],
    },
    Requirement {
        text: "Input never becomes code, a command or a query",
        weaknesses: &[
            77, 78, 79, 88, 89, 90, 93, 94, 95, 113, 117, 502, 611, 643, 943, 1321, 1336, 1427,
        ],
    },
    Requirement {
        text: "Requests are limited, so that nobody floods a service or guesses at will",
        weaknesses: &[307, 400, 770, 799, 1088, 1333],
    },
    Requirement {
        text: "Cryptography is done by vetted algorithms of a vetted library",
        weaknesses: &[327, 328, 329, 330, 338, 353, 760],
    },
];
