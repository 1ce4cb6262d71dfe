//! Which names mean a secret.

/// What a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// What a person types.
    Password,
    /// A key or secret that programs share.
    Key,
    /// A token; of what kind the name does not say, so the value must speak.
    Token,
    /// A header that carries one of them behind a scheme.
    Header,
}

const PASSWORDS: [&str; 10] = [
    "password",
    "passwords",
    "passwd",
    "passwort",
    "pwd",
    "pswd",
    "passphrase",
    "passcode",
    "pw",
    "psw",
];

/// What makes a `key` a secret one.
const KEYS: [&str; 48] = [
    "api",
    "secret",
    "access",
    "private",
    "encryption",
    "encrypt",
    "encrypted",
    "decryption",
    "decrypt",
    "signing",
    "sign",
    "signature",
    "auth",
    "jwt",
    "jwe",
    "jws",
    "master",
    "hmac",
    "aes",
    "des",
    "rsa",
    "stripe",
    "service",
    "account",
    "app",
    "client",
    "crypto",
    "crypt",
    "cipher",
    "session",
    "cookie",
    "shared",
    "subscription",
    "consumer",
    "ssh",
    "deploy",
    "webhook",
    "admin",
    "root",
    "symmetric",
    "security",
    "authorization",
    "authentication",
    "server",
    "application",
    "token",
    "sendgrid",
    "openai",
];

/// What makes a `token` one that opens something.
const TOKENS: [&str; 28] = [
    "api",
    "access",
    "auth",
    "bearer",
    "refresh",
    "bot",
    "secret",
    "personal",
    "deploy",
    "admin",
    "service",
    "github",
    "gitlab",
    "slack",
    "npm",
    "jwt",
    "oauth",
    "session",
    "vault",
    "webhook",
    "discord",
    "telegram",
    "twilio",
    "app",
    "user",
    "pat",
    "authentication",
    "private",
];

/// Tokens that are no credentials, and those of languages and designs.
const OTHER_TOKENS: [&str; 38] = [
    "csrf",
    "xsrf",
    "next",
    "page",
    "paging",
    "pagination",
    "continuation",
    "cancel",
    "cancellation",
    "invalid",
    "sync",
    "design",
    "color",
    "theme",
    "injection",
    "di",
    "eof",
    "end",
    "start",
    "stop",
    "pad",
    "bos",
    "eos",
    "unk",
    "mask",
    "sep",
    "cls",
    "special",
    "lex",
    "lexer",
    "open",
    "close",
    "lock",
    "first",
    "last",
    "prev",
    "current",
    "resume",
];

/// Words behind the noun that leave its meaning as it is.
const QUALIFIERS: [&str; 31] = [
    "prod",
    "production",
    "dev",
    "development",
    "staging",
    "stage",
    "live",
    "test",
    "sandbox",
    "local",
    "default",
    "value",
    "val",
    "str",
    "string",
    "plain",
    "plaintext",
    "raw",
    "base64",
    "b64",
    "hex",
    "bytes",
    "main",
    "primary",
    "secondary",
    "backup",
    "const",
    "literal",
    "admin",
    "root",
    "env",
];

/// Words anywhere in a name that say: not the secret itself, or none that counts.
const ELSE: [&str; 27] = [
    "hash",
    "hashed",
    "encrypted",
    "public",
    "publishable",
    "example",
    "sample",
    "dummy",
    "fake",
    "mock",
    "mocked",
    "placeholder",
    "invalid",
    "wrong",
    "bad",
    "expired",
    "empty",
    "missing",
    "blank",
    "masked",
    "redacted",
    "obfuscated",
    "no",
    "is",
    "has",
    "needs",
    "requires",
];

/// Words of interfaces and messages about a secret.
const ABOUT: [&str; 42] = [
    "forgot",
    "forgotten",
    "reset",
    "change",
    "changed",
    "update",
    "show",
    "hide",
    "toggle",
    "enter",
    "confirm",
    "confirmation",
    "new",
    "old",
    "repeat",
    "retype",
    "type",
    "label",
    "title",
    "error",
    "errors",
    "message",
    "messages",
    "input",
    "hint",
    "help",
    "text",
    "msg",
    "grant",
    "mode",
    "method",
    "strategy",
    "scheme",
    "scope",
    "flow",
    "event",
    "action",
    "route",
    "view",
    "page",
    "kind",
    "status",
];

/// Splits a name into lower-case words: `apiKey`, `API_KEY`, `api-key`, `X-Api-Key`.
pub fn words_of(name: &str) -> Vec<String> {
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

/// The words up to the noun: numbers and qualifiers behind it, and what it is for, left out.
fn core(words: &[String]) -> Vec<&str> {
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    if let Some(at) = words.iter().skip(1).position(|word| matches!(*word, "for" | "of")) {
        words.truncate(at + 1);
    }
    while words.len() > 1
        && words.last().is_some_and(|last| {
            last.bytes().all(|b| b.is_ascii_digit()) || QUALIFIERS.contains(last)
        })
    {
        words.pop();
    }
    words
}

/// Pieces of which every noun that [`meaning`] knows has one; in lower case.
const STEMS: [&[u8]; 9] =
    [b"pass", b"pw", b"ps", b"key", b"token", b"secret", b"cred", b"auth", b"bearer"];

/// Whether a name could mean a secret: quick to tell, and never wrong where it says no.
pub fn may_mean(name: &str) -> bool {
    let bytes = name.as_bytes();
    // Some letters that are not ASCII have an ASCII one in lower case.
    !name.is_ascii()
        || (0..bytes.len()).any(|at| {
            let rest = &bytes[at..];
            matches!(rest[0] | 0x20, b'p' | b'k' | b't' | b's' | b'c' | b'a' | b'b')
                && STEMS.iter().any(|stem| {
                    rest.get(..stem.len()).is_some_and(|own| own.eq_ignore_ascii_case(stem))
                })
        })
}

/// What a name means, if it means a secret itself and not something about one.
pub fn meaning(name: &str) -> Option<Means> {
    if name.len() > 80 || name.contains(' ') || !may_mean(name) {
        return None;
    }
    let words = words_of(name);
    if words.iter().any(|word| ELSE.contains(&word.as_str())) {
        return None;
    }
    let words = core(&words);
    let (&noun, before) = words.split_last()?;
    let noun = noun.trim_end_matches(|c: char| c.is_ascii_digit());
    let kind = before.last().copied();
    match noun {
        "token" | "tokens" => match kind {
            None => Some(Means::Token),
            Some(kind) if OTHER_TOKENS.contains(&kind) => None,
            Some(kind) if TOKENS.contains(&kind) => Some(Means::Key),
            Some(_) => Some(Means::Token),
        },
        "key" | "keys" => kind.filter(|kind| KEYS.contains(kind)).map(|_| Means::Key),
        "pass" => kind
            .is_none_or(|kind| {
                matches!(
                    kind,
                    "db" | "database"
                        | "user"
                        | "admin"
                        | "root"
                        | "mysql"
                        | "pg"
                        | "postgres"
                        | "redis"
                        | "mongo"
                        | "smtp"
                        | "mail"
                        | "email"
                        | "ftp"
                        | "ssh"
                        | "auth"
                        | "login"
                        | "my"
                        | "test"
                        | "rabbitmq"
                        | "ldap"
                        | "proxy"
                        | "account"
                )
            })
            .then_some(Means::Password),
        "secret" | "secrets" | "credential" | "credentials" => Some(Means::Key),
        "authorization" | "auth" | "bearer" => Some(Means::Header),
        noun if PASSWORDS.contains(&noun) => Some(Means::Password),
        joined => joined_meaning(joined),
    }
}

/// `dbpassword`, `apikey`, `clientsecret`, `authtoken`: words written as one.
fn joined_meaning(word: &str) -> Option<Means> {
    let ends = |tails: &[&str]| tails.iter().any(|tail| word.ends_with(tail));
    if ends(&["password", "passwd", "passphrase", "passwort"])
        || matches!(word, "dbpwd" | "userpwd" | "dbpass" | "userpass" | "adminpass" | "rootpass")
    {
        return Some(Means::Password);
    }
    if let Some(kind) = word.strip_suffix("keys").or_else(|| word.strip_suffix("key")) {
        return KEYS.iter().any(|known| kind.ends_with(known)).then_some(Means::Key);
    }
    if let Some(kind) = word.strip_suffix("token") {
        return TOKENS.iter().any(|known| kind.ends_with(known)).then_some(Means::Key);
    }
    ends(&["secret"]).then_some(Means::Key)
}

/// Whether a name speaks of a secret in an interface or a message.
pub fn is_about(name: &str) -> bool {
    words_of(name).iter().any(|word| ABOUT.contains(&word.as_str()))
}

/// Whether the noun is one of those that mean other things as well.
pub fn is_short(name: &str) -> bool {
    let words = words_of(name);
    matches!(core(&words).last(), Some(&"pass" | &"pw" | &"psw"))
}

/// Whether the name ends in `secret`.
pub fn is_secret_noun(name: &str) -> bool {
    let words = words_of(name);
    core(&words).last().is_some_and(|noun| noun.ends_with("secret"))
}

/// Whether the value only says the name again: `PASSWORD = "password"`, `apiKey: "api-key"`.
pub fn repeats(name: &str, value: &str) -> bool {
    if value.bytes().any(|b| b.is_ascii_digit()) && words_of(value).len() < 3 {
        return false;
    }
    let own = words_of(name).concat();
    let said = words_of(value);
    let joined = said.concat();
    !joined.is_empty()
        && (joined == own
            || own.ends_with(&joined) && !own.starts_with("my")
            || said.iter().all(|word| {
                own.contains(word.as_str())
                    || PASSWORDS.contains(&word.as_str())
                    || matches!(
                        word.as_str(),
                        "user"
                            | "x"
                            | "key"
                            | "token"
                            | "api"
                            | "auth"
                            | "client"
                            | "access"
                            | "secret"
                            | "db"
                            | "id"
                            | "credentials"
                            | "pass"
                            | "authorization"
                    )
            }))
}

/// Takes the scheme from the value of a header: `Bearer x`.
pub fn without_scheme(value: &str) -> (bool, &str) {
    for scheme in ["Bearer ", "Basic ", "Token ", "ApiKey ", "Bot ", "token ", "bearer ", "basic "]
    {
        if let Some(rest) = value.strip_prefix(scheme) {
            return (true, rest.trim_start());
        }
    }
    (false, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_mean_a_secret_is_told_at_once() {
        let nouns = ["token", "keys", "pass", "secrets", "credential", "authorization", "bearer"];
        let joined = ["dbpwd", "userpass", "APIKEY", "clientSecret", "authtoken", "\u{212a}ey"];
        for name in nouns.iter().chain(&PASSWORDS).chain(&joined) {
            assert!(may_mean(name) && may_mean(&name.to_uppercase()), "{name}");
        }
        assert!(!may_mean("total") && !may_mean("response_data") && !may_mean(""));
    }
}
