//! An agent that answers through a model behind the chat completions API: any base address that speaks it. The model
//! gets the owner's instructions, what is known of the visitor and passages of the knowledge; its tool calls become
//! actions.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::future::BoxFuture;
use halo_protocol::Object;
use halo_protocol::message::Role;
use serde_json::{Value, json};

use super::completion::{self, Called};
use super::heard::{Heard, MOST_CALLS};
use super::{Agent, AnswerSink, Ask, Cut, Fault, Usage, prompt, refusal, tools, upstream};
use crate::store::Store;

/// A model that has used its tools this often shall answer.
const MOST_ROUNDS: usize = 5;
/// Of a conversation that is too long for the model, this part of its text is told at the second try: the newest.
const KEPT_PART: usize = 4;

/// The agent `openai`.
pub struct OpenAi {
    store: Store,
    /// By agent: the fields that its service refused.
    refused: Mutex<HashMap<String, BTreeSet<&'static str>>>,
}

impl OpenAi {
    /// An agent that keeps its tickets in `store`.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store, refused: Mutex::default() }
    }
}

impl Agent for OpenAi {
    fn answer<'a>(&'a self, ask: &'a Ask, out: &'a AnswerSink) -> BoxFuture<'a, Result<Usage, Fault>> {
        Box::pin(async move {
            let setup = &ask.agent.setup;
            let model = upstream::setting(setup, "model").ok_or(Fault::Setup)?.to_owned();
            if let Some(shelf) = &ask.shelf {
                shelf.until_ready().await;
            }
            // What the model and its tools said to each other.
            let mut said = Vec::new();
            let own = self.own_answers(ask).await;
            let mut shorter = None;
            let (mut tokens, mut has_spoken, mut cut) = (0, false, None);
            for round in 0..MOST_ROUNDS {
                let may_use_tools = round + 1 < MOST_ROUNDS;
                let body = |ask: &Ask| body(ask, &model, &own, &said, may_use_tools);
                let mut heard = match self
                    .round(ask, body(shorter.as_ref().unwrap_or(ask)), has_spoken, out)
                    .await
                {
                    Err(Fault::TooLong) if shorter.is_none() => {
                        let less = shortened(ask);
                        tracing::warn!(agent = %ask.agent.id, "a conversation is too long; its oldest part and the passages are left out");
                        let heard = self.round(ask, body(&less), has_spoken, out).await?;
                        shorter = Some(less);
                        heard
                    }
                    heard => heard?,
                };
                heard.name_calls();
                tokens += heard.tokens;
                has_spoken |= !heard.text.trim().is_empty();
                cut = heard.cut();
                if self.use_tools(ask, &heard, &mut said, out).await {
                    break;
                }
            }
            if !has_spoken && !out.has_acted() {
                return Err(if cut == Some(Cut::ContentFilter) { Fault::Filtered } else { Fault::Empty });
            }
            Ok(Usage { tokens_used: Some(tokens), model: Some(model), cut })
        })
    }
}

impl OpenAi {
    /// What this server's agents said in the conversation: what a page tells of earlier answers is held against it.
    async fn own_answers(&self, ask: &Ask) -> HashSet<String> {
        if !ask.history.iter().any(|it| it.role == Role::Assistant) {
            return HashSet::new();
        }
        let said = self.store.said_in(&ask.org_id, &ask.session_id).await.unwrap_or_else(|cause| {
            tracing::warn!(%cause, "earlier answers could not be read; the page's are quoted");
            Vec::new()
        });
        said.iter().map(|it| it.trim().to_owned()).collect()
    }

    /// Uses the tools that the model wants. Says whether the answer ends here: none was wanted, or the caller has to use
    /// its own first.
    async fn use_tools(&self, ask: &Ask, heard: &Heard, said: &mut Vec<Value>, out: &AnswerSink) -> bool {
        said.push(heard.as_message());
        let mut is_over = heard.calls.is_empty();
        for call in heard.calls.iter().take(MOST_CALLS) {
            if tools::is_callers(&call.name, ask) {
                tools::hand_back(&call.id, &call.name, &call.arguments, out);
                is_over = true;
                continue;
            }
            let told = tools::call(&call.name, &call.arguments, ask, &self.store, out).await;
            said.push(json!({"role": "tool", "tool_call_id": call.id, "content": told}));
        }
        is_over
    }

    /// One call of the model: without what its service does not take, which is learnt once.
    async fn round(
        &self,
        ask: &Ask,
        body: String,
        has_spoken: bool,
        out: &AnswerSink,
    ) -> Result<Heard, Fault> {
        let omitted = self.omitted(ask);
        let body = without(body, &omitted);
        let refused = match completion::call(&ask.agent.setup, &body, has_spoken, out).await? {
            Called::Heard(heard) => return Ok(heard),
            Called::Refused(refused) => refused,
        };
        let sent: Object = serde_json::from_str(&body).unwrap_or_default();
        let named: BTreeSet<&str> =
            refusal::named(&refused.said).into_iter().filter(|it| sent.contains_key(*it)).collect();
        if named.is_empty() || refused.fault == Fault::TooLong {
            return Err(refused.fault);
        }
        tracing::warn!(agent = %ask.agent.id, fields = ?named, "a service takes a call only without these fields; they are left out");
        match completion::call(&ask.agent.setup, &without(body, &named), has_spoken, out).await? {
            Called::Heard(heard) => {
                self.refused().entry(ask.agent.id.clone()).or_default().extend(named);
                Ok(heard)
            }
            Called::Refused(refused) => Err(refused.fault),
        }
    }

    fn refused(&self) -> MutexGuard<'_, HashMap<String, BTreeSet<&'static str>>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The fields that the owner or the service does not want.
    fn omitted(&self, ask: &Ask) -> BTreeSet<&'static str> {
        let unwanted = refusal::fields().filter(|it| ask.agent.setup.get(*it) == Some(&Value::Bool(false)));
        let refused = self.refused().get(&ask.agent.id).cloned().unwrap_or_default();
        unwanted.chain(refused).collect()
    }
}

/// The body without some of its fields.
fn without(body: String, fields: &BTreeSet<&'static str>) -> String {
    let Some(mut object) = serde_json::from_str::<Object>(&body).ok().filter(|_| !fields.is_empty()) else {
        return body;
    };
    object.retain(|key, _| !fields.contains(key.as_str()));
    // Words of tools that are not offered would be refused in turn.
    if fields.contains("tools") {
        object.remove("tool_choice");
    }
    Value::Object(object).to_string()
}

/// The question with the newest part of the conversation and no passages.
fn shortened(ask: &Ask) -> Ask {
    let mut room = ask.history.iter().map(|it| it.content.len()).sum::<usize>() / KEPT_PART;
    let kept = ask.history.iter().rev().take_while(|it| {
        let fits = it.content.len() <= room;
        room = room.saturating_sub(it.content.len());
        fits
    });
    let kept = kept.count();
    let mut less = ask.clone();
    less.history.drain(..ask.history.len() - kept);
    less.shelf = None;
    less
}

/// The call's body as text: as values it takes some 20 KB more, for as long as the
/// answer streams.
fn body(ask: &Ask, model: &str, own: &HashSet<String>, said: &[Value], may_use_tools: bool) -> String {
    let mut messages = prompt::messages(ask, own);
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
