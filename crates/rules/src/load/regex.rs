//! Regular expressions in rules.

use std::sync::Arc;

use super::reader::{Noted, Reader};
use super::yaml::Node;
use crate::rule::RegexPattern;

/// Steps of backtracking after which a regex is taken not to match.
const BACKTRACK_LIMIT: usize = 1_000_000;

/// Reads and compiles a regex.
pub fn regex(reader: &mut Reader, node: &Node) -> Result<RegexPattern, Noted> {
    let text = reader.text(node)?;
    match compile(&text) {
        Ok(regex) => Ok(regex),
        Err(reason) => Err(reader.error(
            node,
            format!("the regex does not compile: {reason}"),
            "escape what is meant literally with `\\`",
        )),
    }
}

/// Compiles a regex as rules mean it: multi-line, bounded.
pub fn compile(text: &str) -> Result<RegexPattern, String> {
    // What PCRE has and the library spells otherwise.
    let adapted = text.replace("\\Z", "\\z").replace("(?<!\\A)", "");
    fancy_regex::RegexBuilder::new(&adapted)
        .multi_line(true)
        .backtrack_limit(BACKTRACK_LIMIT)
        .build()
        .map(|regex| RegexPattern { text: text.into(), regex: Arc::new(regex) })
        .map_err(|error| error.to_string())
}
