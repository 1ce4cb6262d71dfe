//! Slices: for each item of a file, the items on which its findings can depend.
//!
//! An item depends on those that declare or change the names it uses where they stand, on those with methods
//! that it calls, on what these depend on in turn, and on the imports. So what a rule
//! finds in an item is the same in the file and in its slice, and an edit elsewhere changes nothing
//! about it. After Weiser, "Program Slicing" (1981), with items for statements.
//! Must never know: rules.

use std::hash::Hasher as _;

use rustc_hash::{FxBuildHasher, FxHashMap, FxHasher};
use smallvec::SmallVec;
use stockade_syntax::{NodeId, Role, Tree};

use crate::facts::{Facts, Owner};

/// Items, ascending.
type Items = SmallVec<[u32; 4]>;

/// The slices of the items of a file.
pub struct Slices {
    /// For each item, those that it depends on directly, without itself.
    needs: Vec<Items>,
    /// The items that do nothing but import; they are in every slice.
    imports: Vec<u32>,
    keys: Vec<u64>,
}

impl Slices {
    /// Computes the dependencies of a file's items.
    ///
    /// `facts_keys` are those of [`Facts::keys`].
    ///
    /// `said` gives what rules see in an import, beyond the names that it gives: slices with imports
    /// that differ in nothing else are equal.
    pub fn of(tree: &Tree, facts: &Facts, facts_keys: &[u64], said: &dyn Fn(u32) -> u64) -> Slices {
        let links = || facts.items().iter().map(|item| item.links()).enumerate();
        let names = links().map(|(_, links)| links.gives.len()).sum();
        let mut givers: FxHashMap<u64, Items> =
            FxHashMap::with_capacity_and_hasher(names, FxBuildHasher);
        // By name: the member that is given (0: the name as a whole), and by which item.
        let mut givers_of_others: FxHashMap<u64, Vec<(u64, u32)>> = FxHashMap::default();
        let mut methods: FxHashMap<u64, Items> = FxHashMap::default();
        let mut imports = Vec::new();
        for (item, links) in links() {
            let item = item as u32;
            for name in links.gives.iter().filter(|name| facts.declares(**name)) {
                givers.entry(*name).or_default().push(item);
            }
            let others = links.gives_of_others.iter();
            for (name, member) in others.filter(|(name, _)| !facts.declares(*name)) {
                givers_of_others.entry(*name).or_default().push((*member, item));
            }
            links.methods.iter().for_each(|name| methods.entry(*name).or_default().push(item));
            imports.extend(links.imports.then_some(item));
        }
        let mut needs = Vec::with_capacity(facts.items().len());
        for (item, links) in links() {
            let mut own = Items::new();
            for name in &links.uses {
                own.extend(givers.get(name).into_iter().flatten().copied());
            }
            for (name, used) in &links.uses_of_others {
                let givers = givers_of_others.get(name).into_iter().flatten();
                let bears =
                    givers.filter(|(member, _)| member == used || *member == 0 || *used == 0);
                own.extend(bears.map(|(_, item)| *item));
            }
            for name in &links.own_members {
                own.extend(methods.get(name).into_iter().flatten().copied());
            }
            for called in &links.called {
                let Some(methods) = methods.get(&called.name) else { continue };
                // As `Functions` follows it.
                if !called.usual || of_file(tree, facts, NodeId::new(item as u32, called.callee)) {
                    own.extend(methods.iter().copied());
                }
            }
            own.sort_unstable();
            own.dedup();
            own.retain(|other| *other != item as u32);
            needs.push(own);
        }
        let said = imports.iter().map(|&import| (import, said(import))).filter(|own| own.1 != 0);
        let said: Vec<(u32, u64)> = said.collect();
        let keys = Components::of(tree, facts_keys, &needs).keys(&said);
        Slices { needs, imports, keys }
    }

    /// Equal keys, equal slices with the item at the same place in them.
    pub fn key(&self, item: u32) -> u64 {
        self.keys[item as usize]
    }

    /// The items of a slice, ascending.
    pub fn members(&self, item: u32) -> Vec<u32> {
        let mut seen = vec![false; self.needs.len()];
        let mut open = self.imports.clone();
        open.push(item);
        let mut members = Vec::new();
        while let Some(item) = open.pop() {
            if !std::mem::replace(&mut seen[item as usize], true) {
                members.push(item);
                open.extend(self.needs[item as usize].iter().copied());
            }
        }
        members.sort_unstable();
        members
    }
}

/// Whether a member is one of a type of the file.
fn of_file(tree: &Tree, facts: &Facts, member: NodeId) -> bool {
    let object = tree.child(member, Role::Object);
    let owner = object.map(|object| facts.owner(tree, object));
    matches!(owner, Some(Owner::Known(_) | Owner::Open))
}

/// Groups of items that depend on each other, found one after the other from what depends on
/// nothing. The algorithm is Tarjan's ("Depth-first search and linear graph algorithms", 1972), with
/// a stack of its own: chains of functions can be long.
struct Components<'a> {
    tree: &'a Tree,
    facts_keys: &'a [u64],
    needs: &'a [Items],
    /// By item: when it was reached first (0: not yet), and the earliest that it leads back to.
    reached: Vec<u32>,
    low: Vec<u32>,
    /// Items reached whose group is not known yet.
    pending: Vec<u32>,
    is_pending: Vec<bool>,
    /// By item: the key of its group.
    keys: Vec<u64>,
    clock: u32,
}

impl<'a> Components<'a> {
    fn of(tree: &'a Tree, facts_keys: &'a [u64], needs: &'a [Items]) -> Self {
        let len = needs.len();
        let mut components = Components {
            tree,
            facts_keys,
            needs,
            reached: vec![0; len],
            low: vec![0; len],
            pending: Vec::new(),
            is_pending: vec![false; len],
            keys: vec![0; len],
            clock: 0,
        };
        for item in 0..len as u32 {
            if components.reached[item as usize] == 0 {
                components.visit(item);
            }
        }
        components
    }

    fn reach(&mut self, item: u32) {
        self.clock += 1;
        self.reached[item as usize] = self.clock;
        self.low[item as usize] = self.clock;
        self.pending.push(item);
        self.is_pending[item as usize] = true;
    }

    fn visit(&mut self, first: u32) {
        self.reach(first);
        // An item, and how many of its needs were looked at.
        let mut path: Vec<(u32, usize)> = vec![(first, 0)];
        while let Some((item, next)) = path.last_mut() {
            let item = *item as usize;
            if let Some(&need) = self.needs[item].get(*next) {
                *next += 1;
                if self.reached[need as usize] == 0 {
                    self.reach(need);
                    path.push((need, 0));
                } else if self.is_pending[need as usize] {
                    self.low[item] = self.low[item].min(self.reached[need as usize]);
                }
                continue;
            }
            path.pop();
            if let Some((before, _)) = path.last() {
                let before = *before as usize;
                self.low[before] = self.low[before].min(self.low[item]);
            }
            if self.low[item] == self.reached[item] {
                self.close(item as u32);
            }
        }
    }

    /// All that is pending since `first` was reached is one group.
    fn close(&mut self, first: u32) {
        let Some(start) = self.pending.iter().rposition(|&item| item == first) else { return };
        let mut group = self.pending.split_off(start);
        group.sort_unstable();
        let mut hasher = FxHasher::default();
        for &item in &group {
            hasher.write_u64(self.tree.item(item).key());
            hasher.write_u64(self.facts_keys[item as usize]);
            for &need in &self.needs[item as usize] {
                hasher.write_u8(need.cmp(&item) as u8);
                // Those of the group itself are known by their place in it.
                match self.is_pending[need as usize] {
                    true => hasher.write_u64(group.partition_point(|&own| own < need) as u64),
                    false => hasher.write_u64(self.keys[need as usize]),
                }
            }
        }
        let key = hasher.finish();
        for (place, &item) in group.iter().enumerate() {
            let mut own = FxHasher::default();
            own.write_u64(key);
            own.write_u64(place as u64);
            self.keys[item as usize] = own.finish();
        }
        group.iter().for_each(|&item| self.is_pending[item as usize] = false);
    }

    /// The keys of the slices; `said` are imports that say something, ascending, with what it is.
    fn keys(self, said: &[(u32, u64)]) -> Vec<u64> {
        let mut all = FxHasher::default();
        said.iter().for_each(|(_, own)| all.write_u64(*own));
        let all = all.finish();
        let mut before = 0;
        let mut keys = Vec::with_capacity(self.keys.len());
        for (item, own) in self.keys.iter().enumerate() {
            while said.get(before).is_some_and(|(import, _)| (*import as usize) < item) {
                before += 1;
            }
            let mut hasher = FxHasher::default();
            hasher.write_u64(*own);
            hasher.write_u64(all);
            hasher.write_u64(before as u64);
            keys.push(hasher.finish());
        }
        keys
    }
}
