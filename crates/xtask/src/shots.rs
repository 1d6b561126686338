//! `cargo xtask shots`: a picture of every state of the widget, into shots/. Nothing is compared: they are for eyes.

use crate::args::Args;
use crate::failure::Outcome;
use crate::process::run;
use crate::test::checks::against_server;
use crate::{dist, tools};

/// `cargo xtask shots [--only NAME]`
pub(crate) fn take(rest: Vec<String>) -> Outcome {
    let mut args = Args::new(rest, "--only NAME (one state, as often as wanted)");
    let only = args.values("--only")?;
    args.finish()?;
    dist::build(false)?;
    let browser = tools::ensure_chromium()?;
    run(against_server("tests/browser/shots.mjs")?.args(only).env("HALO_CHROMIUM", browser))
}
