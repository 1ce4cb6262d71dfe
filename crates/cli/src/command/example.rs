//! An example of a guideline as a file.

use stockade_engine::Source;
use stockade_rules::guideline::Example;

/// The code of an example as a file whose name tells its language.
pub fn source(example: &Example) -> Source {
    let ending = example.language.spec().extensions.first().copied().unwrap_or_default();
    Source {
        path: format!("example.{ending}").into(),
        text: example.code.as_str().into(),
        language: Some(example.language),
        parsed: None,
    }
}
