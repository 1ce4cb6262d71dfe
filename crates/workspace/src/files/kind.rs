//! What a file is, by its name: code, text that may hold secrets, or neither.
//!
//! Must never know: the disk.

use stockade_syntax::Language;

/// Folders with other people's code or with what tools make.
const VENDORED: [&str; 9] = [
    "node_modules",
    "bower_components",
    "vendor",
    "third_party",
    "site-packages",
    "dist",
    "build",
    "target",
    "__pycache__",
];

/// Hidden folders with files that people write.
const VISIBLE: [&str; 6] =
    [".github", ".gitlab", ".circleci", ".vscode", ".devcontainer", ".husky"];

/// Endings of texts that are no code of ours but may hold secrets.
const TEXT: [&str; 11] =
    ["json", "jsonc", "json5", "yaml", "yml", "toml", "ini", "cfg", "conf", "properties", "tfvars"];

/// Names of such texts.
const TEXT_NAMES: [&str; 5] = [".npmrc", ".pypirc", ".netrc", ".pgpass", ".htpasswd"];

/// Files that package managers write: thousands of lines of hashes.
const LOCKS: [&str; 9] = [
    "package-lock.json",
    "npm-shrinkwrap.json",
    "pnpm-lock.yaml",
    "yarn.lock",
    "poetry.lock",
    "uv.lock",
    "pipfile.lock",
    "composer.lock",
    "cargo.lock",
];

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Code of a language.
    Code(Language),
    /// Text that only text rules read.
    Text,
    /// A name without an ending: code if its first line names an interpreter.
    Script,
    /// Made smaller by a tool.
    Minified,
    /// Written by a tool.
    Generated,
    /// Nothing for us.
    Other,
}

/// What a file is, by its name without folders.
pub fn of_name(name: &str) -> Kind {
    let lower = name.to_ascii_lowercase();
    let ending = lower.rsplit_once('.').map_or("", |(_, ending)| ending);
    if LOCKS.contains(&lower.as_str()) || lower.ends_with(".js.map") {
        return Kind::Generated;
    }
    if let Some(language) = Language::from_file_name(name) {
        let minified = lower.contains(".min.") || lower.contains("-min.");
        return if minified { Kind::Minified } else { Kind::Code(language) };
    }
    // What it allows looks like what is looked for.
    if lower == crate::config::FILE_NAME {
        return Kind::Other;
    }
    let environment = lower == ".env" || lower.starts_with(".env.") || ending == "env";
    if environment || TEXT.contains(&ending) || TEXT_NAMES.contains(&lower.as_str()) {
        return Kind::Text;
    }
    if lower.contains('.') { Kind::Other } else { Kind::Script }
}

/// Whether a folder holds other people's code.
pub fn is_vendored(name: &str) -> bool {
    VENDORED.contains(&name)
}

/// Whether a folder is hidden and none that people write in.
pub fn is_hidden(name: &str) -> bool {
    name.starts_with('.') && !VISIBLE.contains(&name) && name != "." && name != ".."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_a_file_is() {
        for (name, kind) in [
            ("a.PY", Kind::Code(Language::Python)),
            ("jquery.min.js", Kind::Minified),
            (".env", Kind::Text),
            (".env.production", Kind::Text),
            ("settings.yml", Kind::Text),
            ("package-lock.json", Kind::Generated),
            ("manage", Kind::Script),
            ("a.png", Kind::Other),
        ] {
            assert_eq!(of_name(name), kind, "{name}");
        }
        assert!(is_hidden(".git") && !is_hidden(".github") && !is_hidden("src"));
    }
}
