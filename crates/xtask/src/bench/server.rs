//! What the server carries on this machine, beside a plain Node server in the same minutes.

use std::process::Command;

use crate::args::Args;
use crate::failure::Outcome;
use crate::paths;
use crate::postgres::{Postgres, VARIABLE};
use crate::process::run;

/// `cargo xtask bench server`
pub(super) fn measure(rest: Vec<String>, allowed: &'static str) -> Outcome {
    let mut args = Args::new(rest, allowed);
    let mut load = Command::new("cargo");
    load.args(["bench", "--package", "halo-server", "--bench", "load", "--"]).current_dir(paths::root());
    for option in ["--streams", "--seconds", "--mixed-seconds"] {
        for value in args.values(option)? {
            load.args([option, &value]);
        }
    }
    args.finish()?;
    let postgres = Postgres::start("")?;
    run(load.env(VARIABLE, &postgres.url))
}
