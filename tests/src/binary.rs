//! The binary under test.

use std::path::PathBuf;
use std::process::Command;
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

/// Runs the binary with arguments.
///
/// # Panics
/// When it cannot be started.
#[expect(clippy::expect_used, reason = "a test has nothing to go on with")]
pub fn run(arguments: &[&str]) -> std::process::Output {
    Command::new(path()).args(arguments).output().expect("the binary starts")
}
