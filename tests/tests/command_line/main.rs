//! The command line, end to end: reports, configuration, baselines, the cache, rule tools, and the
//! commands that the pages of the documentation show.

#![allow(clippy::unwrap_used, reason = "a test has nothing to go on with")]

mod baseline;
mod cache;
mod configuration;
mod fixing;
mod pages;
mod project;
mod reports;
mod terminal;
mod tools;
