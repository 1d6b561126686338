#!/usr/bin/env bash
# sqlx 0.9.0 (postgres): a server that closes the connection when it is asked for TLS, as one does that is being stopped, is
# reported as `Error::Protocol` ("unexpected response from SSLRequest: 0x00"): the end of the stream is read as a byte of zero.
# At every other moment the same end is an `Error::Io`; whoever tries again by the kind of error has to list both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cargo init --quiet --name seen
cargo add --quiet sqlx@=0.9.0 --no-default-features --features postgres,runtime-tokio,tls-rustls-ring-webpki
cargo add --quiet tokio@1 --features rt,net,io-util,macros
cat >src/main.rs <<'RUST'
use sqlx::Connection as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// What a client meets of a server that closes at once, or has first said that it speaks without TLS.
async fn met(says_no_first: bool) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("postgres://user@127.0.0.1:{}/db", listener.local_addr().unwrap().port());
    let server = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.read_exact(&mut [0; 8]).await.unwrap();
        if says_no_first {
            stream.write_all(b"N").await.unwrap();
            stream.read(&mut [0; 512]).await.unwrap();
        }
    };
    let (met, ()) = tokio::join!(sqlx::PgConnection::connect(&url), server);
    format!("{:?}", met.map(drop).unwrap_err())
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (at_once, later) = (met(false).await, met(true).await);
    println!("closed at once: {at_once}\nclosed after N: {later}");
    assert!(at_once.starts_with("Protocol(") && at_once.contains("0x00") && later.starts_with("Io("));
}
RUST
cargo run --quiet
grep --after-context=1 'name = "sqlx-postgres"' Cargo.lock
