//! Gives the program a name for what it computes: a hash of the sources that results depend on.
//! Results kept on disk by another build are not taken for this one's.

use std::path::{Path, PathBuf};

fn main() {
    let mut files = Vec::new();
    for folder in ["syntax/src", "rules/src", "engine/src", "workspace/src"] {
        let folder = Path::new("..").join(folder);
        println!("cargo::rerun-if-changed={}", folder.display());
        collect(&folder, &mut files);
    }
    // The grammars.
    let lock = PathBuf::from("../../Cargo.lock");
    println!("cargo::rerun-if-changed={}", lock.display());
    files.push(lock);
    files.sort();
    let mut hasher = blake3::Hasher::new();
    for file in files {
        let text = std::fs::read(&file).unwrap_or_default();
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(&text);
    }
    println!("cargo::rustc-env=STOCKADE_BUILD={}", hasher.finalize().to_hex());
}

fn collect(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, out);
        } else {
            out.push(path);
        }
    }
}
