//! From cargo's module to the shipped ones: the cut into chunks, bindings, wasm-opt, short names.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::chunks::{self, Chunks};
use super::{GLUE, MODULE, Made};
use crate::failure::{Failure, Outcome};
use crate::process::run_quietly;
use crate::stamp::Inputs;
use crate::wasm::{Export, Import, Module};
use crate::{paths, tools};

/// What rustc's target has on by itself. Never all features: the optimiser would write what no browser reads.
const FEATURES: [&str; 8] = [
    "--enable-mutable-globals",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-reference-types",
    "--enable-multivalue",
];
/// Measured best for size; the second -Oz still finds something after the first. The lowest kilobyte of memory is the
/// far end of the stack, so no object lies there and small offsets may be folded into the address.
const PASSES: [&str; 5] = ["--low-memory-unused", "--flatten", "--rereloop", "-Oz", "-Oz"];
/// Kept readable for whoever looks at the memory of a running widget.
const MEMORY: &str = "memory";
/// The folder of the bindings step's output, in the work folder.
const BINDINGS: &str = "bindings";
/// The module name of all imports, instead of the bindings step's "./halo_bg.js".
const IMPORTED_FROM: &str = "a";

/// The custom sections of the parcel, as npm/chunks.js asks for them.
const PART: &str = "part";

/// What belongs to the finished module.
pub(super) struct Bound {
    /// The glue as the bindings step wrote it.
    pub(super) glue: PathBuf,
    /// The long and the short names of imports and exports, and the files of each chunk, as JSON.
    pub(super) names: PathBuf,
    /// The finished chunks.
    pub(super) chunks: Vec<PathBuf>,
}

/// Names before and after shortening.
type Renamed = Vec<(String, String)>;

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
    let folder = bind(&tools, &chunks.main(), BINDINGS, &["--remove-name-section"])?;
    let optimised = work.join("optimised.wasm");
    optimise(&folder.join(MODULE), &optimised, &["--strip-debug"])?;
    let mut finished = Module::read(&optimised)?;
    let (imports, exports) = shorten(&mut finished)?;
    finished.drop_custom_sections();
    finished.write(&module)?;
    let mut shared = Vec::new();
    for (part, shipped) in chunks.parts() {
        optimise(&part, &optimised, &["--strip-debug"])?;
        let mut chunk = Module::read(&optimised)?;
        join(&mut chunk, &exports)?;
        chunk.drop_custom_sections();
        if shipped == chunks::SHARED { shared.push(chunk) } else { chunk.write(&work.join(shipped))? }
    }
    // Over a dozen small files otherwise, each a request.
    Module::parcel(PART, &shared).write(&work.join(chunks::SHARED))?;
    let names = format!(
        "{{\"module\":\"{IMPORTED_FROM}\",\"imports\":{},\"exports\":{},\"chunks\":{}}}\n",
        json_object(&imports),
        json_object(&exports),
        chunks.json()
    );
    fs::write(&bound.names, names).map_err(Failure::at(&bound.names))?;
    stamp.keep()?;
    Ok(Made::Anew(bound))
}

/// The module of `finish` with all its function names, for listings.
pub(crate) fn named(compiled: &Path) -> Outcome<PathBuf> {
    let tools = tools::ensure_bindings()?;
    let bound = bind(&tools, &chunks::cut(&tools, compiled)?.main(), "named", &[])?;
    let out = bound.join("named.wasm");
    optimise(&bound.join(MODULE), &out, &["--debuginfo"])?;
    Ok(out)
}

/// The bindings step, into a folder of the work folder.
fn bind(tools: &Path, compiled: &Path, folder: &str, more: &[&str]) -> Outcome<PathBuf> {
    let out = paths::dist_work()?.join(folder);
    let mut step = Command::new(tools.join("wasm-bindgen"));
    step.args(["--target", "web", "--no-typescript", "--out-name", "halo", "--out-dir"]).arg(&out).args(more);
    // Stack pointer and function table: the chunks work with those of the main module.
    step.arg("--keep-lld-exports");
    run_quietly(step.arg(compiled))?;
    Ok(out)
}

fn optimise(input: &Path, output: &Path, more: &[&str]) -> Outcome {
    let mut optimiser = Command::new("node");
    // By its path: Debian's package of the same name writes modules that do not start.
    optimiser.arg(paths::node_tool("binaryen/bin/wasm-opt"));
    run_quietly(optimiser.args(FEATURES).args(PASSES).args(more).arg(input).arg("-o").arg(output))
}

/// Gives imports and exports short names, and answers which.
fn shorten(module: &mut Module) -> Outcome<(Renamed, Renamed)> {
    let imports = module.imports()?;
    let exports = module.exports()?;
    let renamed_imports: Vec<Import> = imports
        .iter()
        .enumerate()
        .map(|(index, import)| import.renamed(IMPORTED_FROM, short_name(index)))
        .collect();
    let renamed_exports: Vec<Export> = exports
        .iter()
        .enumerate()
        .map(|(index, export)| {
            if export.name == MEMORY {
                export.renamed(MEMORY.to_owned())
            } else {
                export.renamed(short_name(index))
            }
        })
        .collect();
    module.set_imports(&renamed_imports);
    module.set_exports(&renamed_exports);
    let imports = imports.into_iter().zip(renamed_imports).map(|(old, new)| (old.name, new.name));
    let exports = exports.into_iter().zip(renamed_exports).map(|(old, new)| (old.name, new.name));
    Ok((imports.collect(), exports.collect()))
}

/// Has a chunk import what it needs from the main module under the short names of the latter's exports.
fn join(chunk: &mut Module, exports: &Renamed) -> Outcome {
    let imports: Outcome<Vec<Import>> = chunk
        .imports()?
        .iter()
        .map(|import| {
            let export = exports.iter().find(|(long, _)| *long == import.name);
            let (_, short) = export.ok_or_else(|| Failure::Content {
                path: PathBuf::from(MODULE),
                met: format!("a chunk needs {}, which the main module does not export", import.name),
            })?;
            Ok(import.renamed(IMPORTED_FROM, short.clone()))
        })
        .collect();
    chunk.set_imports(&imports?);
    Ok(())
}

/// a, b, … z, A, … Z, aa, ba, …: valid as a property name in every place the glue writes it.
fn short_name(mut index: usize) -> String {
    const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut name = String::new();
    loop {
        name.extend(LETTERS.get(index % LETTERS.len()).map(|letter| char::from(*letter)));
        if index < LETTERS.len() {
            return name;
        }
        index = index / LETTERS.len() - 1;
    }
}

/// The names are identifiers, so nothing needs escaping.
fn json_object(pairs: &Renamed) -> String {
    let mut json = String::from("{");
    for (index, (key, value)) in pairs.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(json, "{comma}\"{key}\":\"{value}\"");
    }
    json + "}"
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn short_names_are_never_given_twice() {
        let names: BTreeSet<String> = (0..10_000).map(short_name).collect();
        assert_eq!(names.len(), 10_000);
        assert!(names.iter().all(|name| name.len() <= 3 && name.chars().all(|c| c.is_ascii_alphabetic())));
    }

    #[test]
    fn names_are_told_to_the_glue_as_json() {
        assert_eq!(
            json_object(&vec![("a_1".into(), "a".into()), ("b_2".into(), "b".into())]),
            r#"{"a_1":"a","b_2":"b"}"#
        );
    }
}
