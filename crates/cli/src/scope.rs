//! What a command looks at: the arguments that `check`, `baseline` and others share, and the
//! workspace they mean.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use stockade_rules::Severity;
use stockade_workspace::{Options, Selection, Workspace, files};

use crate::report::say;

/// Where a command looks and with what: what every command that analyses takes.
#[derive(Args, Clone, Debug, Default)]
pub struct Ground {
    /// Files and folders.
    #[arg(default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// More rules: rule YAML or guideline Markdown, file or folder.
    #[arg(long, value_name = "PATH")]
    pub rules: Vec<PathBuf>,
    /// Number of threads [default: one for each core].
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
}

/// The same, and which rules.
#[derive(Args, Clone, Debug, Default)]
pub struct Scope {
    #[command(flatten)]
    pub ground: Ground,
    /// Only the rules given with --rules.
    #[arg(long)]
    pub no_builtin: bool,
    /// Only these rules: an id, a category, a tag or a CWE.
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Not these rules: an id, a category, a tag or a CWE.
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub skip: Vec<String>,
    /// The lowest severity that is reported.
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub severity: Option<Least>,
    /// Neither read nor write the cache of earlier results.
    #[arg(long)]
    pub no_cache: bool,
}

/// The lowest severity that is reported.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Least {
    /// Holes alone.
    Error,
    /// What should be looked at too.
    Warning,
    /// Everything.
    Info,
}

impl From<Least> for Severity {
    fn from(least: Least) -> Severity {
        match least {
            Least::Error => Severity::Error,
            Least::Warning => Severity::Warning,
            Least::Info => Severity::Info,
        }
    }
}

impl Ground {
    /// The workspace of paths, with these rules and a choice of them.
    pub fn workspace(&self, paths: &[PathBuf], choice: Options) -> Workspace {
        let languages = files::languages(paths);
        let options = Options { rules: self.rules.clone(), languages, ..choice };
        Workspace::containing(paths, options)
    }
}

impl Scope {
    /// The workspace of paths, with this choice of rules.
    pub fn workspace(&self, paths: &[PathBuf]) -> Workspace {
        let selection = Selection {
            only: self.only.clone(),
            skip: self.skip.clone(),
            least: self.severity.map(Severity::from),
        };
        let no_builtin = self.no_builtin;
        self.ground.workspace(paths, Options { no_builtin, selection, ..Options::default() })
    }

    /// Makes sure that what was asked for exists, so that a slip of the pen is not taken for a
    /// clean result; what the configuration names in vain is only said.
    ///
    /// # Errors
    /// A message for the user.
    pub fn verify_names(&self, workspace: &Workspace) -> Result<(), String> {
        let profiles = workspace.profiles();
        for (flag, names) in [("--only", &self.only), ("--skip", &self.skip)] {
            for name in names {
                let unknown: Vec<_> = profiles
                    .iter()
                    .flat_map(|profile| profile.unknown_names(std::iter::once(name.as_str())))
                    .collect();
                if !profiles.is_empty() && unknown.len() == profiles.len() {
                    let near = unknown.first().and_then(|(_, near)| *near);
                    return Err(format!("{flag}: no rule is called `{name}`{}", remedy(near)));
                }
            }
        }
        for profile in &profiles {
            let Some(file) = &profile.config().file else { continue };
            for (name, near) in profile.unknown_names(profile.config().mentioned_rules()) {
                say(&format!("{}: no rule is called `{name}`{}", file.display(), remedy(near)));
            }
        }
        Ok(())
    }
}

fn remedy(near: Option<&str>) -> String {
    match near {
        Some(near) => format!("; did you mean `{near}`?"),
        None => "; `stockade rules list` names them all".to_owned(),
    }
}
