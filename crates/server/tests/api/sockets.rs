//! Where the server listens besides a port: a socket in the file system, sockets that were opened for it; what it tells
//! whoever supervises it; and whom it takes for a proxy.

use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::os::unix::net::{UnixDatagram, UnixListener};
use std::path::Path;
use std::process::{Command, Stdio};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};

use crate::support::{Folder, Server, new_database, run, until};

/// Hands the standard input over as systemd hands sockets over: as file 3, to the process of this number.
const HAND_OVER: &str = r#"exec 3<&0 </dev/null; export LISTEN_FDS=1 LISTEN_PID=$$; exec "$0" "$@""#;

async fn healthz(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> String {
    stream.write_all(b"GET /healthz HTTP/1.0\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.lines().next().unwrap_or_default().to_owned()
}

fn unix(path: &Path) -> String {
    format!("unix:{}", path.display())
}

/// `serve` on such a socket; its folder is the test's.
fn serving(path: &Path, flags: &[&str], environment: &[(&str, &str)]) -> Server {
    let folder = Folder::new();
    let database = new_database(&folder);
    let place = unix(path);
    Server::serve(folder, database, &[&["--listen", &place], flags].concat(), environment)
}

#[tokio::test]
async fn it_listens_on_a_socket_in_the_file_system_and_takes_it_away_at_the_end() {
    let place = Folder::new();
    let path = place.path().join("halo.sock");
    // What a server that was killed left behind.
    drop(UnixListener::bind(&path).unwrap());
    let mut server = serving(&path, &["--trusted-proxies", "unix:"], &[]);
    assert_eq!(healthz(UnixStream::connect(&path).await.unwrap()).await, "HTTP/1.0 200 OK");
    assert_eq!(run(&["healthcheck", "--listen", &unix(&path)], &[]).unwrap(), "ready\n");
    assert!(!server.log().contains("not limited by address"), "{}", server.log());
    assert!(server.terminate());
    assert!(!path.exists());
    let told = run(&["healthcheck", "--listen", &unix(&path)], &[]).unwrap_err();
    assert!(told.contains("halo.sock is not ready"), "{told}");
}

#[tokio::test]
async fn a_socket_in_use_and_a_file_of_another_kind_are_left_alone() {
    let place = Folder::new();
    let (used, other) = (place.path().join("used.sock"), place.path().join("notes.txt"));
    let _listening = UnixListener::bind(&used).unwrap();
    std::fs::write(&other, "mine").unwrap();
    let database = new_database(&place);
    for path in [&used, &other] {
        let told = run(&["serve", "--listen", &unix(path)], &[("DATABASE_URL", &database)]).unwrap_err();
        assert!(told.contains(&unix(path)) && told.contains("--listen"), "{told}");
    }
    assert_eq!(std::fs::read_to_string(&other).unwrap(), "mine");
}

/// `serve` with a socket that was opened for it, and where it says it listens.
fn handed_over(socket: impl Into<OwnedFd>) -> Server {
    let folder = Folder::new();
    let database = new_database(&folder);
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", HAND_OVER, env!("CARGO_BIN_EXE_halo-server"), "serve", "--database-url", &database]);
    shell.args(["--listen", "127.0.0.1:1"]).stdin(Stdio::from(socket.into()));
    Server::listen(shell, folder, database)
}

#[tokio::test]
async fn it_takes_over_a_socket_that_was_opened_for_it_and_callers_that_wait_there() {
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap();
    // Connected before there is anybody to accept.
    let early = TcpStream::connect(address).await.unwrap();
    let server = handed_over(socket);
    assert_eq!(server.url, format!("http://{address}"));
    assert_eq!(healthz(early).await, "HTTP/1.0 200 OK");
    assert!(server.log().contains("--trusted-proxies 127.0.0.1"), "{}", server.log());
}

#[tokio::test]
async fn a_socket_of_the_file_system_that_was_opened_for_it_outlives_it() {
    let place = Folder::new();
    let path = place.path().join("halo.sock");
    let mut server = handed_over(UnixListener::bind(&path).unwrap());
    assert_eq!(server.url, unix(&path));
    assert_eq!(healthz(UnixStream::connect(&path).await.unwrap()).await, "HTTP/1.0 200 OK");
    assert!(server.terminate());
    assert!(path.exists(), "whoever opened it goes on using it");
}

#[tokio::test]
async fn whoever_supervises_it_is_told_when_it_is_ready_and_when_it_stops() {
    let place = Folder::new();
    let path = place.path().join("notify.sock");
    let socket = UnixDatagram::bind(&path).unwrap();
    socket.set_nonblocking(true).unwrap();
    let said = async || {
        let mut text = [0_u8; 64];
        let mut length = 0;
        until(async || socket.recv(&mut text).map(|it| length = it).is_ok()).await;
        String::from_utf8_lossy(&text[..length]).trim().to_owned()
    };
    let notify = [("NOTIFY_SOCKET", path.to_str().unwrap())];
    let mut server = Server::with_environment(Folder::new(), &[], &notify);
    assert_eq!(said().await, "READY=1");
    assert!(server.terminate());
    assert_eq!(said().await, "STOPPING=1");
}

#[tokio::test]
async fn a_proxy_that_nobody_named_is_told_of_once_a_minute_with_the_flag_that_names_it() {
    let server = Server::start();
    for _ in 0..3 {
        server.get("/healthz").header("x-forwarded-for", "203.0.113.9").send().await.unwrap();
    }
    assert_eq!(server.log().matches("start with --trusted-proxies 127.0.0.1").count(), 1, "{}", server.log());
    let named = Server::with_environment(Folder::new(), &[], &[("HALO_TRUSTED_PROXIES", "127.0.0.1")]);
    named.get("/healthz").header("x-forwarded-for", "203.0.113.9").send().await.unwrap();
    assert!(!named.log().contains("--trusted-proxies"), "{}", named.log());
}
