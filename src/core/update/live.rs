//! The way into the room of live conversations. It is fetched once the conversation has a live state; until then nothing is
//! told to it, because nothing is there that could be.

use crate::core::effect::{Change, Effect};
use crate::core::live::{LiveInput, LiveRoom};
use crate::core::live_state::TAKES_PART;
use crate::core::moment::Moment;
use crate::core::state::State;

/// The visitor asks for a person: a form for agents that know no team, else the room finds out who is there.
pub(super) fn ask(state: &mut State) -> Vec<Effect> {
    let conversation = &mut state.conversation;
    if conversation.options.is_hostagentes || !TAKES_PART {
        return super::show_ticket(state, true);
    }
    if !conversation.live.as_ref().is_some_and(|live| live.is_with_team()) {
        conversation.live = Some(Box::default());
    }
    vec![Effect::Draw(Change::Live)]
}

/// Tells the room.
pub(super) fn tell(state: &mut State, input: LiveInput, now: Moment) -> Vec<Effect> {
    if !TAKES_PART {
        return Vec::new();
    }
    let (conversation, is_open) = (&mut state.conversation, state.is_open);
    state.live.as_mut().map_or_else(Vec::new, |room| room.handle(input, conversation, is_open, now))
}

/// The room has come, or there is none.
pub(super) fn came(state: &mut State, room: Option<Box<dyn LiveRoom>>) -> Vec<Effect> {
    if room.is_none() {
        return give_up(state);
    }
    state.live = room;
    vec![Effect::Draw(Change::Live)]
}

/// The room cannot be had: who asked for a person writes a ticket.
pub(super) fn give_up(state: &mut State) -> Vec<Effect> {
    let asked = state.conversation.live.take().is_some_and(|live| live.state.is_none());
    let mut effects = vec![Effect::Draw(Change::Live)];
    if asked {
        effects.extend(super::show_ticket(state, true));
    }
    effects
}
