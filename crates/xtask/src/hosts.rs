//! `cargo xtask hosts`: the widget on a page of each library that customers' pages are made with, into docs/compatibility.md.
//! The pages and what is tried on them are tests/hosts/; here is what they need.

use std::process::Command;

use crate::args::Args;
use crate::failure::Outcome;
use crate::process::run;
use crate::test::checks::against_server;
use crate::{dist, system, tools};

/// Libraries that are not on npm, but in Debian; without them their pages are left out, and the document says so.
const DEBIAN: [&str; 2] = ["libjs-mootools", "libjs-prototype"];

/// `cargo xtask hosts [--only NAME]`
pub(crate) fn run_all(rest: Vec<String>) -> Outcome {
    let mut args = Args::new(rest, "--only NAME (one library, as often as wanted)");
    let only = args.values("--only")?;
    args.finish()?;
    dist::build(false)?;
    if system::can_install() {
        system::install(&DEBIAN)?;
    }
    let mut hosts = on_pages()?;
    match only.as_slice() {
        [] => hosts.arg("--write"),
        names => hosts.args(names.iter().flat_map(|name| ["--only", name])),
    };
    run(&mut hosts)
}

/// The pages of the most used, for every run of the tests.
pub(crate) fn run_common() -> Outcome {
    run(on_pages()?.arg("--common"))
}

fn on_pages() -> Outcome<Command> {
    tools::ensure_hosts()?;
    let browser = tools::ensure_chromium()?;
    let mut node = against_server("tests/hosts/run.mjs")?;
    node.env("HALO_CHROMIUM", browser);
    Ok(node)
}
