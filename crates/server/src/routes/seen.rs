//! What the connection and its proxy headers say of a request, worked out once: whose address it is.

use std::net::IpAddr;

use axum::http::{HeaderMap, Request, header};

use crate::knowledge::speech::Voice;
use crate::limits::network;
use crate::serve::Peer;
use crate::state::AppState;

/// What is seen of a caller.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// Its address, if that tells callers apart.
    pub(super) address: Option<IpAddr>,
    /// How it wishes to be spoken to.
    pub(super) voice: Option<Voice>,
}

impl Seen {
    pub(super) fn of<B>(app: &AppState, request: &Request<B>) -> Self {
        let Some(Peer(peer)) = request.extensions().get::<Peer>().copied() else { return Self::default() };
        let headers = request.headers();
        let trusted = &app.config().trusted_proxies;
        let address = network::caller(peer, headers, trusted);
        if app.config().rate_limits
            && network::is_of_unnamed_proxy(peer, headers, trusted)
            && let Some(unsaid) = app.is_unnamed_proxy_due()
        {
            let peer = peer.map_or_else(|| "unix:".to_owned(), |it| it.to_string());
            tracing::error!(
                unsaid,
                "{peer} sends X-Forwarded-For and is not in --trusted-proxies, so its visitors are not limited each by \
                 their own address; if it is your proxy, start with --trusted-proxies {peer}"
            );
        }
        Self { address, voice: voice(headers) }
    }
}

/// Browsers name a handful.
const MOST_LANGUAGES: usize = 16;

/// The first of the languages that it accepts and that can be spoken. The widget names the one that it shows itself in.
fn voice(headers: &HeaderMap) -> Option<Voice> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    accepted.split(',').take(MOST_LANGUAGES).find_map(|it| Voice::of_tag(it.split(';').next()?))
}
