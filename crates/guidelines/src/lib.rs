//! The built-in guidelines, embedded: content and ten lines of code. Must never know: anything.

use include_dir::{Dir, include_dir};

static GUIDELINES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/guidelines");
static GROUPS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/groups");
static EVIDENCE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/evidence");

/// The guidelines: path within the folder and text, in the order of the paths.
pub fn files() -> Vec<(&'static str, &'static str)> {
    sorted(&GUIDELINES)
}

/// The formulas that guidelines use by name, in the same form.
pub fn groups() -> Vec<(&'static str, &'static str)> {
    sorted(&GROUPS)
}

/// The rules that say where a verification step is met, or has something to look at; in the same
/// form. They report nothing by themselves.
pub fn evidence() -> Vec<(&'static str, &'static str)> {
    sorted(&EVIDENCE)
}

/// The rules of the guidelines, packed when the program was built (`stockade_yaml::packed`).
pub fn packed_files() -> &'static [u8] {
    include_bytes!(concat!(env!("OUT_DIR"), "/guidelines"))
}

/// The groups, packed in the same way.
pub fn packed_groups() -> &'static [u8] {
    include_bytes!(concat!(env!("OUT_DIR"), "/groups"))
}

fn sorted(dir: &Dir<'static>) -> Vec<(&'static str, &'static str)> {
    let mut out = Vec::new();
    collect(dir, &mut out);
    out.sort_unstable();
    out
}

fn collect(dir: &Dir<'static>, out: &mut Vec<(&'static str, &'static str)>) {
    for file in dir.files() {
        if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
            out.push((path, text));
        }
    }
    for inner in dir.dirs() {
        collect(inner, out);
    }
}
