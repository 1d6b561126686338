//! A question until it is sent, and the end of every turn: what the widget does without the chunk "talk".

use halo_protocol::limits;

use super::naming::doubt;
use super::report;
use crate::core::effect::{Callback, Change, Effect};
use crate::core::identity::gate::Gate;
use crate::core::moment::{Moment, rfc3339};
use crate::core::state::State;
use crate::core::turn::{Phase, TurnId};
use crate::error::Failure;

/// Puts a question in the line. A blank one is nothing; one over the limit is reported, never cut.
pub(super) fn ask(state: &mut State, text: &str, images: Vec<String>, now: Moment) -> Vec<Effect> {
    let text = text.trim();
    if text.is_empty() && images.is_empty() {
        return Vec::new();
    }
    if let Err(invalid) = limits::check_chars("message", text, limits::MESSAGE_CHARS) {
        return report("sendMessage", Failure::Invalid(invalid));
    }
    let message_id = now.uuid();
    let id = state.transcript.ask(message_id.clone(), text.to_owned(), now.unix_ms);
    if let Some(turn) = state.transcript.get_mut(id) {
        turn.images = images;
    }
    let told = Callback::Message {
        id: message_id,
        role: "user",
        text: text.to_owned(),
        created_at: rfc3339(now.unix_ms),
    };
    vec![Effect::Draw(Change::TurnAdded(id)), Effect::Tell(told)]
}

/// Puts a turn in the line once more.
pub(super) fn again(state: &mut State, id: TurnId) -> Vec<Effect> {
    let Some(turn) = state.transcript.get_mut(id) else { return Vec::new() };
    turn.tries = 0;
    turn.phase = Phase::Queued;
    let mut effects = vec![Effect::Draw(Change::TurnPhase(id))];
    if state.gate == Gate::Shut {
        effects.extend(doubt(state));
    }
    effects
}

/// What waits to be asked fails, for a reason that concerns all of it; the visitor can try again.
pub(in crate::core) fn fail_queued(state: &mut State, failure: &Failure, now: Moment) -> Vec<Effect> {
    let mut effects = Vec::new();
    while let Some(id) = state.transcript.next_queued() {
        effects.extend(end(state, id, Phase::Failed(failure.clone()), now));
    }
    if !effects.is_empty() {
        effects.extend(report("the answer", failure.clone()));
    }
    effects
}

/// Forgets what was said, here and where it is kept.
pub(super) fn forget(state: &mut State) -> [Effect; 3] {
    state.transcript.clear();
    state.decoder = None;
    [Effect::CloseStream, Effect::Keep(None), Effect::Draw(Change::Cleared)]
}

/// A turn is over; the page hears of an answer that is whole.
pub(super) fn end(state: &mut State, id: TurnId, phase: Phase, now: Moment) -> Vec<Effect> {
    let Some(turn) = state.transcript.get_mut(id) else { return Vec::new() };
    turn.phase = phase;
    let mut effects = vec![Effect::Draw(Change::TurnPhase(id))];
    if turn.phase == Phase::Complete {
        effects.push(Effect::Draw(Change::AnswerComplete(id)));
        effects.push(Effect::Tell(Callback::Message {
            id: turn.message_id.clone(),
            role: "assistant",
            text: turn.answer.clone(),
            created_at: rfc3339(now.unix_ms),
        }));
    }
    effects
}
