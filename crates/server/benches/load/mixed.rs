//! A busy quarter of an hour in a minute: 200 visitors who ask one question after another, and 500 requests with events a
//! second beside them, due at their time whether or not the last one was answered.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

use super::events;
use super::programs::Program;
use super::streams::{open, share};

const VISITORS: usize = 200;
const REQUESTS_A_SECOND: u64 = 500;
/// Each sends its share, a quarter of a second apart.
const SENDERS: u64 = 125;
/// What a widget has after three seconds.
const EVENTS_EACH: usize = 3;
/// How long a visitor reads an answer before the next question.
const READ: Duration = Duration::from_secs(4);
/// Before this the server has not yet met all that it has to hold, nor has the database filled its caches.
const WARM_SECONDS: u64 = 20;

type Times = Arc<Mutex<Vec<Duration>>>;

/// Runs both and prints how long each waited, and whether memory grew.
pub(crate) async fn measure(upstream: &str, seconds: u64) {
    println!(
        "\n{VISITORS} streams and {REQUESTS_A_SECOND} requests with events a second, together, {seconds} s:"
    );
    let server = Arc::new(Program::halo(None));
    let agent = server.model_agent(upstream);
    let until = Instant::now() + Duration::from_secs(seconds);
    let (first_tokens, acknowledged) = (Times::default(), Times::default());
    let question = server.question(&agent, None);
    let mut all: Vec<_> = (0..VISITORS)
        .map(|visitor| {
            // They do not all ask in the same moment.
            let begin = READ.mul_f64(visitor as f64 / VISITORS as f64);
            tokio::spawn(ask(server.address.clone(), question.clone(), first_tokens.clone(), begin, until))
        })
        .collect();
    for sender in 0..SENDERS {
        all.push(tokio::spawn(send(server.clone(), sender, acknowledged.clone(), until)));
    }
    tokio::time::sleep(Duration::from_secs(WARM_SECONDS.min(seconds / 2))).await;
    let warm = server.resident_kb();
    for task in all {
        task.await.unwrap();
    }
    let end = server.resident_kb();
    print("first token", &first_tokens, seconds);
    print("events stored", &acknowledged, seconds);
    let grown = (end as f64 / warm as f64 - 1.0) * 100.0;
    println!("  memory         {warm} KB after {WARM_SECONDS} s, {end} KB at the end: {grown:+.1} %");
}

fn print(name: &str, times: &Times, seconds: u64) {
    let mut times = std::mem::take(&mut *times.lock().unwrap());
    times.sort();
    println!(
        "  {name:<14} {:>6} in all, {:>5.1} a second   p50 {:>6.1} ms   p99 {:>6.1} ms   slowest {:>6.1} ms",
        times.len(),
        times.len() as f64 / seconds as f64,
        share(&times, 0.5),
        share(&times, 0.99),
        share(&times, 1.0)
    );
}

async fn ask(address: String, question: String, times: Times, begin: Duration, until: Instant) {
    tokio::time::sleep(begin).await;
    while Instant::now() < until {
        let (mut stream, time) = open(address.clone(), question.clone()).await.unwrap();
        times.lock().unwrap().push(time);
        let mut part = [0_u8; 1024];
        let reading = async { while stream.read(&mut part).await.is_ok_and(|read| read > 0) {} };
        assert!(tokio::time::timeout(READ, reading).await.is_err(), "a stream ended before its time");
    }
}

async fn send(server: Arc<Program>, sender: u64, times: Times, until: Instant) {
    let mut stream = TcpStream::connect(&server.address).await.unwrap();
    let pause = Duration::from_secs_f64(SENDERS as f64 / REQUESTS_A_SECOND as f64);
    let mut due = Instant::now() + pause.mul_f64(sender as f64 / SENDERS as f64);
    for number in 0.. {
        if due >= until {
            return;
        }
        let batch = usize::try_from(sender).unwrap() * 100_000 + number;
        let request = events::request(&server, batch, EVENTS_EACH);
        tokio::time::sleep(due.saturating_duration_since(Instant::now())).await;
        events::post(&mut stream, &request).await;
        // From when it was due: whoever waits for the one before waits too.
        times.lock().unwrap().push(due.elapsed());
        due += pause;
    }
}
