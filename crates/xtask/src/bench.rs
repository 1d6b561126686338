//! Measurements of the server: what it carries on this machine, beside a plain Node server in the same minutes.

use std::process::Command;

use crate::args::Args;
use crate::failure::{Failure, Outcome};
use crate::paths;
use crate::postgres::{Postgres, VARIABLE};
use crate::process::run;

const ALLOWED: &str = "server [--streams N] [--seconds N] [--mixed-seconds N]";

/// `cargo xtask bench server`
pub(crate) fn run_bench(mut rest: Vec<String>) -> Outcome {
    let what = if rest.is_empty() { String::new() } else { rest.remove(0) };
    if what != "server" {
        return Err(Failure::Usage { given: what, allowed: ALLOWED.to_owned() });
    }
    let mut args = Args::new(rest, ALLOWED);
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
