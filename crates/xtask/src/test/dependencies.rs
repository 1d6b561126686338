//! The steps over what the project depends on: by which licence and from where (deny.toml), and whether it is used.

use std::process::Command;

use super::Verdict;
use super::checks::passed;
use crate::failure::Outcome;
use crate::process::run;
use crate::{paths, python, tools};

/// What can be told from Cargo.lock and the sources alone. Advisories need a database: the workflow files look there.
const OFFLINE: [&str; 3] = ["licenses", "bans", "sources"];

pub(super) fn allowed() -> Outcome<Verdict> {
    python::ensure_python()?;
    let mut deny = Command::new(python::ensure_deny()?);
    // Without --workspace only what the widget depends on is looked at.
    deny.args(["--workspace", "--log-level", "error", "check"]).args(OFFLINE).current_dir(paths::root());
    passed(run(&mut deny))
}

pub(super) fn used() -> Outcome<Verdict> {
    let mut machete = Command::new(tools::ensure_machete()?);
    passed(run(machete.arg(paths::root()).current_dir(paths::root())))
}
