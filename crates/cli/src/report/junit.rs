//! JUnit XML: a suite for each file, a failed case for each finding; a file without findings is a
//! case that passed.

use quick_junit::{NonSuccessKind, Report as Document, TestCase, TestCaseStatus, TestSuite};

use super::{FileReport, Item, Places, Report};

/// Renders a report.
///
/// # Errors
/// A text that XML cannot hold.
pub fn render(report: &Report) -> Result<String, String> {
    let mut document = Document::new("stockade");
    for file in &report.files {
        let mut suite = TestSuite::new(&*file.path);
        let places = Places::of(&file.checked.source.text);
        for item in file.items() {
            suite.add_test_case(failed(file, &places, item));
        }
        for notice in &file.checked.notices {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(&*notice.message);
            suite.add_test_case(TestCase::new("analysis", status));
        }
        if suite.test_cases.is_empty() {
            suite.add_test_case(TestCase::new("no findings", TestCaseStatus::success()));
        }
        document.add_test_suite(suite);
    }
    if !report.failures.is_empty() {
        let mut suite = TestSuite::new("files that could not be read");
        for failure in &report.failures {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(&**failure);
            suite.add_test_case(TestCase::new("reading", status));
        }
        document.add_test_suite(suite);
    }
    let text = document.to_string().map_err(|error| format!("the report: {error}"))?;
    Ok(text + "\n")
}

fn failed(file: &FileReport, places: &Places<'_>, item: Item<'_>) -> TestCase {
    let finding = item.finding;
    let place = places.at(finding.span.start);
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_type(item.severity.as_str());
    status.set_message(&*finding.message);
    status.set_description(format!(
        "{}:{}:{}: {}",
        file.path, place.line, place.column, finding.message
    ));
    let mut case = TestCase::new(format!("{}:{}", finding.rule.id, place.line), status);
    case.set_classname(&*file.path);
    case
}
