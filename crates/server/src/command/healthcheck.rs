//! `halo-server healthcheck`: asks the server of this machine whether it is ready, as a supervisor would, without any other
//! program: the image of a container holds none.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};

use super::Failure;
use crate::config::Config;
use crate::listener::ListenAddress;

/// A server that is well answers at once; one that waits for its database says so after five seconds.
const PATIENCE: Duration = Duration::from_secs(8);
/// The answer's head and its one line.
const ANSWER_BYTES: u64 = 16 * 1024;
/// The version of HTTP that needs no host, and ends the connection by itself.
const REQUEST: &[u8] = b"GET /readyz HTTP/1.0\r\n\r\n";
const GOOD: &str = "HTTP/1.0 200";

/// Carries the command out.
pub(super) async fn run(config: &Config) -> Result<(), Failure> {
    let place = &config.listen;
    let unhealthy = |what: String| Failure::Unhealthy { place: place.clone(), what };
    let asked = match tokio::time::timeout(PATIENCE, ask(place)).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(cause)) => return Err(unhealthy(cause.to_string())),
        Err(_) => return Err(unhealthy(format!("no answer within {} seconds", PATIENCE.as_secs()))),
    };
    let said = asked.split_once("\r\n\r\n").map_or(asked.as_str(), |(_, body)| body).trim();
    if !asked.starts_with(GOOD) {
        return Err(unhealthy(said.to_owned()));
    }
    super::records::print([said.to_owned()]);
    Ok(())
}

async fn ask(place: &ListenAddress) -> std::io::Result<String> {
    match place {
        ListenAddress::Address(address) => converse(TcpStream::connect(from_here(*address)).await?).await,
        ListenAddress::Unix(path) => converse(UnixStream::connect(path).await?).await,
    }
}

/// An address that stands for all of the machine's is reached over the loopback interface.
fn from_here(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => IpAddr::V4(Ipv4Addr::LOCALHOST),
            SocketAddr::V6(_) => IpAddr::V6(Ipv6Addr::LOCALHOST),
        });
    }
    address
}

async fn converse(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> std::io::Result<String> {
    stream.write_all(REQUEST).await?;
    let mut answer = Vec::new();
    stream.take(ANSWER_BYTES).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
