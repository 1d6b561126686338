//! From cargo's module to the shipped ones: the cut into chunks, bindings, wasm-opt, short names.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::chunks::{self, Chunks};
use super::{GLUE, MODULE, Made};
use crate::failure::{Failure, Outcome};
use crate::process::run_quietly;
use crate::stamp::Inputs;
use crate::{paths, tools};

/// What rustc's target has on by itself. Never all features: the optimiser would write what no browser reads.
pub(super) const FEATURES: [&str; 8] = [
    "--enable-mutable-globals",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-reference-types",
    "--enable-multivalue",
];
/// Measured best for size; the second round still finds something after the first. The lowest kilobyte of memory is the
/// far end of the stack, so no object lies there and small offsets may be folded into the address.
const PASSES: [&str; 7] =
    ["--low-memory-unused", "--flatten", "--rereloop", "-Oz", "--flatten", "--rereloop", "-Oz"];
/// Stack pointer and function table: the chunks work with those of the main module.
const KEEP: &str = "--keep-lld-exports";
/// The folder of the bindings step's output, in the work folder.
const BINDINGS: &str = "bindings";
/// The module name of all imports, as the finishing step (crates/bindgen) writes it.
const IMPORTED_FROM: &str = "a";
/// The finishing step's list of names.
const NAMES: &str = "names.txt";

/// What belongs to the finished module.
pub(super) struct Bound {
    /// The glue as the bindings step wrote it.
    pub(super) glue: PathBuf,
    /// The long and the short names of imports and exports, and the files of each chunk, as JSON.
    pub(super) names: PathBuf,
    /// The finished chunks.
    pub(super) chunks: Vec<PathBuf>,
}

/// Makes the shipped module in the work folder.
pub(super) fn finish(compiled: &Path) -> Outcome<Made<Bound>> {
    let work = paths::dist_work()?;
    let module = work.join(MODULE);
    let mut bound =
        Bound { glue: work.join(BINDINGS).join(GLUE), names: work.join("names.json"), chunks: Vec::new() };
    let tools = tools::ensure_bindings()?;
    let stamp = Inputs::new()?
        .file(compiled)?
        .file(&paths::root().join("Cargo.lock"))?
        .file(&paths::root().join("package-lock.json"))?
        .compare(work.join("finish.stamp"));
    if let Ok(chunks) = Chunks::read(&chunks::place()?) {
        bound.chunks = chunks.files(&work);
        let mut products = vec![module.as_path(), &bound.glue, &bound.names];
        products.extend(bound.chunks.iter().map(PathBuf::as_path));
        if stamp.holds_for(&products) {
            return Ok(Made::Before(bound));
        }
    }
    let chunks = chunks::cut(&tools, compiled)?;
    bound.chunks = chunks.files(&work);
    let folder = bind(&tools, &chunks.main(), BINDINGS, &["--remove-name-section", KEEP])?;
    let (optimised, list) = (work.join("optimised.wasm"), work.join(NAMES));
    optimise(&folder.join(MODULE), &optimised, &["--strip-debug"])?;
    shorten(&tools, "main", &optimised, &module, &list)?;
    for (part, shipped) in chunks.parts() {
        optimise(&part, &optimised, &["--strip-debug"])?;
        shorten(&tools, "part", &optimised, &work.join(shipped), &list)?;
    }
    write_names(&bound.names, &list, &chunks.json())?;
    stamp.keep()?;
    Ok(Made::Anew(bound))
}

/// The finishing step: the order of functions and the short names, which the list is written to or read from.
pub(super) fn shorten(tools: &Path, form: &str, module: &Path, output: &Path, list: &Path) -> Outcome {
    run_quietly(Command::new(tools.join(tools::FINISHER)).arg(form).arg(module).arg(output).arg(list))
}

/// Writes down what the glue must know of a finished module.
pub(super) fn write_names(path: &Path, list: &Path, chunks: &str) -> Outcome {
    let list = fs::read_to_string(list).map_err(Failure::at(list))?;
    let (imports, exports) = (json_object(&list, "import"), json_object(&list, "export"));
    let names = format!(
        "{{\"module\":\"{IMPORTED_FROM}\",\"imports\":{imports},\"exports\":{exports},\"chunks\":{chunks}}}\n"
    );
    fs::write(path, names).map_err(Failure::at(path))
}

/// The module of `finish` with all its function names, for listings.
pub(crate) fn named(compiled: &Path) -> Outcome<PathBuf> {
    let tools = tools::ensure_bindings()?;
    let bound = bind(&tools, &chunks::cut(&tools, compiled)?.main(), "named", &[KEEP])?;
    let out = bound.join("named.wasm");
    optimise(&bound.join(MODULE), &out, &["--debuginfo"])?;
    Ok(out)
}

/// The bindings step, into a folder of the work folder.
pub(super) fn bind(tools: &Path, compiled: &Path, folder: &str, more: &[&str]) -> Outcome<PathBuf> {
    let out = paths::dist_work()?.join(folder);
    let mut step = Command::new(tools.join("wasm-bindgen"));
    step.args(["--target", "web", "--no-typescript", "--out-name", "halo", "--out-dir"]).arg(&out).args(more);
    run_quietly(step.arg(compiled))?;
    Ok(out)
}

fn optimise(input: &Path, output: &Path, more: &[&str]) -> Outcome {
    optimise_with(&FEATURES, input, output, more)
}

/// `wasm-opt` for a module of these features.
pub(super) fn optimise_with(features: &[&str], input: &Path, output: &Path, more: &[&str]) -> Outcome {
    let mut optimiser = Command::new("node");
    // By its path: Debian's package of the same name writes modules that do not start.
    optimiser.arg(paths::node_tool("binaryen/bin/wasm-opt"));
    run_quietly(optimiser.args(features).args(PASSES).args(more).arg(input).arg("-o").arg(output))
}

/// The long and the short names of one kind. They are identifiers, so nothing needs escaping.
fn json_object(list: &str, kind: &str) -> String {
    let pairs = list.lines().filter_map(|line| {
        let (_, names) = line.split_once('\t').filter(|(its_kind, _)| *its_kind == kind)?;
        let (long, short) = names.split_once('\t')?;
        Some(format!("\"{long}\":\"{short}\""))
    });
    format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_to_the_glue_as_json() {
        let list = "import\ta_1\ta\nimport\tb_2\tb\nexport\tc\ta\n";
        assert_eq!(json_object(list, "import"), r#"{"a_1":"a","b_2":"b"}"#);
        assert_eq!(json_object(list, "export"), r#"{"c":"a"}"#);
    }
}
