//! What the server listens on: an address, a socket in the file system, or sockets that were opened for it before it
//! started (systemd's socket activation). Serving what is accepted there is serve.rs' matter.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::os::unix::net::UnixStream as StdUnixStream;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use listenfd::ListenFd;
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio_util::either::Either;

/// What the system may keep waiting.
const BACKLOG: u32 = 4_096;
/// Before the path of a socket.
pub const UNIX: &str = "unix:";
/// Everybody on this machine may connect, as to a port of the loopback interface; the permissions of its folder say who
/// reaches the socket at all.
const SOCKET_MODE: u32 = 0o666;

/// Where to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListenAddress {
    /// An address and a port.
    Address(SocketAddr),
    /// A socket in the file system.
    Unix(PathBuf),
}

impl FromStr for ListenAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        match text.strip_prefix(UNIX) {
            Some(path) if !path.is_empty() => Ok(Self::Unix(PathBuf::from(path))),
            _ => text.parse().map(Self::Address).map_err(|_| {
                format!("{text:?} is not an address and a port, such as 127.0.0.1:8787, nor a socket, such as unix:/run/halo/halo.sock")
            }),
        }
    }
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => write!(f, "{address}"),
            Self::Unix(path) => write!(f, "{UNIX}{}", path.display()),
        }
    }
}

impl ListenAddress {
    /// What a program that looks for the server is told.
    #[must_use]
    pub fn url(&self) -> String {
        match self {
            Self::Address(address) => format!("http://{address}"),
            Self::Unix(_) => self.to_string(),
        }
    }
}

/// A connection over either kind of socket.
pub type Connection = Either<TcpStream, UnixStream>;

/// An open socket that connections come to.
#[derive(Debug)]
pub enum Listener {
    /// At an address.
    Tcp(TcpListener),
    /// In the file system.
    Unix {
        /// The socket.
        socket: UnixListener,
        /// Its file.
        path: PathBuf,
        /// Whether this process made the file, and takes it away again.
        is_own: bool,
    },
}

impl Listener {
    /// Opens a place.
    ///
    /// # Errors
    /// The address is taken or not ours; the file is in use, is something else, or cannot be made.
    pub fn open(place: &ListenAddress) -> std::io::Result<Self> {
        match place {
            ListenAddress::Address(address) => {
                let socket = if address.is_ipv4() {
                    tokio::net::TcpSocket::new_v4()
                } else {
                    tokio::net::TcpSocket::new_v6()
                }?;
                socket.set_reuseaddr(true)?;
                socket.bind(*address)?;
                socket.listen(BACKLOG).map(Self::Tcp)
            }
            ListenAddress::Unix(path) => {
                remove_left_over(path)?;
                let socket = UnixListener::bind(path)?;
                std::fs::set_permissions(path, std::fs::Permissions::from_mode(SOCKET_MODE))?;
                Ok(Self::Unix { socket, path: path.clone(), is_own: true })
            }
        }
    }

    /// Where it listens.
    ///
    /// # Errors
    /// The system does not say.
    pub fn place(&self) -> std::io::Result<ListenAddress> {
        match self {
            Self::Tcp(socket) => socket.local_addr().map(ListenAddress::Address),
            Self::Unix { path, .. } => Ok(ListenAddress::Unix(path.clone())),
        }
    }

    /// Waits for a connection: it, and the address at its other end; none for a program on this machine.
    ///
    /// # Errors
    /// No file handle is left, or the connection is gone already.
    pub async fn accept(&self) -> std::io::Result<(Connection, Option<IpAddr>)> {
        match self {
            Self::Tcp(socket) => {
                let (stream, peer) = socket.accept().await?;
                // Tokens are small and must not wait for each other.
                let _ = stream.set_nodelay(true);
                Ok((Either::Left(stream), Some(peer.ip())))
            }
            Self::Unix { socket, .. } => Ok((Either::Right(socket.accept().await?.0), None)),
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Self::Unix { path, is_own: true, .. } = self {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// The sockets that were opened for this process (`LISTEN_FDS`); none where it was started by hand.
///
/// # Errors
/// One is of a kind that nothing can be accepted on.
pub fn inherited() -> std::io::Result<Vec<Listener>> {
    let mut handed = ListenFd::from_env();
    (0..handed.len()).map(|at| one_inherited(&mut handed, at)).collect()
}

fn one_inherited(handed: &mut ListenFd, at: usize) -> std::io::Result<Listener> {
    // What is of the other kind is left in its place.
    if let Ok(Some(socket)) = handed.take_tcp_listener(at) {
        socket.set_nonblocking(true)?;
        return TcpListener::from_std(socket).map(Listener::Tcp);
    }
    let socket = handed.take_unix_listener(at)?.ok_or(std::io::ErrorKind::InvalidInput)?;
    socket.set_nonblocking(true)?;
    let path = socket.local_addr()?.as_pathname().map(Path::to_owned).unwrap_or_default();
    Ok(Listener::Unix { socket: UnixListener::from_std(socket)?, path, is_own: false })
}

/// Takes a socket away that nobody listens on any more: a server that was killed leaves its file behind.
fn remove_left_over(path: &Path) -> std::io::Result<()> {
    let is_socket = std::fs::symlink_metadata(path).is_ok_and(|it| it.file_type().is_socket());
    let is_refused =
        || StdUnixStream::connect(path).is_err_and(|it| it.kind() == std::io::ErrorKind::ConnectionRefused);
    if is_socket && is_refused() { std::fs::remove_file(path) } else { Ok(()) }
}
