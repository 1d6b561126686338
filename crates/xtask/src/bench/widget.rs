//! The widget beside its peers: what they weigh and what an answer costs them, in one browser. The measurement itself is
//! bench/widget.mjs; here is what it needs.

use std::process::Command;

use crate::args::Args;
use crate::failure::Outcome;
use crate::process::run;
use crate::{dist, paths, tools};

/// `cargo xtask bench widget`
pub(super) fn measure(rest: Vec<String>, allowed: &'static str) -> Outcome {
    let mut args = Args::new(rest, allowed);
    let mut compare = Command::new("node");
    compare.arg("bench/widget.mjs").current_dir(paths::root());
    for option in ["--runs", "--only", "--lengths"] {
        for value in args.values(option)? {
            compare.args([option, &value]);
        }
    }
    let earlier = args.values("--from")?.pop();
    if args.flag("--write") {
        compare.arg("--write");
    }
    args.finish()?;
    match earlier {
        Some(file) => drop(compare.args(["--from", &file])),
        None => dist::build(false)?,
    }
    tools::ensure_peers()?;
    let browser = tools::ensure_chromium()?;
    run(compare.env("HALO_SDK", paths::sdk()).env("HALO_CHROMIUM", browser))
}
