//! Streams held at once: time to the first token of each, and the memory of all.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::programs::Program;

/// New streams a second: a rush, but not all in one moment.
const OPENED_A_SECOND: u64 = 500;
/// How long all of them are held together before memory is read.
const HELD: Duration = Duration::from_secs(5);
/// How long after all hung up memory is read again.
const GONE: Duration = Duration::from_secs(5);
const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
const TOKEN: &[u8] = b"data: {\"choices\":[{\"delta\":{\"content\":\"word \"}}]}\n\n";

const WORD: &[u8] = b"word ";

/// What was measured.
pub(crate) struct Held {
    count: usize,
    median_ms: f64,
    p99_ms: f64,
    kb_each: f64,
    left_kb: u64,
}

impl Held {
    pub(crate) fn print(&self, name: &str) {
        println!(
            "  {name:<12} held {:>5}   first token p50 {:>7.1} ms  p99 {:>7.1} ms   memory {:>5.1} KB a stream, {} MB more than before once all hung up",
            self.count,
            self.median_ms,
            self.p99_ms,
            self.kb_each,
            self.left_kb / 1024
        );
    }

    pub(crate) fn print_ratios(&self, other: &Self) {
        println!(
            "  ratio        p50 {:.2}   p99 {:.2}   memory {:.2}",
            self.median_ms / other.median_ms,
            self.p99_ms / other.p99_ms,
            self.kb_each / other.kb_each
        );
    }
}

/// A model that says a word at once and then one a second, until it is hung up on.
pub(crate) async fn upstream() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(say_words(stream));
        }
    });
    address
}

async fn say_words(mut stream: TcpStream) {
    let mut request = [0_u8; 4096];
    if !stream.read(&mut request).await.is_ok_and(|read| read > 0) {
        return;
    }
    if stream.write_all(HEAD).await.is_err() {
        return;
    }
    let mut words = tokio::time::interval(Duration::from_secs(1));
    loop {
        tokio::select! {
            // The rest of the request, or the end of the connection.
            read = stream.read(&mut request) => if !read.is_ok_and(|read| read > 0) { return },
            _ = words.tick() => if stream.write_all(TOKEN).await.is_err() { return },
        }
    }
}

/// Holds `count` streams of that request and measures them.
pub(crate) async fn hold(program: &Program, request: &str, count: usize) -> Held {
    let before = program.resident_kb();
    let mut opening = Vec::with_capacity(count);
    let started = Instant::now();
    for number in 0..count {
        let due = Duration::from_micros(number as u64 * 1_000_000 / OPENED_A_SECOND);
        tokio::time::sleep(due.saturating_sub(started.elapsed())).await;
        opening.push(tokio::spawn(open(program.address.clone(), request.to_owned())));
    }
    let (mut streams, mut times) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for stream in opening {
        if let Some((stream, time)) = stream.await.unwrap() {
            streams.push(tokio::spawn(read_on(stream)));
            times.push(time);
        }
    }
    tokio::time::sleep(HELD).await;
    let held = streams.iter().filter(|stream| !stream.is_finished()).count();
    let kb = program.resident_kb().saturating_sub(before);
    streams.iter().for_each(tokio::task::JoinHandle::abort);
    tokio::time::sleep(GONE).await;
    let left_kb = program.resident_kb().saturating_sub(before);
    times.sort();
    Held {
        count: held,
        median_ms: share(&times, 0.5),
        p99_ms: share(&times, 0.99),
        kb_each: kb as f64 / held.max(1) as f64,
        left_kb,
    }
}

/// Milliseconds within which that share of the sorted times lies.
pub(crate) fn share(times: &[Duration], share: f64) -> f64 {
    let at = (times.len() as f64 * share) as usize;
    times.get(at.min(times.len().saturating_sub(1))).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}

/// Opens a stream: its connection, and the time from then to its first word.
pub(crate) async fn open(address: String, request: String) -> Option<(TcpStream, Duration)> {
    let started = Instant::now();
    let mut stream = TcpStream::connect(address).await.ok()?;
    stream.write_all(request.as_bytes()).await.ok()?;
    let (mut seen, mut part) = (Vec::new(), [0_u8; 2048]);
    while !seen.windows(WORD.len()).any(|it| it == WORD) {
        let read = stream.read(&mut part).await.ok().filter(|read| *read > 0)?;
        seen.extend_from_slice(&part[..read]);
    }
    Some((stream, started.elapsed()))
}

async fn read_on(mut stream: TcpStream) {
    let mut part = [0_u8; 1024];
    while stream.read(&mut part).await.is_ok_and(|read| read > 0) {}
}
