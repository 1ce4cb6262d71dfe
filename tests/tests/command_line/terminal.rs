//! What a person sees: colours, and a progress bar where it takes a while; neither where nobody watches.

#![cfg(unix)]

use std::fs::{File, OpenOptions};
use std::io::Read as _;
use std::process::{Command, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use stockade_tests::binary;

use crate::project::Project;

/// A terminal: the end that is looked at, and the one that a program writes to.
fn terminal() -> (File, File) {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap();
    let slave = OpenOptions::new().read(true).write(true).open(name.to_str().unwrap()).unwrap();
    (File::from(master), slave)
}

/// What a command shows on a terminal that is its `stream`.
fn shown(mut command: Command, stream: fn(&mut Command, Stdio) -> &mut Command) -> String {
    let (mut screen, end) = terminal();
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = stream(&mut command, end.into()).spawn().unwrap();
    // The command keeps the other end open; without that, reading ends with the program.
    drop(command);
    let mut bytes = Vec::new();
    // The end of a terminal is an error on some systems.
    let _ = screen.read_to_end(&mut bytes);
    child.wait().unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn check(project: &Project, arguments: &[&str]) -> Command {
    let mut command = binary::command(project.path(), &project.cache());
    let own = ["check", "--no-builtin", "--rules", "rules", "--no-cache", "src"];
    command.args(own).args(arguments).env("TERM", "xterm");
    command
}

#[test]
fn colours_are_for_terminals_alone() {
    let project = Project::new();
    let plain = project.check(&[]);
    assert!(!plain.contains('\u{1b}'));
    let coloured = shown(check(&project, &[]), Command::stdout);
    assert!(coloured.contains("\u{1b}["), "{coloured}");
    let mut without = check(&project, &[]);
    without.env("NO_COLOR", "1");
    assert_eq!(shown(without, Command::stdout).replace("\r\n", "\n"), plain);
}

/// A pipe with a name, as a device, is written to; nothing is put in its place.
#[test]
fn a_report_goes_to_what_is_no_file() {
    use std::os::unix::fs::FileTypeExt as _;
    let project = Project::new();
    let pipe = project.path().join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.is_ok_and(|status| status.success()));
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read_to_string(pipe).unwrap()
    });
    assert_eq!(project.check(&["--output", "pipe"]), "");
    assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo());
    assert_eq!(reader.join().unwrap(), project.check(&[]));
}

#[test]
fn a_long_check_shows_how_far_it_is() {
    let project = Project::new();
    let code: String = (0..400).map(|number| format!("f(eval(x{number}));\n")).collect();
    for number in 0..300 {
        project.write(&format!("src/m{number}.js"), &code);
    }
    let bar = shown(
        check(&project, &["--jobs", "1", "--exit-zero", "--format", "github"]),
        Command::stderr,
    );
    assert!(bar.contains("/304 files"), "{bar}");
    // It is gone when the report comes.
    assert!(bar.trim_end().ends_with("\u{1b}[2K") || bar.contains("\r\u{1b}[2K"), "{bar:?}");
}
