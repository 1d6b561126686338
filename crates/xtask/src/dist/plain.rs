//! The widget as plain JavaScript, for pages and browsers that refuse WebAssembly: the same sources, compiled for the first
//! version of WebAssembly, and made into JavaScript by binaryen's wasm2js. One file, fetched on few pages, so it is not cut.

use std::path::Path;
use std::process::Command;

use super::module::{self, Form};
use super::{GLUE, MODULE, Made, PLAIN, finish, scripts};
use crate::failure::Outcome;
use crate::process::run_quietly;
use crate::{paths, tools};

/// What the compiler may write into a module of the first version, and what the optimiser may make of it: wasm2js knows
/// these, and nothing with references.
const FEATURES: [&str; 5] = [
    "--enable-mutable-globals",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
];
/// The folder of the bindings step's output, in the work folder.
const BINDINGS: &str = "plain-bindings";

/// Makes it in the work folder.
pub(super) fn make(style: &Path, stable: bool, locales: &Path) -> Outcome<Made<()>> {
    let (work, compiled) = (paths::dist_work()?, module::compile(style, stable, Form::Plain)?);
    let out = work.join(PLAIN);
    let stamp = scripts::sources()?
        .file(&compiled)?
        .file(&paths::script("glue.mjs"))?
        .file(&paths::root().join("Cargo.lock"))?
        .file(locales)?
        .compare(work.join("plain.stamp"));
    if stamp.holds_for(&[&out]) {
        return Ok(Made::Before(()));
    }
    let tools = tools::ensure_bindings()?;
    let bound = finish::bind(&tools, &compiled, BINDINGS, &["--remove-name-section"])?;
    let (module, script) = (work.join("plain.wasm"), work.join("plain.asm.js"));
    let (optimised, list, names) =
        (work.join("plain-optimised.wasm"), work.join("plain-names.txt"), work.join("plain-names.json"));
    finish::optimise_with(&FEATURES, &bound.join(MODULE), &optimised, &["--strip-debug"])?;
    finish::shorten(&tools, "main", &optimised, &module, &list)?;
    finish::write_names(&names, &list, "{}")?;
    let mut converter = Command::new("node");
    converter.arg(paths::node_tool("binaryen/bin/wasm2js")).args(FEATURES).arg("-Oz");
    run_quietly(converter.arg(&module).arg("-o").arg(&script))?;
    scripts::bundle_glue(&bound.join(GLUE), &out, &[&names, &script])?;
    stamp.keep()?;
    Ok(Made::Anew(()))
}
