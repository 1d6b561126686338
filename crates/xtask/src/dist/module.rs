//! The compile step: the root package's bin as WebAssembly, with a standard library of its own where that works.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Outcome;
use crate::process::run;
use crate::{paths, tools};

/// The profile of the root Cargo.toml that the shipped module is built with.
const PROFILE: &str = "small";
const BIN: &str = "halo-widget";
/// Recompiles std for size: about a fifth of the module.
const BUILD_STD: [&str; 2] = ["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"];
/// No panic messages, no source positions, no `Debug` texts: nobody could read them in a visitor's browser.
const UNSTABLE_FLAGS: &str =
    "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none";

/// Compiles and answers where the module lies. Cargo decides what is out of date.
pub(super) fn compile(style: &Path, stable: bool) -> Outcome<PathBuf> {
    if stable {
        println!(
            "dist: stable flags only, as asked: the module is about 10 KB (brotli) larger than the shipped one"
        );
        run(&mut cargo(style))?;
    } else if !tools::std_sources_are_there() {
        println!(
            "dist: without rust-src the module is built on the stock standard library, about 10 KB (brotli) larger"
        );
        run(&mut cargo(style))?;
    } else if let Err(failure) = run(&mut with_own_std(style)) {
        println!("dist: {failure}");
        println!(
            "dist: trying again on the stock standard library; if that works, the module is about 10 KB (brotli) larger"
        );
        run(&mut cargo(style))?;
    }
    place()
}

/// Where cargo lays the module.
pub(super) fn place() -> Outcome<PathBuf> {
    Ok(paths::target()?.join(tools::WASM).join(PROFILE).join(format!("{BIN}.wasm")))
}

fn cargo(style: &Path) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(paths::root()).env("HALO_STYLE", style);
    command.args(["build", "--package", BIN, "--bin", BIN, "--target", tools::WASM, "--profile", PROFILE]);
    // Only this build is cut into chunks; in every other one the functions of a chunk are called directly.
    command.args(["--features", "split"]);
    command
}

/// RUSTC_BOOTSTRAP lets a stable compiler take unstable flags. It is outside Rust's promises, so it is set for this
/// child alone, and the plain build stays possible.
fn with_own_std(style: &Path) -> Command {
    let mut command = cargo(style);
    command.args(BUILD_STD).env("RUSTC_BOOTSTRAP", "1");
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", UNSTABLE_FLAGS);
    // It would win over the setting above.
    command.env_remove("RUSTFLAGS");
    command
}
