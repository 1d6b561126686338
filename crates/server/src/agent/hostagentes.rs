//! An agent that answers through HostAgentes. The secret key stays here; the widget sees text and actions only.

use std::time::Duration;

use futures_util::future::BoxFuture;
use halo_protocol::action::Action;
use halo_protocol::hostagentes::{AgentContext, AgentRequest};
use halo_protocol::json::{self, Halves};
use halo_protocol::message::Done;
use reqwest::Response;
use reqwest::header::ACCEPT;
use serde_json::Value;

use super::upstream::{self, Events, LONGEST_WAIT, SILENCE_TIMEOUT};
use super::{Agent, AnswerSink, Ask, Fault, Usage, setup};

/// Waits between tries (documented).
const WAITS: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

/// The agent `hostagentes`.
pub struct HostAgentes;

impl Agent for HostAgentes {
    fn answer<'a>(&'a self, ask: &'a Ask, out: &'a AnswerSink) -> BoxFuture<'a, Result<Usage, Fault>> {
        Box::pin(async move {
            let response = call(ask).await?;
            relay(Events::new(response, SILENCE_TIMEOUT), out).await
        })
    }
}

/// Calls until a stream begins. Nothing has been said yet, so a repeated call repeats nothing.
async fn call(ask: &Ask) -> Result<Response, Fault> {
    let client = upstream::client()?;
    let base = upstream::setting(&ask.agent.setup, "base_url").ok_or(Fault::Setup)?;
    let key = upstream::api_key(&ask.agent.setup).ok_or(Fault::Setup)?;
    let url = setup::address(base, "chat/stream").ok_or(Fault::Setup)?;
    let body = AgentRequest {
        message: ask.message.clone(),
        context: AgentContext { user_id: ask.user_id.clone(), session_id: Some(ask.session_id.clone()) },
        tools: ask.options.tools.clone(),
        temperature: ask.options.temperature,
        max_tokens: ask.options.max_tokens,
    };
    let mut waits = WAITS.into_iter();
    loop {
        let request =
            client.post(url.clone()).bearer_auth(&key).header(ACCEPT, "text/event-stream").json(&body);
        let refused = match upstream::send(request, SILENCE_TIMEOUT, std::slice::from_ref(&key)).await {
            Ok(response) => return Ok(response),
            Err(refused) => refused,
        };
        let (Some(asked), Some(wait)) = (refused.retry, waits.next()) else { return Err(refused.fault) };
        let wait = asked.map_or(wait, |asked| asked.max(wait));
        if wait > LONGEST_WAIT {
            return Err(refused.fault);
        }
        tokio::time::sleep(wait).await;
    }
}

async fn relay(mut events: Events, out: &AnswerSink) -> Result<Usage, Fault> {
    let mut halves = Halves::default();
    while let Some((kind, data)) = events.next().await? {
        match kind.as_str() {
            "token" => {
                let piece =
                    json::read_piece(&data).filter(|it| it.value.is_object()).ok_or(Fault::Upstream)?;
                let content = piece.value.get("content").and_then(Value::as_str).unwrap_or_default();
                out.text(&halves.join(content, piece.has_halves)).await;
            }
            "action" => {
                let Some(Value::Object(action)) = json::read(&data) else { return Err(Fault::Upstream) };
                out.action(Action(action));
            }
            "done" => {
                let done: Done = serde_json::from_str(&data).unwrap_or_default();
                return Ok(Usage { tokens_used: done.tokens_used, ..Usage::default() });
            }
            "error" => return Err(Fault::Upstream),
            _ => {}
        }
    }
    // A stream without its end was cut off.
    Err(Fault::Upstream)
}
