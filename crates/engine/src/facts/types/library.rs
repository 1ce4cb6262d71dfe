//! What libraries give back: a table for each language.
//!
//! A line is `OWNER: NAME .NAME -> RESULT, RESULT`: what these members of a package or a type give when they
//! are called or, with a dot, what they are; several owners share a line as several names do, and a line without an owner is
//! about what belongs to no package. `*T` is a pointer, `[]T` and `[key]T` are collections, `_` is not
//! told. Names are canonical: those under which a package is usually known.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher as _;
use stockade_syntax::lowering::leaf_hash;
use stockade_syntax::{Kind, Language};

/// A type that a library gives.
#[derive(Debug, PartialEq, Eq)]
pub struct Known {
    /// The segments of its canonical name.
    pub path: Box<[u64]>,
    /// It is a pointer to it.
    pub pointer: bool,
    /// So many collections of it.
    pub many: u8,
}

/// Results by the canonical name of what gives them.
type Table = FxHashMap<u64, Box<[Option<Known>]>>;

/// Tells what a thing is from what it gives.
const VALUE: u64 = 1 << 63;

/// What a function of a library gives back; of several results, one.
pub fn result(language: Language, path: &[u64], part: u32) -> Option<&'static Known> {
    table_of(language).get(&key(path.iter().copied()))?.get(part as usize)?.as_ref()
}

/// What a field or a variable of a library is.
pub fn value(language: Language, path: &[u64]) -> Option<&'static Known> {
    table_of(language).get(&(key(path.iter().copied()) ^ VALUE))?.first()?.as_ref()
}

fn table_of(language: Language) -> &'static Table {
    static GO: LazyLock<Table> = LazyLock::new(|| table(include_str!("go.txt")));
    static PYTHON: LazyLock<Table> = LazyLock::new(|| table(include_str!("python.txt")));
    static ECMASCRIPT: LazyLock<Table> = LazyLock::new(|| table(include_str!("ecmascript.txt")));
    match language {
        Language::Go => &GO,
        Language::Python => &PYTHON,
        _ => &ECMASCRIPT,
    }
}

fn key(path: impl Iterator<Item = u64>) -> u64 {
    let mut hasher = FxHasher::default();
    path.for_each(|segment| hasher.write_u64(segment));
    hasher.finish()
}

fn segments(name: &str) -> impl Iterator<Item = u64> + '_ {
    name.split('.').map(|segment| leaf_hash(Kind::Name, segment))
}

fn table(text: &str) -> Table {
    let mut table = Table::default();
    for line in text.lines() {
        let Some((names, results)) = line.split_once(" -> ") else { continue };
        let (owners, names) = match names.split_once(": ") {
            Some((owners, names)) => (owners, names),
            None => ("", names),
        };
        for written in names.split_whitespace() {
            let name = written.strip_prefix('.').unwrap_or(written);
            let form = if name == written { 0 } else { VALUE };
            let mut add = |key: u64| {
                table.insert(
                    key ^ form,
                    results.split(", ").map(|result| known(result.trim())).collect(),
                );
            };
            match owners {
                "" => add(key(segments(name))),
                _ => owners
                    .split_whitespace()
                    .for_each(|owner| add(key(segments(owner).chain(segments(name))))),
            }
        }
    }
    table
}

/// A type as the tables write it.
fn known(text: &str) -> Option<Known> {
    let mut rest = text;
    let mut many = 0;
    while let Some((_, element)) = rest.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        many += 1;
        rest = element;
    }
    let name = rest.strip_prefix('*').unwrap_or(rest);
    let pointer = name.len() < rest.len();
    (name != "_").then(|| Known { path: segments(name).collect(), pointer, many })
}

#[cfg(test)]
mod tests {
    use super::{Known, known, result, segments};
    use stockade_syntax::Language;

    fn go(name: &str, part: u32) -> Option<&'static Known> {
        result(Language::Go, &segments(name).collect::<Vec<_>>(), part)
    }

    #[test]
    fn lines_are_read_as_they_are_explained() {
        let path = || segments("sql.DB").collect();
        let plain = Known { path: path(), pointer: false, many: 0 };
        assert_eq!(known("sql.DB"), Some(plain));
        assert_eq!(
            known("[string][]*sql.DB"),
            Some(Known { path: path(), pointer: true, many: 2 })
        );
        assert_eq!(known("_"), None);
    }

    #[test]
    fn all_owners_have_all_names() {
        let database = Known { path: segments("sql.DB").collect(), pointer: true, many: 0 };
        assert_eq!(go("sql.Open", 0), Some(&database));
        assert_eq!(go("sql.OpenDB", 0), Some(&database));
        assert!(go("sql.DB.BeginTx", 0).is_some() && go("sql.Conn.BeginTx", 0).is_some());
        assert_eq!(go("sql.DB.Nothing", 0), None);
    }

    #[test]
    fn what_a_thing_is_and_what_it_gives_are_two() {
        let url = segments("http.Request.URL").collect::<Vec<_>>();
        assert!(super::value(Language::Go, &url).is_some());
        assert_eq!(result(Language::Go, &url, 0), None);
        let join = segments("path.Join").collect::<Vec<_>>();
        assert_eq!(super::value(Language::Go, &join), None);
    }

    /// A line that is read as nothing would be no help to anyone.
    #[test]
    fn every_line_says_something() {
        let tables =
            [include_str!("go.txt"), include_str!("python.txt"), include_str!("ecmascript.txt")];
        for line in tables.into_iter().flat_map(str::lines) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            assert!(line.contains(" -> "), "{line}");
            assert!(!super::table(line).is_empty(), "{line}");
            let names = line.split_once(" -> ").unwrap_or_default().0;
            assert!(names.matches(':').count() <= 1 && !names.contains(','), "{line}");
        }
    }
}
