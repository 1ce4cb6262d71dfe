//! Name and value together: how sure it is that a value is a credential.

use stockade_rules::rule::Named;

use super::name::{self, Means, meaning};
use super::value::{self, Strength, strength};

/// Whether a name means a secret itself and not something about one.
pub fn names_secret(name: &str) -> bool {
    meaning(name).is_some()
}

/// Whether a literal could be a credential that someone uses.
pub fn may_be_secret(value: &str) -> bool {
    strength(value) >= Strength::Guessable
}

/// How a value comes to its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// Assigned to it.
    Assigned,
    /// An entry of an object or dictionary; `account` where a user or host stands beside it.
    Entry {
        /// A neighbour names a user, a host or a database.
        account: bool,
    },
    /// A keyword argument.
    Keyword,
    /// An argument behind the name, or of a setter.
    Argument,
    /// What counts where the environment has nothing.
    Fallback,
    /// The default of a parameter.
    Parameter,
    /// Compared with it.
    Compared,
    /// What a function of that name returns.
    Returned,
    /// A line of a text that is no code.
    Line,
}

/// How sure it is that `value`, under `name`, is a credential.
pub fn judge(name: &str, value: &str, tie: Tie) -> Option<Named> {
    let means = meaning(name)?;
    let (scheme, value) = name::without_scheme(value.trim());
    let strength = strength(value);
    if strength == Strength::Nothing || name::repeats(name, value) {
        return None;
    }
    let digits = value.bytes().any(|b| b.is_ascii_digit());
    let strong = match means {
        Means::Password => strength >= Strength::Guessable,
        Means::Key => {
            strength == Strength::Random
                || strength == Strength::Guessable && digits && value.len() >= 6
        }
        Means::Token => strength == Strength::Random && value.len() >= 16 && !value::is_uuid(value),
        Means::Header => {
            strength == Strength::Random && (scheme || value.len() >= 16)
                || scheme && strength == Strength::Guessable && value.len() >= 8
        }
    };
    if strong {
        return Some(Named::Strong);
    }
    if name::is_about(name) || value::is_harmless_word(value) {
        return None;
    }
    let capital = value.starts_with(|c: char| c.is_ascii_uppercase());
    let likely = match tie {
        Tie::Entry { account } => account && !capital,
        Tie::Assigned | Tie::Fallback | Tie::Line => !capital,
        Tie::Keyword => !capital || strength == Strength::Guessable,
        Tie::Parameter => true,
        Tie::Compared => means == Means::Password,
        Tie::Argument | Tie::Returned => false,
    };
    let weak = match means {
        Means::Password => !name::is_short(name),
        Means::Key => name::is_secret_noun(name) || strength == Strength::Guessable,
        Means::Token | Means::Header => false,
    };
    (likely && weak).then_some(Named::Weak)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(name: &str, value: &str) -> Option<Named> {
        judge(name, value, Tie::Assigned)
    }

    #[test]
    fn names_and_values_together() {
        for (name, value) in [
            ("apiKey", "hT7kQ2mZ9xW4"),
            ("DB_PASS", "p@ssw0rd"),
            ("adminPassword", "admin123"),
            ("client_secret", "550e8400-e29b-41d4-a716-446655440000"),
            ("Authorization", "Basic YWRtaW46aHVudGVyMg=="),
            ("accessToken", "9f86d081884c7d659a2feaa0c55ad015"),
        ] {
            assert_eq!(verdict(name, value), Some(Named::Strong), "{name} = {value}");
        }
        for (name, value) in [
            ("password", "blerg"),
            ("secret", "shhhhh"),
            ("passwd", "root"),
            ("jwt_secret", "my-super-secret-key"),
        ] {
            assert_eq!(verdict(name, value), Some(Named::Weak), "{name} = {value}");
        }
        for (name, value) in [
            ("password", "password"),
            ("apiKey", "<your-api-key>"),
            ("apiKey", "api_key"),
            ("TOKEN_KEY", "access_token"),
            ("token", "utf8"),
            ("token", "550e8400-e29b-41d4-a716-446655440000"),
            ("secret", "HS256"),
            ("password", "#password"),
            ("password", "${DB_PASSWORD}"),
            ("password", "/run/secrets/db"),
            ("password", "$2b$12$abcdefghijklmnopqrstuv"),
            ("passwordField", "hT7kQ2mZ9xW4"),
            ("hashedPassword", "hT7kQ2mZ9xW4"),
            ("csrfToken", "hT7kQ2mZ9xW4hT7kQ2mZ9xW5"),
            ("publicKey", "hT7kQ2mZ9xW4"),
            ("secret_name", "prod/db-1"),
            ("authorization", "Bearer"),
            ("apiKey", "changeme"),
            ("resetPassword", "reset"),
        ] {
            assert_eq!(verdict(name, value), None, "{name} = {value}");
        }
        assert_eq!(judge("password", "wrong", Tie::Entry { account: false }), None);
        assert_eq!(judge("password", "root", Tie::Entry { account: true }), Some(Named::Weak));
    }
}
