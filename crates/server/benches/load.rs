//! How much one server carries on this machine: streams held at once, and events stored a second. A plain Node server
//! that sends the same stream runs in the same minutes, so that the numbers can be told as ratios.
//!
//! `cargo bench -p halo-server --bench load [-- --streams N --seconds S]`; with `HALO_TEST_POSTGRES` events go into
//! Postgres too. Each stream has an upstream of its own: the server holds two connections for it, Node one.

// A bench that cannot measure has nothing to say.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "load/events.rs"]
mod events;
#[path = "load/programs.rs"]
mod programs;
#[path = "load/streams.rs"]
mod streams;

use programs::Program;

/// What the command line asks for.
struct Wanted {
    streams: usize,
    seconds: u64,
}

fn wanted() -> Wanted {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |name: &str, otherwise: u64| {
        let at = arguments.iter().position(|it| it == name);
        at.and_then(|at| arguments.get(at + 1)?.parse().ok()).unwrap_or(otherwise)
    };
    Wanted { streams: usize::try_from(number("--streams", 5_000)).unwrap(), seconds: number("--seconds", 5) }
}

#[tokio::main]
async fn main() {
    let Wanted { streams: count, seconds } = wanted();
    let upstream = streams::upstream().await;
    println!("{count} streams at once, a token a second each; first token at once");
    let ours = {
        let server = Program::halo(None);
        let agent = server.model_agent(&upstream);
        streams::hold(&server, &server.question(&agent), count).await
    };
    ours.print("halo-server");
    let node = Program::node();
    let theirs = streams::hold(&node, &node.question(""), count).await;
    theirs.print("plain Node");
    ours.print_ratios(&theirs);
    drop(node);

    println!("\nevents stored a second, batches of 100, {} connections, {seconds} s", events::CONNECTIONS);
    let server = Program::halo(None);
    println!("  SQLite    {:>9.0}", events::rate(&server, seconds).await);
    match std::env::var("HALO_TEST_POSTGRES") {
        Ok(url) => {
            let server = Program::halo(Some(&url));
            println!("  Postgres  {:>9.0}", events::rate(&server, seconds).await);
        }
        Err(_) => println!("  Postgres  not measured: HALO_TEST_POSTGRES names no server"),
    }
}
