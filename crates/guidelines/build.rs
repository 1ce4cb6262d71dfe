//! Packs the rules and groups, so that a start that needs those of a few languages reads no YAML; and
//! has the content embedded anew when a file of it comes, goes or changes.

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    for folder in ["guidelines", "groups", "evidence"] {
        println!("cargo::rerun-if-changed={folder}");
    }
    let out = std::env::var("OUT_DIR")?;
    for folder in ["guidelines", "groups"] {
        let mut texts = Vec::new();
        collect(Path::new(folder), Path::new(folder), &mut texts)?;
        texts.sort_unstable();
        let packed = stockade_yaml::packed::pack(&texts)?;
        std::fs::write(Path::new(&out).join(folder), packed)?;
    }
    Ok(())
}

fn collect(
    root: &Path,
    folder: &Path,
    out: &mut Vec<(String, String)>,
) -> Result<(), Box<dyn Error>> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, out)?;
        } else {
            let name = path.strip_prefix(root)?.to_str().ok_or("a name that is no text")?;
            out.push((name.replace('\\', "/"), std::fs::read_to_string(&path)?));
        }
    }
    Ok(())
}
