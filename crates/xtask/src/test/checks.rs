//! What each step of `cargo xtask test` does.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Command;

use super::Verdict;
use crate::failure::Outcome;
use crate::process::{run, succeeds};
use crate::{dev, paths, server, size, tools};

/// Names the folder of the shared vectors to the tests that read them.
const VECTORS: &str = "HALO_VECTORS";

type Check = Outcome<Verdict>;

pub(super) fn format() -> Check {
    tools::ensure_component("rustfmt")?;
    passed(run(&mut cargo(&["fmt", "--all", "--check"])))
}

pub(super) fn clippy() -> Check {
    tools::ensure_component("clippy")?;
    passed(run(&mut cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])))
}

pub(super) fn clippy_wasm() -> Check {
    tools::ensure_component("clippy")?;
    tools::ensure_wasm_target()?;
    let widget = ["clippy", "--package", "halo-widget", "--target", tools::WASM];
    let strictly = ["--", "-D", "warnings"];
    run(cargo(&widget).args(strictly))?;
    // As it ships.
    passed(run(cargo(&widget).args(["--features", "split"]).args(strictly)))
}

pub(super) fn documentation() -> Check {
    passed(run(cargo(&["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings")))
}

pub(super) fn host() -> Check {
    passed(run(&mut tests(&[])))
}

pub(super) fn doctests() -> Check {
    passed(run(&mut cargo(&["test", "--doc", "--workspace"])))
}

/// The tests whose names tell that they read the shared vectors, once more by themselves, saying how much they read.
pub(super) fn vectors() -> Check {
    let folder =
        std::env::var_os(VECTORS).map_or_else(|| paths::root().join("../shared/vectors"), PathBuf::from);
    if !folder.is_dir() {
        return Ok(Verdict::Skipped(format!("there is no folder {}", folder.display())));
    }
    passed(run(tests(&["shared_vector", "--", "--include-ignored", "--nocapture"]).env(VECTORS, folder)))
}

pub(super) fn dist() -> Check {
    passed(crate::dist::build(false))
}

pub(super) fn size() -> Check {
    passed(size::check())
}

pub(super) fn chromium() -> Check {
    passed(crate::browser::run_all())
}

pub(super) fn firefox() -> Check {
    let browser = tools::ensure_firefox()?;
    passed(run(against_server("tests/browser/firefox.mjs")?.env("HALO_FIREFOX", browser)))
}

/// What the consumers depend on is fetched from npm's registry.
pub(super) fn package() -> Check {
    let browser = tools::ensure_chromium()?;
    passed(run(against_server("tests/package/run.mjs")?.env("HALO_CHROMIUM", browser)))
}

pub(super) fn hosts() -> Check {
    passed(crate::hosts::run_common())
}

pub(super) fn page() -> Check {
    passed(dev::build_page())
}

/// The scripts start the server themselves, on a port of their own.
pub(crate) fn against_server(script: impl AsRef<OsStr>) -> Outcome<Command> {
    tools::ensure_node_modules()?;
    let mut node = Command::new("node");
    node.arg(script).current_dir(paths::root());
    node.env("HALO_SERVER", server::build()?).env("HALO_SDK", paths::sdk());
    // Where the steps leave a picture of what failed.
    node.env("HALO_SHOTS", paths::root().join("shots"));
    Ok(node)
}

/// The tests of all crates, with nextest where it is installed: it runs all of them at once.
fn tests(more: &[&str]) -> Command {
    let mut command = match succeeds(Command::new("cargo").args(["nextest", "--version"])) {
        true => cargo(&["nextest", "run"]),
        false => cargo(&["test", "--lib", "--bins", "--tests"]),
    };
    // The bindings step has no tests, and with it in the set half its dependencies would be compiled again.
    command.args(["--workspace", "--exclude", "bindgen", "--no-fail-fast"]).args(more);
    command
}

pub(super) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(arguments).current_dir(paths::root());
    command
}

pub(super) fn passed(outcome: Outcome) -> Check {
    outcome.map(|()| Verdict::Passed)
}
