//! From what the files say to a verdict for each step.

use serde::Serialize;

use crate::observe::{Observation, Place};
use crate::step::StepId;

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The code meets it.
    Pass,
    /// The code does not.
    Fail,
    /// There is nothing in the code that the step is about.
    NotApplicable,
}

impl Verdict {
    /// `pass`, `fail`, `not applicable`.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::NotApplicable => "not applicable",
        }
    }
}

/// A step with its verdict and what it rests on.
#[derive(Clone, Debug, Serialize)]
pub struct StepResult {
    /// 1 to 4.
    pub number: usize,
    /// The step.
    pub step: StepId,
    /// What is asked.
    pub question: &'static str,
    /// The answer.
    pub verdict: Verdict,
    /// What makes it fail, in the order of the files.
    pub problems: Vec<Place>,
    /// What shows that it is met, in the order of the files.
    pub evidence: Vec<Place>,
}

/// The verdicts, from what all files of a project say. What one file shows holds for all: a
/// limiter stands in one place of an application.
pub fn conclude(observations: &[Observation]) -> Vec<StepResult> {
    StepId::ALL.into_iter().map(|step| conclude_step(step, observations)).collect()
}

fn conclude_step(step: StepId, observations: &[Observation]) -> StepResult {
    let of = |part: fn(&Observation) -> &Vec<(StepId, Place)>| -> Vec<Place> {
        let all = observations.iter().flat_map(part);
        all.filter(|(own, _)| *own == step).map(|(_, place)| place.clone()).collect()
    };
    let mut problems = of(|o| &o.problems);
    let evidence = of(|o| &o.shows);
    let unmet = if evidence.is_empty() { of(|o| &o.needs) } else { Vec::new() };
    // Where a rule says the same of the same line, it says it better.
    for need in unmet {
        if !problems.iter().any(|known| known.path == need.path && known.line == need.line) {
            problems.push(need);
        }
    }
    let verdict = match (problems.is_empty(), evidence.is_empty()) {
        (false, _) => Verdict::Fail,
        (true, false) => Verdict::Pass,
        (true, true) => Verdict::NotApplicable,
    };
    StepResult {
        number: step.number(),
        step,
        question: step.question(),
        verdict,
        problems,
        evidence,
    }
}
