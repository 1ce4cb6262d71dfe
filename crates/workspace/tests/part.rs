//! The rules that are loaded for files in one language find in them what all rules find.

#![allow(clippy::unwrap_used, reason = "a test has nothing to go on with")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use stockade_engine::Source;
use stockade_syntax::Language;
use stockade_workspace::config::Config;
use stockade_workspace::{Profile, RuleSet, Selection};

fn profile(rules: RuleSet) -> Profile {
    let root = Path::new("/project").to_owned();
    Profile::new(root, Config::default(), Arc::new(rules), &Selection::default())
}

#[test]
fn examples_are_found_as_with_all_rules() {
    let whole = profile(RuleSet::load(&[], true).unwrap());
    for language in Language::ALL {
        let part = profile(RuleSet::load_for(&[], true, Some(&[language])).unwrap());
        assert!(part.rule_set().problems.is_empty(), "{:?}", part.rule_set().problems);
        let extension = language.spec().extensions[0];
        let mut found = 0;
        for guideline in &whole.rule_set().guidelines {
            for example in guideline.examples.iter().filter(|own| own.language == language) {
                let source = Source {
                    path: format!("src/example.{extension}").into(),
                    text: example.code.as_str().into(),
                    language: Some(language),
                    parsed: None,
                };
                let findings = |profile: &Profile| {
                    let analysis = profile.analyze(&source, &|| false).unwrap();
                    let findings = analysis.findings.iter();
                    let told = findings.map(|f| (f.rule.id.to_string(), f.span, f.message.clone()));
                    told.collect::<Vec<_>>()
                };
                let expected = findings(&whole);
                found += expected.len();
                let at = format!("{}:{}", guideline.file, example.line);
                assert_eq!(findings(&part), expected, "{at}");
            }
        }
        assert!(found > 0 || language == Language::Jsx, "{language:?} has examples");
    }
}

#[test]
fn a_part_is_a_part_and_knows_the_whole() {
    let whole = RuleSet::load(&[], true).unwrap();
    let part = RuleSet::load_for(&[], true, Some(&[Language::Go])).unwrap();
    let ids = |set: &RuleSet| -> BTreeSet<String> {
        set.rules.iter().map(|rule| format!("{} {}", rule.id, rule.origin.line)).collect()
    };
    assert!(part.rules.len() * 2 < whole.rules.len());
    assert!(ids(&part).is_subset(&ids(&whole)), "places are those of the whole texts");
    assert_eq!(ids(part.whole()), ids(&whole));
    let reads_go = whole.rules.iter().filter(|rule| rule.applies_to(Language::Go)).count();
    assert_eq!(part.rules.iter().filter(|rule| rule.applies_to(Language::Go)).count(), reads_go);
}
