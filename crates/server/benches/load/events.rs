//! Events stored a second: every connection sends its next batch when the last one was acknowledged.

use std::time::{Duration, Instant};

use halo_server::ids;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::programs::Program;

/// Widgets that send at once.
pub(crate) const CONNECTIONS: usize = 32;
const BATCH: usize = 100;

/// Acknowledged events a second.
pub(crate) async fn rate(program: &Program, seconds: u64) -> f64 {
    let started = Instant::now();
    let until = started + Duration::from_secs(seconds);
    let senders: Vec<_> =
        (0..CONNECTIONS).map(|_| tokio::spawn(send(program.address.clone(), until))).collect();
    let mut acknowledged = 0;
    for sender in senders {
        acknowledged += sender.await.unwrap();
    }
    acknowledged as f64 / started.elapsed().as_secs_f64()
}

async fn send(address: String, until: Instant) -> usize {
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let mut acknowledged = 0;
    let mut answer = [0_u8; 4096];
    while Instant::now() < until {
        stream.write_all(request(&address).as_bytes()).await.unwrap();
        let mut seen = Vec::new();
        while !seen.ends_with(b"{\"success\":true}") {
            let read = stream.read(&mut answer).await.unwrap();
            seen.extend_from_slice(&answer[..read]);
            assert!(read > 0 && seen.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&seen));
        }
        acknowledged += BATCH;
    }
    acknowledged
}

fn request(address: &str) -> String {
    let event = |_| {
        format!(
            "{{\"event_type\":\"click\",\"element_selector\":\"#buy\",\"page_url\":\"https://shop.example/boots\",\
             \"metadata\":{{\"$id\":\"{}\",\"$at\":\"2026-01-02T03:04:05Z\",\"text\":\"Buy\"}}}}",
            ids::uuid()
        )
    };
    let events: Vec<String> = (0..BATCH).map(event).collect();
    let body = format!("{{\"session_id\":\"sess_1_abcdef\",\"events\":[{}]}}", events.join(","));
    format!(
        "POST /api/sdk/events HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        halo_server::demo::KEY,
        body.len()
    )
}
