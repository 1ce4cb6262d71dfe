//! Computed conditions: entropy, plausibility of credentials, names that mean secrets.

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

/// Whether a string looks random: long enough, mixed, and not made of words.
pub fn looks_random(text: &str) -> bool {
    text.len() >= 8 && !text.contains(' ') && entropy(text) >= 3.0 && !is_placeholder(text)
}

/// Whether a regular expression nests unbounded repetition (`(a+)+`, `(a|aa)*`).
pub fn can_backtrack(regex: &str) -> bool {
    let bytes = regex.as_bytes();
    let mut groups: Vec<bool> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'[' => {
                while at < bytes.len() && bytes[at] != b']' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            b'(' => groups.push(false),
            b')' => {
                let repeats = groups.pop().unwrap_or(false);
                let quantified = matches!(bytes.get(at + 1), Some(b'+' | b'*'))
                    || bytes.get(at + 1) == Some(&b'{')
                        && bytes[at + 1..].iter().take_while(|b| **b != b'}').any(|b| *b == b',');
                if repeats && quantified {
                    return true;
                }
                if (repeats || quantified)
                    && let Some(outer) = groups.last_mut()
                {
                    *outer = true;
                }
            }
            b'+' | b'*' => {
                if let Some(group) = groups.last_mut() {
                    *group = true;
                }
            }
            _ => {}
        }
        at += 1;
    }
    false
}

/// Words that show that a value is to be filled in, or made up for a document.
const PLACEHOLDER_WORDS: [&str; 33] = [
    "example",
    "changeme",
    "change-me",
    "change_me",
    "placeholder",
    "your-",
    "your_",
    "yourkey",
    "my-secret-key-here",
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
    "{{",
    "}}",
    "%s",
    "%(",
    "{0}",
    "n/a",
    "undefined",
    "not-set",
    "notset",
    "-here",
    "_here",
];

/// Whether a value stands for one that is not there.
pub fn is_placeholder(value: &str) -> bool {
    let lower = value.to_lowercase();
    let mut distinct: Vec<char> = lower.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    distinct.len() <= 3 || PLACEHOLDER_WORDS.iter().any(|word| lower.contains(word))
}

/// Whether a literal could be a credential that someone uses.
pub fn may_be_secret(value: &str) -> bool {
    let value = value.trim();
    let length = value.chars().count();
    if !(4..=4096).contains(&length) || is_placeholder(value) {
        return false;
    }
    // Sentences, markup, paths, addresses and templates are not credentials.
    if value.chars().any(|c| c.is_whitespace() || c.is_control()) || !value.is_ascii() {
        return false;
    }
    if value.starts_with(['/', '.', '$', '#', '@', '{', '[', '(']) || value.contains("://") {
        return false;
    }
    let lower = value.to_ascii_lowercase();
    if names_secret(value) && !value.bytes().any(|b| b.is_ascii_digit()) {
        // `password = "password"`, `TOKEN_KEY = "access_token"`: a name again.
        return false;
    }
    const HARMLESS: [&str; 30] = [
        "true",
        "false",
        "none",
        "null",
        "string",
        "text",
        "basic",
        "bearer",
        "digest",
        "hidden",
        "default",
        "test",
        "testing",
        "username",
        "email",
        "admin",
        "root",
        "user",
        "guest",
        "local",
        "memory",
        "file",
        "environment",
        "required",
        "optional",
        "unknown",
        "invalid",
        "same-origin",
        "include",
        "omit",
    ];
    if HARMLESS.contains(&lower.as_str()) {
        return false;
    }
    let has_digit = value.bytes().any(|b| b.is_ascii_digit());
    let has_upper = value.bytes().any(|b| b.is_ascii_uppercase());
    let has_lower = value.bytes().any(|b| b.is_ascii_lowercase());
    let has_symbol =
        value.bytes().any(|b| b.is_ascii_punctuation() && !matches!(b, b'_' | b'-' | b'.'));
    let words = value.split(['-', '_', '.', ':', '/']).all(|part| {
        !part.is_empty() && part.len() <= 16 && part.bytes().all(|b| b.is_ascii_alphabetic())
    });
    // An identifier or a key of words is a name, unless it is one long odd word.
    if words && !has_digit {
        return length >= 6 && has_symbol
            || (length >= 20 && entropy(value) > 4.0 && has_upper && has_lower);
    }
    (has_digit || has_symbol || has_upper && has_lower) && entropy(value) >= 2.0
}

/// Splits a name into lower-case words: `apiKey`, `API_KEY`, `api-key`, `X-Api-Key`.
fn words_of(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let chars: Vec<char> = name.chars().collect();
    for (at, &c) in chars.iter().enumerate() {
        if !c.is_alphanumeric() {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            continue;
        }
        let before = at.checked_sub(1).map(|i| chars[i]);
        let after = chars.get(at + 1);
        let starts = c.is_uppercase()
            && (before.is_some_and(|b| b.is_lowercase() || b.is_ascii_digit())
                || before.is_some_and(char::is_uppercase)
                    && after.is_some_and(|a| a.is_lowercase()));
        if starts && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        word.extend(c.to_lowercase());
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Whether a name means a secret itself and not something about one.
pub fn names_secret(name: &str) -> bool {
    let words = words_of(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let Some(&last) = words.last() else { return false };
    const SINGLE: [&str; 17] = [
        "password",
        "passwd",
        "passwort",
        "pwd",
        "passphrase",
        "secret",
        "secrets",
        "apikey",
        "apisecret",
        "authtoken",
        "accesstoken",
        "secretkey",
        "privatekey",
        "token",
        "credential",
        "credentials",
        "passcode",
    ];
    const KEYS: [&str; 16] = [
        "api",
        "secret",
        "access",
        "private",
        "encryption",
        "signing",
        "auth",
        "jwt",
        "master",
        "hmac",
        "aes",
        "stripe",
        "service",
        "account",
        "app",
        "client",
    ];
    // The last word says what the thing is, a number after it aside.
    let end = if last.bytes().all(|b| b.is_ascii_digit()) { words.len() - 1 } else { words.len() };
    let Some(&noun) = words[..end].last() else { return false };
    let before = end.checked_sub(2).map(|at| words[at]);
    const KINDS_OF_TOKEN: [&str; 8] =
        ["csrf", "xsrf", "next", "page", "continuation", "cancel", "cancellation", "invalid"];
    match noun {
        "token" => before.is_none_or(|word| !KINDS_OF_TOKEN.contains(&word)),
        "key" => before.is_some_and(|word| KEYS.contains(&word)),
        "pass" => before
            .is_none_or(|word| !matches!(word, "by" | "first" | "second" | "multi" | "render")),
        noun => SINGLE.contains(&noun),
    }
}
