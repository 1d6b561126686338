//! The project's commands, one file each. This file only chooses.

mod args;
mod budget;
mod dist;
mod failure;
mod paths;
mod process;
mod sections;
mod size;
mod stamp;
mod system;
mod tools;
mod wasm;

use std::process::ExitCode;

use failure::{Failure, Outcome};

const COMMANDS: &str = "\
cargo xtask dist  [--stable]              the shipped files, into dist/sdk/
cargo xtask size  [--sections]            their sizes against size-budget.toml";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    match choose(&command, arguments.collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask {command}: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn choose(command: &str, rest: Vec<String>) -> Outcome {
    match command {
        "dist" => dist::run(rest),
        "size" => size::run(rest),
        "help" | "--help" | "-h" => {
            println!("{COMMANDS}");
            Ok(())
        }
        other => Err(Failure::Usage { given: other.to_owned(), allowed: format!("\n{COMMANDS}") }),
    }
}
