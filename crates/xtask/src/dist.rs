//! The shipped files, from the sources to dist/sdk/: style, module, its finish, scripts, packing. Each step
//! compares what it would be made from with what it was made from, and is skipped when that is the same.

mod chunks;
mod finish;
mod locales;
mod module;
mod plain;
pub(crate) mod scripts;

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use module::Form;

use crate::args::Args;
use crate::failure::{Failure, Outcome};
use crate::process::run_quietly;
use crate::stamp::Inputs;
use crate::{paths, tools};

/// Every esbuild step compiles for these: constructable style sheets and WebAssembly with reference types need them.
pub(crate) const BROWSERS: &str = "chrome99,firefox101,safari16.4";
/// The door, all that a page loads by itself.
pub(crate) const DOOR: &str = "haloagents.umd.js";
/// Between JavaScript and the module, fetched on interest.
pub(crate) const GLUE: &str = "halo.js";
/// The module, fetched on interest.
pub(crate) const MODULE: &str = "halo_bg.wasm";
/// What `HaloAgents.diagnose()` fetches.
pub(crate) const DIAGNOSIS: &str = "diagnose.js";
/// The widget as plain JavaScript, fetched where WebAssembly is refused.
pub(crate) const PLAIN: &str = "halo_plain.js";
/// All of it but the door, the chunks of the module and the locales.
const SHIPPED: [&str; 4] = [GLUE, MODULE, PLAIN, DIAGNOSIS];

/// `cargo xtask dist`
pub(crate) fn run(rest: Vec<String>) -> Outcome {
    let mut args = Args::new(rest, "--stable (leave the compiler's unstable flags out)");
    let stable = args.flag("--stable");
    args.finish()?;
    build(stable)
}

/// Makes whatever is out of date.
pub(crate) fn build(stable: bool) -> Outcome {
    tools::ensure_wasm_target()?;
    tools::ensure_node_modules()?;
    let work = paths::dist_work()?;
    fs::create_dir_all(&work).map_err(Failure::at(&work))?;
    let style = step("style", style)?;
    let compiled = step("module", || module::compile(&style, stable, Form::WebAssembly).map(Made::Anew))?;
    let bound = step("finish", || finish::finish(&compiled))?;
    let locales = step("locales", locales::make)?;
    step("glue", || scripts::glue(&bound, &locales.hashes))?;
    step("plain", || plain::make(&style, stable, &locales.hashes))?;
    step("diagnosis", scripts::diagnosis)?;
    let chunks = bound.chunks.iter().cloned();
    let named = SHIPPED.iter().map(|name| work.join(name));
    let mut shipped: Vec<PathBuf> =
        named.chain(chunks).chain(locales.files).chain([locales.hashes]).collect();
    let build = step("door", || scripts::door(&shipped))?;
    shipped.push(work.join(DOOR));
    step("pack", || pack(&build, &shipped))?;
    println!("dist: {} is up to date", paths::sdk().display());
    Ok(())
}

/// The shipped module once more, with the names of its functions, for listings.
pub(crate) fn named_module() -> Outcome<PathBuf> {
    finish::named(&module::place(Form::WebAssembly)?)
}

/// Whether a step had anything to do; either way, its product.
enum Made<T> {
    Anew(T),
    Before(T),
}

fn step<T>(name: &str, work: impl FnOnce() -> Outcome<Made<T>>) -> Outcome<T> {
    let start = Instant::now();
    let made = work()?;
    let seconds = start.elapsed().as_secs_f32();
    match made {
        Made::Anew(product) => {
            println!("dist: {name:<9} {seconds:.1} s");
            Ok(product)
        }
        Made::Before(product) => {
            println!("dist: {name:<9} skipped, its inputs did not change");
            Ok(product)
        }
    }
}

/// The sheets of style/, bundled and minified: build.rs takes them in by this file's name.
fn style() -> Outcome<Made<PathBuf>> {
    let root = paths::root();
    let sheet = paths::dist_work()?.join("style.css");
    let stamp = Inputs::new()?
        .folder(&root.join("style"), &[".css"])?
        .file(&root.join("package-lock.json"))?
        .compare(paths::dist_work()?.join("style.stamp"));
    if stamp.holds_for(&[&sheet]) {
        return Ok(Made::Before(sheet));
    }
    let mut esbuild = Command::new(paths::node_tool(".bin/esbuild"));
    esbuild.args(["style/index.css", "--bundle", "--minify", "--log-level=warning"]);
    esbuild.arg(format!("--target={BROWSERS}")).arg(format!("--outfile={}", sheet.display()));
    run_quietly(esbuild.current_dir(root))?;
    stamp.keep()?;
    Ok(Made::Anew(sheet))
}

/// The finished files with their compressed siblings and the manifest.
fn pack(build: &str, shipped: &[PathBuf]) -> Outcome<Made<()>> {
    let (work, sdk, script) = (paths::dist_work()?, paths::sdk(), paths::script("pack.mjs"));
    let mut inputs = Inputs::new()?.file(&script)?.text(&sdk.to_string_lossy()).text(build);
    for file in shipped {
        inputs = inputs.file(file)?;
    }
    let stamp = inputs.compare(work.join("pack.stamp"));
    let names = shipped.iter().filter_map(|file| file.file_name()?.to_str());
    let products: Vec<PathBuf> = names
        .chain(["manifest.json"])
        .flat_map(|name| ["", ".br", ".gz"].map(|ending| sdk.join(format!("{name}{ending}"))))
        .collect();
    if stamp.holds_for(&products.iter().map(PathBuf::as_path).collect::<Vec<_>>()) {
        return Ok(Made::Before(()));
    }
    let mut node = Command::new("node");
    node.arg(script).arg(&sdk).arg(env!("CARGO_PKG_VERSION")).arg(build).args(shipped);
    run_quietly(&mut node)?;
    stamp.keep()?;
    Ok(Made::Anew(()))
}
