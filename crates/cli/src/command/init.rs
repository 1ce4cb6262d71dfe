//! `stockade init`: a commented `stockade.toml`.

use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use stockade_workspace::config;

use super::attempt;
use crate::disk::write_whole;
use crate::report::{print, say};

/// What is written: every key, said in a sentence, commented out with its default or an example.
const TEMPLATE: &str = include_str!("stockade.toml");

/// The arguments of `stockade init`.
#[derive(Args)]
pub struct Arguments {
    /// Print the JSON schema of stockade.toml instead.
    #[arg(long)]
    schema: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> ExitCode {
    attempt(init(arguments))
}

fn init(arguments: &Arguments) -> Result<ExitCode, String> {
    if arguments.schema {
        print(&format!("{:#}\n", config::json_schema()));
        return Ok(ExitCode::SUCCESS);
    }
    let path = Path::new(config::FILE_NAME);
    if path.exists() {
        return Err(format!("{} is there already; nothing was written", path.display()));
    }
    write_whole(path, TEMPLATE)?;
    say(&format!("{} written; every key in it is a comment", path.display()));
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::TEMPLATE;
    use std::path::Path;
    use stockade_workspace::Config;

    /// Takes the comment signs of keys and tables away (`#key = …`; prose has a space behind).
    fn uncommented() -> String {
        let line = |line: &str| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') => format!("{rest}\n"),
            _ => format!("{line}\n"),
        };
        TEMPLATE.lines().map(line).collect()
    }

    #[test]
    fn the_template_is_right_as_it_stands_and_with_every_key_in_use() {
        let read = |text: &str| Config::from_text(Path::new("/p/stockade.toml"), text);
        assert!(read(TEMPLATE).is_ok());
        assert_eq!(read(&uncommented()).err(), None);
    }

    #[test]
    fn the_template_has_every_key_of_the_schema() {
        let schema = stockade_workspace::config::json_schema();
        let text = uncommented();
        let mut missing = Vec::new();
        let definitions = schema["$defs"].as_object().into_iter().flatten().map(|(_, s)| s);
        for object in definitions.chain([&schema]) {
            for (key, _) in object["properties"].as_object().into_iter().flatten() {
                if !text.contains(&format!("{key} ="))
                    && !text.contains(&format!("[{key}"))
                    && !text.contains(&format!(".{key}]"))
                    && !text.contains(&format!("[[{key}"))
                {
                    missing.push(key.clone());
                }
            }
        }
        assert_eq!(missing, Vec::<String>::new());
    }
}
