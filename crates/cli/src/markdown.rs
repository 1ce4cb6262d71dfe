//! Markdown on a terminal: headings, lists, code, emphasis, lines as long as a person reads.
//!
//! In: Markdown. Out: text, with escape codes where asked for. Must never know: what the page is
//! about.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Columns of a line.
const WIDTH: usize = 88;

const BOLD: &str = "\u{1b}[1m";
const ITALIC: &str = "\u{1b}[3m";
const CYAN: &str = "\u{1b}[36m";
const RED: &str = "\u{1b}[31m";
const GREEN: &str = "\u{1b}[32m";
const PLAIN: &str = "\u{1b}[0m";

/// Renders a page; `colour`: with escape codes.
pub fn render(page: &str, colour: bool) -> String {
    let mut writer = Writer { out: String::new(), line: String::new(), indent: 0, colour };
    let mut code: Option<&'static str> = None;
    let mut lists: Vec<Option<u64>> = Vec::new();
    let mut link = None;
    for event in Parser::new_ext(page, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                writer.gap();
                let mark = if level == HeadingLevel::H1 { "" } else { "# " };
                writer.style(BOLD);
                writer.line.push_str(mark);
            }
            Event::Start(Tag::Strong) => writer.style(BOLD),
            Event::Start(Tag::Emphasis) => writer.style(ITALIC),
            Event::End(TagEnd::Strong | TagEnd::Emphasis) => writer.style(PLAIN),
            Event::End(TagEnd::Heading(_)) => {
                writer.style(PLAIN);
                writer.paragraph("");
                writer.gap();
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                writer.paragraph("");
                writer.gap();
                let info = match &kind {
                    CodeBlockKind::Fenced(info) => info.as_ref(),
                    CodeBlockKind::Indented => "",
                };
                let is = |word| info.split_whitespace().any(|own| own == word);
                let (mark, style) = match (is("insecure"), is("secure")) {
                    (true, _) => ("insecure", RED),
                    (_, true) => ("secure", GREEN),
                    _ => ("", CYAN),
                };
                if !mark.is_empty() {
                    writer.style(style);
                    writer.line.push_str(mark);
                    writer.style(PLAIN);
                    writer.paragraph("");
                }
                code = Some(style);
            }
            Event::End(TagEnd::CodeBlock) => {
                code = None;
                writer.gap();
            }
            Event::Start(Tag::List(first)) => {
                writer.paragraph("");
                lists.push(first);
            }
            Event::End(TagEnd::List(_)) => {
                lists.pop();
                writer.gap();
            }
            Event::Start(Tag::Item) => {
                writer.indent = lists.len() * 2;
                match lists.last_mut() {
                    Some(Some(number)) => {
                        writer.line.push_str(&format!("{number}. "));
                        *number += 1;
                    }
                    _ => writer.line.push_str("• "),
                }
            }
            Event::End(TagEnd::Item) => {
                let hanging = "  ".repeat(lists.len());
                writer.paragraph(&hanging);
                writer.indent = 0;
            }
            Event::End(TagEnd::Paragraph | TagEnd::TableRow | TagEnd::TableHead) => {
                let hanging = "  ".repeat(lists.len());
                writer.paragraph(&hanging);
                if lists.is_empty() {
                    writer.gap();
                }
            }
            Event::End(TagEnd::TableCell) => writer.line.push_str("  "),
            Event::Start(Tag::Link { dest_url, .. }) => link = Some(dest_url),
            Event::End(TagEnd::Link) => {
                if let Some(link) = link.take().filter(|link| link.starts_with("http")) {
                    writer.line.push_str(&format!(" ({link})"));
                }
            }
            Event::Text(text) => match code {
                Some(style) => writer.code(&text, style),
                None => writer.line.push_str(&text),
            },
            Event::Code(text) => {
                writer.style(CYAN);
                writer.line.push_str(&text);
                writer.style(PLAIN);
            }
            Event::SoftBreak => writer.line.push(' '),
            Event::HardBreak => writer.paragraph(""),
            _ => {}
        }
    }
    writer.paragraph("");
    format!("{}\n", writer.out.trim_end())
}

struct Writer {
    out: String,
    /// What is not yet broken into lines.
    line: String,
    indent: usize,
    colour: bool,
}

impl Writer {
    fn style(&mut self, code: &str) {
        if self.colour {
            self.line.push_str(code);
        }
    }

    /// One empty line, unless there is one.
    fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// Breaks what was gathered into lines; all but the first begin with `hanging`.
    fn paragraph(&mut self, hanging: &str) {
        let text = std::mem::take(&mut self.line);
        let first = " ".repeat(self.indent.saturating_sub(2));
        let mut line = first;
        let mut width = line.len();
        let mut is_empty = true;
        for word in text.split_whitespace() {
            let length = visible(word);
            if !is_empty && width + 1 + length > WIDTH {
                self.out.push_str(line.trim_end());
                self.out.push('\n');
                line = hanging.to_owned();
                width = line.len();
                is_empty = true;
            }
            if !is_empty {
                line.push(' ');
                width += 1;
            }
            line.push_str(word);
            width += length;
            is_empty = false;
        }
        if !is_empty {
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
    }

    fn code(&mut self, text: &str, style: &str) {
        for line in text.lines() {
            let (on, off) = if self.colour { (style, PLAIN) } else { ("", "") };
            self.out.push_str(format!("    {on}{line}{off}").trim_end());
            self.out.push('\n');
        }
    }
}

/// Columns of a word, its escape codes left out.
fn visible(word: &str) -> usize {
    let mut length = 0;
    let mut in_code = false;
    for c in word.chars() {
        match (in_code, c) {
            (false, '\u{1b}') => in_code = true,
            (true, 'm') => in_code = false,
            (false, _) => length += 1,
            (true, _) => {}
        }
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_without_colours() {
        let page = "# Title\n\nSome *text* with `code`.\n\n## Next\n\n- one\n- two\n  more\n\n\
                    1. first\n\n```js insecure\nf();\n\n  g();\n```\n\nEnd, [here](https://a.example).\n";
        assert_eq!(
            render(page, false),
            "Title\n\nSome text with code.\n\n# Next\n\n• one\n• two more\n\n1. first\n\ninsecure\n    f();\n\n      g();\n\nEnd, here (https://a.example).\n"
        );
    }

    #[test]
    fn long_lines_are_broken_and_escape_codes_take_no_room() {
        let page = format!("{}\n", "word ".repeat(40));
        assert!(render(&page, true).lines().all(|line| visible(line) <= WIDTH));
        assert_eq!(render("`a`\n", true), "\u{1b}[36ma\u{1b}[0m\n");
    }
}
