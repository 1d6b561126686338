//! What the connection and its proxy headers say of a request, worked out once: whose address it is, and under which
//! address the caller sees this server.

use std::net::IpAddr;

use axum::http::{HeaderMap, Request, header};

use crate::limits::address;
use crate::serve::Peer;
use crate::state::App;

/// A longer Host header names no host.
const HOST_CHARS: usize = 255;

/// What is seen of a caller.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// Its address, if that tells callers apart.
    pub(super) address: Option<IpAddr>,
    /// This server's own address as the caller sees it, without a slash at its end; empty if unknown.
    pub(super) here: String,
}

impl Seen {
    pub(super) fn of<B>(app: &App, request: &Request<B>) -> Self {
        let Some(Peer(peer)) = request.extensions().get::<Peer>().copied() else { return Self::default() };
        let (headers, trusted) = (request.headers(), &app.config().trusted_proxies);
        let is_proxy = trusted.iter().any(|network| network.holds(peer.ip()));
        let here = app.config().public_url.clone().unwrap_or_else(|| here(headers, is_proxy));
        Self { address: address::caller(peer.ip(), headers, trusted), here }
    }
}

fn here(headers: &HeaderMap, is_proxy: bool) -> String {
    let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok()).map(str::trim);
    let forwarded = |name: &str| text(name).filter(|_| is_proxy);
    let host = forwarded("x-forwarded-host").or_else(|| text(header::HOST.as_str()));
    let Some(host) = host.filter(|host| is_host(host)) else { return String::new() };
    let scheme = if forwarded("x-forwarded-proto") == Some("https") { "https" } else { "http" };
    format!("{scheme}://{host}")
}

fn is_host(host: &str) -> bool {
    !host.is_empty()
        && host.len() <= HOST_CHARS
        && host.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'-' | b':' | b'[' | b']'))
}
