//! A service that an agent answers through, played from a script: what it sends, how it is cut, how slowly, how brokenly.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// How one call is answered.
#[derive(Clone)]
pub(crate) enum Play {
    /// Whole, then closed.
    Whole(String),
    /// A byte at a time.
    Bytewise(String),
    /// The text, then nothing more, the connection held open.
    Hang(String),
    /// The text, then the connection is cut.
    Cut(String),
    /// An event at once and then two a second, without end.
    Endless,
}

/// A running service.
pub(crate) struct Upstream {
    pub(crate) url: String,
    pub(crate) requests: Arc<Mutex<Vec<String>>>,
    pub(crate) open: Arc<AtomicUsize>,
}

pub(crate) fn stream(events: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n{events}")
}

pub(crate) fn status(line: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {line}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

impl Upstream {
    /// Answers the calls in order; the last play answers all that come after.
    pub(crate) async fn start(plays: Vec<Play>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (requests, open) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicUsize::new(0)));
        let (heard, counted) = (requests.clone(), open.clone());
        tokio::spawn(async move {
            let mut call = 0;
            while let Ok((stream, _)) = listener.accept().await {
                let play = plays[call.min(plays.len() - 1)].clone();
                call += 1;
                let (heard, counted) = (heard.clone(), counted.clone());
                tokio::spawn(async move {
                    counted.fetch_add(1, Ordering::SeqCst);
                    let _ = answer(stream, play, &heard).await;
                    counted.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { url, requests, open }
    }

    pub(crate) fn calls(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// The pace of a scripted upstream is part of what it plays; no test waits for it.
async fn paced(pause: Duration) {
    tokio::time::sleep(pause).await;
}

async fn answer(mut stream: TcpStream, play: Play, heard: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let request = read_request(&mut stream).await?;
    heard.lock().unwrap().push(request);
    match play {
        Play::Whole(text) => stream.write_all(text.as_bytes()).await?,
        Play::Cut(text) => {
            stream.write_all(text.as_bytes()).await?;
            stream.flush().await?;
            // A reset throws away what the other side has not read yet: this is how long it has.
            paced(Duration::from_millis(50)).await;
            stream.set_zero_linger()?;
            return Ok(());
        }
        Play::Bytewise(text) => {
            stream.set_nodelay(true)?;
            for byte in text.as_bytes() {
                stream.write_all(&[*byte]).await?;
                tokio::task::yield_now().await;
            }
        }
        Play::Hang(text) => {
            stream.write_all(text.as_bytes()).await?;
            let mut rest = [0_u8; 64];
            while stream.read(&mut rest).await? > 0 {}
        }
        Play::Endless => {
            stream.write_all(super::upstream::stream("").as_bytes()).await?;
            let mut rest = [0_u8; 64];
            loop {
                let chunk = "data: {\"choices\":[{\"delta\":{\"content\":\"more \"}}]}\n\n";
                stream.write_all(chunk.as_bytes()).await?;
                tokio::select! {
                    read = stream.read(&mut rest) => if read? == 0 { return Ok(()) },
                    () = paced(Duration::from_millis(500)) => {}
                }
            }
        }
    }
    stream.shutdown().await
}

async fn read_request(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut request = Vec::new();
    let mut part = [0_u8; 4096];
    loop {
        let read = stream.read(&mut part).await?;
        request.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&request);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok()
            });
            if body.len() >= length.unwrap_or(0) {
                return Ok(text.into_owned());
            }
        }
        if read == 0 {
            return Ok(text.into_owned());
        }
    }
}
