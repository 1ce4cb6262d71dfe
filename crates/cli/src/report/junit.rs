//! JUnit XML, in the form that Jenkins has a schema of: a suite for each file, a failed case for
//! each finding; a file without findings is a case that passed.

use std::borrow::Cow;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{FileReport, Item, Places, Report};

/// What a reader of test results is shown for a file.
struct Suite {
    name: String,
    cases: Vec<Case>,
}

/// A test, as readers of test results think of it.
struct Case {
    name: String,
    class: Option<String>,
    outcome: Outcome,
}

enum Outcome {
    Passed,
    /// A finding: its severity, its message, the same with its place.
    Failed(&'static str, String, String),
    /// What could not be analysed.
    Error(String),
}

/// Renders a report.
///
/// # Errors
/// The text cannot be made.
pub fn render(report: &Report) -> Result<String, String> {
    let suites = suites(report);
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 4);
    write(&mut xml, &suites).map_err(|error| format!("the report: {error}"))?;
    let text = String::from_utf8(xml.into_inner()).map_err(|error| error.to_string())?;
    Ok(text + "\n")
}

fn suites(report: &Report) -> Vec<Suite> {
    let mut out: Vec<Suite> = report.files.iter().map(of_file).collect();
    if !report.failures.is_empty() {
        let unread = |failure: &String| Case {
            name: "reading".to_owned(),
            class: None,
            outcome: Outcome::Error(failure.clone()),
        };
        let cases = report.failures.iter().map(unread).collect();
        out.push(Suite { name: "files that could not be read".to_owned(), cases });
    }
    out
}

fn of_file(file: &FileReport) -> Suite {
    let places = Places::of(&file.checked.source.text);
    let mut cases: Vec<Case> = file.items().map(|item| of_finding(file, &places, item)).collect();
    cases.extend(file.checked.notices.iter().map(|notice| Case {
        name: "analysis".to_owned(),
        class: None,
        outcome: Outcome::Error(notice.message.clone()),
    }));
    if cases.is_empty() {
        let name = "no findings".to_owned();
        cases.push(Case { name, class: None, outcome: Outcome::Passed });
    }
    Suite { name: file.path.clone(), cases }
}

fn of_finding(file: &FileReport, places: &Places<'_>, item: Item<'_>) -> Case {
    let finding = item.finding;
    let place = places.at(finding.span.start);
    let placed = format!("{}:{}:{}: {}", file.path, place.line, place.column, finding.message);
    Case {
        name: format!("{}:{}", finding.rule.id, place.line),
        class: Some(file.path.clone()),
        outcome: Outcome::Failed(item.severity.as_str(), finding.message.clone(), placed),
    }
}

fn write(xml: &mut Writer<Vec<u8>>, suites: &[Suite]) -> io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let [tests, failures, errors] = counts(suites.iter().flat_map(|suite| &suite.cases));
    xml.create_element("testsuites")
        .with_attribute(("name", "stockade"))
        .with_attribute(("tests", &*tests))
        .with_attribute(("failures", &*failures))
        .with_attribute(("errors", &*errors))
        .write_inner_content(|xml| suites.iter().try_for_each(|suite| write_suite(xml, suite)))?;
    Ok(())
}

fn write_suite(xml: &mut Writer<Vec<u8>>, suite: &Suite) -> io::Result<()> {
    let [tests, failures, errors] = counts(suite.cases.iter());
    xml.create_element("testsuite")
        .with_attribute(("name", &*printable(&suite.name)))
        .with_attribute(("tests", &*tests))
        .with_attribute(("failures", &*failures))
        .with_attribute(("errors", &*errors))
        .write_inner_content(|xml| suite.cases.iter().try_for_each(|case| write_case(xml, case)))?;
    Ok(())
}

fn write_case(xml: &mut Writer<Vec<u8>>, case: &Case) -> io::Result<()> {
    let name = printable(&case.name);
    let mut element = xml.create_element("testcase").with_attribute(("name", &*name));
    let class = case.class.as_deref().map(printable);
    if let Some(class) = &class {
        element = element.with_attribute(("classname", &**class));
    }
    match &case.outcome {
        Outcome::Passed => element.write_empty()?,
        Outcome::Failed(severity, message, placed) => element.write_inner_content(|xml| {
            xml.create_element("failure")
                .with_attribute(("type", *severity))
                .with_attribute(("message", &*printable(message)))
                .write_text_content(BytesText::new(&printable(placed)))?;
            Ok(())
        })?,
        Outcome::Error(message) => element.write_inner_content(|xml| {
            let message = printable(message);
            xml.create_element("error").with_attribute(("message", &*message)).write_empty()?;
            Ok(())
        })?,
    };
    Ok(())
}

/// The numbers of cases, of those that failed and of those that could not be told.
fn counts<'c>(cases: impl Iterator<Item = &'c Case>) -> [String; 3] {
    let mut numbers = [0usize; 3];
    for case in cases {
        numbers[0] += 1;
        numbers[1] += usize::from(matches!(case.outcome, Outcome::Failed(..)));
        numbers[2] += usize::from(matches!(case.outcome, Outcome::Error(_)));
    }
    numbers.map(|number| number.to_string())
}

/// A text without what XML cannot hold: control characters other than white space, `U+FFFE` and
/// `U+FFFF`.
fn printable(text: &str) -> Cow<'_, str> {
    let is_kept = |c: char| match c {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        _ => c >= ' ',
    };
    match text.chars().all(is_kept) {
        true => Cow::Borrowed(text),
        false => text.chars().filter(|c| is_kept(*c)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Case, Outcome, Suite, printable, write};

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        assert_eq!(printable("a\u{1b}[1m\tb\u{ffff}\n"), "a[1m\tb\n");
        let outcome = Outcome::Failed("error", "<\"&\u{0}\"".to_owned(), "]]>".to_owned());
        let case = Case { name: "é".to_owned(), class: None, outcome };
        let suites = [Suite { name: "a&b".to_owned(), cases: vec![case] }];
        let mut xml = super::Writer::new(Vec::new());
        write(&mut xml, &suites).ok();
        assert_eq!(
            String::from_utf8_lossy(&xml.into_inner()),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
             <testsuites name=\"stockade\" tests=\"1\" failures=\"1\" errors=\"0\">\
             <testsuite name=\"a&amp;b\" tests=\"1\" failures=\"1\" errors=\"0\">\
             <testcase name=\"é\"><failure type=\"error\" message=\"&lt;&quot;&amp;&quot;\">]]&gt;\
             </failure></testcase></testsuite></testsuites>"
        );
    }
}
