//! Events stored a second: every connection sends its next batch when the last one was acknowledged.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::programs::Program;

/// Widgets that send at once.
pub(crate) const CONNECTIONS: usize = 32;
/// The most that one request may hold.
pub(crate) const BATCH: usize = 100;
/// More batches a second than any of the stores takes, so that none is sent twice.
const MADE_A_SECOND: usize = 1_000;

/// What was measured.
pub(crate) struct Rate {
    a_second: f64,
    cores: f64,
}

impl Rate {
    pub(crate) fn print(&self, name: &str) {
        let Self { a_second, cores } = self;
        println!(
            "  {name:<12} {a_second:>8.0} events/s, {cores:.2} cores of the server, {:.0} µs of a core an event",
            cores * 1e6 / a_second
        );
    }
}

/// Acknowledged events a second.
pub(crate) async fn rate(program: &Program, seconds: u64) -> Rate {
    let made = MADE_A_SECOND * usize::try_from(seconds).unwrap();
    let batches: Arc<Vec<String>> = Arc::new((0..made).map(|it| request(program, it, BATCH)).collect());
    let next = Arc::new(AtomicUsize::new(0));
    let (started, before) = (Instant::now(), program.processor_seconds());
    let until = started + Duration::from_secs(seconds);
    let send = || send(program.address.clone(), batches.clone(), next.clone(), until);
    let senders: Vec<_> = (0..CONNECTIONS).map(|_| tokio::spawn(send())).collect();
    let mut acknowledged = 0;
    for sender in senders {
        acknowledged += sender.await.unwrap();
    }
    let took = started.elapsed().as_secs_f64();
    Rate { a_second: acknowledged as f64 / took, cores: (program.processor_seconds() - before) / took }
}

async fn send(address: String, batches: Arc<Vec<String>>, next: Arc<AtomicUsize>, until: Instant) -> usize {
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let mut acknowledged = 0;
    while Instant::now() < until {
        let Some(batch) = batches.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
        post(&mut stream, batch).await;
        acknowledged += BATCH;
    }
    acknowledged
}

/// Sends a batch and waits for its acknowledgement.
pub(crate) async fn post(stream: &mut TcpStream, request: &str) {
    stream.write_all(request.as_bytes()).await.unwrap();
    let (mut seen, mut part) = (Vec::new(), [0_u8; 4096]);
    while !seen.ends_with(b"{\"success\":true}") {
        let read = stream.read(&mut part).await.unwrap();
        seen.extend_from_slice(&part[..read]);
        assert!(read > 0 && seen.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&seen));
    }
}

/// A batch whose ids no other has. They grow, as those of the widget do.
pub(crate) fn request(program: &Program, number: usize, events: usize) -> String {
    let event = |at: usize| {
        format!(
            "{{\"event_type\":\"click\",\"element_selector\":\"#buy\",\"page_url\":\"https://shop.example/boots\",\
             \"metadata\":{{\"$id\":\"018f0000-{:04x}-7000-8000-{:012x}\",\"$at\":\"2026-01-02T03:04:05Z\",\
             \"text\":\"Buy\"}}}}",
            number >> 16,
            (number & 0xffff) * BATCH + at
        )
    };
    let events: Vec<String> = (0..events).map(event).collect();
    program.post(
        "/api/sdk/events",
        &format!("{{\"session_id\":\"sess_1_abcdef\",\"events\":[{}]}}", events.join(",")),
    )
}
