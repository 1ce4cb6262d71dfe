//! Absence rules from YAML.

use stockade_yaml::Node;

use super::formula;
use super::reader::{Noted, Reader};
use super::regex::regex;
use crate::rule::{Absence, Formula, Judged, RuleLanguage};

/// The keys of `absence:`.
pub const KEYS: [&str; 13] = [
    "app",
    "starts",
    "router",
    "route",
    "mount",
    "use",
    "everywhere",
    "cover",
    "named",
    "concerns",
    "files",
    "judge",
    "elsewhere",
];

/// Reads the block; `languages` are the rule's.
pub fn absence(
    reader: &mut Reader<'_>,
    node: &Node,
    languages: &[RuleLanguage],
) -> Result<Absence, Noted> {
    if languages.iter().any(|language| !matches!(language, RuleLanguage::Code(_))) {
        let help = "name languages of code; texts have no applications and routes";
        return Err(reader.error(node, "an absence rule reads code", help));
    }
    let fields = formula::Fields::of(reader, node, &KEYS)?;
    let app = fields.need(reader, "app")?;
    let route = fields.need(reader, "route")?;
    let judge = match fields.get("judge") {
        None => Judged::App,
        Some(at) => match reader.text(at)?.as_str() {
            "app" => Judged::App,
            "route" => Judged::Route,
            other => {
                let message = format!("`{other}` cannot be judged");
                return Err(reader.error(at, message, "write `app` or `route`"));
            }
        },
    };
    let elsewhere = match fields.get("elsewhere") {
        Some(at) => reader.truth(at)?,
        None => false,
    };
    let mut optional = |name: &str| -> Result<Option<Formula>, Noted> {
        let Some(value) = fields.get(name) else { return Ok(None) };
        reader.at(name, |reader| formula::of_value(reader, value)).map(Some)
    };
    let (starts, router, mount) = (optional("starts")?, optional("router")?, optional("mount")?);
    let (before, everywhere) = (optional("use")?, optional("everywhere")?);
    let (cover, concerns) = (optional("cover")?, optional("concerns")?);
    let mut pattern = |name: &str| {
        fields.get(name).map(|at| reader.at(name, |reader| regex(reader, at))).transpose()
    };
    let (named, files) = (pattern("named")?, pattern("files")?);
    if cover.is_none() && named.is_none() {
        let help = "say what the protection looks like: `cover:` with a formula, or `named:`";
        return Err(reader.error(node, "nothing would be a protection", help));
    }
    Ok(Absence {
        app: reader.at("app", |reader| formula::of_value(reader, app))?,
        route: reader.at("route", |reader| formula::of_value(reader, route))?,
        starts,
        router,
        mount,
        before,
        everywhere,
        cover,
        named,
        concerns,
        files,
        judge,
        elsewhere,
    })
}

#[cfg(test)]
mod tests {
    use crate::load::load;
    use crate::rule::Mode;

    fn problems(block: &str) -> Vec<(String, String)> {
        let text = format!(
            "rules:\n- id: r\n  languages: [javascript]\n  severity: ERROR\n  message: m\n  {block}\n"
        );
        let problems = load("r.yaml", &text).problems;
        problems.into_iter().map(|problem| (problem.key, problem.message)).collect()
    }

    #[test]
    fn mistakes_are_named_where_they_are() {
        let one = |key: &str, message: &str| vec![(key.to_owned(), message.to_owned())];
        assert_eq!(
            problems("scope: project\n  absence: {app: $APP = f(), named: x}"),
            one("rules[0].absence", "`route` is missing")
        );
        assert_eq!(
            problems("scope: project\n  absence: {app: $APP = f(), route: $APP.get(...)}"),
            one("rules[0].absence", "nothing would be a protection")
        );
        assert_eq!(
            problems("scope: project\n  absence: {app: f(), route: g(), named: x, judge: files}"),
            one("rules[0].absence", "`files` cannot be judged")
        );
        assert_eq!(
            problems("absence: {app: f(), route: g(), named: x}"),
            one("rules[0].absence", "an absence is one of a project")
        );
        assert_eq!(
            problems("scope: files\n  pattern: f()"),
            one("rules[0].scope", "unknown scope `files`")
        );
        assert_eq!(
            problems("scope: project\n  pattern: f()"),
            one("rules[0]", "the rule says nothing about the project")
        );
    }

    #[test]
    fn a_block_is_read() {
        let text = "rules:\n- id: r\n  languages: [javascript]\n  severity: ERROR\n  message: m\n  scope: project\n  absence:\n    app: $APP = f()\n    route: $APP.get(...)\n    use: {pattern: $APP.use(...)}\n    named: limiter\n";
        let loaded = load("r.yaml", text);
        assert_eq!(loaded.problems, []);
        assert!(matches!(&loaded.rules[0].mode, Mode::Absence(absence)
            if absence.before.is_some() && absence.mount.is_none()));
    }
}
