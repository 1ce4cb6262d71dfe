//! Paths of routes.

/// Whether what is used below `prefix` stands in front of `path`. What is not known is.
pub fn is_below(path: Option<&str>, prefix: Option<&str>) -> bool {
    let Some(prefix) = prefix else { return true };
    let prefix = prefix.split(['*', '(', ':', '{', '<']).next().unwrap_or_default();
    let prefix = prefix.trim_matches('/');
    let Some(path) = path.filter(|_| !prefix.is_empty()) else { return true };
    let rest = path.trim_start_matches('/').strip_prefix(prefix);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A path below another.
pub fn join(prefix: &str, path: &str) -> String {
    let (prefix, path) = (prefix.trim_end_matches('/'), path.trim_start_matches('/'));
    match (prefix.is_empty(), path.is_empty()) {
        (_, false) => format!("{prefix}/{path}"),
        (false, true) => prefix.to_owned(),
        (true, true) => "/".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{is_below, join};

    #[test]
    fn a_prefix_ends_where_a_segment_does() {
        assert!(is_below(Some("/api/orders"), Some("/api")));
        assert!(is_below(Some("/api"), Some("/api/")));
        assert!(is_below(Some("/api/orders"), Some("/api/*")));
        assert!(is_below(Some("orders"), Some("/")));
        assert!(is_below(Some("/orders"), None));
        assert!(is_below(None, Some("/api")));
        assert!(!is_below(Some("/apis"), Some("/api")));
        assert!(!is_below(Some("/"), Some("/api")));
    }

    #[test]
    fn paths_are_joined_by_one_slash() {
        assert_eq!(join("", "/orders"), "/orders");
        assert_eq!(join("/api/", "/orders/"), "/api/orders/");
        assert_eq!(join("/api", "/"), "/api");
        assert_eq!(join("", ""), "/");
    }
}
