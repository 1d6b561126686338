//! Calls beside the chat, and the user's identity in front of everything: when a token is renewed, what waits
//! meanwhile. Part of the chunk "talk": nothing here is called before it has come.

use halo_protocol::Object;
use halo_protocol::limits::Invalid;
use serde_json::Value;

use super::naming::doubt;
use super::{answering, asking, report, wait_ms};
use crate::core::effect::{Change, Effect};
use crate::core::identity::gate::Gate;
use crate::core::input::Timer;
use crate::core::moment::Moment;
use crate::core::outbox::{Call, PromiseId, Verdict};
use crate::core::state::{Ahead, State};
use crate::core::ticket::{self, Stage};
use crate::error::Failure;

/// Where tickets are created.
const TICKETS: &str = "/tickets/create";

/// Sends what can go: the oldest call and the oldest question, once the agent is known and unless the identity is in
/// doubt.
pub(super) fn pump(state: &mut State, now: Moment) -> Vec<Effect> {
    let is_idle = state.outbox.is_empty() && state.transcript.next_queued().is_none();
    if state.settings().is_none() || is_idle {
        return Vec::new();
    }
    let mut effects = Vec::new();
    if state.gate == Gate::Open && state.identity.is_expired(state.server_now_ms(now)) {
        match state.ahead {
            Ahead::Unknown => {
                state.ahead = Ahead::Asked;
                return vec![Effect::Proven(false), Effect::AskTime];
            }
            Ahead::Asked => return effects,
            Ahead::By(_) => effects.extend(doubt(state)),
        }
    }
    if state.gate != Gate::Open {
        return effects;
    }
    if let Some(call) = state.outbox.start() {
        let body = state.identity.sign(&call.body);
        effects
            .push(Effect::Post { path: call.path, body: serde_json::to_string(&body).unwrap_or_default() });
    }
    effects.extend(answering::start_next(state));
    effects
}

/// The server was asked for the time because the token may have ended. What waited for that may go, unless it has.
pub(super) fn trust(state: &State, server_ms: u64) -> Vec<Effect> {
    let is_good = state.gate == Gate::Open && !state.identity.is_expired(server_ms);
    if is_good { vec![Effect::Proven(true)] } else { Vec::new() }
}

/// The page's answer to the wish for a token. Without one, questions fail visibly and calls go on waiting.
pub(super) fn renewed(state: &mut State, token: Option<String>, now: Moment) -> Vec<Effect> {
    state.identity.user_token = token;
    // Before the server's clock is known, nothing is known to have ended.
    let is_over = matches!(state.ahead, Ahead::By(_)) && state.identity.is_expired(state.server_now_ms(now));
    let is_good = state.identity.user_token.is_some() && !is_over;
    if is_good {
        state.gate = Gate::Open;
        return vec![Effect::Proven(true)];
    }
    state.gate = Gate::Shut;
    asking::fail_queued(state, &Failure::Unproven, now)
}

/// Puts a call in the line.
pub(super) fn call(state: &mut State, mut call: Call, promise: Option<PromiseId>) -> Vec<Effect> {
    let invalid = if state.options.is_hostagentes {
        Err(Invalid::NotAllowed { field: "provider", allowed: "\"haloagents\" for calls beside the chat" })
    } else {
        call.check(state.identity.user_id.is_some())
    };
    if let (Err(invalid), Some(promise)) = (invalid, promise) {
        return vec![Effect::Settle(promise, Err(Failure::Invalid(invalid)))];
    }
    if call.path == "/companies/identify" {
        state.identity.company_id = call.body.get("company_id").and_then(Value::as_str).map(str::to_owned);
    }
    if let Some(session_id) = state.session_id.as_ref().filter(|_| call.path == TICKETS) {
        call.body.insert("session_id".to_owned(), session_id.as_str().into());
    }
    state.outbox.add(call, promise);
    Vec::new()
}

/// Sends the form, or says what is missing.
pub(super) fn file_ticket(state: &mut State, fields: Object) -> Vec<Effect> {
    let Some(form) = state.ticket.as_mut().filter(|form| form.stage != Stage::Sending) else {
        return Vec::new();
    };
    let mut effects = Vec::new();
    match ticket::body(fields, form.needs_contact) {
        Ok(body) => {
            form.stage = Stage::Sending;
            effects.extend(call(state, Call { path: TICKETS, body }, None));
        }
        Err(invalid) => form.stage = Stage::Failed(Failure::Invalid(invalid)),
    }
    effects.push(Effect::Draw(Change::Ticket));
    effects
}

fn ticket_filed(state: &mut State, result: Result<Value, Failure>) -> Vec<Effect> {
    let Some(form) = state.ticket.as_mut() else { return Vec::new() };
    form.stage = match result {
        Ok(answer) => {
            let id = answer.get("ticket").and_then(|ticket| ticket.get("id")).and_then(Value::as_str);
            Stage::Sent(id.unwrap_or_default().to_owned())
        }
        Err(failure) => Stage::Failed(failure),
    };
    vec![Effect::Draw(Change::Ticket)]
}

/// Takes the answer to the call that was sent.
pub(super) fn posted(state: &mut State, answer: Result<String, Failure>, now: Moment) -> Vec<Effect> {
    let not_ours = |_| Failure::NotOurs { content_type: "no JSON".to_owned() };
    let result = answer.and_then(|text| serde_json::from_str::<Value>(&text).map_err(not_ours));
    let failure = result.as_ref().err().cloned();
    match (state.outbox.answer(result), failure) {
        (Some(Verdict::Doubted), _) => doubt(state),
        (Some(Verdict::Again(tries)), Some(failure)) => {
            vec![Effect::Wait(Timer::Call, wait_ms(&failure, tries, now))]
        }
        (Some(Verdict::Settled(TICKETS, None, result)), failure) => {
            let mut effects = failure.map_or_else(Vec::new, |failure| report(TICKETS, failure));
            effects.extend(ticket_filed(state, result));
            effects
        }
        (Some(Verdict::Settled(path, promise, result)), failure) => {
            let mut effects = failure.map_or_else(Vec::new, |failure| report(path, failure));
            effects.extend(promise.map(|promise| Effect::Settle(promise, result)));
            effects
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
