//! The demo page on its own server, from nothing: whatever is missing is installed and built on the way.

use crate::args::Args;
use crate::failure::Outcome;
use crate::supervise::{ProcessGroup, free};
use crate::{dist, server};

/// `cargo xtask demo`
pub(crate) fn run(rest: Vec<String>) -> Outcome {
    let mut args = Args::new(rest, "--port N");
    let port = args.port(server::PORT)?;
    args.finish()?;
    free(port)?;
    println!("demo: making the shipped files (the first time takes some minutes)");
    dist::build(false)?;
    println!("demo: building the server");
    let program = server::build()?;
    let mut group = ProcessGroup::new()?;
    group.start("halo-server", &mut server::demo(&program, port))?;
    if group.wait_for(port)? {
        println!("\nThe demo page:  http://127.0.0.1:{port}/");
        println!(
            "Ctrl-C ends it. What it stored is in {}/; remove that folder to start anew.\n",
            server::DATA
        );
    }
    group.wait()
}
