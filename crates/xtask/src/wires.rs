//! `cargo xtask wires`: software of others against the built server, into docs/compatibility.md: model servers, clients,
//! readers of the OpenAPI document, makers of tokens. What is tried is in tests/wires/; here is what it needs.

use crate::args::Args;
use crate::failure::Outcome;
use crate::process::run;
use crate::test::checks::against_server;
use crate::{paths, python, tools};

/// The Pythons of tests/wires/: the variable that names each, its environment, and the file of its packages. litellm holds
/// what it needs to versions that the others are not made for.
const PYTHONS: [(&str, &str, &str); 2] = [
    ("HALO_WIRES_PYTHON", "wires", "requirements.txt"),
    ("HALO_WIRES_LITELLM_PYTHON", "wires-litellm", "requirements-litellm.txt"),
];

/// `cargo xtask wires [--only NAME]`
pub(crate) fn run_all(rest: Vec<String>) -> Outcome {
    let mut args = Args::new(rest, "--only NAME (one piece of software, as often as wanted)");
    let only = args.values("--only")?;
    args.finish()?;
    tools::ensure_wires()?;
    python::ensure_python()?;
    let browser = tools::ensure_chromium()?;
    let mut node = against_server("tests/wires/run.mjs")?;
    node.env("HALO_CHROMIUM", browser);
    let folder = paths::root().join("tests/wires");
    for (variable, environment, file) in PYTHONS {
        node.env(variable, python::ensure_requirements(environment, &folder.join(file))?);
    }
    match only.as_slice() {
        [] => node.arg("--write"),
        names => node.args(names.iter().flat_map(|name| ["--only", name])),
    };
    run(&mut node)
}
