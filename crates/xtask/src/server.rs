//! The server as the other commands use it. Always cargo's dev profile: the same build for the demo, the edit loop, the
//! tests and the browser scenarios, so that it is compiled once. Unoptimised it reads the demo's knowledge in 0.4 s and
//! begins an answer within 10 ms (measured), which is all a demo needs.

use std::path::PathBuf;
use std::process::Command;

use crate::failure::Outcome;
use crate::paths;
use crate::process::run;

/// The port of the demo server. Trunk.toml names it as well.
pub(crate) const PORT: u16 = 8787;
/// Where the demo keeps what it stores, below the root; git ignores it.
pub(crate) const DATA: &str = ".demo";

/// Builds what is out of date and answers the program's path.
pub(crate) fn build() -> Outcome<PathBuf> {
    run(Command::new("cargo").args(["build", "--package", "halo-server"]).current_dir(paths::root()))?;
    Ok(paths::target()?.join("debug").join(format!("halo-server{}", std::env::consts::EXE_SUFFIX)))
}

/// The demo server on a port of this machine.
pub(crate) fn demo(program: &std::path::Path, port: u16) -> Command {
    let mut command = Command::new(program);
    command.args(["demo", "--port", &port.to_string(), "--data", DATA, "--sdk"]).arg(paths::sdk());
    command.current_dir(paths::root());
    command
}
