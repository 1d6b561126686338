//! Installs whatever a clean machine lacks for every other command, so that .ci/run and a newcomer see all of it in
//! one place, before the first long build.

use crate::args::Args;
use crate::failure::Outcome;
use crate::{postgres, python, tools};

/// `cargo xtask ci`
pub(crate) fn run(rest: Vec<String>) -> Outcome {
    Args::new(rest, "no options").finish()?;
    tools::ensure_component("rustfmt")?;
    tools::ensure_component("clippy")?;
    tools::ensure_wasm_target()?;
    if !tools::std_sources_are_there() {
        println!("tools: rust-src could not be installed; the shipped module will be somewhat larger");
    }
    tools::ensure_node_modules()?;
    tools::ensure_hosts()?;
    tools::ensure_chromium()?;
    tools::ensure_firefox()?;
    postgres::ensure_programs()?;
    python::ensure_python()?;
    python::ensure_schemathesis()?;
    tools::ensure_bindings()?;
    python::ensure_smtp()?;
    python::ensure_deny()?;
    tools::ensure_machete()?;
    tools::ensure_trunk()?;
    println!("tools: everything is there");
    Ok(())
}
