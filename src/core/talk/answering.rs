//! One answer from question to end: the line (one question at a time), the stream, its breaks and resumptions. Part of
//! the chunk "talk": nothing here is called before it has come.

use halo_protocol::action::ActionKind;
use halo_protocol::conversation::CONVERSATION_ACTION;
use halo_protocol::message::{ChatRequest, Mode};
use halo_protocol::stream::{AnswerDecoder, End, StreamEvent};
use halo_protocol::{Object, object};

use super::{StreamInput, Talk};
use crate::core::backoff::retry_ms;
use crate::core::conversation::Conversation;
use crate::core::effect::{Callback, Change, Effect, TalkEffect};
use crate::core::live_state::LiveState;
use crate::core::moment::Moment;
use crate::core::timer::{TalkTimer, Timer};
use crate::core::turn::{Cut, Phase, Turn, TurnId};
use crate::error::{AgentFault, Failure};

/// Automatic tries after a broken connection. The server answers the same message id once, so a try is safe;
/// after three the visitor decides.
const BREAKS: u32 = 3;
/// Automatic tries where the server reads on from the last event: each brings what is new, yet an answer that never ends
/// is given up after half a minute of waits.
const RESUMES: u32 = 5;
/// Automatic tries where events have no ids: each runs the agent anew.
const REPEATS: u32 = 1;
/// Automatic tries after a server said "not now" (408, 425, 429, 5xx): one (no retry storm).
const REFUSALS: u32 = 1;

impl Talk {
    /// Starts the first waiting turn if the line is free.
    pub(super) fn start_next(&mut self, conversation: &mut Conversation) -> Vec<Effect> {
        if conversation.transcript.running().is_some() {
            return Vec::new();
        }
        conversation
            .transcript
            .next_queued()
            .map_or_else(Vec::new, |turn| self.open(conversation, turn, Phase::Sending))
    }

    /// The wait after a break is over.
    pub(super) fn resume(&mut self, conversation: &mut Conversation, id: TurnId) -> Vec<Effect> {
        match conversation.transcript.get_mut(id) {
            Some(turn) if matches!(turn.phase, Phase::Reconnecting) => {
                self.open(conversation, id, Phase::Reconnecting)
            }
            // The tab that received the answer has fallen silent.
            Some(turn) if turn.is_elsewhere && turn.phase.is_running() => {
                turn.is_elsewhere = false;
                turn.phase = Phase::Queued;
                conversation.is_unsaved = true;
                vec![Effect::Draw(Change::TurnPhase(id))]
            }
            _ => Vec::new(),
        }
    }

    fn open(&self, conversation: &mut Conversation, id: TurnId, phase: Phase) -> Vec<Effect> {
        let Some(body) = conversation.transcript.get(id).map(|turn| request(conversation, turn)) else {
            return Vec::new();
        };
        let Some(turn) = conversation.transcript.get_mut(id) else { return Vec::new() };
        turn.phase = phase;
        turn.token_count = conversation.token_count;
        conversation.is_unsaved = true;
        let decoder = self.decoder.as_ref().filter(|(owner, _)| *owner == id);
        vec![
            Effect::Draw(Change::TurnPhase(id)),
            Effect::Talk(TalkEffect::OpenStream {
                turn: id,
                body,
                last_event_id: decoder.and_then(|(_, decoder)| decoder.last_event_id()),
            }),
        ]
    }

    /// Stops the running answer; what came of it is kept.
    pub(super) fn stop(&mut self, conversation: &mut Conversation, now: Moment) -> Vec<Effect> {
        let Some(id) = conversation.transcript.running().map(|turn| turn.id) else { return Vec::new() };
        let mut effects = vec![Effect::CloseStream];
        if let Some(turn) = conversation.transcript.get(id).filter(|_| self.keeps_answers) {
            let message_id = turn.message_id.as_str().into();
            // A user's conversation is stopped by that user alone.
            let identity = &conversation.identity;
            let request = object([
                ("message_id", message_id),
                ("session_id", conversation.session_id.clone().into()),
                ("user_id", identity.user_id.clone().into()),
                ("user_token", identity.user_token.clone().into()),
            ]);
            effects.push(Effect::Talk(TalkEffect::Cancel {
                body: serde_json::to_string(&request).unwrap_or_default(),
            }));
        }
        effects.extend(conversation.end(id, Phase::Stopped, now));
        effects
    }

    /// Takes what came of a turn's stream. A stream of a turn that no longer runs is old news.
    pub(super) fn receive(
        &mut self,
        conversation: &mut Conversation,
        id: TurnId,
        stream: StreamInput,
        now: Moment,
    ) -> Vec<Effect> {
        if !conversation.transcript.get(id).is_some_and(|turn| turn.phase.is_running() && !turn.is_elsewhere)
        {
            return Vec::new();
        }
        match stream {
            StreamInput::Opened { content_type, session_id } => {
                self.opened(conversation, id, content_type, session_id, now)
            }
            StreamInput::Bytes(bytes) => {
                let events = match &mut self.decoder {
                    Some((owner, decoder)) if *owner == id => {
                        let events = decoder.push(&bytes);
                        self.keeps_answers |= decoder.last_event_id().is_some();
                        events
                    }
                    _ => Vec::new(),
                };
                events.into_iter().flat_map(|event| apply(conversation, id, event, now)).collect()
            }
            StreamInput::Closed => match self.decoder.as_ref().map(|(_, decoder)| decoder.finish()) {
                // The team has the question, and answers another way.
                Some(End::Complete) if !has_answer(conversation, id) && conversation.live.is_some() => {
                    conversation.reached_team(id)
                }
                Some(End::Complete) if has_answer(conversation, id) => {
                    conversation.end(id, Phase::Complete, now)
                }
                Some(End::Complete) => {
                    let empty = Failure::Agent("the answer was empty".to_owned(), AgentFault::Empty);
                    broke(conversation, id, empty, 0, now)
                }
                // All there is came: to ask by oneself again would bring the same.
                Some(End::Lacking) => broke(conversation, id, Failure::Interrupted, 0, now),
                _ => broke(conversation, id, Failure::Interrupted, self.most_breaks(id), now),
            },
            StreamInput::Broke(failure)
                if failure.is_session_refused() && conversation.begin_anew(id, now) =>
            {
                self.decoder = None;
                vec![Effect::Draw(Change::TurnPhase(id))]
            }
            StreamInput::Broke(failure) => broke(conversation, id, failure, self.most_breaks(id), now),
        }
    }

    /// How often a turn whose connection broke is asked for again by itself.
    fn most_breaks(&self, id: TurnId) -> u32 {
        match &self.decoder {
            Some((owner, decoder)) if *owner == id => {
                if decoder.last_event_id().is_some() {
                    RESUMES
                } else {
                    REPEATS
                }
            }
            _ => BREAKS,
        }
    }

    fn opened(
        &mut self,
        conversation: &mut Conversation,
        id: TurnId,
        content_type: String,
        session_id: Option<String>,
        now: Moment,
    ) -> Vec<Effect> {
        let understood = match &mut self.decoder {
            Some((owner, decoder)) if *owner == id => decoder.reconnect(&content_type),
            _ => AnswerDecoder::for_content_type(&content_type)
                .map(|decoder| self.decoder = Some((id, decoder))),
        };
        if understood.is_err() {
            let mut effects = vec![Effect::CloseStream];
            effects.extend(broke(conversation, id, Failure::NotOurs { content_type }, 0, now));
            return effects;
        }
        if let Some(session_id) = session_id.filter(|id| !id.is_empty()) {
            conversation.session_id = Some(session_id);
        }
        Vec::new()
    }
}

fn request(conversation: &Conversation, turn: &Turn) -> String {
    let request = if conversation.options.is_hostagentes {
        serde_json::to_string(&hostagentes_request(conversation, turn))
    } else {
        serde_json::to_string(&chat_request(conversation, turn))
    };
    request.unwrap_or_default()
}

/// Body of HostAgentes' `POST /chat/stream` (contract §2).
fn hostagentes_request(conversation: &Conversation, turn: &Turn) -> Object {
    let context = object([
        ("user_id", conversation.identity.user_id.clone().into()),
        ("session_id", conversation.session_id.clone().into()),
    ]);
    object([("message", turn.question.as_str().into()), ("context", context.into())])
}

fn chat_request(conversation: &Conversation, turn: &Turn) -> ChatRequest {
    let identity = &conversation.identity;
    ChatRequest {
        message: turn.question.clone(),
        user_id: identity.user_id.clone(),
        user_token: identity.user_token.clone(),
        session_id: conversation.session_id.clone(),
        company_id: identity.company_id.clone(),
        agent_id: conversation.options.agent_id.clone(),
        mode: conversation.options.default_mode.as_deref().and_then(Mode::named),
        custom_fields: identity.traits.clone(),
        context: identity.context.clone(),
        images: turn.images.clone(),
        conversation_history: conversation.transcript.history_before(turn.id),
        behavior_context: conversation.behaviour.clone(),
        message_id: Some(turn.message_id.clone()),
    }
}

fn apply(conversation: &mut Conversation, id: TurnId, event: StreamEvent, now: Moment) -> Vec<Effect> {
    // An error ends the turn; what a server sends after it belongs to nobody.
    let Some(turn) = conversation.transcript.get_mut(id).filter(|turn| turn.phase.is_running()) else {
        return Vec::new();
    };
    match event {
        StreamEvent::Text(text) => {
            conversation.is_unsaved |= !matches!(turn.phase, Phase::Streaming);
            grow(turn, text)
        }
        StreamEvent::Restarted => {
            turn.answer.clear();
            vec![Effect::Draw(Change::AnswerRestarted(id))]
        }
        // An answer that is received again, after a reload, brings its actions again.
        StreamEvent::Action(action) if turn.actions.contains(&action) => Vec::new(),
        StreamEvent::Action(action) => {
            if matches!(action.kind(), ActionKind::Other { name: CONVERSATION_ACTION }) {
                conversation.live.get_or_insert_with(LiveState::waiting);
            }
            turn.actions.push(action.clone());
            conversation.is_unsaved = true;
            vec![Effect::Tell(Callback::Action(action.clone())), Effect::Act(id, action)]
        }
        StreamEvent::Error(message, code) => {
            let fault = code.map(|code| AgentFault::named(&code)).unwrap_or_default();
            let mut effects = vec![Effect::CloseStream];
            effects.extend(broke(conversation, id, Failure::Agent(message, fault), 0, now));
            effects
        }
        StreamEvent::Warning(warning) => vec![Effect::Warn(warning.to_string())],
        StreamEvent::Done(done) => {
            turn.cut = done.cut.and_then(|cut| Cut::named(&cut));
            if done.handled_by.is_some() {
                conversation.live.get_or_insert_with(LiveState::waiting);
            }
            Vec::new()
        }
        StreamEvent::Other { .. } => Vec::new(),
    }
}

fn grow(turn: &mut Turn, text: String) -> Vec<Effect> {
    turn.answer.push_str(&text);
    let mut effects = Vec::new();
    if !matches!(turn.phase, Phase::Streaming) {
        turn.phase = Phase::Streaming;
        effects.push(Effect::Draw(Change::TurnPhase(turn.id)));
    }
    effects.push(Effect::Draw(Change::AnswerGrew(turn.id, text)));
    effects
}

/// Whether the turn brought anything: a server may end an answer without a word.
fn has_answer(conversation: &Conversation, id: TurnId) -> bool {
    conversation
        .transcript
        .get(id)
        .is_some_and(|turn| !turn.answer.trim().is_empty() || !turn.actions.is_empty())
}

fn broke(
    conversation: &mut Conversation,
    id: TurnId,
    failure: Failure,
    most_breaks: u32,
    now: Moment,
) -> Vec<Effect> {
    let Some(turn) = conversation.transcript.get_mut(id) else { return Vec::new() };
    conversation.is_unsaved = true;
    if failure.status() == Some(403) && !std::mem::replace(&mut turn.was_doubted, true) {
        turn.phase = Phase::Queued;
        let mut effects = vec![Effect::Draw(Change::TurnPhase(id))];
        let token_count = turn.token_count;
        effects.extend(conversation.refuse(token_count));
        return effects;
    }
    turn.tries += 1;
    let allowed = match failure {
        Failure::Status { .. } => REFUSALS,
        // There the agent would run once more: the visitor decides.
        _ if conversation.options.is_hostagentes => 0,
        Failure::Network | Failure::Timeout(_) | Failure::Interrupted => most_breaks,
        _ => 0,
    };
    if failure.retryable() && turn.tries <= allowed {
        turn.phase = Phase::Reconnecting;
        let wait = retry_ms(&failure, turn.tries, now);
        return vec![
            Effect::Draw(Change::TurnPhase(id)),
            Effect::Wait(Timer::Talk(TalkTimer::Turn(id)), wait),
        ];
    }
    let phase = if turn.answer.is_empty() {
        Phase::Failed(failure.clone())
    } else {
        Phase::Interrupted(failure.clone())
    };
    let mut effects = Vec::from(Effect::report("the answer", failure));
    effects.extend(conversation.end(id, phase, now));
    effects
}
