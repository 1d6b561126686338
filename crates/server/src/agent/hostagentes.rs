//! An agent that answers through HostAgentes. The secret key stays here; the widget sees text and actions only.

use std::time::Duration;

use futures_util::future::BoxFuture;
use halo_protocol::action::Action;
use halo_protocol::hostagentes::{AgentContext, AgentRequest};
use halo_protocol::message::{Done, Token};
use reqwest::Response;
use reqwest::header::ACCEPT;

use super::upstream::{self, Events, LONGEST_WAIT};
use super::{Agent, Ask, Fault, Out, Usage};

/// Waits between tries (documented).
const WAITS: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

/// The agent `hostagentes`.
pub struct HostAgentes;

impl Agent for HostAgentes {
    fn answer<'a>(&'a self, ask: &'a Ask, out: &'a Out) -> BoxFuture<'a, Result<Usage, Fault>> {
        Box::pin(async move {
            let response = call(ask).await?;
            relay(Events::new(response), out).await
        })
    }
}

/// Calls until a stream begins. Nothing has been said yet, so a repeated call repeats nothing.
async fn call(ask: &Ask) -> Result<Response, Fault> {
    let client = upstream::client()?;
    let base = upstream::setting(&ask.agent.setup, "base_url").ok_or(Fault::Setup)?;
    let key = upstream::api_key(&ask.agent.setup).ok_or(Fault::Setup)?;
    let url = format!("{}/chat/stream", base.trim_end_matches('/'));
    let body = AgentRequest {
        message: ask.message.clone(),
        context: AgentContext { user_id: ask.user_id.clone(), session_id: Some(ask.session_id.clone()) },
        tools: ask.options.tools.clone(),
        temperature: ask.options.temperature,
        max_tokens: ask.options.max_tokens,
    };
    let mut waits = WAITS.into_iter();
    loop {
        let request = client.post(&url).bearer_auth(&key).header(ACCEPT, "text/event-stream").json(&body);
        let refused = match upstream::send(request).await {
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

async fn relay(mut events: Events, out: &Out) -> Result<Usage, Fault> {
    while let Some((kind, data)) = events.next().await? {
        match kind.as_str() {
            "token" => {
                let token: Token = serde_json::from_str(&data).map_err(|_| Fault::Upstream)?;
                out.text(&token.content).await;
            }
            "action" => {
                let action: Action = serde_json::from_str(&data).map_err(|_| Fault::Upstream)?;
                out.action(action);
            }
            "done" => {
                let done: Done = serde_json::from_str(&data).unwrap_or_default();
                return Ok(Usage { tokens_used: done.tokens_used, model: None });
            }
            "error" => return Err(Fault::Upstream),
            _ => {}
        }
    }
    // A stream without its end was cut off.
    Err(Fault::Upstream)
}
