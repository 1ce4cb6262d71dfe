//! Which languages the files are in that a user or an agent named, told without reading them: then
//! only the rules for these need be loaded.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use stockade_syntax::Language;

/// The languages of files, each once; none if one of the paths is a folder, or a file whose first
/// line decides. Texts that are no code have no language.
pub fn languages(paths: &[PathBuf]) -> Option<Vec<Language>> {
    let mut out = Vec::new();
    for path in paths {
        let name = path.file_name()?.to_str()?;
        match Language::from_file_name(name) {
            _ if path.is_dir() => return None,
            Some(language) if out.contains(&language) => {}
            Some(language) => out.push(language),
            None if is_script(path) => return None,
            None => {}
        }
    }
    Some(out)
}

/// Whether a file names its interpreter, or cannot be asked.
fn is_script(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(2).read_to_end(&mut head));
    read.is_err() || head == b"#!"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_languages_unless_a_first_line_does() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let (js, data) = (file("a.js", ""), file("a.json", "{}"));
        let script = file("run", "#!/usr/bin/env python3\n");
        let both = [js.clone(), data.clone(), PathBuf::from("not/there.js")];
        assert_eq!(languages(&both), Some(vec![Language::JavaScript]));
        assert_eq!(languages(&[data]), Some(vec![]));
        assert_eq!(languages(&[js.clone(), script]), None);
        assert_eq!(languages(&[js, folder.path().to_owned()]), None);
        assert_eq!(languages(&[PathBuf::from("not/there")]), None);
    }
}
