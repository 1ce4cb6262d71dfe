//! Which symbols of which files are one and the same.
//!
//! In: summaries, and where their imports lead. Out: for each symbol the number of its class.
//! Must never know: rules, what the symbols are about.

use rustc_hash::FxHashMap;
use stockade_syntax::Kind;
use stockade_syntax::lowering::leaf_hash;

use super::summary::{Summary, Symbol, SymbolId};

/// Rounds of joining what functions are called with and give back.
const MAX_ROUNDS: usize = 8;

/// How far names are followed through modules that only pass them on.
const MAX_HOPS: u32 = 8;

/// Where an import leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Numbers of files; several where a module is several files (Go).
    pub files: Vec<usize>,
    /// How many of the import's names were part of the module's own name (Python).
    pub used: usize,
}

/// A file to link.
pub struct Linking<'a> {
    /// The file's path as rules see it.
    pub path: &'a str,
    /// What it says.
    pub summary: &'a Summary,
    /// Files with one number share their names (a Go package); all others have one of their own.
    pub unit: usize,
    /// Where each of the summary's imports leads; none: nowhere in view.
    pub targets: Vec<Option<Target>>,
}

/// Classes of symbols.
pub struct Graph<'a> {
    files: &'a [Linking<'a>],
    /// Where the symbols of each file begin.
    offsets: Vec<usize>,
    parents: Vec<usize>,
    /// Symbols that all files of a unit share.
    shared: FxHashMap<(usize, Symbol), usize>,
    /// What functions are called with and give back, by the function's class.
    params: FxHashMap<(usize, u16), usize>,
}

impl<'a> Graph<'a> {
    /// Joins what is the same.
    pub fn of(files: &'a [Linking<'a>]) -> Graph<'a> {
        let mut offsets = Vec::with_capacity(files.len());
        let mut count = 0;
        for file in files {
            offsets.push(count);
            count += file.summary.symbols.len();
        }
        let mut graph = Graph {
            files,
            offsets,
            parents: (0..count).collect(),
            shared: FxHashMap::default(),
            params: FxHashMap::default(),
        };
        for (at, file) in files.iter().enumerate() {
            for (number, symbol) in file.summary.symbols.iter().enumerate() {
                if matches!(symbol, Symbol::Named(_) | Symbol::Field(_) | Symbol::Module) {
                    let shared = graph.shared(file.unit, symbol.clone());
                    graph.join(graph.offsets[at] + number, shared);
                }
            }
        }
        for (at, file) in files.iter().enumerate() {
            for &(one, other) in &file.summary.same {
                graph.join(graph.place(at, one), graph.place(at, other));
            }
            for (number, symbol) in file.summary.symbols.iter().enumerate() {
                if let Symbol::Imported(import) = symbol {
                    let symbol = graph.offsets[at] + number;
                    for found in graph.imported(at, *import, MAX_HOPS) {
                        graph.join(symbol, found);
                    }
                }
            }
        }
        graph.join_functions();
        graph
    }

    /// The class of a symbol.
    pub fn class(&self, file: usize, symbol: SymbolId) -> usize {
        self.root(self.place(file, symbol))
    }

    /// The class of a function's first parameter, if the function has one that matters.
    pub fn first_param(&self, function: usize) -> Option<usize> {
        self.params.get(&(function, 0)).map(|&symbol| self.root(symbol))
    }

    /// Whether a symbol is of a module that is not in view although it is one of the project.
    pub fn is_out_of_view(&self, file: usize, symbol: SymbolId) -> bool {
        let Some(linking) = self.files.get(file) else { return false };
        match linking.summary.symbols.get(symbol as usize) {
            Some(Symbol::Imported(import)) => {
                let is_own = linking.summary.imports.get(*import as usize);
                is_own.is_some_and(|import| import.module.starts_with('.'))
                    && linking.targets.get(*import as usize).is_none_or(Option::is_none)
            }
            _ => false,
        }
    }

    fn place(&self, file: usize, symbol: SymbolId) -> usize {
        self.offsets[file] + symbol as usize
    }

    fn fresh(&mut self) -> usize {
        self.parents.push(self.parents.len());
        self.parents.len() - 1
    }

    fn shared(&mut self, unit: usize, symbol: Symbol) -> usize {
        match self.shared.get(&(unit, symbol.clone())) {
            Some(&known) => known,
            None => {
                let fresh = self.fresh();
                self.shared.insert((unit, symbol), fresh);
                fresh
            }
        }
    }

    fn root(&self, mut at: usize) -> usize {
        while self.parents[at] != at {
            at = self.parents[at];
        }
        at
    }

    /// The smaller number becomes the root, so that classes do not depend on the order of joining.
    fn join(&mut self, one: usize, other: usize) -> bool {
        let (one, other) = (self.root(one), self.root(other));
        let (low, high) = (one.min(other), one.max(other));
        self.parents[high] = low;
        low != high
    }

    /// The symbols that an import stands for.
    fn imported(&mut self, file: usize, import: u32, hops: u32) -> Vec<usize> {
        let linking = &self.files[file];
        let (Some(import), Some(Some(target))) =
            (linking.summary.imports.get(import as usize), linking.targets.get(import as usize))
        else {
            return Vec::new();
        };
        let names: Vec<&str> = import.names.iter().skip(target.used).map(String::as_str).collect();
        let mut out = Vec::new();
        for &file in &target.files {
            out.extend(self.looked_up(file, &names, hops));
        }
        out
    }

    /// What names lead to in a file.
    fn looked_up(&mut self, file: usize, names: &[&str], hops: u32) -> Vec<usize> {
        let Some(linking) = self.files.get(file).filter(|_| hops > 0) else { return Vec::new() };
        let (summary, unit) = (linking.summary, linking.unit);
        let exported = |name: &str| -> Vec<SymbolId> {
            let own = summary.exports.iter().filter(|(export, _)| export == name);
            own.map(|(_, symbol)| *symbol).collect()
        };
        let (first, rest) = match names.split_first() {
            Some((first, rest)) => (Some(*first), rest),
            None => (None, &[][..]),
        };
        let mut found = match first {
            Some(first) => exported(first),
            None => Some(exported("="))
                .filter(|own| !own.is_empty())
                .unwrap_or_else(|| exported("default")),
        };
        found.sort_unstable();
        let mut out: Vec<usize> = found.into_iter().map(|at| self.place(file, at)).collect();
        if let (Some(first), true) = (first, summary.exports.is_empty()) {
            let named = Symbol::Named(leaf_hash(Kind::Name, first));
            let is_known = self.shared.contains_key(&(unit, named.clone()));
            if is_known || summary.wildcards.is_empty() {
                out.push(self.shared(unit, named));
            }
        }
        if first.is_none() && out.is_empty() {
            out.push(self.shared(unit, Symbol::Module));
        }
        if out.is_empty() {
            for &wildcard in &summary.wildcards {
                if let Some(Some(target)) = linking.targets.get(wildcard as usize) {
                    for &next in &target.files {
                        out.extend(self.looked_up(next, names, hops - 1));
                    }
                }
            }
            return out;
        }
        match rest.last() {
            // A member of what was found: told by its name alone.
            Some(last) => vec![self.shared(unit, Symbol::Field(leaf_hash(Kind::Name, last)))],
            None => out,
        }
    }

    /// Joins arguments with parameters and results with calls, until nothing new comes.
    fn join_functions(&mut self) {
        for _ in 0..MAX_ROUNDS {
            let mut changed = false;
            let mut params: FxHashMap<(usize, u16), usize> = FxHashMap::default();
            let mut results: FxHashMap<usize, usize> = FxHashMap::default();
            for at in 0..self.files.len() {
                for number in 0..self.files[at].summary.symbols.len() {
                    let own = self.offsets[at] + number;
                    match self.files[at].summary.symbols[number] {
                        Symbol::Param(function, nth) => {
                            let key = (self.class(at, function), nth);
                            let first = *params.entry(key).or_insert(own);
                            changed |= self.join(first, own);
                        }
                        Symbol::Result(function) => {
                            let key = self.class(at, function);
                            let first = *results.entry(key).or_insert(own);
                            changed |= self.join(first, own);
                        }
                        _ => {}
                    }
                }
            }
            for at in 0..self.files.len() {
                let summary = self.files[at].summary;
                for &(function, nth, argument) in &summary.calls {
                    if let Some(&param) = params.get(&(self.class(at, function), nth)) {
                        changed |= self.join(param, self.place(at, argument));
                    }
                }
                for &(function, value) in &summary.results {
                    if let Some(&result) = results.get(&self.class(at, function)) {
                        changed |= self.join(result, self.place(at, value));
                    }
                }
            }
            self.params = params;
            if !changed {
                break;
            }
        }
        let params = std::mem::take(&mut self.params);
        self.params =
            params.into_iter().map(|((f, nth), p)| ((self.root(f), nth), self.root(p))).collect();
    }
}
