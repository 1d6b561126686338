//! The bindings step (`wasm-bindgen`), the WebAssembly test runner and the splitting step in one program, so that
//! Cargo.lock alone decides their versions. Which of them runs is told by the name it is called under or by its first
//! argument; `cargo xtask` lays links with the names, two of which cargo and trunk look for.

mod split;

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

/// The name trunk looks for on PATH.
const BINDINGS: &str = "wasm-bindgen";
/// The name cargo's runner setting is given.
const TEST_RUNNER: &str = "wasm-bindgen-test-runner";
/// The name `cargo xtask dist` looks for.
const SPLITTER: &str = "wasm-split";

fn main() -> ExitCode {
    let mut args: Vec<OsString> = env::args_os().collect();
    let mut name = called_as(args.first());
    if ![BINDINGS, TEST_RUNNER, SPLITTER].contains(&name.as_str()) && args.len() > 1 {
        args.remove(0);
        name = called_as(args.first());
    }
    let outcome = match name.as_str() {
        BINDINGS => wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(args).map_err(|it| format!("{it:?}")),
        TEST_RUNNER => wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(args)
            .map_err(|it| format!("{it:?}")),
        SPLITTER => split::run(&args),
        other => {
            eprintln!(
                "error: called as {other:?}; allowed are {BINDINGS:?}, {TEST_RUNNER:?} and {SPLITTER:?}, as the program's name or as the first argument"
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

/// The program's name without folder and extension.
fn called_as(argument: Option<&OsString>) -> String {
    argument
        .and_then(|path| Path::new(path).file_stem())
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}
