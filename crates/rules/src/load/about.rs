//! Whether an item of a built-in text is about the languages at hand: an edit of one file in one
//! language need not wait until the rules of all others are read.
//!
//! Must never know: what rules and groups are.

use stockade_syntax::Language;

/// Whether what is said to be for `said` (names with a space between) may read files in one of these
/// languages. What is not sure to be about others may.
pub fn may_be_about(said: &str, languages: &[Language]) -> bool {
    said.split(' ').any(|word| {
        let mut named =
            Language::ALL.into_iter().filter(|own| own.spec().rule_names.contains(&word));
        // What names no language (`regex`) reads all of them.
        named.clone().next().is_none()
            || named.any(|own| languages.iter().any(|wanted| are_of_a_family(*wanted, own)))
    })
}

/// A rule for one language of a family reads some of the others.
fn are_of_a_family(a: Language, b: Language) -> bool {
    a == b || a.is_ecmascript() && b.is_ecmascript()
}

#[cfg(test)]
mod tests {
    use stockade_syntax::Language;

    use super::may_be_about;

    #[test]
    fn an_item_is_about_its_languages_and_their_family() {
        assert!(may_be_about("javascript typescript", &[Language::Jsx]));
        assert!(may_be_about("go python", &[Language::Python]));
        assert!(!may_be_about("javascript typescript", &[Language::Python, Language::Go]));
        assert!(may_be_about("regex", &[Language::Go]) && may_be_about("", &[Language::Go]));
    }
}
