//! From the summaries of all files to what their project lacks.
//!
//! In: summaries in any order, and where their imports lead. Out: verdicts, which do not depend on
//! that order. Must never know: texts, the file system.

use rustc_hash::{FxHashMap, FxHashSet};
use stockade_rules::rule::{Absence, Judged};

use super::graph::{Graph, Linking};
use super::path::{is_below, join};
use super::summary::{Cover, Mount, Part, Place, Route, Use};

/// A place where a protection is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Number of the rule in its analyzer.
    pub rule: u32,
    /// Number of the file.
    pub file: usize,
    /// Number into the spots of the rule's part of the file.
    pub spot: u32,
    /// The routes concerned, in the order of their paths.
    pub routes: Vec<Concerned>,
}

/// A route that is concerned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Concerned {
    /// The whole path, as far as it is known.
    pub path: String,
    /// The method, if it is known.
    pub method: Option<String>,
    /// Number of the file, and of the spot; none if the route stands out of view.
    pub at: Option<(usize, u32)>,
}

/// How much must be seen of an application.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// The whole project.
    Project,
    /// One file: applications count whether or not anything is seen to be served or started.
    File,
}

/// Judges a project by one rule.
pub fn judge(
    graph: &Graph<'_>,
    files: &[Linking<'_>],
    rule: u32,
    absence: &Absence,
    view: View,
) -> Vec<Verdict> {
    let project = Project::of(graph, files, rule);
    let mut verdicts = match absence.judge {
        Judged::App => project.apps(absence, view),
        Judged::Route => project.routes(absence, view),
    };
    verdicts.sort_by_key(|verdict| (verdict.file, verdict.spot));
    verdicts
}

/// A fact and its file.
type At<'p, T> = (usize, &'p T);

/// What is known of a project in the words of one rule, by class of symbols.
struct Project<'p> {
    graph: &'p Graph<'p>,
    parts: Vec<At<'p, Part>>,
    routes: FxHashMap<usize, Vec<At<'p, Route>>>,
    mounts: FxHashMap<usize, Vec<At<'p, Mount>>>,
    uses: FxHashMap<usize, Vec<At<'p, Use>>>,
    /// What is the protection or gives it.
    covering: FxHashSet<usize>,
    /// What some other mounts.
    mounted: FxHashSet<usize>,
}

/// What was found out about the routes that something serves.
#[derive(Default)]
struct Served {
    /// Those concerned, by file and spot (none: out of view), each with whether it is reached.
    routes: FxHashMap<(usize, u32), (Concerned, bool)>,
    out_of_view: Vec<Concerned>,
    /// Something is reached by the protection.
    reached: bool,
}

impl<'p> Project<'p> {
    fn of(graph: &'p Graph<'p>, files: &'p [Linking<'p>], rule: u32) -> Project<'p> {
        let parts: Vec<At<'p, Part>> = files
            .iter()
            .enumerate()
            .filter_map(|(at, file)| {
                Some((at, file.summary.parts.iter().find(|part| part.rule == rule)?))
            })
            .collect();
        let mut project = Project {
            graph,
            parts,
            routes: FxHashMap::default(),
            mounts: FxHashMap::default(),
            uses: FxHashMap::default(),
            covering: FxHashSet::default(),
            mounted: FxHashSet::default(),
        };
        for &(file, part) in &project.parts {
            let classes = |hosts: &[u32]| {
                let mut all: Vec<usize> =
                    hosts.iter().map(|&host| graph.class(file, host)).collect();
                all.sort_unstable();
                all.dedup();
                all
            };
            for route in &part.routes {
                for class in classes(&route.hosts) {
                    project.routes.entry(class).or_default().push((file, route));
                }
            }
            for own in &part.uses {
                for class in classes(&own.hosts) {
                    project.uses.entry(class).or_default().push((file, own));
                }
            }
            for mount in &part.mounts {
                for class in classes(&mount.hosts) {
                    project.mounts.entry(class).or_default().push((file, mount));
                }
            }
        }
        project.find_covering();
        project.find_mounted();
        project
    }

    /// What is mounted on something that is made in view, directly or not: what only looks like a
    /// mount takes nothing away from an application.
    fn find_mounted(&mut self) {
        let made = self.parts.iter().flat_map(|(file, part)| {
            part.made.iter().map(|&symbol| self.graph.class(*file, symbol))
        });
        let mut open: Vec<usize> = made.collect();
        let mut met: FxHashSet<usize> = open.iter().copied().collect();
        let mut mounted = FxHashSet::default();
        while let Some(class) = open.pop() {
            for &(file, mount) in self.mounts.get(&class).into_iter().flatten() {
                for child in self.children(file, mount).into_iter().filter(|&own| own != class) {
                    mounted.insert(child);
                    if met.insert(child) {
                        open.push(child);
                    }
                }
            }
        }
        self.mounted = mounted;
    }

    /// What a mount mounts: the routers, and what plugins among them are given.
    fn children(&self, file: usize, mount: &Mount) -> Vec<usize> {
        let mut out: Vec<usize> = Vec::new();
        for &router in &mount.routers {
            let class = self.graph.class(file, router);
            out.push(class);
            out.extend(self.graph.first_param(class));
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    fn find_covering(&mut self) {
        loop {
            let before = self.covering.len();
            for &(file, part) in &self.parts {
                for (symbol, cover) in &part.covers {
                    if self.is_cover(file, cover) {
                        self.covering.insert(self.graph.class(file, *symbol));
                    }
                }
            }
            if self.covering.len() == before {
                return;
            }
        }
    }

    fn is_cover(&self, file: usize, cover: &Cover) -> bool {
        let covers = |&symbol: &u32| self.covering.contains(&self.graph.class(file, symbol));
        cover.here || cover.through.iter().any(covers)
    }

    /// Whether something used on a class stands in front of a place.
    fn is_behind(&self, class: usize, file: usize, place: Place, path: Option<&str>) -> bool {
        self.uses.get(&class).into_iter().flatten().any(|(own, used)| {
            let comes_before = used.place.is_none_or(|before| {
                *own != file || before.function != place.function || before.rank < place.rank
            });
            comes_before && is_below(path, used.path.as_deref()) && self.is_cover(*own, &used.cover)
        })
    }

    /// Follows what a class serves.
    fn serve(
        &self,
        class: usize,
        prefix: &str,
        covered: bool,
        met: &mut FxHashSet<(usize, bool)>,
        out: &mut Served,
    ) {
        if !met.insert((class, covered)) {
            return;
        }
        for &(file, route) in self.routes.get(&class).into_iter().flatten() {
            let path = route.path.as_deref();
            let reached = covered
                || self.is_cover(file, &route.cover)
                || self.is_behind(class, file, route.place, path);
            out.reached |= reached;
            if route.is_concerned {
                let concerned = Concerned {
                    path: path.map_or_else(|| prefix.to_owned(), |path| join(prefix, path)),
                    method: route.method.clone(),
                    at: Some((file, route.spot)),
                };
                let known = out.routes.entry((file, route.spot)).or_insert((concerned, false));
                known.1 |= reached;
            }
        }
        for &(file, mount) in self.mounts.get(&class).into_iter().flatten() {
            let path = mount.path.as_deref();
            let reached = covered
                || self.is_cover(file, &mount.cover)
                || self.is_behind(class, file, mount.place, path);
            let below = path.map_or_else(|| prefix.to_owned(), |path| join(prefix, path));
            for child in self.children(file, mount) {
                self.serve(child, &below, reached, met, out);
            }
            let is_out = |&router: &u32| self.graph.is_out_of_view(file, router);
            if path.is_some() && mount.routers.iter().any(is_out) {
                out.reached |= reached;
                if !reached {
                    let path = join(&below, "…");
                    out.out_of_view.push(Concerned { path, method: None, at: None });
                }
            }
        }
    }

    fn served_by(&self, class: usize, covered: bool) -> Served {
        let mut served = Served::default();
        self.serve(class, "", covered, &mut FxHashSet::default(), &mut served);
        served
    }

    /// Whether anything is used on a class that is a cover, whatever comes after it.
    fn has_cover(&self, class: usize) -> bool {
        let uses = self.uses.get(&class).into_iter().flatten();
        uses.into_iter().any(|(file, used)| self.is_cover(*file, &used.cover))
    }

    /// Applications that no protection reaches.
    fn apps(&self, absence: &Absence, view: View) -> Vec<Verdict> {
        let started: FxHashSet<usize> = self
            .parts
            .iter()
            .flat_map(|(file, part)| part.started.iter().map(|&at| self.graph.class(*file, at)))
            .collect();
        let mut verdicts = Vec::new();
        for &(file, part) in &self.parts {
            for app in &part.apps {
                let classes: Vec<usize> =
                    app.hosts.iter().map(|&host| self.graph.class(file, host)).collect();
                let whole = view == View::Project;
                if whole
                    && (classes.iter().any(|class| self.mounted.contains(class))
                        || (absence.starts.is_some()
                            && !classes.iter().any(|class| started.contains(class))))
                {
                    continue;
                }
                let covered = self.is_cover(file, &app.cover);
                let mut reached = covered;
                let mut routes = Vec::new();
                for &class in &classes {
                    let served = self.served_by(class, covered);
                    reached |= served.reached || (!whole && self.has_cover(class));
                    routes.extend(served.routes.into_values().map(|(concerned, _)| concerned));
                    routes.extend(served.out_of_view);
                }
                if reached || (whole && routes.is_empty()) {
                    continue;
                }
                routes.sort();
                routes.dedup();
                verdicts.push(Verdict { rule: part.rule, file, spot: app.spot, routes });
            }
        }
        verdicts
    }

    /// Routes that no protection reaches, whichever application serves them.
    fn routes(&self, absence: &Absence, view: View) -> Vec<Verdict> {
        let mut tops: Vec<usize> = Vec::new();
        let mut made: FxHashMap<usize, bool> = FxHashMap::default();
        for &(file, part) in &self.parts {
            for app in &part.apps {
                for &host in &app.hosts {
                    let covered = self.is_cover(file, &app.cover);
                    *made.entry(self.graph.class(file, host)).or_default() |= covered;
                }
            }
            for route in &part.routes {
                tops.extend(route.hosts.iter().map(|&host| self.graph.class(file, host)));
            }
            for mount in &part.mounts {
                tops.extend(mount.hosts.iter().map(|&host| self.graph.class(file, host)));
            }
        }
        tops.sort_unstable();
        tops.dedup();
        tops.retain(|class| !self.mounted.contains(class));
        // By file and spot; a route that is reached in one application is taken to be meant so.
        let mut all: FxHashMap<(usize, u32), (Concerned, bool, bool)> = FxHashMap::default();
        for class in tops {
            let served = self.served_by(class, made.get(&class).copied().unwrap_or_default());
            for (key, (concerned, reached)) in served.routes {
                let known = all.entry(key).or_insert((concerned, false, false));
                known.1 |= reached;
                known.2 |= served.reached;
            }
        }
        let is_missing = |entry: &(Concerned, bool, bool)| {
            !entry.1 && (!absence.elsewhere || entry.2 || view == View::File)
        };
        let rule = self.parts.first().map_or(0, |(_, part)| part.rule);
        all.into_iter()
            .filter(|(_, entry)| is_missing(entry))
            .map(|((file, spot), (concerned, ..))| Verdict {
                rule,
                file,
                spot,
                routes: vec![concerned],
            })
            .collect()
    }
}
