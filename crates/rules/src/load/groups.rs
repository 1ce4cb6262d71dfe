//! Groups: formulas that rule texts define once, under a name, for all rules.
//!
//! In: the texts. Out: what each name stands for. A definition is read when the first one asks for
//! it, so that their order does not matter; then all are known and can be looked up from several
//! threads. A group of the user's replaces the built-in one of its name for the languages that it
//! lists; within itself the name means the one that it replaces. Must never know: what a rule is.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use stockade_yaml::{Node, Value};

use super::formula;
use super::lookup::{Lookup, Meaning, Nothing};
use super::reader::{Noted, Problem, Reader};
use crate::rule::{Group, RuleLanguage};

/// The definitions in texts that are loaded together.
#[derive(Debug, Default)]
pub struct Groups {
    known: ByName<Definition>,
    /// Built-in groups that the user's replace, as those may still use them.
    replaced: ByName<Definition>,
    /// Whether a name without a definition may be one for languages that are not looked at.
    lenient: bool,
    /// Whether each pattern is parsed where it stands.
    thorough: bool,
    /// What is wrong in the definitions that have been read.
    problems: RefCell<Vec<Problem>>,
}

/// In the order of the texts.
type ByName<T> = FxHashMap<String, Vec<T>>;

/// A group as it stands in a text.
#[derive(Debug, Clone)]
struct Definition {
    file: Arc<str>,
    /// The way to it in the text.
    step: String,
    is_builtin: bool,
    languages: Vec<RuleLanguage>,
    node: Rc<Node>,
    state: RefCell<State>,
}

#[derive(Debug, Clone)]
enum State {
    Unread,
    /// Who asks for it now is part of it.
    Reading,
    /// What it stands for; none if it is wrong.
    Read(Option<Arc<Group>>),
}

/// The `groups:` of a text.
pub struct Section {
    /// The list of them.
    list: Node,
    /// There are rules beside them.
    has_rules: bool,
}

/// The groups of a text of rule YAML, if it has any. A text that is no YAML at all is reported when
/// its rules are read.
pub fn section(text: &str) -> Option<Section> {
    if !text.lines().any(|line| line.starts_with("groups:")) {
        return None;
    }
    take_section(&mut stockade_yaml::read(text).ok()?)
}

/// Takes the groups out of the tree of such a text.
pub fn take_section(root: &mut Node) -> Option<Section> {
    let Value::Map(entries) = &mut root.value else { return None };
    let is_key = |key: &Node, name: &str| matches!(&key.value, Value::Text(own) if own == name);
    let has_rules = entries.iter().any(|(key, _)| is_key(key, "rules"));
    let at = entries.iter().position(|(key, _)| is_key(key, "groups"))?;
    Some(Section { list: entries.remove(at).1, has_rules })
}

impl Groups {
    /// No groups yet. `lenient`: a name without a definition stands for nothing and is no mistake.
    /// `thorough`: each pattern is parsed where it stands.
    pub fn new(lenient: bool, thorough: bool) -> Groups {
        Groups { lenient, thorough, ..Groups::default() }
    }

    /// Adds the groups of a text; built-in ones come first. Whether there is nothing else in it: such
    /// a text need not be read again.
    pub fn add(&mut self, name: &str, section: Section, is_builtin: bool) -> bool {
        let mut reader = Reader::new(name, 0, &Nothing);
        self.add_list(&mut reader, section.list, is_builtin);
        self.problems.get_mut().extend(reader.problems);
        !section.has_rules
    }

    fn add_list(&mut self, reader: &mut Reader<'_>, list: Node, is_builtin: bool) {
        let nodes = match list.value {
            Value::List(nodes) => nodes,
            Value::Null => Vec::new(),
            _ => vec![list],
        };
        for (number, node) in nodes.into_iter().enumerate() {
            let step = format!("groups[{number}]");
            let Ok((id, languages)) = reader.at(step.clone(), |reader| head(reader, &node)) else {
                continue;
            };
            if !is_builtin {
                self.replace(&id, &languages);
            }
            let definition = Definition {
                file: Arc::clone(&reader.file),
                step,
                is_builtin,
                languages,
                node: Rc::new(node),
                state: RefCell::new(State::Unread),
            };
            self.known.entry(id).or_default().push(definition);
        }
    }

    /// Takes languages from the built-in groups of a name.
    fn replace(&mut self, id: &str, languages: &[RuleLanguage]) {
        let Some(known) = self.known.get_mut(id) else { return };
        if !self.replaced.contains_key(id) {
            let builtin = known.iter().filter(|known| known.is_builtin).cloned().collect();
            self.replaced.insert(id.to_owned(), builtin);
        }
        for builtin in known.iter_mut().filter(|known| known.is_builtin) {
            builtin.languages.retain(|language| !languages.contains(language));
        }
        known.retain(|known| !known.languages.is_empty());
    }

    fn read(&self, name: &str, definition: &Definition) -> Option<Arc<Group>> {
        if let State::Read(known) = &*definition.state.borrow() {
            return known.clone();
        }
        definition.state.replace(State::Reading);
        let mut reader = Reader::of(Arc::clone(&definition.file), 0, self);
        reader.within = (!definition.is_builtin).then(|| name.into());
        reader.languages.clone_from(&definition.languages);
        let formula =
            reader.at(definition.step.clone(), |reader| body(reader, &definition.node)).ok();
        self.problems.borrow_mut().extend(reader.problems);
        let languages = definition.languages.clone();
        let group = formula.map(|formula| Arc::new(Group { id: name.into(), languages, formula }));
        definition.state.replace(State::Read(group.clone()));
        group
    }

    /// Reads all groups, and gives what is wrong in them in the order of the texts.
    pub fn read_all(self) -> (Known, Vec<Problem>) {
        // In the order of the names, for a circle is reported where it is entered.
        let mut names = self.names();
        names.sort_unstable();
        for name in names {
            for definition in &self.known[name] {
                self.read(name, definition);
            }
        }
        let mut problems = self.problems.take();
        problems.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
        let read = |definition: Definition| match definition.state.into_inner() {
            State::Read(group) => group,
            State::Unread | State::Reading => None,
        };
        let known = self.known.into_iter();
        let known = known.map(|(name, all)| (name, all.into_iter().map(read).collect()));
        let Groups { lenient, thorough, .. } = self;
        (Known { groups: known.collect(), lenient, thorough }, problems)
    }
}

impl Lookup for Groups {
    fn is_thorough(&self) -> bool {
        self.thorough
    }

    fn meaning(&self, name: &str, within: Option<&str>) -> Meaning {
        let place = if within == Some(name) { &self.replaced } else { &self.known };
        let mut out = Vec::new();
        for definition in place.get(name).map(Vec::as_slice).unwrap_or_default() {
            if matches!(*definition.state.borrow(), State::Reading) {
                return Meaning::Itself;
            }
            match self.read(name, definition) {
                Some(group) => out.push(group),
                None => return Meaning::Wrong,
            }
        }
        match out.is_empty() {
            true if within == Some(name) => Meaning::Itself,
            true if !self.lenient => Meaning::Unknown,
            _ => Meaning::Groups(out),
        }
    }

    fn names(&self) -> Vec<&str> {
        self.known.keys().map(String::as_str).collect()
    }
}

/// The groups, read.
#[derive(Debug, Default)]
pub struct Known {
    /// None for one that is wrong.
    groups: ByName<Option<Arc<Group>>>,
    lenient: bool,
    thorough: bool,
}

impl Lookup for Known {
    fn is_thorough(&self) -> bool {
        self.thorough
    }

    /// Rules stand within no group.
    fn meaning(&self, name: &str, _within: Option<&str>) -> Meaning {
        let groups = self.groups.get(name).map(Vec::as_slice).unwrap_or_default();
        match groups.iter().cloned().collect::<Option<Vec<_>>>() {
            None => Meaning::Wrong,
            Some(groups) if groups.is_empty() && !self.lenient => Meaning::Unknown,
            Some(groups) => Meaning::Groups(groups),
        }
    }

    fn names(&self) -> Vec<&str> {
        self.groups.keys().map(String::as_str).collect()
    }
}

/// A group's name and languages.
fn head(reader: &mut Reader<'_>, node: &Node) -> Result<(String, Vec<RuleLanguage>), Noted> {
    let (mut id, mut languages) = (None, Vec::new());
    for (name, _, value) in reader.map(node)? {
        match name {
            "id" => id = Some(reader.text(value)?),
            "languages" => {
                for item in reader.list(value) {
                    languages.push(formula::language(reader, item)?);
                }
            }
            _ => {}
        }
    }
    let Some(id) = id else {
        return Err(reader.error(node, "`id` is missing", "give the group a name: `id: my-group`"));
    };
    if languages.is_empty() {
        let help = "say which files it is about: `languages: [javascript]`";
        return Err(reader.error(node, "`languages` is missing or empty", help));
    }
    Ok((id, languages))
}

/// What a group stands for.
fn body(reader: &mut Reader<'_>, node: &Node) -> Result<crate::rule::Formula, Noted> {
    let mut operators = Vec::new();
    for entry in reader.map(node)? {
        let (name, key, _) = entry;
        match name {
            "id" | "languages" | "description" => {}
            _ if formula::OPERATORS.contains(&name) => operators.push(entry),
            _ => {
                let known = ["id", "languages", "description", "pattern", "pattern-either"];
                return Err(reader.unknown_key(key, name, &known));
            }
        }
    }
    formula::of_entries(reader, node, &operators)
}

#[cfg(test)]
mod tests {
    use crate::load::{Builtin, Texts, load_all, load_texts};
    use crate::rule::{Formula, Mode, Rule};

    const GROUP: (&str, &str) = (
        "groups.yaml",
        "groups:\n- id: input\n  languages: [python]\n  pattern: flask.request.$PART\n",
    );
    const RULE: (&str, &str) = (
        "rule.yaml",
        "rules:\n- id: r\n  languages: [python]\n  severity: ERROR\n  message: m\n  group: input\n",
    );

    /// The patterns of the groups of a rule, each with its group's languages.
    fn patterns(rule: &Rule) -> Vec<String> {
        fn of(formula: &Formula, out: &mut Vec<String>) {
            match formula {
                Formula::Pattern(pattern) => out.push(pattern.text.to_string()),
                Formula::Group(groups) => groups.iter().for_each(|group| of(&group.formula, out)),
                Formula::Any(list) => list.iter().for_each(|inner| of(inner, out)),
                Formula::All(all) => all.positives.iter().for_each(|inner| of(inner, out)),
                _ => {}
            }
        }
        let mut out = Vec::new();
        if let Mode::Search(formula) = &rule.mode {
            of(formula, &mut out);
        }
        out
    }

    fn with_own(own: &str) -> (Vec<Vec<String>>, Vec<String>) {
        let own = [("own.yaml", own)];
        let loaded = load_texts(&Texts {
            builtin: Builtin::Texts(&[GROUP, RULE]),
            own: &own,
            thorough: false,
        });
        let rules = loaded.rules.iter().map(|rule| patterns(rule)).collect();
        (rules, loaded.problems.into_iter().map(|problem| problem.message).collect())
    }

    #[test]
    fn a_group_can_be_used_in_any_file_that_is_loaded_with_it() {
        let loaded = load_all(&[RULE, GROUP]);
        assert_eq!((loaded.rules.len(), loaded.problems.len()), (1, 0));
        let alone = load_all(&[RULE]);
        assert_eq!(alone.problems[0].message, "there is no group `input`");
    }

    #[test]
    fn a_misspelt_group_is_named() {
        let rule = RULE.1.replace("input", "inputs");
        let loaded = load_all(&[("rule.yaml", &rule), GROUP]);
        assert_eq!(loaded.problems[0].help, "did you mean `input`?");
        assert_eq!(loaded.problems[0].key, "rules[0].group");
    }

    #[test]
    fn a_group_of_the_users_replaces_the_built_in_one_in_built_in_rules_too() {
        let own = "groups:\n- id: input\n  languages: [python]\n  pattern: mine()\n";
        assert_eq!(with_own(own), (vec![vec!["mine()".to_owned()]], vec![]));
    }

    #[test]
    fn for_other_languages_the_built_in_one_stays() {
        let own = "groups:\n- id: input\n  languages: [go]\n  pattern: mine()\n";
        let expected = vec!["flask.request.$PART".to_owned(), "mine()".to_owned()];
        assert_eq!(with_own(own), (vec![expected], vec![]));
    }

    #[test]
    fn within_itself_its_name_means_the_one_it_replaces() {
        let own = "groups:\n- id: input\n  languages: [python]\n  pattern-either:\n  - group: input\n  - pattern: mine()\n";
        let expected = vec!["flask.request.$PART".to_owned(), "mine()".to_owned()];
        assert_eq!(with_own(own), (vec![expected], vec![]));
    }

    #[test]
    fn a_circle_of_groups_is_a_mistake() {
        let circle = "groups:\n- id: a\n  languages: [go]\n  group: b\n- id: b\n  languages: [go]\n  group: a\n- id: c\n  languages: [go]\n  group: c\n";
        let (_, problems) = with_own(circle);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems.iter().all(|message| message.contains("made of itself")), "{problems:?}");
    }

    #[test]
    fn a_mistake_in_a_group_is_reported_once_and_its_rules_left_out() {
        let own = "groups:\n- id: input\n  languages: [python]\n  patern: mine()\n";
        let (rules, problems) = with_own(own);
        assert!(rules.is_empty());
        assert_eq!(problems, ["unknown key `patern`"]);
    }
}
