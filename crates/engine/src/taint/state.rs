//! What is tainted at a point of the program.

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::taints::Taints;

/// A variable or a field of one: the variable's number, then the hashes of the fields.
pub type Place = SmallVec<[u64; 3]>;

/// Fields of fields deeper than this are taken together.
pub const MAX_PATH: usize = 3;

/// What is tainted at a point of the program. A place that is not in it has the taint of what it is
/// a part of; one that is in it and clean is a part of something tainted and was given a clean value.
#[derive(Clone, Default)]
pub struct State {
    places: FxHashMap<Place, Taints>,
    /// Places that a sanitizer made clean where they stand: that they are a part of a source
    /// says nothing any more.
    cleaned: FxHashSet<Place>,
    /// The way here has left the function: what comes behind does not see it.
    pub left: bool,
}

impl State {
    /// Whether nothing at all is known: code without a source then changes nothing.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty() && self.cleaned.is_empty()
    }

    /// The taint of a place.
    pub fn get(&self, place: &Place) -> Taints {
        for len in (1..=place.len()).rev() {
            if let Some(taints) = self.places.get(&place[..len]) {
                let taints = taints.clone();
                return match place.get(len) {
                    Some(field) => taints.narrowed(*field),
                    None => taints,
                };
            }
        }
        Taints::default()
    }

    /// The taint of a place and of all parts of it: what one sees who uses it as a whole.
    pub fn get_whole(&self, place: &Place) -> Taints {
        let own = self.get(place);
        let deeper = |known: &Place| known.len() > place.len() && known[..place.len()] == place[..];
        let mut below: Vec<(&Place, &Taints)> =
            self.places.iter().filter(|(known, _)| deeper(known)).collect();
        if below.is_empty() {
            return own;
        }
        below.sort_unstable_by_key(|(known, _)| *known);
        let mut fields: Vec<(u64, Taints)> = Vec::new();
        for (known, taints) in below {
            let name = known[place.len()];
            match fields.last_mut() {
                Some((last, all)) if *last == name => all.join(taints),
                _ => {
                    let mut all = taints.clone();
                    if known.len() > place.len() + 1 {
                        all.join(&own.clone().narrowed(name));
                    }
                    fields.push((name, all));
                }
            }
        }
        Taints::of_parts(&own, fields)
    }

    /// The parts of a place that were given something of their own.
    pub fn fields(&self, place: &Place) -> Vec<(u64, Taints)> {
        let whole = self.get_whole(place);
        whole.parts().map(|(name, own)| (name, own.clone())).collect()
    }

    /// A sanitizer made a place clean where it stands.
    pub fn clean(&mut self, place: Place) {
        self.set(place.clone(), Taints::default());
        self.cleaned.insert(place);
    }

    /// Whether a sanitizer made a place clean, and nothing was given to it since.
    pub fn is_cleaned(&self, place: &Place) -> bool {
        self.cleaned.contains(place)
    }

    /// Gives a place a new value.
    pub fn set(&mut self, place: Place, taints: Taints) {
        self.cleaned.retain(|known| known.len() < place.len() || known[..place.len()] != place[..]);
        self.places
            .retain(|known, _| known.len() < place.len() || known[..place.len()] != place[..]);
        self.put(place, &taints);
    }

    /// Gives a field of an object a new value; of fields of fields of fields, adds to what they hold.
    pub fn set_field(&mut self, mut place: Place, taints: Taints) {
        if place.len() <= MAX_PATH {
            return self.set(place, taints);
        }
        place.truncate(MAX_PATH);
        if !taints.is_clean() {
            self.taint(place, &taints);
        }
    }

    fn put(&mut self, place: Place, taints: &Taints) {
        let known = place.len() < MAX_PATH && taints.parts().next().is_some();
        let own = if known { taints.rest() } else { taints.flat() };
        if !own.is_clean() || !self.get(&place).is_clean() {
            self.places.insert(place.clone(), own);
        }
        for (name, part) in taints.parts().filter(|_| known) {
            let mut field = place.clone();
            field.push(name);
            self.put(field, part);
        }
    }

    /// Adds to the taint of a place.
    pub fn taint(&mut self, place: Place, taints: &Taints) {
        self.cleaned.remove(&place);
        let mut all = self.get(&place);
        all.join(&taints.flat());
        self.places.insert(place, all);
    }

    /// Adds to the taint of a place and of all its parts.
    pub fn taint_all(&mut self, place: &Place, taints: &Taints) {
        if taints.is_clean() {
            return;
        }
        self.taint(place.clone(), taints);
        let flat = taints.flat();
        for (known, own) in &mut self.places {
            if known.len() > place.len() && known[..place.len()] == place[..] {
                own.join(&flat);
            }
        }
    }

    /// Forgets which part of a place holds what: any may hold all.
    pub fn flatten(&mut self, place: &Place) {
        let whole = self.get_whole(place).flat();
        self.set(place.clone(), whole);
    }

    /// Whether a place, or a part of it, was given something of its own.
    pub fn knows(&self, place: &Place) -> bool {
        self.places
            .keys()
            .any(|known| known.len() >= place.len() && known[..place.len()] == place[..])
    }

    /// What may be tainted after either of two ways; one that has left leads nowhere.
    pub fn join(&mut self, other: &State) {
        match (self.left, other.left) {
            (_, true) => {}
            (true, false) => *self = other.clone(),
            (false, false) => self.merge(other),
        }
    }

    /// What may be tainted on either of two ways, wherever they lead.
    pub fn merge(&mut self, other: &State) {
        self.cleaned.retain(|place| other.cleaned.contains(place));
        for (place, taints) in &other.places {
            match self.places.get_mut(place) {
                Some(mine) => mine.join(taints),
                None => {
                    let mut all = self.get(place);
                    all.join(taints);
                    self.places.insert(place.clone(), all);
                }
            }
        }
        // What is clean on one way only stays tainted by what it is a part of on the other.
        let alone: Vec<Place> = self
            .places
            .keys()
            .filter(|place| !other.places.contains_key(*place))
            .cloned()
            .collect();
        for place in alone {
            let theirs = other.get(&place);
            if let Some(mine) = self.places.get_mut(&place) {
                mine.join(&theirs);
            }
        }
    }

    /// How much is known; grows until a loop has reached its fixpoint.
    pub fn size(&self) -> usize {
        self.places.values().map(|taints| 1 + taints.iter().count()).sum()
    }
}
