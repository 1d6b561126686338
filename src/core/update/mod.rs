//! The one way the state changes: an input and its moment in, effects out. This file is the map of all inputs; those of
//! asking and answering go whole to the room `core::talk`.

mod config;
mod forgetting;
mod introduction;
mod live;
pub(in crate::core) mod loading;
mod talk;

use halo_protocol::Object;

use crate::core::belongings::Belonging;
use crate::core::chunk::Chunk;
use crate::core::conversation::ServerClock;
use crate::core::effect::{Callback, Change, Effect};
use crate::core::identity::Identity;
use crate::core::identity::verification::Verification;
use crate::core::input::{Arrival, Input};
use crate::core::live::LiveInput;
use crate::core::moment::Moment;
use crate::core::queue::Owner;
use crate::core::session;
use crate::core::state::State;
use crate::core::talk::TalkInput;
use crate::core::timer::Timer;

/// Applies one input to the state and says what is to be done.
pub fn update(state: &mut State, input: Input, now: Moment) -> Vec<Effect> {
    if matches!(input, Input::Open | Input::Toggle | Input::AskPerson | Input::Talk(TalkInput::Call { .. }))
        || input.may_ask()
    {
        loading::hope(state);
    }
    let mut effects = step(state, input, now);
    effects.extend(talk::tell(state, TalkInput::Continue, now));
    effects.extend(live::tell(state, LiveInput::Continue, now));
    effects.extend(count_unread(state));
    if let Some(own) = own(state) {
        // What waits of a former user is settled before; all else comes after: what is recorded by this very input belongs
        // to the new owner.
        let at = effects.iter().position(|effect| matches!(effect, Effect::Forget(Belonging::Events)));
        effects.insert(at.map_or(0, |at| at + 1), own);
    }
    effects.extend(loading::fetch(state));
    if std::mem::take(&mut state.conversation.is_unsaved) {
        effects.push(Effect::Save);
    }
    effects
}

#[allow(clippy::too_many_lines)] // A table: a row for each input, none of them left to a catch-all.
fn step(state: &mut State, input: Input, now: Moment) -> Vec<Effect> {
    match input {
        Input::Mounted => {
            state.conversation.session_id = Some(session::new_id(now));
            // A HostAgentes agent has no configuration to ask for.
            if state.conversation.options.is_hostagentes {
                return config::configured(state, &Object::new(), now);
            }
            vec![Effect::LoadConfig]
        }
        Input::Open => set_open(state, true),
        Input::Close => set_open(state, false),
        Input::Toggle => set_open(state, !state.is_open),
        Input::Ask(text) => state.conversation.ask(&text, Vec::new(), now),
        Input::AskWith(text, images) => state.conversation.ask(&text, images, now),
        Input::Talk(input) => talk::tell(state, input, now),
        Input::Leaving => {
            let is_answering = state.conversation.transcript.running().is_some();
            is_answering.then_some(Effect::SaveLeft).into_iter().collect()
        }
        Input::Draft(text) => {
            let mut effects =
                if text.is_empty() { Vec::new() } else { live::tell(state, LiveInput::Typed, now) };
            effects.push(Effect::KeepDraft(text));
            effects
        }
        Input::AskPerson => live::ask(state),
        Input::Live(input) => live::tell(state, input, now),
        Input::Escape if state.conversation.ticket.is_some() => show_ticket(state, false),
        Input::Escape => set_open(state, false),
        Input::ShowTicket(open) => show_ticket(state, open),
        Input::Behaviour(behaviour) => {
            state.conversation.behaviour = behaviour;
            Vec::new()
        }
        // It failed because there is no "talk": waiting for that is all that trying again can be.
        Input::Retry(turn) if state.talk.there().is_none() => state.conversation.ask_again(turn),
        Input::Retry(turn) => talk::tell(state, TalkInput::Retry(turn), now),
        Input::Reload => config::reload(state),
        Input::Identify { user_id, traits, user_token } => {
            introduction::identify(state, user_id, traits, user_token, now)
        }
        Input::Doubted if state.conversation.verification == Verification::Verified => {
            state.conversation.doubt()
        }
        // Nobody has a token to give; the events wait.
        Input::Doubted => vec![Effect::Verified(false)],
        Input::SetContext(key, entry) => {
            state.conversation.identity.set_context(&key, entry);
            Vec::new()
        }
        Input::ClearContext => {
            state.conversation.identity.context.clear();
            Vec::new()
        }
        Input::Forget(extent) => forgetting::forget(state, extent, now),
        Input::Configured(Ok(answer)) => config::configured(state, &answer, now),
        Input::Configured(Err(failure)) => config::failed(state, failure, now),
        Input::ServerTime(server_ms) => tell_time(state, server_ms, now),
        Input::Wish(chunk) => loading::wish(state, chunk),
        Input::Came(Arrival::Talk(room)) => {
            loading::came(state, Chunk::Talk);
            talk::came(state, room, now)
        }
        Input::Came(Arrival::Markdown) => loading::came(state, Chunk::Markdown),
        Input::Came(Arrival::Events) => loading::came(state, Chunk::Events),
        Input::Came(Arrival::Menu) => loading::came(state, Chunk::Menu),
        Input::Came(Arrival::Guide) => loading::came(state, Chunk::Guide),
        Input::Came(Arrival::Person(room)) => {
            loading::came(state, Chunk::Person);
            live::came(state, room)
        }
        Input::Came(Arrival::Pictures) => loading::came(state, Chunk::Pictures),
        Input::NotCame(chunk) => {
            let mut effects = loading::failed(state, chunk, now);
            if chunk == Chunk::Talk && loading::is_missing(state, chunk) {
                effects.extend(talk::give_up(state, now));
            }
            if chunk == Chunk::Person && loading::is_missing(state, chunk) {
                effects.extend(live::give_up(state));
            }
            if chunk == Chunk::Pictures && loading::is_missing(state, chunk) {
                effects.push(Effect::Draw(Change::PicturesMissing));
            }
            effects
        }
        Input::Due(Timer::Chunk(chunk)) => loading::again(state, chunk),
        Input::Due(Timer::Config) => vec![Effect::LoadConfig],
        Input::Due(Timer::Talk(timer)) => talk::tell(state, TalkInput::Due(timer), now),
        Input::Due(Timer::Live(timer)) => live::tell(state, LiveInput::Due(timer), now),
    }
}

fn set_open(state: &mut State, open: bool) -> Vec<Effect> {
    if state.is_open == open {
        return Vec::new();
    }
    state.is_open = open;
    let callback = if open { Callback::Opened } else { Callback::Closed };
    vec![Effect::Draw(Change::Panel), Effect::Tell(callback)]
}

fn show_ticket(state: &mut State, open: bool) -> Vec<Effect> {
    let conversation = &mut state.conversation;
    if conversation.ticket.is_some() == open {
        return Vec::new();
    }
    if open {
        conversation.open_ticket();
    } else {
        conversation.ticket = None;
    }
    vec![Effect::Draw(Change::Ticket)]
}

/// The server's clock was heard.
fn tell_time(state: &mut State, server_ms: u64, now: Moment) -> Vec<Effect> {
    let ahead_ms = server_ms.cast_signed().wrapping_sub(now.unix_ms.cast_signed());
    let known = std::mem::replace(&mut state.conversation.server_clock, ServerClock::AheadBy(ahead_ms));
    if known == ServerClock::Asked {
        return talk::tell(state, TalkInput::ServerTime(server_ms), now);
    }
    Vec::new()
}

/// Counts what was answered behind a closed panel; opening it is seeing it, in every tab.
fn count_unread(state: &mut State) -> Option<Effect> {
    let conversation = &mut state.conversation;
    if !state.is_open {
        state.first_unseen = None;
    } else if let Some(first) = conversation.transcript.see() {
        state.first_unseen = Some(first);
        conversation.is_unsaved = true;
    }
    let unread = conversation.transcript.unseen();
    let former = std::mem::replace(&mut state.unread, unread);
    (former != unread).then_some(Effect::Draw(Change::Unread))
}

/// Tells the event queue of another owner: another user, another session, another token that proves the user.
fn own(state: &mut State) -> Option<Effect> {
    let Identity { user_id, user_token, .. } = &state.conversation.identity;
    let session_id = &state.conversation.session_id;
    let (told, told_token) = &state.told_owner;
    if (user_id, session_id, user_token) == (&told.user_id, &told.session_id, told_token) {
        return None;
    }
    let owner = Owner { user_id: user_id.clone(), session_id: session_id.clone() };
    let own = Effect::Own {
        user_id: user_id.clone(),
        session_id: session_id.clone(),
        user_token: user_token.clone(),
    };
    state.told_owner = (owner, user_token.clone());
    Some(own)
}

#[cfg(test)]
pub(in crate::core) mod tests;
