//! The project's commands, one file each. This file only chooses.

mod args;
mod bench;
mod browser;
mod budget;
mod ci;
mod demo;
mod dev;
mod dist;
mod failure;
mod hosts;
mod paths;
mod plant;
mod postgres;
mod process;
mod python;
mod release;
mod sections;
mod server;
mod shots;
mod size;
mod stamp;
mod supervise;
mod system;
mod test;
mod tools;
mod wires;

use std::process::ExitCode;

use failure::{Failure, Outcome};

const COMMANDS: &str = "\
cargo xtask demo  [--port N]              the demo page on its own server
cargo xtask dev   [--port N]              the edit loop: trunk serve with the server behind it
cargo xtask dist  [--stable]              the shipped files, into dist/sdk/
cargo xtask size  [--sections]            their sizes against size-budget.toml
cargo xtask test  [--list] [--only NAME]  everything that is checked
cargo xtask browser [--only NAME] [--headed] [--plain]
                                          scenarios in Chromium
cargo xtask shots [--only NAME]           a picture of every state, into shots/
cargo xtask hosts [--only NAME]           the widget on pages made with other libraries, into docs/compatibility.md
cargo xtask wires [--only NAME]           software of others against the server, into docs/compatibility.md
cargo xtask bench knowledge               how well and how fast the agent without a model answers, beside other searches
cargo xtask bench server                  what the server carries, beside a plain Node server
cargo xtask bench widget [--write]        the widget beside its peers, into docs/performance.md with --write
cargo xtask plant [--only NAME]           plants a fault of every rule in a copy: its check must refuse it
cargo xtask release VERSION [--dry-run]   sets the version, cuts the changelog, makes what is published
cargo xtask ci                            installs whatever a clean machine lacks";

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
        "bench" => bench::run_bench(rest),
        "browser" => browser::run_some(rest),
        "ci" => ci::run(rest),
        "demo" => demo::run(rest),
        "dev" => dev::run(rest),
        "dist" => dist::run(rest),
        "hook" => dev::hook(rest),
        "hosts" => hosts::run_all(rest),
        "plant" => plant::run(rest),
        "release" => release::run(rest),
        "shots" => shots::take(rest),
        "size" => size::run(rest),
        "test" => test::run(rest),
        "wires" => wires::run_all(rest),
        "help" | "--help" | "-h" => {
            println!("{COMMANDS}");
            Ok(())
        }
        other => Err(Failure::Usage { given: other.to_owned(), allowed: format!("\n{COMMANDS}") }),
    }
}
