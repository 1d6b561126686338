//! The program: reads the command line and runs it. All else is the library's.

use std::process::ExitCode;

use clap::Parser as _;

#[tokio::main]
async fn main() -> ExitCode {
    match halo_server::command::run(halo_server::cli::Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("halo-server: {failure}");
            ExitCode::FAILURE
        }
    }
}
