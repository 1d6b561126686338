//! How much one server carries on this machine: streams held at once, events stored a second, and both together for a
//! while. Plain Node servers that send the same stream run in the same minutes, so that the numbers can be told as ratios.
//!
//! `cargo xtask bench server [--streams N] [--seconds S] [--mixed-seconds S]`. With `HALO_TEST_POSTGRES` events go into
//! Postgres too. The load comes from this process, not from the measured one: memory and processor time are those of the
//! measured process alone, and requests are made before the clock starts.

// A bench that cannot measure has nothing to say.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a bench that cannot measure has nothing to say")]

#[path = "load/events.rs"]
mod events;
#[path = "load/mixed.rs"]
mod mixed;
#[path = "load/node.rs"]
mod node;
#[path = "load/programs.rs"]
mod programs;
#[path = "load/streams.rs"]
mod streams;

use programs::Program;

/// A number of the command line.
fn number(name: &str, otherwise: u64) -> u64 {
    let arguments: Vec<String> = std::env::args().collect();
    let at = arguments.iter().position(|it| it == name);
    at.and_then(|at| arguments.get(at + 1)?.parse().ok()).unwrap_or(otherwise)
}

#[tokio::main]
async fn main() {
    let count = usize::try_from(number("--streams", 5_000)).unwrap();
    halo_server::serve::allow_many_connections();
    let upstream = streams::upstream().await;
    println!("{count} streams at once, 500 new ones a second, a token a second each");
    with_an_upstream_each(&upstream, count).await;
    of_one_answer(&upstream, count).await;
    ingest(number("--seconds", 5)).await;
    mixed::measure(&upstream, number("--mixed-seconds", 60)).await;
}

/// The whole way: two connections a stream, the visitor's and the model's.
async fn with_an_upstream_each(upstream: &str, count: usize) {
    println!("\neach with a connection to a model of its own:");
    let ours = {
        let server = Program::halo(None);
        let agent = server.model_agent(upstream);
        streams::hold(&server, &server.question(&agent, None), count).await
    };
    ours.print("halo-server");
    let theirs = {
        let node = Program::node(&node::relay(upstream));
        streams::hold(&node, &node.question("", None), count).await
    };
    theirs.print("Node");
    ours.print_ratios(&theirs);
}

/// The visitor's side alone: everybody follows one answer, as after a broken connection.
async fn of_one_answer(upstream: &str, count: usize) {
    println!("\nthe visitors' side alone, without a model behind each:");
    let ours = {
        let server = Program::halo(None);
        let agent = server.model_agent(upstream);
        streams::hold(&server, &server.question(&agent, Some("018f0000-0000-7000-8000-000000000001")), count)
            .await
    };
    ours.print("halo-server");
    let theirs = {
        let node = Program::node(node::PLAIN);
        streams::hold(&node, &node.question("", None), count).await
    };
    theirs.print("Node");
    ours.print_ratios(&theirs);
}

async fn ingest(seconds: u64) {
    println!("\nevents stored a second, batches of {}, {} connections:", events::BATCH, events::CONNECTIONS);
    events::rate(&Program::halo(None), seconds).await.print("SQLite");
    match std::env::var("HALO_TEST_POSTGRES") {
        Ok(url) => events::rate(&Program::halo(Some(&url)), seconds).await.print("Postgres"),
        Err(_) => println!("  Postgres     not measured: HALO_TEST_POSTGRES names no server"),
    }
}
