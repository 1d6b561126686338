//! What a visitor does with what was said: rating, asking anew, beginning anew, taking it along. Part of the chunk
//! "talk".

use halo_protocol::object;

use super::asking;
use crate::core::effect::{Change, Effect};
use crate::core::input::Deed;
use crate::core::moment::{Moment, rfc3339};
use crate::core::session;
use crate::core::state::State;
use crate::core::turn::{Phase, TurnId};
use crate::error::Failure;

/// `event_type` of a visitor's word on an answer.
const FEEDBACK: &str = "message_feedback";

/// Does it.
pub(super) fn apply(state: &mut State, deed: Deed, now: Moment) -> Vec<Effect> {
    match deed {
        Deed::Rate(id, helpful) => rate(state, id, helpful),
        Deed::Regenerate(id) if is_last(state, id) => restart(state, id, now),
        Deed::Edit(id, text) if is_last(state, id) => edit(state, id, &text, now),
        Deed::Regenerate(_) | Deed::Edit(..) => Vec::new(),
        Deed::Begin => {
            state.session_id = Some(session::new_id(now));
            forget(state)
        }
        Deed::Clear => forget(state),
        Deed::Download(visitor) => vec![Effect::Download(markdown(state, &visitor))],
    }
}

/// Asks the same again. A broken answer goes on where the server allows; one that the visitor stopped or the agent
/// failed gets a new message id, because the server would only repeat it.
pub(super) fn retry(state: &mut State, id: TurnId, now: Moment) -> Vec<Effect> {
    let Some(turn) = state.transcript.get(id).filter(|turn| turn.phase.can_retry()) else {
        return Vec::new();
    };
    if matches!(
        turn.phase,
        Phase::Stopped | Phase::Interrupted(Failure::Agent(_)) | Phase::Failed(Failure::Agent(_))
    ) {
        return restart(state, id, now);
    }
    asking::again(state, id)
}

/// Asks the same under a new message id: the server would only repeat the answer to the old one.
fn restart(state: &mut State, id: TurnId, now: Moment) -> Vec<Effect> {
    let Some(turn) = state.transcript.get_mut(id) else { return Vec::new() };
    turn.message_id = now.uuid();
    turn.answer.clear();
    turn.actions.clear();
    turn.rating = None;
    state.decoder = None;
    let mut effects = vec![Effect::Draw(Change::AnswerRestarted(id)), Effect::Draw(Change::Rated(id))];
    effects.extend(asking::again(state, id));
    effects
}

/// What another user left in storage goes along.
fn forget(state: &mut State) -> Vec<Effect> {
    state.stored = None;
    asking::forget(state).into()
}

/// Only the newest question can be asked anew: what came after it would no longer follow from it.
fn is_last(state: &State, id: TurnId) -> bool {
    let last = state.transcript.turns().last();
    last.is_some_and(|turn| turn.id == id && !turn.phase.is_running() && turn.phase != Phase::Queued)
}

/// A second word replaces the first; the same word again takes it back, which is no event.
fn rate(state: &mut State, id: TurnId, helpful: bool) -> Vec<Effect> {
    let Some(turn) = state.transcript.get_mut(id) else { return Vec::new() };
    turn.rating = if turn.rating == Some(helpful) { None } else { Some(helpful) };
    let mut effects = vec![Effect::Draw(Change::Rated(id))];
    if turn.rating.is_some() {
        let rating = if helpful { "up" } else { "down" };
        let metadata = object([("message_id", turn.message_id.as_str().into()), ("rating", rating.into())]);
        effects.push(Effect::Record { kind: FEEDBACK, metadata });
    }
    effects
}

fn edit(state: &mut State, id: TurnId, text: &str, now: Moment) -> Vec<Effect> {
    let images = state.transcript.get(id).map(|turn| turn.images.clone()).unwrap_or_default();
    let asked = asking::ask(state, text, images, now);
    // A text that cannot be asked leaves the old question where it is.
    if asked.iter().any(|effect| matches!(effect, Effect::Draw(Change::TurnAdded(_)))) {
        state.transcript.remove(id);
        return std::iter::once(Effect::Draw(Change::Turns)).chain(asked).collect();
    }
    asked
}

fn markdown(state: &State, visitor: &str) -> String {
    let agent = state.settings().map(|settings| settings.agent_name.as_str()).unwrap_or_default();
    let mut text = ["# ", agent, "\n"].concat();
    for turn in state.transcript.turns() {
        let time = rfc3339(turn.asked_at_ms);
        for part in ["\n## ", visitor, ", ", &time, "\n\n", &turn.question, "\n"] {
            text.push_str(part);
        }
        if !turn.answer.is_empty() {
            for part in ["\n## ", agent, "\n\n", &turn.answer, "\n"] {
                text.push_str(part);
            }
        }
    }
    text
}
