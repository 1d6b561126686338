//! The accept loop: our own, because the framework's has no time limit for headers. HTTP/1.1 only: TLS and HTTP/2 are a
//! proxy's matter, and what a proxy does not forward cannot flood us.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use crate::state::App;

/// Headers that take longer are a slow attack, or a connection kept open for nothing.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// Headers larger than this are no browser's: an address of 8 KB and a hundred fields fit.
const HEADER_BYTES: usize = 64 * 1024;
/// Open connections; further ones wait in the system's queue until one closes.
const MOST_CONNECTIONS: usize = 16_384;
/// What the system may keep waiting.
const BACKLOG: u32 = 4_096;
/// After a failed accept (no file handles left): the next try would fail at once too.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// For connections that are idle, or whose client reads slowly, once all answers are given.
const LAST_WRITES: Duration = Duration::from_secs(2);

/// Who is at the other end of the connection: a browser, or a proxy.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// Lets the process open as many files as it ever may: many systems begin with 1,024, and a stream takes two, the
/// visitor's connection and the agent's.
pub fn allow_many_connections() {
    let mut limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(cause) = rustix::process::setrlimit(rustix::process::Resource::Nofile, limit) {
        tracing::warn!(%cause, "the limit of open files could not be raised");
    }
}

/// Opens the port.
///
/// # Errors
/// The address is taken or not ours.
pub fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket =
        if address.is_ipv4() { tokio::net::TcpSocket::new_v4() } else { tokio::net::TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Serves until `stop`, then lets running answers finish.
pub async fn serve(listener: TcpListener, router: Router, app: App, stop: CancellationToken) {
    let connections = TaskTracker::new();
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let place = tokio::select! {
            () = stop.cancelled() => break,
            place = places.clone().acquire_owned() => place,
        };
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(it) => it,
            Err(cause) => {
                tracing::warn!(%cause, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        let task = connection(stream, peer, router.clone(), app.clone(), stop.clone());
        connections.spawn(async move {
            task.await;
            drop(place);
        });
    }
    drop(listener);
    finish(&app, connections).await;
}

async fn connection(stream: TcpStream, peer: SocketAddr, router: Router, app: App, stop: CancellationToken) {
    // Tokens are small and must not wait for each other.
    let _ = stream.set_nodelay(true);
    app.metrics().connections(1);
    let service = TowerToHyperService::new(router.map_request(move |mut request: hyper::Request<_>| {
        request.extensions_mut().insert(Peer(peer));
        request.map(axum::body::Body::new)
    }));
    let serving = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_buf_size(HEADER_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    let mut serving = std::pin::pin!(serving);
    let ended = tokio::select! {
        ended = serving.as_mut() => ended,
        () = stop.cancelled() => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(cause) = ended {
        tracing::debug!(%cause, "a connection broke");
    }
    app.metrics().connections(-1);
}

/// Running answers may finish; then they are broken off, which tells their clients to resume elsewhere.
async fn finish(app: &App, connections: TaskTracker) {
    app.stop();
    connections.close();
    app.tasks().close();
    let all = async {
        app.tasks().wait().await;
        connections.wait().await;
    };
    if tokio::time::timeout(app.config().drain, all).await.is_err() {
        tracing::warn!("time is over: running answers are broken off");
        app.stop_answers();
        let _ = tokio::time::timeout(LAST_WRITES, async {
            app.tasks().wait().await;
            connections.wait().await;
        })
        .await;
    }
    app.store().close().await;
}
