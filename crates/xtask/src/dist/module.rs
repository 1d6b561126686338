//! The compile step: the root package's bin as WebAssembly, with a standard library of its own where that works.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Outcome;
use crate::process::run;
use crate::{paths, tools};

/// The profile of the root Cargo.toml that the shipped module is built with.
const PROFILE: &str = "small";
const BIN: &str = "halo-widget";
const FLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";
/// Recompiles std for size: about a fifth of the module.
const BUILD_STD: [&str; 2] = ["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"];
/// No panic messages, no source positions, no `Debug` texts: nobody could read them in a visitor's browser.
const UNSTABLE_FLAGS: &str =
    "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none";

/// What wasm2js reads: no table of references beside that of functions, and nothing else that came after the first version.
const FIRST_VERSION: &str = "-Ctarget-cpu=mvp -Ctarget-feature=+mutable-globals";

/// What a module is compiled for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// To run as it is, cut into chunks.
    WebAssembly,
    /// To be made into plain JavaScript, all in one.
    Plain,
}

/// Compiles and answers where the module lies. Cargo decides what is out of date.
pub(super) fn compile(style: &Path, stable: bool, form: Form) -> Outcome<PathBuf> {
    // Cargo would lay both modules in the same place.
    let folder = folder(form)?;
    let cargo = || cargo(style, &folder, form);
    if stable {
        println!(
            "dist: stable flags only, as asked: the module is about 10 KB (brotli) larger than the shipped one"
        );
        run(&mut cargo())?;
    } else if !tools::std_sources_are_there() {
        println!(
            "dist: without rust-src the module is built on the stock standard library, about 10 KB (brotli) larger"
        );
        run(&mut cargo())?;
    } else if let Err(failure) = run(&mut with_own_std(cargo(), form)) {
        println!("dist: {failure}");
        println!(
            "dist: trying again on the stock standard library; if that works, the module is about 10 KB (brotli) larger"
        );
        run(&mut cargo())?;
    }
    place(form)
}

/// Where cargo lays the module.
pub(super) fn place(form: Form) -> Outcome<PathBuf> {
    Ok(folder(form)?.join(tools::WASM).join(PROFILE).join(format!("{BIN}.wasm")))
}

/// The target folder.
fn folder(form: Form) -> Outcome<PathBuf> {
    let target = paths::target()?;
    Ok(if form == Form::Plain { target.join("plain") } else { target })
}

fn cargo(style: &Path, folder: &Path, form: Form) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(paths::root()).env("HALO_STYLE", style);
    command.args(["build", "--package", BIN, "--bin", BIN, "--target", tools::WASM, "--profile", PROFILE]);
    command.arg("--target-dir").arg(folder);
    if form == Form::WebAssembly {
        // Only this build is cut into chunks; in every other one the functions of a chunk are called directly.
        command.args(["--features", "split"]);
    } else {
        command.args(["--features", "plain"]);
        command.env(FLAGS, FIRST_VERSION).env_remove("RUSTFLAGS");
    }
    command
}

/// RUSTC_BOOTSTRAP lets a stable compiler take unstable flags. It is outside Rust's promises, so it is set for this
/// child alone, and the plain build stays possible.
fn with_own_std(mut command: Command, form: Form) -> Command {
    command.args(BUILD_STD).env("RUSTC_BOOTSTRAP", "1");
    let flags = if form == Form::Plain {
        format!("{UNSTABLE_FLAGS} {FIRST_VERSION}")
    } else {
        UNSTABLE_FLAGS.to_owned()
    };
    // RUSTFLAGS would win over it.
    command.env(FLAGS, flags).env_remove("RUSTFLAGS");
    command
}
