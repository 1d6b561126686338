//! One call of the chat completions API: sent, tried again while the service is busy, and heard, as a stream or as one
//! object.

use std::time::{Duration, Instant};

use halo_protocol::Object;
use halo_protocol::json;
use reqwest::Response;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;

use super::heard::Heard;
use super::upstream::{self, Events, Refused};
use super::{AnswerSink, Fault, refusal, setup};

/// A model that loads, reads a long prompt or thinks in silence takes its time.
const TIMEOUT_SECONDS: f64 = 120.0;
/// Waits between tries of a busy service, where it asks for none.
const WAITS: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(2)];
/// A longer answer in one object is none.
const MOST_BYTES: usize = 1024 * 1024;

/// What became of a call.
pub(super) enum Called {
    /// It was answered.
    Heard(Heard),
    /// It was refused; nothing was said.
    Refused(Refused),
}

/// Calls and hands the text on as it comes; `has_spoken`: after other text, from which a paragraph parts it.
pub(super) async fn call(
    setup: &Object,
    body: &str,
    has_spoken: bool,
    out: &AnswerSink,
) -> Result<Called, Fault> {
    let silence = setup.get("timeout_seconds").and_then(Value::as_f64).unwrap_or(TIMEOUT_SECONDS);
    let silence = Duration::try_from_secs_f64(silence).map_err(|_| Fault::Setup)?;
    let response = match send(setup, body, silence).await? {
        Ok(response) => response,
        Err(refused) => return Ok(Called::Refused(refused)),
    };
    let mut voice = Voice { out, parts: has_spoken };
    let shows_thinking = setup.get("show_thinking").and_then(Value::as_bool).unwrap_or(false);
    let mut heard = Heard::new(shows_thinking);
    let kind = upstream::told(&response, CONTENT_TYPE).to_ascii_lowercase();
    if kind.contains("html") || kind.contains("json") {
        hear_object(&mut heard, response, &kind, silence, &mut voice).await?;
    } else {
        hear_stream(&mut heard, response, silence, &mut voice).await?;
    }
    voice.say(&heard.end()).await;
    Ok(Called::Heard(heard))
}

/// Sends until the service takes it. Nothing has been said yet, so a repeated call repeats nothing.
async fn send(setup: &Object, body: &str, silence: Duration) -> Result<Result<Response, Refused>, Fault> {
    let client = upstream::client()?;
    let base = upstream::setting(setup, "base_url").ok_or(Fault::Setup)?;
    let url = setup::address(base, "chat/completions").ok_or(Fault::Setup)?;
    // A model on this machine may want none.
    let key = upstream::api_key(setup);
    let headers = setup::headers(setup);
    let secrets: Vec<String> = key.iter().chain(headers.iter().map(|(_, value)| value)).cloned().collect();
    let (began, mut waits) = (Instant::now(), WAITS.into_iter());
    loop {
        let mut request =
            client.post(url.clone()).header(CONTENT_TYPE, "application/json").body(body.to_owned());
        if let Some(key) = &key {
            request = request.bearer_auth(key);
        }
        for (name, value) in &headers {
            request = request.header(name, value);
        }
        let refused = match upstream::send(request, silence, &secrets).await {
            Ok(response) => return Ok(Ok(response)),
            Err(refused) => refused,
        };
        let (Fault::Busy, Some(asked), Some(wait)) = (refused.fault, refused.retry, waits.next()) else {
            return Ok(Err(refused));
        };
        let wait = asked.unwrap_or(wait);
        if began.elapsed() + wait > silence {
            return Ok(Err(refused));
        }
        tokio::time::sleep(wait).await;
    }
}

struct Voice<'a> {
    out: &'a AnswerSink,
    parts: bool,
}

impl Voice<'_> {
    async fn say(&mut self, text: &str) {
        if text.trim().is_empty() && self.parts {
            return;
        }
        if std::mem::replace(&mut self.parts, false) {
            self.out.text("\n\n").await;
        }
        if !text.is_empty() {
            self.out.text(text).await;
        }
    }
}

async fn hear_stream(
    heard: &mut Heard,
    response: Response,
    silence: Duration,
    voice: &mut Voice<'_>,
) -> Result<(), Fault> {
    let mut events = Events::new(response, silence);
    let mut is_empty = true;
    loop {
        let (kind, data) = match events.next().await {
            Ok(Some(event)) => event,
            // After its reason to end the answer is whole, however the connection ends.
            Ok(None) | Err(_) if heard.is_finished() => return Ok(()),
            Ok(None) => {
                tracing::warn!(is_empty, "an upstream's stream ended before its end");
                return Err(Fault::Upstream);
            }
            Err(fault) => return Err(fault),
        };
        is_empty = false;
        if data.trim() == "[DONE]" {
            return if heard.is_whole() { Ok(()) } else { Err(Fault::Upstream) };
        }
        if kind == "error" {
            tracing::warn!(said = %refusal::shortened(&data, &[]), "an upstream failed while it answered");
            return Err(if refusal::is_too_long(&data) { Fault::TooLong } else { Fault::Upstream });
        }
        match json::read_piece(&data) {
            Some(piece) => voice.say(&heard.take(&piece)?).await,
            None if heard.is_finished() => {}
            None => {
                tracing::warn!(said = %refusal::shortened(&data, &[]), "an upstream sent an event that is not JSON");
                return Err(Fault::Upstream);
            }
        }
    }
}

/// An answer in one object, from a service that does not stream; or a page, from one that is none.
async fn hear_object(
    heard: &mut Heard,
    mut response: Response,
    kind: &str,
    silence: Duration,
    voice: &mut Voice<'_>,
) -> Result<(), Fault> {
    let mut body = Vec::new();
    while let Some(chunk) = tokio::time::timeout(silence, response.chunk())
        .await
        .map_err(|_| Fault::Timeout)?
        .map_err(|_| Fault::Upstream)?
    {
        body.extend_from_slice(&chunk);
        if body.len() > MOST_BYTES {
            return Err(Fault::Upstream);
        }
    }
    let text = String::from_utf8_lossy(&body);
    let piece = json::read_piece(&text).filter(|it| it.value.get("choices").is_some_and(Value::is_array));
    let Some(piece) = piece else {
        let said = refusal::shortened(&text, &[]);
        tracing::warn!(status = response.status().as_u16(), kind, %said, "an upstream answered with something else");
        return Err(if refusal::is_too_long(&text) { Fault::TooLong } else { Fault::Upstream });
    };
    voice.say(&heard.take(&piece)?).await;
    Ok(())
}
