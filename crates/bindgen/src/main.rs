//! All that reads or writes WebAssembly, in one program, so that Cargo.lock alone decides the versions: the bindings step
//! (`wasm-bindgen`), the splitting step, the finishing step and a listing. Which of them runs is told by the name it is
//! called under or by its first argument; `cargo xtask` lays links with the names, one of which trunk looks for.

mod finish;
mod listing;
mod order;
mod split;

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use wasmparser::{ImportSectionReader, TypeRef};

/// The name trunk looks for on PATH.
const BINDINGS: &str = "wasm-bindgen";
/// The names `cargo xtask` looks for.
const SPLITTER: &str = "wasm-split";
const FINISHER: &str = "wasm-finish";
const LISTING: &str = "wasm-list";
const NAMES: [&str; 4] = [BINDINGS, SPLITTER, FINISHER, LISTING];

fn main() -> ExitCode {
    let mut args: Vec<OsString> = env::args_os().collect();
    let mut name = called_as(args.first());
    if !NAMES.contains(&name.as_str()) && args.len() > 1 {
        args.remove(0);
        name = called_as(args.first());
    }
    let outcome = match name.as_str() {
        BINDINGS => wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(args).map_err(|it| format!("{it:?}")),
        SPLITTER => split::run(&args),
        FINISHER => finish::run(&args),
        LISTING => listing::run(&args),
        other => {
            eprintln!(
                "error: called as {other:?}; allowed are {NAMES:?}, as the program's name or as the first argument"
            );
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// An error with the file that it is about.
fn at<E: std::fmt::Display>(path: &Path) -> impl Fn(E) -> String {
    move |error| format!("{}: {error}", path.display())
}

/// How many functions an import section brings: they have the first places among all functions.
fn imported_functions(section: ImportSectionReader<'_>) -> wasmparser::Result<u32> {
    section
        .into_imports()
        .try_fold(0, |count, import| Ok(count + u32::from(matches!(import?.ty, TypeRef::Func(_)))))
}

/// The program's name without folder and extension.
fn called_as(argument: Option<&OsString>) -> String {
    argument
        .and_then(|path| Path::new(path).file_stem())
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}
