//! Has the content embedded anew when a file of it comes, goes or changes.

fn main() {
    for folder in ["guidelines", "groups", "evidence"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
