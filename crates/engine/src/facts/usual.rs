//! Names of methods that so many types have that a name alone says nothing about whose it is.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// In small letters.
const USUAL: &str = "
    abort accept add addall addheader all any append appendchild apply assign at atob await
    bind body bool build bytes call cancel catch charat check clear clone close commit compare
    concat config configure connect contains copy copyfrom count create cursor data debug
    decode delete destroy dispatch dispose do done download drop dump dumps emit encode end
    endswith ensure entries error every exec execute executemany exists exit extend fail fatal
    fetch fetchall fetchone fields file fill filter finalize find findall finditer findone
    first flat flatmap flush foreach format free from get getall getattribute getcontext
    getelement getheader getitem getvalue group handle handler has hash head header headers
    hex id include includes index indexof info init insert int invoke is isempty items iter
    join json key keys kill last len length list listen load loads lock log logger lookup
    lower main map match merge message method mkdir name namedquery new next notify now object
    of off ok on once open option options parse patch path peek ping pipe pop popitem post
    prepare print printf println process publish push put query queryrow queue quit raise
    random range raw read readall readline record redirect reduce refresh register reject
    release reload remove removeall render replace replaceall request require reserve reset
    resolve respond response rest result resume return reverse rollback route rpush run save
    scan schedule search seek select send sendall serve servehttp service session set
    setattribute setdefault setheader setitem setstate setup shift show shutdown sign signal
    size skip sleep slice some sort splice split sprintf start startswith stat state status
    stop store stream string stringify strip sub submit subscribe sum sync tail take tell test
    text then throw time title toarray tojson tolist tostring touch trace transaction
    transform trim truncate type unique unlock unshift unsubscribe unwrap update upload upper
    upsert url use validate value values verify view visit wait walk warn warning where with
    wrap write writefile writeheader writestring yield zip
";

/// Whether types of libraries have methods of this name.
pub fn is_usual(name: &str) -> bool {
    static NAMES: LazyLock<FxHashSet<&str>> =
        LazyLock::new(|| USUAL.split_ascii_whitespace().collect());
    NAMES.contains(name.to_ascii_lowercase().as_str())
}
