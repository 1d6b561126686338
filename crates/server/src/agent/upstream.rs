//! Calls to the services that agents answer through: one client, its time limits, and event streams read piece by piece.
//! What an upstream says in an error is logged shortened, and never told to a client: it may hold what it was sent.

use std::collections::VecDeque;
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use halo_protocol::Object;
use halo_protocol::stream::sse::{Decoder, Item};
use reqwest::header::{CONTENT_TYPE, HeaderName, LOCATION};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::Value;

use super::{Fault, refusal};
use crate::tls;

/// A service that cannot be reached in this time is away.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Silence for this long, before the first byte or between two, is the end (documented for HostAgentes).
pub(super) const SILENCE_TIMEOUT: Duration = Duration::from_secs(30);
/// A service that asks to wait for longer is not waited for: the visitor is there now.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// How much of an upstream's error is read.
const READ_BYTES: usize = 4 * 1024;

/// One client for all upstreams, made when the first is called: loading the system's certificates takes a while.
static CLIENT: LazyLock<Option<Client>> = LazyLock::new(|| {
    tls::use_ring();
    let client =
        Client::builder().connect_timeout(CONNECT_TIMEOUT).redirect(reqwest::redirect::Policy::none());
    client.build().inspect_err(|cause| tracing::error!(%cause, "upstreams cannot be called")).ok()
});

/// The client for upstreams.
pub(super) fn client() -> Result<&'static Client, Fault> {
    CLIENT.as_ref().ok_or(Fault::Setup)
}

/// Why a call brought no stream.
#[derive(Clone, Debug)]
pub(super) struct Refused {
    pub(super) fault: Fault,
    /// The upstream's words, as they came.
    pub(super) said: String,
    /// Whether another try may go better, and after how long the upstream wants it.
    pub(super) retry: Option<Option<Duration>>,
}

/// Sends a request and waits for the beginning of its answer.
pub(super) async fn send(
    request: RequestBuilder,
    silence: Duration,
    secrets: &[String],
) -> Result<Response, Refused> {
    let again = |fault| Refused { fault, said: String::new(), retry: Some(None) };
    let response = match tokio::time::timeout(silence, request.send()).await {
        Err(_) => return Err(again(Fault::Timeout)),
        Ok(Err(cause)) => {
            tracing::warn!(cause = %cause.without_url(), "an upstream could not be reached");
            return Err(again(Fault::Upstream));
        }
        Ok(Ok(response)) => response,
    };
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let wait = retry_after(&response);
    let (kind, location) = (told(&response, CONTENT_TYPE), told(&response, LOCATION));
    let said = tokio::time::timeout(CONNECT_TIMEOUT, start_of(response)).await.unwrap_or_default();
    let short = refusal::shortened(&said, secrets);
    tracing::warn!(status = status.as_u16(), kind, location, said = ?short, "an upstream refused");
    Err(match status {
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            Refused { fault: Fault::Busy, said, retry: Some(wait) }
        }
        _ if refusal::is_too_long(&said) || status == StatusCode::PAYLOAD_TOO_LARGE => {
            Refused { fault: Fault::TooLong, said, retry: None }
        }
        status if status.is_server_error() => Refused { said, ..again(Fault::Upstream) },
        _ => Refused { fault: Fault::Setup, said, retry: None },
    })
}

/// A header's text, for the log; an address without its query, which may hold a key.
pub(super) fn told(response: &Response, name: HeaderName) -> String {
    let text = response.headers().get(name).and_then(|it| it.to_str().ok()).unwrap_or_default();
    text.split('?').next().unwrap_or_default().to_owned()
}

fn retry_after(response: &Response) -> Option<Duration> {
    let value = response.headers().get(reqwest::header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let moment = time::OffsetDateTime::parse(value, &time::format_description::well_known::Rfc2822).ok()?;
    SystemTime::from(moment).duration_since(SystemTime::now()).ok()
}

/// The beginning of an error's body; the rest, however long, is not read.
pub(super) async fn start_of(mut response: Response) -> String {
    let mut said = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        said.extend_from_slice(&chunk);
        if said.len() >= READ_BYTES {
            break;
        }
    }
    String::from_utf8_lossy(&said).into_owned()
}

/// An event stream, read event by event.
pub(super) struct Events {
    /// Without the answer's head, whose fields would keep the buffer that they were read into.
    chunks: BoxStream<'static, reqwest::Result<Bytes>>,
    decoder: Decoder,
    waiting: VecDeque<(String, String)>,
    silence: Duration,
    is_over: bool,
}

impl Events {
    /// The events of an answer, between which `silence` is the end.
    pub(super) fn new(response: Response, silence: Duration) -> Self {
        Self {
            chunks: Box::pin(response.bytes_stream()),
            decoder: Decoder::new(),
            waiting: VecDeque::new(),
            silence,
            is_over: false,
        }
    }

    /// The next event's kind and data; nothing at the end of the stream.
    pub(super) async fn next(&mut self) -> Result<Option<(String, String)>, Fault> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Ok(Some(event));
            }
            if self.is_over {
                return Ok(None);
            }
            let chunk = match tokio::time::timeout(self.silence, self.chunks.next()).await {
                Err(_) => return Err(Fault::Timeout),
                Ok(Some(Err(_))) => return Err(Fault::Upstream),
                // Some services leave out the blank line after their last event.
                Ok(None) => {
                    self.is_over = true;
                    Bytes::from_static(b"\n\n")
                }
                Ok(Some(Ok(chunk))) => chunk,
            };
            let (waiting, mut too_long) = (&mut self.waiting, false);
            self.decoder.push(&chunk, &mut |item| match item {
                Item::Event(event) => waiting.push_back((event.kind.to_owned(), event.data.to_owned())),
                Item::Comment(_) => {}
                Item::TooLong(_) => too_long = true,
            });
            if too_long {
                return Err(Fault::Upstream);
            }
        }
    }
}

/// A text of an agent's setup.
pub(super) fn setting<'a>(setup: &'a Object, key: &str) -> Option<&'a str> {
    setup.get(key).and_then(Value::as_str).filter(|it| !it.is_empty())
}

/// The upstream's key: in the setup, or in the environment variable that `api_key_env` names.
pub(super) fn api_key(setup: &Object) -> Option<String> {
    let from_environment = || std::env::var(setting(setup, "api_key_env")?).ok();
    setting(setup, "api_key").map(str::to_owned).or_else(from_environment)
}
