//! Calls beside the chat, and the user's identity in front of everything: when a token is renewed, what waits
//! meanwhile. Part of the chunk "talk": nothing here is called before it has come.

use halo_protocol::Object;
use halo_protocol::limits::Invalid;
use serde_json::Value;

use super::Talk;
use crate::core::backoff::retry_ms;
use crate::core::calls::{Call, CallOutcome, Endpoint, PromiseId};
use crate::core::conversation::{Conversation, ServerClock};
use crate::core::effect::{Change, Effect, TalkEffect};
use crate::core::identity::verification::Verification;
use crate::core::moment::Moment;
use crate::core::session;
use crate::core::ticket::{self, Stage};
use crate::core::timer::{TalkTimer, Timer};
use crate::error::Failure;

impl Talk {
    /// Sends what can go: the oldest call and the oldest question, once the agent is known and unless the identity is in
    /// doubt.
    pub(super) fn send_next(&mut self, conversation: &mut Conversation, now: Moment) -> Vec<Effect> {
        let is_idle = self.calls.is_empty() && conversation.transcript.next_queued().is_none();
        if conversation.settings().is_none() || is_idle {
            return Vec::new();
        }
        let mut effects = Vec::new();
        if conversation.verification == Verification::Verified
            && conversation.identity.is_expired(conversation.server_now_ms(now))
        {
            match conversation.server_clock {
                ServerClock::Unknown => {
                    conversation.server_clock = ServerClock::Asked;
                    return vec![Effect::Verified(false), Effect::Talk(TalkEffect::AskTime)];
                }
                ServerClock::Asked => return effects,
                ServerClock::AheadBy(_) => effects.extend(conversation.doubt()),
            }
        }
        if conversation.verification != Verification::Verified {
            return effects;
        }
        if let Some(call) = self.calls.start() {
            let mut body = conversation.identity.sign(&call.body);
            self.call_token = conversation.token_count;
            if call.endpoint == Endpoint::IdentifyUser {
                body.insert("session_id".to_owned(), conversation.session_id.clone().into());
            }
            let names_session =
                body.get("session_id").and_then(Value::as_str) == conversation.session_id.as_deref();
            effects.push(Effect::Talk(TalkEffect::Post {
                path: call.endpoint.path(),
                body: serde_json::to_string(&body).unwrap_or_default(),
                session_token: conversation.session_token().filter(|_| names_session).map(str::to_owned),
            }));
        }
        effects.extend(self.start_next(conversation));
        effects
    }

    /// Puts a call in the line.
    pub(super) fn call(
        &mut self,
        conversation: &mut Conversation,
        mut call: Call,
        promise: Option<PromiseId>,
    ) -> Vec<Effect> {
        let invalid = if conversation.options.is_hostagentes {
            Err(Invalid::NotAllowed {
                field: "provider",
                allowed: "\"haloagents\" for calls beside the chat",
            })
        } else {
            call.check(conversation.identity.user_id.is_some())
        };
        if let (Err(invalid), Some(promise)) = (invalid, promise) {
            return vec![Effect::Settle(promise, Err(Failure::Invalid(invalid)))];
        }
        if call.endpoint == Endpoint::IdentifyCompany {
            conversation.identity.company_id =
                call.body.get("company_id").and_then(Value::as_str).map(str::to_owned);
        }
        if let Some(session_id) =
            conversation.session_id.as_ref().filter(|_| call.endpoint == Endpoint::CreateTicket)
        {
            call.body.insert("session_id".to_owned(), session_id.as_str().into());
        }
        self.calls.add(call, promise);
        Vec::new()
    }

    /// Sends the form, or says what is missing.
    pub(super) fn send_ticket(&mut self, conversation: &mut Conversation, fields: Object) -> Vec<Effect> {
        let Some(form) = conversation.ticket.as_mut().filter(|form| !matches!(form.stage, Stage::Sending))
        else {
            return Vec::new();
        };
        let mut effects = Vec::new();
        match ticket::body(fields, form.needs_contact) {
            Ok(body) => {
                form.stage = Stage::Sending;
                effects.extend(self.call(
                    conversation,
                    Call { endpoint: Endpoint::CreateTicket, body },
                    None,
                ));
            }
            Err(invalid) => form.stage = Stage::Failed(Failure::Invalid(invalid)),
        }
        effects.push(Effect::Draw(Change::Ticket));
        effects
    }

    /// Takes the answer to the call that was sent.
    pub(super) fn posted(
        &mut self,
        conversation: &mut Conversation,
        answer: Result<String, Failure>,
        now: Moment,
    ) -> Vec<Effect> {
        let not_ours = |_| Failure::NotOurs { content_type: "no JSON".to_owned() };
        let result = answer.and_then(|text| serde_json::from_str::<Value>(&text).map_err(not_ours));
        let failure = result.as_ref().err().cloned();
        match (self.calls.answer(result), failure) {
            (Some(CallOutcome::Doubted), Some(failure)) if failure.is_session_refused() => {
                // Another request may have begun a new one meanwhile.
                let sent = self.calls.session();
                if sent.is_none_or(|sent| Some(sent) == conversation.session_id.as_deref()) {
                    conversation.begin_session(session::new_id(now));
                }
                self.calls.move_to(conversation.session_id.as_deref().unwrap_or_default());
                Vec::new()
            }
            (Some(CallOutcome::Doubted), _) => conversation.refuse(self.call_token),
            (Some(CallOutcome::Again(tries)), Some(failure)) => {
                vec![Effect::Wait(Timer::Talk(TalkTimer::Call), retry_ms(&failure, tries, now))]
            }
            (Some(CallOutcome::Settled(endpoint @ Endpoint::CreateTicket, None, result)), failure) => {
                let mut effects =
                    failure.map_or_else(Vec::new, |failure| Effect::report(endpoint.path(), failure).into());
                effects.extend(ticket_sent(conversation, result));
                effects
            }
            (Some(CallOutcome::Settled(endpoint, promise, result)), failure) => {
                let mut effects =
                    failure.map_or_else(Vec::new, |failure| Effect::report(endpoint.path(), failure).into());
                effects.extend(promise.map(|promise| Effect::Settle(promise, result)));
                effects
            }
            _ => Vec::new(),
        }
    }
}

/// The server was asked for the time because the token may have ended. What waited for that may go, unless it has.
pub(super) fn trust(conversation: &Conversation, server_ms: u64) -> Vec<Effect> {
    let is_good =
        conversation.verification == Verification::Verified && !conversation.identity.is_expired(server_ms);
    if is_good { vec![Effect::Verified(true)] } else { Vec::new() }
}

/// The page's answer to the wish for a token. Without one, questions fail visibly and calls go on waiting.
pub(super) fn renewed(conversation: &mut Conversation, token: Option<String>, now: Moment) -> Vec<Effect> {
    conversation.identity.user_token = token;
    conversation.token_count += 1;
    // Before the server's clock is known, nothing is known to have ended.
    let is_over = matches!(conversation.server_clock, ServerClock::AheadBy(_))
        && conversation.identity.is_expired(conversation.server_now_ms(now));
    let is_good = conversation.identity.user_token.is_some() && !is_over;
    if is_good {
        conversation.verification = Verification::Verified;
        return vec![Effect::Verified(true)];
    }
    conversation.verification = Verification::Rejected;
    conversation.fail_queued(&Failure::Unproven, now)
}

fn ticket_sent(conversation: &mut Conversation, result: Result<Value, Failure>) -> Vec<Effect> {
    let Some(form) = conversation.ticket.as_mut() else { return Vec::new() };
    form.stage = match result {
        Ok(answer) => {
            let id = answer.get("ticket").and_then(|ticket| ticket.get("id")).and_then(Value::as_str);
            Stage::Sent(id.unwrap_or_default().to_owned())
        }
        Err(failure) => Stage::Failed(failure),
    };
    vec![Effect::Draw(Change::Ticket)]
}
