//! The name of the environment variable that takes the place of a literal.

use stockade_rules::rule::Environment;

use crate::matching::{Bound, Env};

/// `API_KEY` for `apiKey`, `api-key`, `X-Api-Key`, `ApiKey`; digits stay with their word.
pub fn screaming(name: &str) -> String {
    let name = name.trim_matches(['"', '\'', '`']);
    let name = name.strip_prefix("X-").or_else(|| name.strip_prefix("x-")).unwrap_or(name);
    let name = name.rsplit('.').next().unwrap_or(name);
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len() + 4);
    for (at, &c) in chars.iter().enumerate() {
        if !c.is_ascii_alphanumeric() {
            if !out.is_empty() && !out.ends_with('_') {
                out.push('_');
            }
            continue;
        }
        let before = at.checked_sub(1).map(|i| chars[i]);
        let after = chars.get(at + 1);
        let starts = c.is_ascii_uppercase()
            && (before.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
                || before.is_some_and(|b| b.is_ascii_uppercase())
                    && after.is_some_and(|a| a.is_ascii_lowercase()));
        if starts && !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        out.push(c.to_ascii_uppercase());
    }
    out.trim_matches('_').to_owned()
}

/// The name for a match: from the most telling metavariable that has a usable name.
pub fn name_for(environment: Option<&Environment>, env: &Env, text: &str) -> String {
    let Some(environment) = environment else { return "SECRET".to_owned() };
    for metavariable in &environment.from {
        let Some(binding) = env.get(metavariable) else { continue };
        let source = match &binding.bound {
            Bound::Text(text) => text.as_ref(),
            _ => text.get(binding.span.range()).unwrap_or_default(),
        };
        let name = screaming(source);
        let usable = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.len() <= 64;
        if usable {
            return unique(name, text);
        }
    }
    environment.default.clone()
}

/// The name, with a number where the text reads another variable of that name already.
fn unique(name: String, text: &str) -> String {
    if !is_read(&name, text) {
        return name;
    }
    (2..100)
        .map(|number| format!("{name}_{number}"))
        .find(|candidate| !is_read(candidate, text))
        .unwrap_or(name)
}

/// Whether a text reads the variable: `process.env.NAME`, `env["NAME"]`, `Getenv("NAME")`.
fn is_read(name: &str, text: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = &text[..at];
        let after = &text[at + name.len()..];
        let ends = !after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let quoted = before.ends_with(['"', '\'']) && after.starts_with(['"', '\'']);
        let opened = before.trim_end_matches(['"', '\'']).ends_with(['(', '[']);
        ends && (before.ends_with("env.") || quoted && opened)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_variables() {
        for (name, expected) in [
            ("apiKey", "API_KEY"),
            ("stripeKey", "STRIPE_KEY"),
            ("dbPassword", "DB_PASSWORD"),
            ("X-Api-Key", "API_KEY"),
            ("OAuth2ClientSecret", "O_AUTH2_CLIENT_SECRET"),
            ("config.db.password", "PASSWORD"),
            ("HTTPToken", "HTTP_TOKEN"),
        ] {
            assert_eq!(screaming(name), expected);
        }
    }

    #[test]
    fn a_name_that_is_read_already_gets_a_number() {
        let text = "a(process.env.API_KEY, process.env.API_KEYS)";
        assert_eq!(unique("API_KEY".to_owned(), text), "API_KEY_2");
        assert_eq!(unique("KEY".to_owned(), text), "KEY");
        assert_eq!(unique("TOKEN".to_owned(), "os.environ[\"TOKEN\"]"), "TOKEN_2");
        assert_eq!(unique("TOKEN".to_owned(), "TOKEN = \"x\""), "TOKEN");
    }
}
