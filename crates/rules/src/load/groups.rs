//! Groups: formulas that rule texts define once, under a name, for all rules.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::formula;
use super::reader::{Noted, Problem, Reader};
use super::yaml::{self, Node};
use crate::rule::Group;

/// The groups of all texts that are loaded together.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    by_name: FxHashMap<String, Vec<Arc<Group>>>,
}

impl Groups {
    /// Reads the `groups:` of rule texts. A group may use those that stand before it.
    pub fn read(texts: &[(&str, &str)], problems: &mut Vec<Problem>) -> Groups {
        let mut groups = Arc::new(Groups::default());
        for (name, text) in texts {
            // A text that is no YAML at all is reported when its rules are read.
            let defines = text.lines().any(|line| line.starts_with("groups:"));
            if super::is_guideline(name) || !defines {
                continue;
            }
            let Ok(root) = yaml::read(text) else { continue };
            let mut reader = Reader::new(name, 0, &groups);
            let _ = document(&mut reader, &root);
            groups = reader.groups;
            problems.extend(reader.problems);
        }
        Arc::unwrap_or_clone(groups)
    }

    /// The variants of a group.
    pub fn get(&self, name: &str) -> Option<&[Arc<Group>]> {
        self.by_name.get(name).map(Vec::as_slice)
    }

    /// All names.
    pub fn names(&self) -> Vec<&str> {
        self.by_name.keys().map(String::as_str).collect()
    }
}

fn document(reader: &mut Reader, root: &Node) -> Result<(), Noted> {
    for (name, _, list) in reader.map(root)? {
        if name != "groups" {
            continue;
        }
        for (number, node) in reader.list(list).into_iter().enumerate() {
            let read = reader.at(format!("groups[{number}]"), |reader| group(reader, node));
            if let Ok(group) = read {
                let groups = Arc::make_mut(&mut reader.groups);
                groups.by_name.entry(group.id.to_string()).or_default().push(Arc::new(group));
            }
        }
    }
    Ok(())
}

fn group(reader: &mut Reader, node: &Node) -> Result<Group, Noted> {
    let (mut id, mut languages, mut operators) = (None, Vec::new(), Vec::new());
    for entry in reader.map(node)? {
        let (name, key, value) = entry;
        match name {
            "id" => id = Some(reader.text(value)?),
            "languages" => {
                for item in reader.list(value) {
                    languages.push(formula::language(reader, item)?);
                }
            }
            "description" => {}
            _ if formula::OPERATORS.contains(&name) => operators.push(entry),
            _ => {
                let known = ["id", "languages", "description", "pattern", "pattern-either"];
                return Err(reader.unknown_key(key, name, &known));
            }
        }
    }
    let Some(id) = id else {
        return Err(reader.error(node, "`id` is missing", "give the group a name: `id: my-group`"));
    };
    if languages.is_empty() {
        let help = "say which files it is about: `languages: [javascript]`";
        return Err(reader.error(node, "`languages` is missing or empty", help));
    }
    let formula = formula::of_entries(reader, node, &operators)?;
    Ok(Group { id: id.into(), languages, formula })
}

#[cfg(test)]
mod tests {
    use crate::load::load_all;

    const GROUP: (&str, &str) = (
        "groups.yaml",
        "groups:\n- id: input\n  languages: [python]\n  pattern: flask.request.$PART\n",
    );

    #[test]
    fn a_group_can_be_used_in_any_file_that_is_loaded_with_it() {
        let rule = "rules:\n- id: r\n  languages: [python]\n  severity: ERROR\n  message: m\n  group: input\n";
        let loaded = load_all(&[("rule.yaml", rule), GROUP]);
        assert_eq!((loaded.rules.len(), loaded.problems.len()), (1, 0));
        let alone = load_all(&[("rule.yaml", rule)]);
        assert_eq!(alone.problems[0].message, "there is no group `input`");
    }

    #[test]
    fn a_misspelt_group_is_named() {
        let rule = "rules:\n- id: r\n  languages: [python]\n  severity: ERROR\n  message: m\n  group: inputs\n";
        let loaded = load_all(&[("rule.yaml", rule), GROUP]);
        assert_eq!(loaded.problems[0].help, "did you mean `input`?");
        assert_eq!(loaded.problems[0].key, "rules[0].group");
    }
}
