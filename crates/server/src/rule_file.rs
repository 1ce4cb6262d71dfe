//! Rule files and guidelines in the editor: where in one a place is, and which keys may stand there.
//!
//! In: the text before a place. Out: the way of keys to it. The text is being typed, so it is read
//! by its indentation, not parsed. Must never know: what the keys mean.

use stockade_rules::reference::{self, Key};

/// Where a key stands or may stand.
#[derive(Debug, PartialEq, Eq)]
pub enum Place {
    /// In the front matter of a guideline.
    FrontMatter,
    /// In a mapping of a rule file, at the end of this path.
    Rules(Vec<String>),
}

impl Place {
    /// The keys that may stand here.
    pub fn keys(&self) -> Vec<Key> {
        match self {
            Place::FrontMatter => reference::FRONT_MATTER.to_vec(),
            Place::Rules(path) => {
                let path: Vec<&str> = path.iter().map(String::as_str).collect();
                reference::keys(&path)
            }
        }
    }
}

/// The place of a line of a rule file; none where no key can stand. `text` ends before the line.
pub fn place(text: &str, line: &str, is_guideline: bool) -> Option<Place> {
    if !is_guideline {
        return Some(Place::Rules(path(text, line)?));
    }
    if text.lines().next() == Some("---") && text.lines().skip(1).all(|line| line.trim() != "---") {
        return Some(Place::FrontMatter);
    }
    // Within the last fence, if that is open and of rules.
    let fence = text.rfind("\n```")?;
    let rest = &text[fence + 4..];
    let (info, block) = rest.split_once('\n').unwrap_or((rest, ""));
    let words: Vec<&str> = info.split_whitespace().collect();
    let is_rules = words.first() == Some(&"yaml") && words.contains(&"rules");
    if is_rules { Some(Place::Rules(path(block, line)?)) } else { None }
}

/// The keys above a line, from the outermost. `None`: the line is within a text of several lines.
fn path(text: &str, line: &str) -> Option<Vec<String>> {
    let is_blank = |line: &&str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let lines: Vec<&str> = text.lines().filter(|line| !is_blank(line)).collect();
    let mut out = Vec::new();
    let (mut at, mut current) = (lines.len(), line);
    loop {
        let own = column(current);
        // The keys of a list's element stand behind its dash; the list's key may be above that.
        let first = lines[..at].iter().rev().take_while(|line| column(line) >= own);
        let element = dash(current)
            .or_else(|| first.filter(|line| column(line) == own).find_map(|line| dash(line)));
        let is_above = |line: &&str| match element {
            Some(dash) => column(line) <= dash,
            None => column(line) < own,
        };
        let Some(parent) = lines[..at].iter().rposition(is_above) else { break };
        let (key, value) = lines[parent].get(column(lines[parent])..)?.split_once(':')?;
        match value.trim() {
            "" => out.push(key.trim().trim_matches(['"', '\'']).to_owned()),
            _ => return None,
        }
        (at, current) = (parent, lines[parent]);
    }
    out.reverse();
    Some(out)
}

/// The column of a line's key: behind the dashes of list elements.
fn column(line: &str) -> usize {
    let mut at = 0;
    let mut rest = line;
    loop {
        let bare = rest.trim_start_matches(' ');
        at += rest.len() - bare.len();
        match bare.strip_prefix('-').filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
            Some(inner) => {
                at += 1;
                rest = inner;
            }
            None => return at,
        }
    }
}

/// The column of the dash that begins a list's element on this line.
fn dash(line: &str) -> Option<usize> {
    let bare = line.trim_start_matches(' ');
    (bare == "-" || bare.starts_with("- ")).then(|| line.len() - bare.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The path at the last line of a text.
    fn check(text: &str, wanted: &[&str]) {
        let (before, line) = text.rsplit_once('\n').unwrap_or(("", text));
        assert_eq!(path(before, line).unwrap(), wanted, "{text}");
    }

    #[test]
    fn the_way_to_a_line_is_read_from_its_indentation() {
        check("", &[]);
        check("rules:\n- ", &["rules"]);
        check("rules:\n  - id: a\n    message: m\n    ", &["rules"]);
        check("rules:\n- id: a\n  patterns:\n  - pattern: f()\n  - ", &["rules", "patterns"]);
        check("rules:\n- id: a\n  patterns:\n    - pattern: f()\n  mode", &["rules"]);
        check(
            "rules:\n- id: a\n  patterns:\n  - pattern-either:\n    - pattern: x\n    - p",
            &["rules", "patterns", "pattern-either"],
        );
        check(
            "rules:\n- id: a\n  patterns:\n  - metavariable-regex:\n      metavariable: $X\n      r",
            &["rules", "patterns", "metavariable-regex"],
        );
        check("rules:\n- id: a\n- id: b\n  fixes:\n  - title: t\n    s", &["rules", "fixes"]);
    }

    #[test]
    fn code_in_a_rule_has_no_keys() {
        assert_eq!(path("rules:\n- id: a\n  pattern: |\n    f()", "    g"), None);
    }

    #[test]
    fn a_guideline_has_keys_in_its_front_matter_and_its_rules() {
        let place = |text: &str| {
            let (before, line) = text.rsplit_once('\n').unwrap();
            place(&format!("{before}\n"), line, true)
        };
        assert_eq!(place("---\nid: a\nt"), Some(Place::FrontMatter));
        assert_eq!(place("---\nid: a\n---\nprose"), None);
        let rules = "---\nid: a\n---\n```yaml rules\nrules:\n- ";
        assert_eq!(place(rules), Some(Place::Rules(vec!["rules".to_owned()])));
        assert_eq!(place("---\nid: a\n---\n```js\nrules:\n- "), None);
    }
}
