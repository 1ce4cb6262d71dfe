//! The binary under test.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// The path of the `stockade` binary, built first if need be.
///
/// # Panics
/// When it cannot be built.
pub fn path() -> PathBuf {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built = Command::new(cargo).args(["build", "--quiet", "-p", "stockade"]).status();
        assert!(built.is_ok_and(|status| status.success()), "the binary builds");
        // …/target/debug/deps/this-test
        let mut path = std::env::current_exe().unwrap_or_default();
        path.pop();
        path.pop();
        path.join(format!("stockade{}", std::env::consts::EXE_SUFFIX))
    })
    .clone()
}

/// Runs the binary with arguments. What it remembers between runs stays among what was built.
///
/// # Panics
/// When it cannot be started.
pub fn run(arguments: &[&str]) -> Output {
    run_in(Path::new("."), &cache(), arguments)
}

/// The same in a folder, with a folder for its cache.
///
/// # Panics
/// When it cannot be started.
#[expect(clippy::expect_used, reason = "a test has nothing to go on with")]
pub fn run_in(folder: &Path, cache: &Path, arguments: &[&str]) -> Output {
    command(folder, cache).args(arguments).output().expect("the binary starts")
}

/// The binary, to be run in a folder, with a folder for its cache.
pub fn command(folder: &Path, cache: &Path) -> Command {
    let mut command = Command::new(path());
    command.current_dir(folder).env("XDG_CACHE_HOME", cache).env_remove("NO_COLOR");
    command
}

/// The cache that tests share.
pub fn cache() -> PathBuf {
    path().with_file_name("test-cache")
}
