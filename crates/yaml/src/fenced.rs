//! Where YAML stands in Markdown: the front matter, and fenced blocks.
//!
//! Must never know: what the blocks mean.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// The text between the first two `---` lines, and where the rest begins.
pub fn front_matter(text: &str) -> (Option<&str>, usize) {
    let Some(rest) = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n")) else {
        return (None, 0);
    };
    let start = text.len() - rest.len();
    match rest.find("\n---") {
        Some(end) => {
            let after = start + end + 4;
            let next = text[after..].find('\n').map_or(text.len(), |n| after + n + 1);
            (Some(&text[start..start + end + 1]), next)
        }
        None => (None, 0),
    }
}

/// A fenced block.
pub struct Fence<'t> {
    /// What stands behind the backticks.
    pub info: String,
    /// The code.
    pub text: String,
    /// The block as it stands in the body.
    pub whole: &'t str,
    /// Byte offset of the code in the body.
    pub start: usize,
    /// No other block stands between this fence and the one before.
    pub follows_fence: bool,
}

impl Fence<'_> {
    /// Whether it is a block of rules: ```` ```yaml rules ````.
    pub fn holds_rules(&self) -> bool {
        let mut words = self.info.split_whitespace();
        words.next() == Some("yaml") && words.any(|word| word == "rules")
    }
}

/// The fenced blocks of a body.
pub fn fences(body: &str) -> Vec<Fence<'_>> {
    let mut out = Vec::new();
    let mut open: Option<Fence<'_>> = None;
    let mut adjacent = false;
    for (event, range) in Parser::new_ext(body, Options::empty()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let first =
                    body[range.start..].find('\n').map_or(range.end, |n| range.start + n + 1);
                open = Some(Fence {
                    info: info.to_string(),
                    text: String::new(),
                    whole: &body[range],
                    start: first,
                    follows_fence: adjacent,
                });
            }
            Event::Text(text) => match &mut open {
                Some(fence) => fence.text.push_str(&text),
                None => adjacent = false,
            },
            Event::End(TagEnd::CodeBlock) => {
                out.extend(open.take());
                adjacent = true;
            }
            Event::Start(_) => adjacent = false,
            _ => {}
        }
    }
    out
}

/// The 1-based line of a byte offset.
pub fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or_default().matches('\n').count() + 1
}
