//! The way into the room of asking and answering, and the bench in front of it: what waits until the chunk "talk" has
//! come, and what becomes of it when that does not come or the user has logged out.

use crate::core::belongings::Extent;
use crate::core::effect::{Change, Effect};
use crate::core::moment::Moment;
use crate::core::part::Receipt;
use crate::core::state::State;
use crate::core::talk::{TalkInput, TalkRoom};
use crate::core::ticket::Stage;
use crate::error::Failure;

/// Tells the room, or keeps for it what can wait.
pub(super) fn tell(state: &mut State, input: TalkInput, now: Moment) -> Vec<Effect> {
    if matches!(input, TalkInput::Restore { .. }) {
        // The newest record alone is worth reading; one that was removed, not at all.
        state.talk.gave_up(|waiting| matches!(waiting, TalkInput::Restore { .. }));
    }
    match state.talk.tell(input) {
        Receipt::Here(room, input) => room.handle(input, &mut state.conversation, now),
        Receipt::Waits => Vec::new(),
        Receipt::Lost(input) => end(state, input, &Failure::Dropped).into_iter().collect(),
    }
}

/// The room has come: it takes what waited.
pub(super) fn came(state: &mut State, room: Box<dyn TalkRoom>, now: Moment) -> Vec<Effect> {
    let waited = state.talk.came(room);
    waited.into_iter().flat_map(|input| tell(state, input, now)).collect()
}

/// The room cannot be had: who waits for it is told. What nobody waits for is done when the visitor brings the chunk
/// back.
pub(super) fn give_up(state: &mut State, now: Moment) -> Vec<Effect> {
    let mut effects = state.conversation.fail_queued(&Failure::Network, now);
    let over = state.talk.gave_up(TalkInput::is_awaited);
    effects.extend(over.into_iter().flat_map(|input| end(state, input, &Failure::Network)));
    effects
}

/// Nothing that is forgotten waits any longer. Calls outlive the conversation beside which they were made.
pub(super) fn forget(state: &mut State, extent: Extent, now: Moment) -> Vec<Effect> {
    let over =
        state.talk.gave_up(|input| matches!(input, TalkInput::Restore { .. }) || extent >= Extent::Person);
    let mut effects = tell(state, TalkInput::Forget(extent), now);
    effects.extend(over.into_iter().flat_map(|input| end(state, input, &Failure::Dropped)));
    effects
}

/// An input that the room will not get: who waits for what comes of it hears why.
fn end(state: &mut State, input: TalkInput, failure: &Failure) -> Option<Effect> {
    if let TalkInput::Call { promise: Some(promise), .. } = input {
        return Some(Effect::Settle(promise, Err(failure.clone())));
    }
    let form = state.conversation.ticket.as_mut().filter(|_| matches!(input, TalkInput::SendTicket(_)))?;
    form.stage = Stage::Failed(failure.clone());
    Some(Effect::Draw(Change::Ticket))
}
