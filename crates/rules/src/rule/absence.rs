//! Absence rules: what a project lacks. The formulas say how a framework is written; how routes,
//! routers and applications hang together over files is the engine's to find out.

use crate::rule::{Formula, RegexPattern};

/// `absence`: something that must be reached by a protection and is not.
///
/// Formulas bind `$APP` to the application or router that they speak of. Where one binds none, it
/// speaks of the module (in Go, the package): a framework with one application for all.
#[derive(Debug)]
pub struct Absence {
    /// `app`: where an application is made.
    pub app: Formula,
    /// `starts`: what starts an application. With it only those count that are started.
    pub starts: Option<Formula>,
    /// `router`: where something is made that applications mount.
    pub router: Option<Formula>,
    /// `route`: where a route is registered; `$METHOD` and `$PATH` name it.
    pub route: Formula,
    /// `mount`: the routes of `$ROUTER` become those of `$APP`, below `$PATH`.
    pub mount: Option<Formula>,
    /// `use`: what `$APP` is given here stands in front of what comes later, below `$PATH`.
    pub before: Option<Formula>,
    /// `everywhere`: what `$APP` is given here stands in front of all it serves.
    pub everywhere: Option<Formula>,
    /// `cover`: code that is the protection.
    pub cover: Option<Formula>,
    /// `named`: names that stand for the protection, wherever they come from.
    pub named: Option<RegexPattern>,
    /// `concerns`: of the routes, those that need it; without it all.
    pub concerns: Option<Formula>,
    /// `files`: what a file's text must have to take part unasked; others do when one that takes
    /// part leads to them. Without it every file with something to say takes part.
    pub files: Option<RegexPattern>,
    /// `judge`: where findings stand.
    pub judge: Judged,
    /// `elsewhere`: only where another route has the protection.
    pub elsewhere: bool,
}

/// What is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// An application none of whose routes is reached.
    App,
    /// Each route that is not reached.
    Route,
}

impl Absence {
    /// All formulas.
    pub fn formulas(&self) -> impl Iterator<Item = &Formula> {
        let optional = [
            &self.starts,
            &self.router,
            &self.mount,
            &self.before,
            &self.everywhere,
            &self.cover,
            &self.concerns,
        ];
        [&self.app, &self.route].into_iter().chain(optional.into_iter().flatten())
    }
}
