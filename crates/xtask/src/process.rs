//! Running other programs: aloud, quietly, or for what they print. Which program and why is the caller's business.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::{env, fmt::Write as _};

use crate::failure::{Failure, Outcome};

/// Runs to the end, with this terminal as the program's own.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| did_not_start(command, &error))?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::Program { line: line_of(command), outcome: status.to_string() })
}

/// Runs to the end and shows what was printed only when it failed.
pub(crate) fn run_quietly(command: &mut Command) -> Outcome {
    printed(command).map(drop)
}

/// What the program prints, trimmed; on failure everything it printed is shown.
pub(crate) fn printed(command: &mut Command) -> Outcome<String> {
    let output = output(command)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    let mut terminal = io::stderr().lock();
    // A closed terminal must not hide the failure itself, which is returned.
    let _ = terminal.write_all(&output.stdout).and_then(|()| terminal.write_all(&output.stderr));
    Err(Failure::Program { line: line_of(command), outcome: output.status.to_string() })
}

/// Whether the program starts and ends well, silently.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    output(command).is_ok_and(|output| output.status.success())
}

/// The full path of a program on PATH.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders)
        .map(|folder| folder.join(format!("{program}{}", env::consts::EXE_SUFFIX)))
        .find(|path| path.is_file())
}

fn output(command: &mut Command) -> Outcome<Output> {
    command.stdin(Stdio::null()).output().map_err(|error| did_not_start(command, &error))
}

fn did_not_start(command: &Command, error: &io::Error) -> Failure {
    Failure::Program { line: line_of(command), outcome: format!("did not start ({error})") }
}

fn line_of(command: &Command) -> String {
    let mut line = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        let _ = write!(line, " {}", argument.to_string_lossy());
    }
    line
}
