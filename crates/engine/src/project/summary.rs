//! What one file says about the applications of its project: plain data, small, without texts.
//!
//! Symbols are numbers into [`Summary::symbols`]. What another file can depend on is part of the
//! hash; where something stands and what its finding would say is not.

use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};
use stockade_syntax::Kind;
use stockade_syntax::lowering::leaf_hash;
use xxhash_rust::xxh3::Xxh3;

/// A number into [`Summary::symbols`].
pub type SymbolId = u32;

/// What a place of code stands for, as far as its file can say.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Symbol {
    /// The module itself (in Go, its package).
    Module,
    /// A name of the module, by its hash.
    Named(u64),
    /// A variable of a function; only its file knows it.
    Local(u32),
    /// The member with this name of whatever object.
    Field(u64),
    /// A parameter of a function, from 0.
    Param(SymbolId, u16),
    /// What a call of a function gives back.
    Result(SymbolId),
    /// Something of another module: a number into [`Summary::imports`].
    Imported(u32),
}

/// Something of another module.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Import {
    /// The module as it is written.
    pub module: String,
    /// The way to it in there; empty for the module itself, or what it exports by default.
    pub names: Vec<String>,
}

/// Whether code is the protection, or stands for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cover {
    /// It is, as this file shows.
    pub here: bool,
    /// It is if one of these is.
    pub through: Vec<SymbolId>,
}

impl Cover {
    /// It cannot be.
    pub fn is_none(&self) -> bool {
        !self.here && self.through.is_empty()
    }
}

/// A place in the order of a file's statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The function it is in, numbered as they come; those of one function run in their order.
    pub function: u32,
    /// Its rank among the places of the file.
    pub rank: u32,
}

/// Where a finding would stand, and what it would say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// In bytes of the file.
    pub span: (u32, u32),
    /// The message, `$ROUTES` not yet filled in.
    pub message: String,
    /// Before repetitions are numbered.
    pub fingerprint: u64,
}

/// An application that is made.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct App {
    /// What it is held by.
    pub hosts: Vec<SymbolId>,
    /// Number into [`Part::spots`].
    pub spot: u32,
    /// What it is made with.
    pub cover: Cover,
}

/// A route that is registered.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Route {
    /// On what.
    pub hosts: Vec<SymbolId>,
    /// Number into [`Part::spots`].
    pub spot: u32,
    /// When.
    pub place: Place,
    /// `GET`; none if it is not said.
    pub method: Option<String>,
    /// As written; none if it is not known.
    pub path: Option<String>,
    /// It needs the protection.
    pub is_concerned: bool,
    /// What stands in front of its handler, or in it.
    pub cover: Cover,
}

/// Routes that become those of another.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Mount {
    /// Where they are mounted.
    pub hosts: Vec<SymbolId>,
    /// What is mounted.
    pub routers: Vec<SymbolId>,
    /// When.
    pub place: Place,
    /// Below which path.
    pub path: Option<String>,
    /// What stands between the two.
    pub cover: Cover,
}

/// Something that is put in front of routes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Use {
    /// In front of whose.
    pub hosts: Vec<SymbolId>,
    /// When; none: of all, whenever.
    pub place: Option<Place>,
    /// Below which path.
    pub path: Option<String>,
    /// What is put there.
    pub cover: Cover,
}

/// What a file says in the words of one rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Number of the rule in its analyzer.
    pub rule: u32,
    /// Where findings would stand.
    pub spots: Vec<Spot>,
    /// Applications.
    pub apps: Vec<App>,
    /// What holds an application or a router that is made here.
    pub made: Vec<SymbolId>,
    /// What is started.
    pub started: Vec<SymbolId>,
    /// Routes.
    pub routes: Vec<Route>,
    /// Mounts.
    pub mounts: Vec<Mount>,
    /// Uses that may be a cover.
    pub uses: Vec<Use>,
    /// What is or gives the protection.
    pub covers: Vec<(SymbolId, Cover)>,
}

/// What one file says about the applications of its project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// What the numbers stand for.
    pub symbols: Vec<Symbol>,
    /// What is taken from other modules.
    pub imports: Vec<Import>,
    /// Names by which others get what is here, where a module says so itself (JavaScript).
    pub exports: Vec<(String, SymbolId)>,
    /// Symbols that are one and the same.
    pub same: Vec<(SymbolId, SymbolId)>,
    /// What functions give back.
    pub results: Vec<(SymbolId, SymbolId)>,
    /// What functions are called with: the function, the number of the argument, the argument.
    pub calls: Vec<(SymbolId, u16, SymbolId)>,
    /// Modules all of whose names are names of this one too: numbers into `imports`.
    pub wildcards: Vec<u32>,
    /// By rule.
    pub parts: Vec<Part>,
}

impl Summary {
    /// A place where a finding of a rule would stand.
    pub fn spot(&self, rule: u32, spot: u32) -> Option<&Spot> {
        let part = self.parts.iter().find(|part| part.rule == rule)?;
        part.spots.get(spot as usize)
    }

    /// The imports that lead to more of the same application: numbers into `imports`.
    pub fn leads(&self) -> Vec<u32> {
        let mut symbols: Vec<SymbolId> = Vec::new();
        for part in &self.parts {
            part.apps
                .iter()
                .for_each(|app| symbols.extend(app.hosts.iter().chain(&app.cover.through)));
            symbols.extend(&part.started);
            for route in &part.routes {
                symbols.extend(route.hosts.iter().chain(&route.cover.through));
            }
            for mount in &part.mounts {
                let own = mount.hosts.iter().chain(&mount.routers);
                symbols.extend(own.chain(&mount.cover.through));
            }
            for own in &part.uses {
                symbols.extend(own.hosts.iter().chain(&own.cover.through));
            }
            part.covers.iter().for_each(|(_, cover)| symbols.extend(&cover.through));
        }
        symbols.extend(self.calls.iter().map(|(function, ..)| *function));
        let mut out: Vec<u32> = symbols.iter().filter_map(|&at| self.import_behind(at)).collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    /// The imports through which a name of this file comes from elsewhere; those of wildcards if
    /// the file does not have it itself.
    pub fn leads_for(&self, name: &str) -> Vec<u32> {
        let own = leaf_hash(Kind::Name, name);
        let exported = self.exports.iter().filter(|(export, _)| export == name).map(|(_, at)| *at);
        let named = |at: &SymbolId| self.symbols.get(*at as usize) == Some(&Symbol::Named(own));
        let here = (0..self.symbols.len() as SymbolId).filter(named);
        let all: Vec<SymbolId> = exported.chain(here).collect();
        if all.is_empty() {
            return self.wildcards.clone();
        }
        let joined = self.same.iter().filter(|(one, _)| all.contains(one)).map(|(_, other)| other);
        joined.filter_map(|&other| self.import_behind(other)).collect()
    }

    /// The import that a symbol is, or is the result of.
    fn import_behind(&self, symbol: SymbolId) -> Option<u32> {
        match self.symbols.get(symbol as usize)? {
            Symbol::Imported(number) => Some(*number),
            Symbol::Result(function) => match self.symbols.get(*function as usize)? {
                Symbol::Imported(number) => Some(*number),
                _ => None,
            },
            _ => None,
        }
    }

    /// About how many bytes it takes when it is kept.
    pub fn size(&self) -> usize {
        let import = |import: &Import| 4 + import.module.len() + 8 * import.names.len();
        let spots = self.parts.iter().flat_map(|part| &part.spots);
        10 * (self.symbols.len() + self.exports.len() + self.calls.len() + self.same.len())
            + self.imports.iter().map(import).sum::<usize>()
            + spots.map(|spot| 40 + spot.message.len()).sum::<usize>()
    }

    /// Equal for files that say the same, wherever in them they say it.
    pub fn hash(&self) -> u64 {
        let mut hasher = Feed(Xxh3::new());
        (&self.symbols, &self.imports, &self.exports, &self.same).hash(&mut hasher);
        (&self.results, &self.calls, &self.wildcards).hash(&mut hasher);
        for part in &self.parts {
            (part.rule, &part.apps, &part.made, &part.started, &part.routes).hash(&mut hasher);
            (&part.mounts, &part.uses, &part.covers).hash(&mut hasher);
        }
        hasher.finish()
    }
}

/// The standard library's `Hash` on a hasher that gives the same everywhere.
struct Feed(Xxh3);

impl Hasher for Feed {
    fn finish(&self) -> u64 {
        self.0.digest()
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
}
