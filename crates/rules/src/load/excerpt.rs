//! The part of a rule text that is about some languages, found without reading the text as YAML:
//! an edit of one file in one language need not wait until the rules of all others are read.
//!
//! In: a text that is known to be right, whose rules or groups begin at the same column. Out: the
//! same lines, those of other languages empty, so that every place is what it was. What is not
//! sure to be about others stays. Must never know: what rules and groups are.

use stockade_syntax::Language;

/// The excerpt; none if nothing of it is left.
pub fn excerpt(text: &str, languages: &[Language]) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut item: Option<Item<'_>> = None;
    let mut kept = 0;
    // A text's list has its items at one column: that of the first.
    let mut column = None;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let is_key = indent == 0 && !line.starts_with(['-', '#', '\n', '\r']);
        let begins = line[indent..].starts_with("- ") && *column.get_or_insert(indent) == indent;
        if begins || is_key {
            kept += end(item.take(), languages, &mut out);
        }
        if begins {
            item = Some(Item::default());
        }
        match &mut item {
            Some(item) => item.add(line),
            None => out.push_str(line),
        }
    }
    kept += end(item, languages, &mut out);
    (kept > 0).then_some(out)
}

/// The same of a guideline: its front matter and what is left of its rule blocks.
pub fn of_guideline(text: &str, languages: &[Language]) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut kept = false;
    let mut in_front = false;
    // The lines of a fenced block, if they are rules.
    let mut fence: Option<Option<String>> = None;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let is_fence = line.starts_with("```");
        if line.trim_end() == "---" && (number == 0 || in_front) {
            in_front = number == 0;
            out.push_str(line);
        } else if in_front {
            out.push_str(line);
        } else if let Some(mut block) = fence.take_if(|_| is_fence) {
            if let Some(rules) = block.take() {
                let excerpt = excerpt(&rules, languages);
                kept |= excerpt.is_some();
                out.push_str(&excerpt.unwrap_or_else(|| "\n".repeat(rules.matches('\n').count())));
                out.push_str(line);
            } else {
                out.push('\n');
            }
        } else if is_fence {
            let is_rules = line.trim_end() == "```yaml rules";
            out.push_str(if is_rules { line } else { "\n" });
            fence = Some(is_rules.then(String::new));
        } else if let Some(Some(rules)) = &mut fence {
            rules.push_str(line);
        } else {
            out.push('\n');
        }
    }
    kept.then_some(out)
}

/// The lines of a rule or a group.
#[derive(Default)]
struct Item<'t> {
    lines: Vec<&'t str>,
    /// What it says of its languages, if that stands on one line.
    languages: Option<&'t str>,
    /// Others may refer to a part of it.
    has_anchor: bool,
}

impl<'t> Item<'t> {
    fn add(&mut self, line: &'t str) {
        let inner = line.trim_start_matches([' ', '-']);
        if let Some(rest) = inner.strip_prefix("languages:") {
            self.languages = Some(rest.trim());
        }
        self.has_anchor |= line
            .match_indices(" &")
            .any(|(at, _)| line[at + 2..].starts_with(|c: char| c.is_ascii_alphanumeric()));
        self.lines.push(line);
    }

    fn may_be_about(&self, languages: &[Language]) -> bool {
        let Some(said) = self.languages.filter(|said| !said.is_empty()) else { return true };
        if self.has_anchor {
            return true;
        }
        let words = said.split(|c: char| !c.is_ascii_alphanumeric());
        words.filter(|word| !word.is_empty()).any(|word| {
            let mut named =
                Language::ALL.into_iter().filter(|own| own.spec().rule_names.contains(&word));
            // What names no language (`regex`) reads all of them.
            named.clone().next().is_none()
                || named.any(|own| languages.iter().any(|wanted| are_of_a_family(*wanted, own)))
        })
    }
}

/// A rule for one language of a family reads some of the others.
fn are_of_a_family(a: Language, b: Language) -> bool {
    a == b || a.is_ecmascript() && b.is_ecmascript()
}

/// Writes an item, or as many empty lines; 1 if it was written.
fn end(item: Option<Item<'_>>, languages: &[Language], out: &mut String) -> usize {
    let Some(item) = item else { return 0 };
    if item.may_be_about(languages) {
        item.lines.iter().for_each(|line| out.push_str(line));
        return 1;
    }
    item.lines.iter().for_each(|_| out.push('\n'));
    0
}

#[cfg(test)]
mod tests {
    use stockade_syntax::Language;

    use super::{excerpt, of_guideline};

    const TEXT: &str = "\
rules:
  # JavaScript
  - id: a
    languages: [javascript, typescript]
    pattern: a()
  - id: b
    languages: [python]
    pattern: |
      - b()
  - id: c
    languages:
      - go
    pattern: c()
  - id: d
    languages: [regex]
    pattern-regex: d
";

    #[test]
    fn only_items_of_other_languages_become_empty_lines() {
        let python = excerpt(TEXT, &[Language::Python]).unwrap_or_default();
        let ids: Vec<&str> = python.lines().filter(|line| line.contains("id:")).collect();
        assert_eq!(ids, ["  - id: b", "  - id: c", "  - id: d"]);
        assert_eq!(python.lines().count(), TEXT.lines().count());
        assert_eq!(python.lines().nth(5), TEXT.lines().nth(5));
    }

    #[test]
    fn a_member_of_a_family_gets_the_rules_of_all() {
        let jsx = excerpt(TEXT, &[Language::Jsx]).unwrap_or_default();
        assert!(jsx.contains("id: a") && !jsx.contains("id: b"));
    }

    #[test]
    fn of_a_guideline_the_front_matter_and_the_rules_stay_where_they_were() {
        let text = format!(
            "---\nid: g\n---\nProse.\n\n```go insecure\nf()\n```\n\n```yaml rules\n{TEXT}```\n"
        );
        let python = of_guideline(&text, &[Language::Python]).unwrap_or_default();
        assert!(python.starts_with("---\nid: g\n---\n\n\n\n\n\n\n```yaml rules\n"), "{python}");
        let line_of = |text: &str| text.lines().position(|line| line == "  - id: b");
        assert_eq!(line_of(&python), line_of(&text));
        let only_go = text.replace("regex", "python");
        assert_eq!(
            of_guideline(&only_go.replace("\n      - go", " [python]"), &[Language::Go]),
            None
        );
    }

    #[test]
    fn what_others_may_refer_to_stays() {
        let text = "rules:\n- id: a\n  languages: [go]\n  pattern: &p f()\n";
        assert!(excerpt(text, &[Language::Python]).is_some());
        assert_eq!(excerpt(&text.replace("&p ", ""), &[Language::Python]), None);
    }
}
