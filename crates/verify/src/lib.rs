//! The founding guideline's verification steps: what was found, and what speaks for the code.
//!
//! In: files with their findings. Out: for each of the four steps a verdict with its evidence, by
//! file and line. Which rule belongs to which step is said by its tags (see [`StepId::of`]); what
//! shows that a step is met is said by rules too ([`Verifier`]).
//! Must never know: names of rules, the terminal, protocols.

mod observe;
mod step;
mod verdict;

pub use observe::{Observation, Place, Verifier};
pub use step::StepId;
pub use verdict::{StepResult, Verdict, conclude};
