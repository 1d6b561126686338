//! The accept loop: our own, because the framework's has no time limit for headers. HTTP/1.1 only: TLS and HTTP/2 are a
//! proxy's matter, and what a proxy does not forward cannot flood us.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use crate::listener::{Connection, Listener};
use crate::state::AppState;
use crate::telemetry::LogThrottle;

/// Headers that take longer are a slow attack, or a connection kept open for nothing.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// Headers larger than this are no browser's: an address of 8 KB and a hundred fields fit.
const HEADER_BYTES: usize = 64 * 1024;
/// Open connections; further ones wait in the system's queue until one closes.
const MOST_CONNECTIONS: usize = 16_384;
/// After a failed accept (no file handles left): the next try would fail at once too.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// What a client does not take off our hands for this long, it is not going to read.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);
/// For connections that are idle, or whose client reads slowly, once all answers are given.
const LAST_WRITES: Duration = Duration::from_secs(2);

/// The address at the other end of the connection, a browser's or a proxy's; none for a program on this machine that
/// came over a socket in the file system.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub Option<IpAddr>);

/// Lets the process open as many files as it ever may: many systems begin with 1,024, and a stream takes two, the
/// visitor's connection and the agent's.
pub fn allow_many_connections() {
    let mut limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(cause) = rustix::process::setrlimit(rustix::process::Resource::Nofile, limit) {
        tracing::warn!(%cause, "the limit of open files could not be raised");
    }
}

/// Serves until `stop`, then lets running answers finish.
pub async fn serve(listeners: Vec<Listener>, router: Router, app: AppState, stop: CancellationToken) {
    let connections = TaskTracker::new();
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let serving = Serving { router, app: app.clone(), stop };
    let accepting = listeners.into_iter().map(|it| accept(it, &serving, &connections, &places));
    futures_util::future::join_all(accepting).await;
    finish(&app, connections).await;
}

/// What every connection is served by.
#[derive(Clone)]
struct Serving {
    router: Router,
    app: AppState,
    stop: CancellationToken,
}

/// Takes connections in until the server is told to stop; then the listener is closed.
async fn accept(listener: Listener, serving: &Serving, connections: &TaskTracker, places: &Arc<Semaphore>) {
    let mut refused = LogThrottle::default();
    loop {
        let place = tokio::select! {
            () = serving.stop.cancelled() => return,
            place = places.clone().acquire_owned() => place,
        };
        let accepted = tokio::select! {
            () = serving.stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(it) => it,
            Err(cause) => {
                if let Some(unsaid) = refused.due(Instant::now()) {
                    tracing::warn!(%cause, unsaid, "{}", not_accepted(&cause));
                }
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        let task = connection(stream, Peer(peer), serving.clone());
        connections.spawn(async move {
            task.await;
            drop(place);
        });
    }
}

/// What to do about a connection that could not be accepted.
fn not_accepted(cause: &std::io::Error) -> &'static str {
    match cause.raw_os_error() {
        Some(libc::EMFILE) => {
            "no file handle is left for a connection: raise the limit of open files (LimitNOFILE= in the unit file, \
             ulimit -n in a shell)"
        }
        Some(libc::ENFILE) => "no file handle is left in the whole system: raise fs.file-max",
        _ => "a connection could not be accepted",
    }
}

async fn connection(stream: Connection, peer: Peer, serving: Serving) {
    let Serving { router, app, stop } = serving;
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(WRITE_TIMEOUT));
    app.metrics().connections(1);
    let service = TowerToHyperService::new(router.map_request(move |mut request: hyper::Request<_>| {
        request.extensions_mut().insert(peer);
        request.map(axum::body::Body::new)
    }));
    let serving = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_buf_size(HEADER_BYTES)
        .serve_connection(TokioIo::new(Box::pin(stream)), service);
    let mut serving = std::pin::pin!(serving);
    let ended = tokio::select! {
        ended = serving.as_mut() => ended,
        () = stop.cancelled() => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(cause) = ended {
        if is_stalled_write(&cause) {
            app.metrics().stalled();
        }
        tracing::debug!(%cause, "a connection broke");
    }
    app.metrics().connections(-1);
}

/// Whether it ended because its client took nothing off our hands.
fn is_stalled_write(cause: &hyper::Error) -> bool {
    let io = std::error::Error::source(cause).and_then(|it| it.downcast_ref::<std::io::Error>());
    io.is_some_and(|it| it.kind() == std::io::ErrorKind::TimedOut)
}

/// Running answers may finish; then they are broken off, which tells their clients to resume elsewhere.
async fn finish(app: &AppState, connections: TaskTracker) {
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

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::AsyncWriteExt as _;
    use tokio::net::TcpStream;

    use super::*;
    use crate::config::Config;
    use crate::listener::ListenAddress;
    use crate::store::Store;

    /// More than the system's buffers on both sides hold.
    const MUCH: usize = 64 * 1024 * 1024;

    #[tokio::test]
    async fn a_client_that_never_reads_is_let_go_and_counted() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let app = AppState::new(Config::default(), store, None);
        let router = Router::new().route("/", get(async || vec![b'x'; MUCH]));
        let listener = Listener::open(&"127.0.0.1:0".parse().unwrap()).unwrap();
        let ListenAddress::Address(address) = listener.place().unwrap() else { panic!("it is no address") };
        let mut client = TcpStream::connect(address).await.unwrap();
        client.write_all(b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n").await.unwrap();
        let (stream, peer) = listener.accept().await.unwrap();
        // From here on time passes as soon as nothing else happens.
        tokio::time::pause();
        let serving = Serving { router, app: app.clone(), stop: CancellationToken::new() };
        connection(stream, Peer(peer), serving).await;
        assert!(app.metrics().text(None).contains("halo_stalled_connections_total 1"));
    }
}
