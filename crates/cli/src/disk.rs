//! Writing files whole or not at all.

use std::io::Write as _;
use std::path::Path;

/// Writes a file whole or not at all, keeping its permissions; a symbolic link stays one. What is no
/// file (a device, a pipe: `/dev/null`, `/dev/stdout`) is written to where it is.
///
/// # Errors
/// A message for the user.
pub fn write_whole(path: &Path, text: &str) -> Result<(), String> {
    let fail = |error: std::io::Error| format!("{}: cannot be written: {error}", path.display());
    if std::fs::metadata(path).is_ok_and(|old| !old.is_file() && !old.is_dir()) {
        let mut stream = std::fs::OpenOptions::new().write(true).open(path).map_err(fail)?;
        return stream.write_all(text.as_bytes()).map_err(fail);
    }
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    // A new file is as readable as any other that the user makes.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder).map_err(fail)?;
    file.write_all(text.as_bytes()).map_err(fail)?;
    if let Ok(old) = std::fs::metadata(&target) {
        std::fs::set_permissions(file.path(), old.permissions()).map_err(fail)?;
    }
    file.persist(&target).map(|_| ()).map_err(|error| fail(error.error))
}
