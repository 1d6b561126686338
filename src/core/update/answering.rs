//! One answer from question to end: the line (one question at a time), the stream, its breaks and resumptions. Part of
//! the chunk "talk": nothing here is called before it has come.

use halo_protocol::message::{ChatRequest, Mode};
use halo_protocol::stream::{AnswerDecoder, End, StreamEvent};
use halo_protocol::{Object, object};

use super::asking::end;
use super::naming::doubt;
use super::{report, wait_ms};
use crate::core::effect::{Callback, Change, Effect};
use crate::core::input::{Stream, Timer};
use crate::core::moment::Moment;
use crate::core::state::State;
use crate::core::turn::{Phase, Turn, TurnId};
use crate::error::Failure;

/// Automatic tries after a broken connection. The server answers the same message id once, so a try is safe;
/// after three the visitor decides.
const BREAKS: u32 = 3;
/// Automatic tries after a server said "not now" (408, 425, 429, 5xx): one (no retry storm).
const REFUSALS: u32 = 1;

/// Starts the first waiting turn if the line is free.
pub(super) fn start_next(state: &mut State) -> Vec<Effect> {
    if state.transcript.running().is_some() {
        return Vec::new();
    }
    state.transcript.next_queued().map_or_else(Vec::new, |turn| open(state, turn, Phase::Sending))
}

/// The wait after a break is over.
pub(super) fn resume(state: &mut State, id: TurnId) -> Vec<Effect> {
    match state.transcript.get_mut(id) {
        Some(turn) if turn.phase == Phase::Reconnecting => open(state, id, Phase::Reconnecting),
        // The tab that received the answer has fallen silent.
        Some(turn) if turn.is_elsewhere && turn.phase.is_running() => {
            turn.is_elsewhere = false;
            turn.phase = Phase::Queued;
            vec![Effect::Draw(Change::TurnPhase(id))]
        }
        _ => Vec::new(),
    }
}

fn open(state: &mut State, id: TurnId, phase: Phase) -> Vec<Effect> {
    let Some(body) = state.transcript.get(id).map(|turn| request(state, turn)) else { return Vec::new() };
    let Some(turn) = state.transcript.get_mut(id) else { return Vec::new() };
    turn.phase = phase;
    let decoder = state.decoder.as_ref().filter(|(owner, _)| *owner == id);
    vec![
        Effect::Draw(Change::TurnPhase(id)),
        Effect::OpenStream {
            turn: id,
            body,
            last_event_id: decoder.and_then(|(_, decoder)| decoder.last_event_id()),
        },
    ]
}

fn request(state: &State, turn: &Turn) -> String {
    let request = if state.options.is_hostagentes {
        serde_json::to_string(&hostagentes_request(state, turn))
    } else {
        serde_json::to_string(&chat_request(state, turn))
    };
    request.unwrap_or_default()
}

/// Body of HostAgentes' `POST /chat/stream` (contract §2).
fn hostagentes_request(state: &State, turn: &Turn) -> Object {
    let context = object([
        ("user_id", state.identity.user_id.clone().into()),
        ("session_id", state.session_id.clone().into()),
    ]);
    object([("message", turn.question.as_str().into()), ("context", context.into())])
}

fn chat_request(state: &State, turn: &Turn) -> ChatRequest {
    let identity = &state.identity;
    ChatRequest {
        message: turn.question.clone(),
        user_id: identity.user_id.clone(),
        user_token: identity.user_token.clone(),
        session_id: state.session_id.clone(),
        company_id: identity.company_id.clone(),
        agent_id: state.options.agent_id.clone(),
        mode: state.options.default_mode.as_deref().and_then(Mode::named),
        custom_fields: identity.traits.clone(),
        context: identity.context.clone(),
        images: turn.images.clone(),
        conversation_history: state.transcript.history_before(turn.id),
        behavior_context: state.behaviour.clone(),
        message_id: Some(turn.message_id.clone()),
    }
}

/// Stops the running answer; what came of it is kept.
pub(in crate::core) fn stop(state: &mut State, now: Moment) -> Vec<Effect> {
    let Some(id) = state.transcript.running().map(|turn| turn.id) else { return Vec::new() };
    let mut effects = vec![Effect::CloseStream];
    if let Some(turn) = state.transcript.get(id).filter(|_| state.keeps_answers) {
        let message_id = turn.message_id.as_str().into();
        let request = object([("message_id", message_id), ("session_id", state.session_id.clone().into())]);
        effects.push(Effect::Cancel { body: serde_json::to_string(&request).unwrap_or_default() });
    }
    effects.extend(end(state, id, Phase::Stopped, now));
    effects
}

/// Takes what came of a turn's stream. A stream of a turn that no longer runs is old news.
pub(super) fn receive(state: &mut State, id: TurnId, stream: Stream, now: Moment) -> Vec<Effect> {
    if !state.transcript.get(id).is_some_and(|turn| turn.phase.is_running() && !turn.is_elsewhere) {
        return Vec::new();
    }
    match stream {
        Stream::Opened { content_type, session_id } => opened(state, id, content_type, session_id, now),
        Stream::Bytes(bytes) => {
            let events = match &mut state.decoder {
                Some((owner, decoder)) if *owner == id => {
                    let events = decoder.push(&bytes);
                    state.keeps_answers |= decoder.last_event_id().is_some();
                    events
                }
                _ => Vec::new(),
            };
            events.into_iter().flat_map(|event| apply(state, id, event, now)).collect()
        }
        Stream::Closed => match state.decoder.as_ref().map(|(_, decoder)| decoder.finish()) {
            Some(End::Complete) => end(state, id, Phase::Complete, now),
            _ => broke(state, id, Failure::Interrupted, now),
        },
        Stream::Broke(failure) => broke(state, id, failure, now),
    }
}

fn opened(
    state: &mut State,
    id: TurnId,
    content_type: String,
    session_id: Option<String>,
    now: Moment,
) -> Vec<Effect> {
    let understood = match &mut state.decoder {
        Some((owner, decoder)) if *owner == id => decoder.reconnect(&content_type),
        _ => {
            AnswerDecoder::for_content_type(&content_type).map(|decoder| state.decoder = Some((id, decoder)))
        }
    };
    if understood.is_err() {
        let mut effects = vec![Effect::CloseStream];
        effects.extend(broke(state, id, Failure::NotOurs { content_type }, now));
        return effects;
    }
    if let Some(session_id) = session_id.filter(|id| !id.is_empty()) {
        state.session_id = Some(session_id);
    }
    Vec::new()
}

fn apply(state: &mut State, id: TurnId, event: StreamEvent, now: Moment) -> Vec<Effect> {
    // An error ends the turn; what a server sends after it belongs to nobody.
    let Some(turn) = state.transcript.get_mut(id).filter(|turn| turn.phase.is_running()) else {
        return Vec::new();
    };
    match event {
        StreamEvent::Text(text) => grow(turn, text),
        StreamEvent::Restarted => {
            turn.answer.clear();
            vec![Effect::Draw(Change::AnswerRestarted(id))]
        }
        // An answer that is received again, after a reload, brings its actions again.
        StreamEvent::Action(action) if turn.actions.contains(&action) => Vec::new(),
        StreamEvent::Action(action) => {
            turn.actions.push(action.clone());
            vec![Effect::Tell(Callback::Action(action.clone())), Effect::Act(id, action)]
        }
        StreamEvent::Error(message) => {
            let mut effects = vec![Effect::CloseStream];
            effects.extend(broke(state, id, Failure::Agent(message), now));
            effects
        }
        StreamEvent::Warning(warning) => vec![Effect::Warn(warning.to_string())],
        StreamEvent::Done(_) | StreamEvent::Other { .. } => Vec::new(),
    }
}

fn grow(turn: &mut Turn, text: String) -> Vec<Effect> {
    turn.answer.push_str(&text);
    turn.tries = 0;
    let mut effects = Vec::new();
    if turn.phase != Phase::Streaming {
        turn.phase = Phase::Streaming;
        effects.push(Effect::Draw(Change::TurnPhase(turn.id)));
    }
    effects.push(Effect::Draw(Change::AnswerGrew(turn.id, text)));
    effects
}

fn broke(state: &mut State, id: TurnId, failure: Failure, now: Moment) -> Vec<Effect> {
    let Some(turn) = state.transcript.get_mut(id) else { return Vec::new() };
    if failure.status() == Some(403) && !std::mem::replace(&mut turn.was_doubted, true) {
        turn.phase = Phase::Queued;
        let mut effects = vec![Effect::Draw(Change::TurnPhase(id))];
        effects.extend(doubt(state));
        return effects;
    }
    turn.tries += 1;
    let allowed = match failure {
        Failure::Status { .. } => REFUSALS,
        // There the agent would run once more: the visitor decides.
        _ if state.options.is_hostagentes => 0,
        Failure::Network | Failure::Timeout(_) | Failure::Interrupted => BREAKS,
        _ => 0,
    };
    if failure.retryable() && turn.tries <= allowed {
        turn.phase = Phase::Reconnecting;
        let wait = wait_ms(&failure, turn.tries, now);
        return vec![Effect::Draw(Change::TurnPhase(id)), Effect::Wait(Timer::Turn(id), wait)];
    }
    let phase = if turn.answer.is_empty() {
        Phase::Failed(failure.clone())
    } else {
        Phase::Interrupted(failure.clone())
    };
    let mut effects = report("the answer", failure);
    effects.extend(end(state, id, phase, now));
    effects
}
