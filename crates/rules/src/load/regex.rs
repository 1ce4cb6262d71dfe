//! Regular expressions in rules.

use stockade_yaml::Node;

use super::reader::{Noted, Reader};
use crate::rule::RegexPattern;

/// Reads and compiles a regex.
pub fn regex(reader: &mut Reader<'_>, node: &Node) -> Result<RegexPattern, Noted> {
    let text = reader.text(node)?;
    match RegexPattern::new(&text) {
        Ok(regex) => Ok(regex),
        Err(reason) => Err(reader.error(
            node,
            format!("the regex does not compile: {reason}"),
            "escape what is meant literally with `\\`",
        )),
    }
}
