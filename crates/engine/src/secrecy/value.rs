//! Which values could be a credential.

use super::name;

/// How much a value looks like a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// It is none: a placeholder, a sentence, a path, an identifier.
    Nothing,
    /// A word: a poor password, or a word.
    Word,
    /// What people make up: `admin123`, `p@ss`, `my-super-secret`.
    Guessable,
    /// Made by a machine.
    Random,
}

/// Words that show that a value is to be filled in, or made up for a document.
const PLACEHOLDERS: [&str; 52] = [
    "example",
    "changeme",
    "change-me",
    "change_me",
    "changethis",
    "change-this",
    "change_this",
    "placeholder",
    "your-",
    "your_",
    "yourkey",
    "yourapi",
    "yoursecret",
    "yourpass",
    "yourtoken",
    "your ",
    "insert",
    "replace",
    "redacted",
    "removed",
    "dummy",
    "todo",
    "fixme",
    "xxxx",
    "****",
    "....",
    "<",
    ">",
    "${",
    "#{",
    "{{",
    "}}",
    "%s",
    "%(",
    "{0}",
    "{}",
    "n/a",
    "undefined",
    "not-set",
    "notset",
    "not_set",
    "-here",
    "_here",
    "goeshere",
    "fake",
    "mock",
    "sample",
    "lorem",
    "foobar",
    "not-a-",
    "notreal",
    "unused",
];

/// Single words that are modes, types and labels, not credentials.
const HARMLESS: [&str; 62] = [
    "true",
    "false",
    "none",
    "null",
    "nil",
    "string",
    "text",
    "basic",
    "bearer",
    "digest",
    "hidden",
    "default",
    "test",
    "testing",
    "tests",
    "username",
    "email",
    "local",
    "memory",
    "file",
    "environment",
    "required",
    "optional",
    "unknown",
    "invalid",
    "include",
    "omit",
    "foo",
    "bar",
    "baz",
    "qux",
    "value",
    "auto",
    "manual",
    "enabled",
    "disabled",
    "static",
    "dynamic",
    "global",
    "inherit",
    "empty",
    "missing",
    "wrong",
    "new",
    "old",
    "current",
    "number",
    "object",
    "array",
    "bool",
    "boolean",
    "integer",
    "str",
    "bytes",
    "password",
    "plain",
    "plaintext",
    "unset",
    "encrypted",
    "hashed",
    "header",
    "yes",
];

/// What a value begins with that says where the secret is, instead of saying it.
const REFERENCES: [&str; 24] = [
    "vault:",
    "env:",
    "env.",
    "ssm:",
    "arn:",
    "op:",
    "ref:",
    "ref+",
    "file:",
    "enc:",
    "enc[",
    "kms:",
    "secretsmanager",
    "projects/",
    "process.env",
    "os.environ",
    "os.getenv",
    "sha256:",
    "sha256-",
    "sha384-",
    "sha512-",
    "sha1-",
    "pk_live_",
    "pk_test_",
];

/// Names of algorithms and encodings.
const ALGORITHMS: [&str; 18] = [
    "hs2", "hs3", "hs5", "rs2", "rs3", "rs5", "es2", "es3", "es5", "sha", "md5", "aes", "rsa",
    "utf", "oauth", "base6", "x509", "pkcs",
];

/// Shannon entropy in bits per character.
pub fn entropy(text: &str) -> f64 {
    let mut counts: rustc_hash::FxHashMap<char, f64> = rustc_hash::FxHashMap::default();
    let mut total = 0.0;
    for c in text.chars() {
        *counts.entry(c).or_default() += 1.0;
        total += 1.0;
    }
    counts.values().map(|count| -(count / total) * (count / total).log2()).sum()
}

/// Whether a value stands for one that is not there.
pub fn is_placeholder(value: &str) -> bool {
    let lower = value.to_lowercase();
    let mut distinct: Vec<char> = lower.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    distinct.len() <= 1
        || distinct.len() <= 3 && lower.len() >= 8
        || longest_run(lower.as_bytes()) >= 16
        || PLACEHOLDERS.iter().any(|word| lower.contains(word))
}

/// The longest run of characters that follow each other: `abcdef`, `123456`.
fn longest_run(bytes: &[u8]) -> usize {
    let mut longest = 0;
    let mut run = 1;
    for pair in bytes.windows(2) {
        run = if pair[1] == pair[0].wrapping_add(1) { run + 1 } else { 1 };
        longest = longest.max(run);
    }
    longest
}

/// Whether a value is a UUID.
pub fn is_uuid(value: &str) -> bool {
    let groups: Vec<&str> = value.split('-').collect();
    groups.len() == 5
        && [8, 4, 4, 4, 12]
            .iter()
            .zip(&groups)
            .all(|(len, group)| group.len() == *len && group.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Whether a single word is a mode, a type or a label.
pub fn is_harmless_word(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    HARMLESS.contains(&lower.trim_matches(|c: char| !c.is_ascii_alphanumeric()))
}

/// How much a value looks like a credential that someone uses.
pub fn strength(value: &str) -> Strength {
    let value = value.trim();
    if !(3..=4096).contains(&value.len()) || is_placeholder(value) || !is_one_word(value) {
        return Strength::Nothing;
    }
    let lower = value.to_ascii_lowercase();
    let refers = REFERENCES.iter().any(|start| lower.starts_with(start));
    if refers || is_path(&lower) || is_hash(&lower) || is_syntax(value) || is_number(&lower) {
        return Strength::Nothing;
    }
    if is_harmless_word(value) || is_algorithm(&lower) {
        return Strength::Nothing;
    }
    if is_uuid(value) {
        return Strength::Random;
    }
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let symbols = value.bytes().filter(|b| b.is_ascii_punctuation()).count();
    let upper = value.bytes().any(|b| b.is_ascii_uppercase());
    let letters = value.bytes().any(|b| b.is_ascii_lowercase());
    let alphabetic = value.bytes().all(|b| b.is_ascii_alphabetic());
    if boasts(&lower) {
        return Strength::Guessable;
    }
    if alphabetic {
        return of_letters(value, upper && letters);
    }
    if is_identifier(value) {
        return Strength::Nothing;
    }
    // `Password:` and `token?` are words with a mark.
    if value[..value.len() - 1].bytes().all(|b| b.is_ascii_alphabetic()) && digits == 0 {
        return if value.ends_with('!') { Strength::Guessable } else { Strength::Nothing };
    }
    let bits = entropy(value);
    if bits < 1.5 && digits < value.len() {
        return Strength::Nothing;
    }
    let classes = [digits > 0, symbols > 0, upper, letters].into_iter().filter(|is| *is).count();
    let random = digits > 0
        && (value.len() >= 16 && bits >= 3.0 && classes >= 2
            || value.len() >= 8 && bits >= 2.75 && classes >= 3);
    if random { Strength::Random } else { Strength::Guessable }
}

/// Words alone: a word, a name in camel case, or what no one writes.
fn of_letters(value: &str, mixed: bool) -> Strength {
    let humps = name::words_of(value).len();
    if mixed && humps * 3 > value.len() && value.len() >= 8
        || value.len() >= 20 && entropy(value) > 4.0 && mixed
    {
        return Strength::Random;
    }
    let vowels = value.bytes().filter(|b| b"aeiouyAEIOUY".contains(b)).count();
    if value.len() >= 10 && vowels * 6 < value.len() {
        return Strength::Guessable;
    }
    if humps > 1 { Strength::Nothing } else { Strength::Word }
}

/// `supersecret`, `my-secret-key`, `topSecretPassword`: what people write where a secret should be.
fn boasts(lower: &str) -> bool {
    let joined: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
    let noun = ["secret", "password", "passwd"].iter().any(|noun| joined.contains(noun));
    let proud = ["super", "verysecret", "topsecret", "thisis", "mysecret", "mypassword", "ultra"];
    noun && joined.len() >= 8
        && proud.iter().any(|word| joined.contains(word))
        && !joined.starts_with("superuser")
}

/// No white space, nothing but ASCII that can be seen.
fn is_one_word(value: &str) -> bool {
    value.bytes().all(|b| b.is_ascii_graphic())
}

fn is_path(lower: &str) -> bool {
    const ENDINGS: [&str; 16] = [
        ".pem", ".key", ".json", ".txt", ".crt", ".html", ".php", ".py", ".js", ".ts", ".yaml",
        ".yml", ".go", ".aspx", ".cer", ".com",
    ];
    lower.starts_with(['/', '.', '~', '\\'])
        || lower.contains("://")
        || lower.contains(":\\")
        || ENDINGS.iter().any(|ending| lower.ends_with(ending))
        || lower.split('/').count() > 1
            && lower.split('/').all(|part| {
                part.bytes()
                    .all(|b| b.is_ascii_alphabetic() || matches!(b, b'-' | b'_' | b'.' | b'+'))
            })
}

/// What password hashers and integrity checks write.
fn is_hash(lower: &str) -> bool {
    [
        "$2a$", "$2b$", "$2y$", "$argon2", "$pbkdf2", "$scrypt", "$1$", "$5$", "$6$", "pbkdf2_",
        "{sha", "{ssha", "{bcrypt", "bcrypt$", "argon2$", "scrypt:", "pbkdf2:",
    ]
    .iter()
    .any(|start| lower.starts_with(start))
}

/// Variables of shells and templates, selectors, regexes, parameters of queries, scopes.
fn is_syntax(value: &str) -> bool {
    let rest = &value[1..];
    let name = |text: &str| {
        text.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-' | b'.'))
    };
    match value.as_bytes()[0] {
        b'{' | b'[' | b'(' | b'<' | b'?' | b'*' | b'&' | b'=' | b',' | b';' | b'|' => return true,
        b'$' | b'#' | b'@' | b':' | b'%' | b'-' if name(rest) => return true,
        b'@' if rest.contains('/') => return true,
        b'^' if value.ends_with('$') => return true,
        b'%' if value.ends_with('%') => return true,
        _ => {}
    }
    ["[a-z", "[^", "\\d", "\\w", "\\s", "(?", ".*", ".+", "=>", "()", "&&", "||"]
        .iter()
        .any(|piece| value.contains(piece))
}

/// Versions, dates, sizes, addresses, colours.
fn is_number(lower: &str) -> bool {
    lower.bytes().filter(|b| matches!(b, b'.' | b':' | b'/')).count() >= 1
        && lower.bytes().all(|b| {
            b.is_ascii_digit() || matches!(b, b'.' | b':' | b'/' | b'-' | b'v' | b't' | b'z')
        })
        || lower.starts_with("0x") && lower.len() <= 10
        || lower.len() <= 5
            && lower.starts_with(|c: char| c.is_ascii_digit())
            && lower
                .trim_end_matches(|c: char| c.is_ascii_alphabetic())
                .bytes()
                .all(|b| b.is_ascii_digit())
            && lower.ends_with(|c: char| c.is_ascii_alphabetic())
}

fn is_algorithm(lower: &str) -> bool {
    lower.len() <= 14
        && lower.bytes().any(|b| b.is_ascii_digit())
        && ALGORITHMS.iter().any(|start| lower.starts_with(start))
}

/// Words joined by `-`, `_`, `.` or `:`, with numbers of at most two digits: a name, a key.
fn is_identifier(value: &str) -> bool {
    let parts: Vec<&str> = value.split(['-', '_', '.', ':', '/']).collect();
    parts.len() > 1
        && parts.iter().all(|part| {
            let stem = part.trim_end_matches(|c: char| c.is_ascii_digit());
            part.len() - stem.len() <= 2
                && stem.len() <= 16
                && (!stem.is_empty() || part.len() <= 2)
                && stem.bytes().all(|b| b.is_ascii_alphabetic())
                && name::words_of(stem).len() * 2 <= stem.len().max(2)
        })
}
