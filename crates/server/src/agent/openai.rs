//! An agent that answers through a model behind the chat completions API: any base address that speaks it. The model
//! gets the owner's instructions, what is known of the visitor and passages of the knowledge; its tool calls become
//! actions.

use std::collections::BTreeMap;

use futures_util::future::BoxFuture;
use halo_protocol::message::Role;
use reqwest::header::CONTENT_TYPE;
use serde::Deserialize;
use serde_json::{Value, json};

use super::upstream::{self, Events};
use super::{Agent, Ask, Fault, Out, Usage, tools};
use crate::store::Store;

/// A model that has used its tools this often shall answer.
const MOST_ROUNDS: usize = 5;
/// Tool calls of one round; a model that wants more is out of its mind.
const MOST_CALLS: usize = 8;
/// Arguments longer than this are refused.
const ARGUMENT_BYTES: usize = 64 * 1024;

/// The agent `openai`.
pub struct OpenAi {
    store: Store,
}

impl OpenAi {
    /// An agent that keeps its tickets in `store`.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store }
    }
}

#[derive(Debug, Default, Deserialize)]
struct Chunk {
    #[serde(default)]
    choices: Vec<Choice>,
    #[serde(default)]
    usage: Option<Used>,
    #[serde(default)]
    error: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
struct Choice {
    #[serde(default)]
    delta: Delta,
    #[serde(default)]
    finish_reason: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Delta {
    #[serde(default)]
    content: Option<String>,
    #[serde(default)]
    tool_calls: Option<Vec<CallDelta>>,
}

#[derive(Debug, Default, Deserialize)]
struct CallDelta {
    #[serde(default)]
    index: usize,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    function: FunctionDelta,
}

#[derive(Debug, Default, Deserialize)]
struct FunctionDelta {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    arguments: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Used {
    #[serde(default)]
    total_tokens: u64,
}

#[derive(Debug, Default)]
struct ToolUse {
    id: String,
    name: String,
    arguments: String,
}

/// What one call of the model brought.
#[derive(Debug, Default)]
struct Round {
    text: String,
    calls: BTreeMap<usize, ToolUse>,
    tokens: u64,
    is_finished: bool,
}

impl Agent for OpenAi {
    fn answer<'a>(&'a self, ask: &'a Ask, out: &'a Out) -> BoxFuture<'a, Result<Usage, Fault>> {
        Box::pin(async move {
            let setup = &ask.agent.setup;
            let model = upstream::setting(setup, "model").ok_or(Fault::Setup)?.to_owned();
            // What the model and its tools said to each other.
            let mut said = Vec::new();
            let mut tokens = 0;
            for round in 0..MOST_ROUNDS {
                let body = body(ask, &model, &said, round + 1 < MOST_ROUNDS);
                let heard = self.round(ask, body, out).await?;
                tokens += heard.tokens;
                if heard.calls.is_empty() {
                    break;
                }
                said.push(as_message(&heard));
                for call in heard.calls.values().take(MOST_CALLS) {
                    let told = tools::call(&call.name, &call.arguments, ask, &self.store, out).await;
                    said.push(json!({"role": "tool", "tool_call_id": call.id, "content": told}));
                }
            }
            Ok(Usage { tokens_used: Some(tokens), model: Some(model) })
        })
    }
}

impl OpenAi {
    async fn round(&self, ask: &Ask, body: String, out: &Out) -> Result<Round, Fault> {
        let client = upstream::client()?;
        let base = upstream::setting(&ask.agent.setup, "base_url").ok_or(Fault::Setup)?;
        let mut request = client.post(format!("{}/chat/completions", base.trim_end_matches('/')));
        request = request.header(CONTENT_TYPE, "application/json").body(body);
        // A model on this machine may want none.
        if let Some(key) = upstream::api_key(&ask.agent.setup) {
            request = request.bearer_auth(key);
        }
        let response = upstream::send(request).await.map_err(|refused| refused.fault)?;
        let mut events = Events::new(response);
        let mut round = Round::default();
        while let Some((_, data)) = events.next().await? {
            if data.trim() == "[DONE]" {
                round.is_finished = true;
                break;
            }
            let chunk: Chunk = serde_json::from_str(&data).map_err(|_| Fault::Upstream)?;
            if chunk.error.is_some() {
                return Err(Fault::Upstream);
            }
            take(&mut round, chunk, out).await?;
        }
        // A stream without its end was cut off.
        if round.is_finished { Ok(round) } else { Err(Fault::Upstream) }
    }
}

async fn take(round: &mut Round, chunk: Chunk, out: &Out) -> Result<(), Fault> {
    round.tokens = chunk.usage.map_or(round.tokens, |usage| usage.total_tokens);
    for choice in chunk.choices.into_iter().take(1) {
        if let Some(text) = choice.delta.content.filter(|text| !text.is_empty()) {
            out.text(&text).await;
            round.text.push_str(&text);
        }
        for delta in choice.delta.tool_calls.unwrap_or_default() {
            let call = round.calls.entry(delta.index).or_default();
            call.id = delta.id.unwrap_or(std::mem::take(&mut call.id));
            call.name.push_str(&delta.function.name.unwrap_or_default());
            call.arguments.push_str(&delta.function.arguments.unwrap_or_default());
            if call.arguments.len() > ARGUMENT_BYTES {
                return Err(Fault::Upstream);
            }
        }
        // Some services end without a last marker once they have said why they finished.
        round.is_finished |= choice.finish_reason.is_some();
    }
    Ok(())
}

fn as_message(round: &Round) -> Value {
    let calls: Vec<Value> = round
        .calls
        .values()
        .take(MOST_CALLS)
        .map(|call| {
            json!({"id": call.id, "type": "function",
                "function": {"name": call.name, "arguments": call.arguments}})
        })
        .collect();
    json!({"role": "assistant", "content": round.text, "tool_calls": calls})
}

/// The call's body as text: as values it takes some 20 KB more, for as long as the
/// answer streams.
fn body(ask: &Ask, model: &str, said: &[Value], may_use_tools: bool) -> String {
    let mut messages = prompt(ask);
    messages.extend_from_slice(said);
    let mut body = json!({"model": model, "messages": messages, "stream": true,
        "stream_options": {"include_usage": true}});
    let mut offered = tools::definitions();
    offered.extend(ask.options.tools.iter().cloned());
    if may_use_tools {
        body["tools"] = Value::Array(offered);
    }
    let temperature =
        ask.options.temperature.or_else(|| ask.agent.setup.get("temperature").and_then(Value::as_f64));
    if let Some(temperature) = temperature {
        body["temperature"] = json!(temperature);
    }
    if let Some(most) = ask.options.max_tokens {
        body["max_tokens"] = json!(most);
    }
    body.to_string()
}

/// Owner's instructions, what is known, the conversation, the question.
fn prompt(ask: &Ask) -> Vec<Value> {
    let mut system =
        upstream::setting(&ask.agent.setup, "instructions").unwrap_or(DEFAULT_INSTRUCTIONS).to_owned();
    let mut add = |title: &str, text: &str| {
        if !text.is_empty() {
            system.push_str(&format!("\n\n## {title}\n{text}"));
        }
    };
    let known = |object: &halo_protocol::Object| {
        if object.is_empty() { String::new() } else { serde_json::to_string(object).unwrap_or_default() }
    };
    add("What is known of the visitor", &known(&ask.traits));
    add("What the page says", &known(&ask.context));
    add("What the visitor did on the page", ask.behavior.as_deref().unwrap_or_default());
    if ask.shelf.is_some() {
        add("Passages of the documentation", &tools::search(&ask.message, ask));
    }
    let mut messages = vec![json!({"role": "system", "content": system})];
    for earlier in &ask.history {
        let role = match earlier.role {
            Role::User => "user",
            Role::Assistant => "assistant",
            Role::Unknown => continue,
        };
        messages.push(json!({"role": role, "content": earlier.content}));
    }
    messages.push(json!({"role": "user", "content": question(ask)}));
    messages
}

const DEFAULT_INSTRUCTIONS: &str = "You help the visitors of a web site. Answer shortly, from the passages of the \
     documentation alone, and name their source links. When they hold no answer, say so and offer to open a ticket.";

fn question(ask: &Ask) -> Value {
    if ask.images.is_empty() {
        return json!(ask.message);
    }
    let mut parts = vec![json!({"type": "text", "text": ask.message})];
    parts.extend(ask.images.iter().map(|image| json!({"type": "image_url", "image_url": {"url": image}})));
    Value::Array(parts)
}
