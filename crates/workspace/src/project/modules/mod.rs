//! Which files a module's name means: the rules of each language for names of modules, as far as
//! they lead to files of the project.
//!
//! In: the file that names the module, and which files there are. Out: files. Must never know:
//! summaries, rules.

mod ecmascript;
mod go;
mod python;

use std::path::{Path, PathBuf};

use stockade_syntax::Language;

/// The files there are, as far as modules are looked for in them.
pub trait Files {
    /// Whether there is a file.
    fn has(&self, path: &Path) -> bool;
    /// The Go files of a folder, without tests, in order.
    fn go_files(&self, folder: &Path) -> Vec<PathBuf>;
    /// The name of the Go module whose `go.mod` is in a folder.
    fn go_module(&self, folder: &Path) -> Option<String>;
}

/// Where a name leads.
#[derive(Debug, PartialEq, Eq)]
pub struct Located {
    /// The files of the module.
    pub files: Vec<PathBuf>,
    /// How many of the names that follow are part of the module's own name.
    pub used: usize,
}

/// The files of the module that `from` calls `module`, with `names` following; none if it is not in
/// the project, whose folder is `root`.
pub fn locate(
    files: &dyn Files,
    root: &Path,
    from: &Path,
    language: Language,
    module: &str,
    names: &[String],
) -> Option<Located> {
    match language {
        Language::Python => python::locate(files, root, from, module, names),
        Language::Go => go::locate(files, root, from, module),
        _ => ecmascript::locate(files, root, from, module)
            .map(|file| Located { files: vec![file], used: 0 }),
    }
}

/// The folders from a file's own up to the root.
fn folders<'p>(root: &'p Path, from: &'p Path) -> impl Iterator<Item = &'p Path> {
    from.ancestors().skip(1).take_while(move |folder| folder.starts_with(root))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(&'static [&'static str]);

    impl Files for Fixed {
        fn has(&self, path: &Path) -> bool {
            self.0.iter().any(|own| Path::new(own) == path)
        }

        fn go_files(&self, folder: &Path) -> Vec<PathBuf> {
            let own = self.0.iter().map(PathBuf::from).filter(|own| own.parent() == Some(folder));
            own.filter(|own| own.extension().is_some_and(|e| e == "go")).collect()
        }

        fn go_module(&self, folder: &Path) -> Option<String> {
            self.has(&folder.join("go.mod")).then(|| "example.org/shop".to_owned())
        }
    }

    fn located(files: &Fixed, from: &str, module: &str, names: &[&str]) -> (Vec<String>, usize) {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let language = Language::from_file_name(from).unwrap();
        let found = locate(files, Path::new("/p"), Path::new(from), language, module, &names);
        let Some(found) = found else { return (Vec::new(), 0) };
        let shown = |path: &PathBuf| path.strip_prefix("/p").unwrap().display().to_string();
        (found.files.iter().map(shown).collect(), found.used)
    }

    fn one(path: &str, used: usize) -> (Vec<String>, usize) {
        (vec![path.to_owned()], used)
    }

    #[test]
    fn javascript_leaves_out_endings_and_index() {
        let files = Fixed(&["/p/a.js", "/p/b/index.ts", "/p/c.ts", "/p/src/d.tsx", "/p/e.mjs"]);
        assert_eq!(located(&files, "/p/x.js", "./a", &[]), one("a.js", 0));
        assert_eq!(located(&files, "/p/x.js", "./b", &["z"]), one("b/index.ts", 0));
        assert_eq!(located(&files, "/p/b/x.ts", "..", &[]), (Vec::new(), 0));
        assert_eq!(located(&files, "/p/b/x.ts", "../c.js", &[]), one("c.ts", 0));
        assert_eq!(located(&files, "/p/b/x.ts", ".", &[]), one("b/index.ts", 0));
        assert_eq!(located(&files, "/p/src/b/x.ts", "@/d", &[]), one("src/d.tsx", 0));
        assert_eq!(located(&files, "/p/b/x.ts", "src/d", &[]), one("src/d.tsx", 0));
        assert_eq!(located(&files, "/p/x.js", "express", &[]), (Vec::new(), 0));
        assert_eq!(located(&files, "/p/x.js", "../../etc/a", &[]), (Vec::new(), 0));
    }

    #[test]
    fn python_knows_packages_and_dots() {
        let files = Fixed(&["/p/shop/__init__.py", "/p/shop/urls.py", "/p/shop/api/views.py"]);
        assert_eq!(located(&files, "/p/main.py", "shop", &["app"]), one("shop/__init__.py", 0));
        assert_eq!(located(&files, "/p/main.py", "shop", &["urls", "x"]), one("shop/urls.py", 1));
        assert_eq!(located(&files, "/p/main.py", "shop.urls", &[]), one("shop/urls.py", 0));
        assert_eq!(located(&files, "/p/shop/x.py", ".", &["urls"]), one("shop/urls.py", 1));
        assert_eq!(located(&files, "/p/shop/x.py", ".urls", &["u"]), one("shop/urls.py", 0));
        assert_eq!(located(&files, "/p/shop/api/x.py", "..urls", &[]), one("shop/urls.py", 0));
        let found = located(&files, "/p/main.py", "shop", &["api", "views", "f"]);
        assert_eq!(found, one("shop/api/views.py", 2));
        assert_eq!(located(&files, "/p/main.py", "flask", &["Flask"]), (Vec::new(), 0));
    }

    #[test]
    fn go_knows_the_module_s_name() {
        let files = Fixed(&["/p/go.mod", "/p/api/a.go", "/p/api/b.go", "/p/main.go"]);
        let both = (vec!["api/a.go".to_owned(), "api/b.go".to_owned()], 0);
        assert_eq!(located(&files, "/p/main.go", "example.org/shop/api", &["F"]), both);
        assert_eq!(located(&files, "/p/api/a.go", "example.org/shop", &[]), one("main.go", 0));
        assert_eq!(located(&files, "/p/main.go", "net/http", &[]), (Vec::new(), 0));
        assert_eq!(located(&files, "/p/main.go", "example.org/shopping/api", &[]), (Vec::new(), 0));
    }
}
