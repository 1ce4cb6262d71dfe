//! From files that were checked one by one to findings about their projects.

use std::path::Path;
use std::sync::Arc;

use stockade_engine::project::Summary;
use stockade_engine::{Finding, Source};

use super::index::Index;
use crate::cache::Cache;
use crate::files::{self, Read};
use crate::paths;
use crate::profile::Profile;
use crate::scan::{self, Checked};

/// The projects that files belong to: one for each configuration.
#[derive(Default)]
pub struct Projects {
    by_profile: Vec<Index>,
}

impl Projects {
    /// The projects of files that were checked. The order of the files does not matter.
    pub fn of<'f>(
        files: impl Iterator<Item = (Arc<Profile>, &'f Path, &'f Checked)>,
        cache: Option<&Cache>,
    ) -> Projects {
        let mut projects = Projects::default();
        for (profile, path, checked) in files {
            let Some(summary) = &checked.summary else { continue };
            let known = projects.by_profile.iter().position(|own| is_of(own, &profile));
            let at = known.unwrap_or_else(|| {
                projects.by_profile.push(Index::new(profile));
                projects.by_profile.len() - 1
            });
            let path = paths::absolute(path);
            projects.by_profile[at].put(&path, checked.source.language, Some(summary.clone()));
        }
        for index in &mut projects.by_profile {
            let profile = Arc::clone(index.profile());
            index.link(&|path| load(&profile, cache, path));
        }
        projects
    }

    /// Adds to a file what its project tells of it.
    pub fn complete(&self, profile: &Profile, path: &Path, checked: &mut Checked) {
        let Some(index) = self.by_profile.iter().find(|own| is_of(own, profile)) else { return };
        let found = index.findings(&paths::absolute(path));
        scan::admit(profile, path, checked, found);
    }

    /// The findings about a project if a file of it said this.
    pub fn findings_if(
        &self,
        profile: &Profile,
        path: &Path,
        source: &Source,
        summary: Option<&Summary>,
    ) -> Vec<Finding> {
        let index = self.by_profile.iter().find(|own| is_of(own, profile));
        let load = |path: &Path| load(profile, None, path);
        match index {
            Some(index) => {
                let path = paths::absolute(path);
                index.findings_if(&path, source.language, summary, &load)
            }
            None => Vec::new(),
        }
    }
}

fn is_of(index: &Index, profile: &Profile) -> bool {
    std::ptr::eq(&**index.profile(), profile)
}

/// The summary of a file to which others lead, from the disk.
pub fn load(profile: &Profile, cache: Option<&Cache>, path: &Path) -> Option<Summary> {
    let Ok(Read::Text(text)) = files::read(path, false) else { return None };
    let source = scan::source(profile, path, &text.text, text.language);
    scan::summarize(profile, cache, &source)
}
