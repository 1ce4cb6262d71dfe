//! How much of a file a rule has to see to judge one item of it.

use std::cell::RefCell;
use std::sync::Arc;

use stockade_rules::pattern::{Compiled, What};
use stockade_rules::rule::{Mode, Negative, RuleLanguage, SecretPlace};
use stockade_rules::{All, Formula, Pat, Pattern, Rule};
use stockade_syntax::{Kind, Language, Role};

/// The least part of a file in which a rule finds in an item what it finds there in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// The item, with the facts of its names.
    Item,
    /// Its slice.
    Slice,
    /// The file.
    File,
    /// All files.
    Project,
}

/// What a rule has to see.
#[derive(Debug)]
pub struct Sight {
    /// Of a file as such.
    pub reach: Reach,
    /// A rule about projects: what of a file, to know what an item says in its words.
    pub words: Reach,
    /// Sequences of statements that begin with an import, if they begin at the program's own.
    pub tied: Vec<Arc<Compiled>>,
    /// Sequences with which it sees the whole file after all, should one begin at a statement of
    /// the program.
    pub untied: Vec<Arc<Compiled>>,
}

/// What a rule has to see in files of a language.
pub fn sight(rule: &Rule, language: Language) -> Sight {
    if !rule.languages.iter().all(|l| matches!(l, RuleLanguage::Code(_))) {
        let reach = Reach::File;
        return Sight { reach, words: reach, tied: Vec::new(), untied: Vec::new() };
    }
    // A flow is walked over a slice, and text has no part in one.
    let strings = if matches!(rule.mode, Mode::Taint(_)) { Reach::File } else { Reach::Item };
    let judge = Judge { language, strings, tied: RefCell::default(), untied: RefCell::default() };
    let mut words = Reach::Item;
    let reach = match &rule.mode {
        Mode::Search(formula) => judge.formula(formula, &[], As::Place),
        Mode::Taint(taint) => {
            let formulas = (taint.sources.iter().map(|own| &own.formula))
                .chain(taint.sinks.iter().map(|own| &own.formula))
                .chain(taint.sanitizers.iter().map(|own| &own.formula))
                .chain(taint.propagators.iter().map(|own| &own.formula));
            let worst = formulas.map(|own| judge.formula(own, &[], As::Place)).max();
            worst.unwrap_or(Reach::File).max(Reach::Slice)
        }
        Mode::Absence(absence) => {
            let formulas = absence.formulas().map(|own| judge.formula(own, &[], As::Place));
            words = formulas.max().unwrap_or(Reach::File);
            Reach::Project
        }
    };
    Sight { reach, words, tied: judge.tied.into_inner(), untied: judge.untied.into_inner() }
}

struct Judge {
    language: Language,
    /// What detectors need that look into strings.
    strings: Reach,
    tied: RefCell<Vec<Arc<Compiled>>>,
    untied: RefCell<Vec<Arc<Compiled>>>,
}

/// What a formula is asked for.
#[derive(Clone, Copy)]
enum As {
    /// Its places.
    Place,
    /// Only whether it holds one.
    Context,
}

impl Judge {
    /// What a formula needs. `around`: formulas that hold at the same place.
    fn formula(&self, formula: &Formula, around: &[&All], asked: As) -> Reach {
        let worst = |reaches: &mut dyn Iterator<Item = Reach>| reaches.max().unwrap_or(Reach::Item);
        match formula {
            Formula::Pattern(pattern) if self.is_sequence(pattern) => match asked {
                As::Context if self.is_tied(pattern, around) => Reach::Slice,
                As::Context | As::Place => self.untied(pattern),
            },
            Formula::Pattern(_) => Reach::Item,
            Formula::Regex(_) => Reach::File,
            Formula::Secret(detector) => {
                let strings = detector.places.iter().all(|p| *p == SecretPlace::String);
                if strings { self.strings } else { Reach::File }
            }
            Formula::Any(list) => {
                worst(&mut list.iter().map(|own| self.formula(own, around, asked)))
            }
            Formula::Inside(inner) => self.formula(inner, around, As::Context),
            Formula::Group(groups) => {
                let own = groups.iter().filter(|group| group.accepts(Some(self.language)));
                worst(&mut own.map(|group| self.formula(&group.formula, around, asked)))
            }
            Formula::All(all) => {
                let around = [around, &[all]].concat();
                let positives = all.positives.iter().map(|own| self.formula(own, &around, asked));
                let negatives = all.negatives.iter().map(|negative| {
                    let (Negative::Not(own) | Negative::NotInside(own)) = negative;
                    self.formula(own, &around, As::Context)
                });
                // Conditions look at bindings and at what names stand for.
                worst(&mut positives.chain(negatives))
            }
        }
    }

    fn is_sequence(&self, pattern: &Pattern) -> bool {
        // Most patterns will never be tried in the file at hand, and need not be parsed for this.
        pattern.may_be_sequence()
            && pattern.compiled(self.language).is_ok_and(|compiled| compiled.is_sequence())
    }

    /// A sequence is no matter as long as it begins at no statement of the program.
    fn untied(&self, pattern: &Pattern) -> Reach {
        let Ok(compiled) = pattern.compiled(self.language) else { return Reach::Item };
        if !compiled.roots.first().is_some_and(|first| matches!(first.what, What::Plain)) {
            return Reach::File;
        }
        self.untied.borrow_mut().push(compiled);
        Reach::Slice
    }

    /// Whether the statements of a sequence are in the slice of every place that it can hold: they
    /// import, or they assign to a name that stands at the place, and what lies between does not
    /// matter.
    fn is_tied(&self, pattern: &Pattern, around: &[&All]) -> bool {
        let Ok(compiled) = pattern.compiled(self.language) else { return true };
        let roots = &compiled.roots;
        let apart = roots.windows(2).all(|pair| pair.iter().any(Pat::is_ellipsis));
        // A finding stands at the place, not at the statements around it.
        let stays = around.iter().all(|all| {
            let mut focus = all.focus.iter().flat_map(|focus| &focus.metavariables);
            focus.all(|name| all.positives.iter().any(|own| self.always_has(own, name)))
        });
        let is_tied = apart
            && stays
            && roots.iter().all(|root| match &root.what {
                What::Ellipsis => true,
                What::Plain => imports(root) || self.gives_name(root, around),
                _ => false,
            });
        // What imports say is a part of every slice; what names are given, of those that use them.
        if is_tied && roots.iter().any(imports) {
            self.tied.borrow_mut().push(Arc::clone(&compiled));
        }
        is_tied
    }

    fn gives_name(&self, root: &Pat, around: &[&All]) -> bool {
        let Some(target) = root.child(Role::Target).filter(|_| root.kind == Kind::Assign) else {
            return false;
        };
        let parts = std::iter::once(target).chain(&target.kids);
        parts.into_iter().any(|part| match &part.what {
            What::Metavar(name) if &**name != "$_" => around
                .iter()
                .any(|all| all.positives.iter().any(|place| self.always_has(place, name))),
            _ => false,
        })
    }

    /// Whether every place of a formula has a metavariable in it.
    fn always_has(&self, formula: &Formula, name: &str) -> bool {
        match formula {
            Formula::Pattern(pattern) => !self.is_sequence(pattern) && pattern.text.contains(name),
            Formula::Any(list) => list.iter().all(|own| self.always_has(own, name)),
            Formula::All(all) => all.positives.iter().any(|own| self.always_has(own, name)),
            Formula::Group(groups) => groups
                .iter()
                .filter(|group| group.accepts(Some(self.language)))
                .all(|group| self.always_has(&group.formula, name)),
            Formula::Regex(_) | Formula::Secret(_) | Formula::Inside(_) => false,
        }
    }
}

/// Whether a statement of a pattern imports something: by an import or by `require`.
fn imports(root: &Pat) -> bool {
    let is_require = |pat: &Pat| {
        pat.kind == Kind::Call
            && pat.child(Role::Callee).is_some_and(|callee| &*callee.value == "require")
    };
    let mut open = vec![root];
    while let Some(pat) = open.pop() {
        if pat.kind == Kind::Import || is_require(pat) {
            return true;
        }
        if matches!(pat.kind, Kind::Assign | Kind::Call | Kind::Member | Kind::Await) {
            open.extend(&pat.kids);
        }
    }
    false
}
