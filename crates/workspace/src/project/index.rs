//! The index of one project: what its files say, and what follows from it.
//!
//! A project is the files that one configuration holds for, as far as they are in view: those that
//! were checked, and those to which they lead.
//! In: summaries by file. Out: findings by file. Must never know: how files are found or shown.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use stockade_engine::Finding;
use stockade_engine::project::{Import, Linking, Summary, Target, Verdict};
use stockade_syntax::Language;

use super::disk::Disk;
use super::modules::{Files as _, locate};
use crate::profile::Profile;

/// Files that are read because others lead to them, at most.
const MAX_REACHED: usize = 4_000;

/// Gives the summary of a file that nobody has checked.
pub type Load<'a> = &'a (dyn Fn(&Path) -> Option<Summary> + Sync);

/// A file of the project.
#[derive(Clone)]
struct Member {
    /// Its path as rules see it.
    name: Arc<str>,
    language: Language,
    summary: Arc<Summary>,
    hash: u64,
    /// For each import, the files that it leads to.
    leads: Vec<Option<(Vec<PathBuf>, usize)>>,
}

/// The index of one project.
#[derive(Clone)]
pub struct Index {
    profile: Arc<Profile>,
    members: BTreeMap<PathBuf, Member>,
    /// In the order of the members.
    verdicts: Vec<Verdict>,
    /// The files with findings, each with a hash of what they are about.
    found: BTreeMap<PathBuf, u64>,
    is_linked: bool,
}

impl Index {
    /// An empty one.
    pub fn new(profile: Arc<Profile>) -> Index {
        Index {
            profile,
            members: BTreeMap::new(),
            verdicts: Vec::new(),
            found: BTreeMap::new(),
            is_linked: false,
        }
    }

    /// The configuration that holds for its files.
    pub fn profile(&self) -> &Arc<Profile> {
        &self.profile
    }

    /// Notes what a file says; none: nothing, or it is gone. Says whether anything has to be linked
    /// anew.
    pub fn put(
        &mut self,
        path: &Path,
        language: Option<Language>,
        summary: Option<Summary>,
    ) -> bool {
        let (Some(summary), Some(language)) = (summary, language) else {
            let changed = self.members.remove(path).is_some();
            self.is_linked &= !changed;
            return changed;
        };
        let hash = summary.hash();
        if let Some(known) = self.members.get_mut(path)
            && known.hash == hash
        {
            // It says the same, perhaps in another place.
            known.summary = Arc::new(summary);
            return false;
        }
        let name = self.profile.relative(path).into();
        let (summary, leads) = (Arc::new(summary), Vec::new());
        let member = Member { name, language, summary, hash, leads };
        self.members.insert(path.to_owned(), member);
        self.is_linked = false;
        true
    }

    /// Looks for what the files lead to, and links them if anything is new. Gives the files whose
    /// findings are not those of before, in order.
    pub fn link(&mut self, load: Load<'_>) -> Vec<PathBuf> {
        if self.is_linked {
            return Vec::new();
        }
        self.reach(load);
        let files = self.linked();
        self.verdicts = self.profile.analyzer().link(&files);
        self.is_linked = true;
        let found = self.summed_up();
        let before = std::mem::replace(&mut self.found, found);
        let paths: BTreeSet<&PathBuf> = before.keys().chain(self.found.keys()).collect();
        let differs = |path: &&&PathBuf| before.get(**path) != self.found.get(**path);
        paths.iter().filter(differs).map(|path| (*path).clone()).collect()
    }

    /// The files with findings.
    pub fn found(&self) -> impl Iterator<Item = &Path> {
        self.found.keys().map(PathBuf::as_path)
    }

    /// For each file with findings a hash of what they are about.
    fn summed_up(&self) -> BTreeMap<PathBuf, u64> {
        let paths: Vec<&PathBuf> = self.members.keys().collect();
        let mut out: BTreeMap<PathBuf, DefaultHasher> = BTreeMap::new();
        for verdict in &self.verdicts {
            let Some(path) = paths.get(verdict.file) else { continue };
            let hasher = out.entry((*path).clone()).or_default();
            (verdict.rule, verdict.spot).hash(hasher);
            for route in &verdict.routes {
                (&route.path, &route.method).hash(hasher);
            }
        }
        out.into_iter().map(|(path, hasher)| (path, hasher.finish())).collect()
    }

    /// The findings of a file as it was put here; none before all is linked.
    pub fn findings(&self, path: &Path) -> Vec<Finding> {
        if !self.is_linked || !self.found.contains_key(path) {
            return Vec::new();
        }
        let Some(file) = self.members.keys().position(|own| own == path) else {
            return Vec::new();
        };
        self.profile.analyzer().findings(file, &self.verdicts, &self.linked())
    }

    /// The findings of a file if it said this instead.
    pub fn findings_if(
        &self,
        path: &Path,
        language: Option<Language>,
        summary: Option<&Summary>,
        load: Load<'_>,
    ) -> Vec<Finding> {
        let mut changed = self.clone();
        changed.put(path, language, summary.cloned());
        changed.link(load);
        changed.findings(path)
    }

    /// Reads the files to which those that are known lead, until nothing new comes.
    fn reach(&mut self, load: Load<'_>) {
        let disk = Disk::default();
        // A file, and what is asked of it: one name, or all that it leads to.
        let mut open: Vec<(PathBuf, Option<String>)> =
            self.members.keys().map(|path| (path.clone(), None)).collect();
        self.members.values_mut().for_each(|member| member.leads.clear());
        let mut asked: BTreeSet<(PathBuf, Option<String>)> = BTreeSet::new();
        let mut room = MAX_REACHED;
        while let Some((path, name)) = open.pop() {
            if !asked.insert((path.clone(), name.clone())) {
                continue;
            }
            if !self.members.contains_key(&path) {
                if room == 0 || !self.take_in(&path, load) {
                    continue;
                }
                room -= 1;
                open.push((path.clone(), None));
            }
            self.resolve(&path, &disk);
            let Some(member) = self.members.get(&path) else { continue };
            let summary = &member.summary;
            let imports = match &name {
                None => summary.leads(),
                Some(name) => summary.leads_for(name),
            };
            for import in imports {
                let (Some(import), Some(Some((files, used)))) =
                    (summary.imports.get(import as usize), member.leads.get(import as usize))
                else {
                    continue;
                };
                // What a wildcard takes over is asked for under the same name.
                let next = import.names.get(*used).or(name.as_ref()).cloned();
                open.extend(files.iter().map(|file| (file.clone(), next.clone())));
            }
            if let (Language::Go, None, Some(folder)) = (member.language, &name, path.parent()) {
                open.extend(disk.go_files(folder).into_iter().map(|file| (file, None)));
            }
        }
    }

    /// Reads a file that nobody has checked.
    fn take_in(&mut self, path: &Path, load: Load<'_>) -> bool {
        let language = path.to_str().and_then(Language::from_file_name);
        let (Some(language), Some(summary)) = (language, load(path)) else { return false };
        let name = self.profile.relative(path).into();
        let hash = summary.hash();
        let member = Member { name, language, summary: Arc::new(summary), hash, leads: Vec::new() };
        self.members.insert(path.to_owned(), member);
        true
    }

    /// Finds where the imports of a file lead.
    fn resolve(&mut self, path: &Path, disk: &Disk) {
        let root = self.profile.root();
        let Some(member) = self.members.get_mut(path) else { return };
        if member.leads.len() == member.summary.imports.len() {
            return;
        }
        let find = |import: &Import| {
            locate(disk, root, path, member.language, &import.module, &import.names)
                .map(|found| (found.files, found.used))
        };
        member.leads = member.summary.imports.iter().map(find).collect();
    }

    /// The members as the engine links them.
    fn linked(&self) -> Vec<Linking<'_>> {
        let numbers: BTreeMap<&Path, usize> =
            self.members.keys().enumerate().map(|(at, path)| (path.as_path(), at)).collect();
        let mut units: BTreeMap<&Path, usize> = BTreeMap::new();
        let target = |lead: &Option<(Vec<PathBuf>, usize)>| {
            let (files, used) = lead.as_ref()?;
            let files: Vec<usize> =
                files.iter().filter_map(|file| numbers.get(file.as_path()).copied()).collect();
            (!files.is_empty()).then_some(Target { files, used: *used })
        };
        let mut out = Vec::with_capacity(self.members.len());
        for (at, (path, member)) in self.members.iter().enumerate() {
            // The files of a Go package share their names.
            let unit = match path.parent() {
                Some(folder) if member.language == Language::Go => {
                    *units.entry(folder).or_insert(at)
                }
                _ => at,
            };
            out.push(Linking {
                path: &member.name,
                summary: &member.summary,
                unit,
                targets: member.leads.iter().map(&target).collect(),
            });
        }
        out
    }
}
