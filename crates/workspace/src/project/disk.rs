//! The files on the disk, as far as modules are looked for in them; what was asked once is known.

use std::path::{Path, PathBuf};

use dashmap::DashMap;

use super::modules::Files;

/// Answers of the disk, remembered for the time of one look at a project.
#[derive(Default)]
pub struct Disk {
    files: DashMap<PathBuf, bool>,
    folders: DashMap<PathBuf, Vec<PathBuf>>,
    modules: DashMap<PathBuf, Option<String>>,
}

impl Files for Disk {
    fn has(&self, path: &Path) -> bool {
        if let Some(known) = self.files.get(path) {
            return *known;
        }
        let is_there = path.is_file();
        self.files.insert(path.to_owned(), is_there);
        is_there
    }

    fn go_files(&self, folder: &Path) -> Vec<PathBuf> {
        if let Some(known) = self.folders.get(folder) {
            return known.clone();
        }
        let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        let is_code = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            name.ends_with(".go") && !name.ends_with("_test.go")
        };
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_code).collect();
        files.sort();
        self.folders.insert(folder.to_owned(), files.clone());
        files
    }

    fn go_module(&self, folder: &Path) -> Option<String> {
        if let Some(known) = self.modules.get(folder) {
            return known.clone();
        }
        let text = std::fs::read_to_string(folder.join("go.mod")).unwrap_or_default();
        let name = text.lines().find_map(|line| {
            let name = line.trim().strip_prefix("module")?.split("//").next()?.trim();
            (!name.is_empty()).then(|| name.trim_matches('"').to_owned())
        });
        self.modules.insert(folder.to_owned(), name.clone());
        name
    }
}
