//! The one way the state changes: an input and its moment in, effects out. A question goes through [`asking`], its
//! answer through [`answering`], everything else that is sent through [`calling`]; this file is the map of all inputs
//! but those that are put by for the chunk "talk", which [`talking`] takes.

pub mod answering;
pub mod asking;
pub mod calling;
pub mod conversing;
pub mod naming;
pub mod talking;

use halo_protocol::Object;

use crate::config::Settings;
use crate::core::backoff;
use crate::core::chunk::{self, Chunk};
use crate::core::effect::{Callback, Change, Effect};
use crate::core::identity::Identity;
use crate::core::identity::gate::Gate;
use crate::core::input::{Input, Timer};
use crate::core::keeping;
use crate::core::moment::Moment;
use crate::core::queue::fingerprint;
use crate::core::session;
use crate::core::state::{Agent, State};
use crate::core::ticket;
use crate::error::Failure;

/// Failed tries of `/config` after which only the visitor asks again.
const CONFIG_TRIES: u32 = 4;

/// Applies one input to the state and says what is to be done.
pub fn update(state: &mut State, input: Input, now: Moment) -> Vec<Effect> {
    let is_reset = matches!(input, Input::Reset);
    let owner = owner(state);
    if matches!(input, Input::Open | Input::Toggle | Input::Call { .. }) || input.may_ask() {
        chunk::hope(state);
    }
    let may_keep = !matches!(input, Input::Stored { .. } | Input::Leaving);
    let mut effects = step(state, input, now);
    if state.chunks.is_there(Chunk::Talk) {
        effects.extend(talking::work(state, now));
    } else {
        state.put_by.retain(Input::can_wait);
    }
    effects.extend(unseen(state, &effects));
    if owner != self::owner(state) {
        let Identity { user_id, user_token, .. } = &state.identity;
        let (user_id, user_token) = (user_id.clone(), user_token.clone());
        let session_id = state.session_id.clone();
        // Before anything else: what is recorded by this very input belongs to the new owner.
        effects.insert(0, Effect::Own { user_id, session_id, user_token });
    }
    if is_reset {
        // What waits of the former user is settled before the next owner is named.
        effects.insert(0, Effect::Forget);
    }
    effects.extend(chunk::fetch(state));
    if may_keep && state.chunks.is_there(Chunk::Talk) && effects.iter().any(changes_what_is_kept) {
        effects.push(Effect::Keep(keeping::record(state, false)));
    }
    effects
}

/// Tells owners of events apart: user, session, and what proves the user.
fn owner(state: &State) -> u64 {
    let Identity { user_id, user_token, .. } = &state.identity;
    let parts = [user_id, &state.session_id, user_token];
    parts.into_iter().fold(0, |mark: u64, part| mark.rotate_left(1) ^ part.as_deref().map_or(0, fingerprint))
}

/// Text of a running answer is not kept, so that a long one is not written a hundred times.
fn changes_what_is_kept(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Draw(Change::TurnAdded(_) | Change::TurnPhase(_) | Change::Rated(_) | Change::Turns)
            | Effect::Tell(Callback::Action(_))
    )
}

fn step(state: &mut State, input: Input, now: Moment) -> Vec<Effect> {
    match input {
        Input::Mounted => {
            state.session_id = Some(session::new_id(now));
            // A HostAgentes agent has no configuration to ask for.
            if state.options.is_hostagentes {
                return configured(state, &Object::new());
            }
            vec![Effect::LoadConfig]
        }
        Input::Open => set_open(state, true),
        Input::Close => set_open(state, false),
        Input::Toggle => set_open(state, !state.is_open),
        Input::Ask(text) => asking::ask(state, &text, Vec::new(), now),
        Input::AskWith(text, images) => asking::ask(state, &text, images, now),
        Input::Stored { record, is_start } => stored(state, record, is_start, now),
        Input::Leaving if state.transcript.running().is_some() => {
            vec![Effect::Keep(keeping::record(state, true))]
        }
        Input::Leaving => Vec::new(),
        Input::Copy(text) => vec![Effect::Copy(text)],
        Input::Draft(text) => vec![Effect::KeepDraft(text)],
        Input::Escape if state.ticket.is_some() => ticket::show(state, false),
        Input::Escape => set_open(state, false),
        Input::ShowTicket(open) => ticket::show(state, open),
        Input::Behaviour(behaviour) => {
            state.behaviour = behaviour;
            Vec::new()
        }
        // It failed because there is no "talk": waiting for that is all that trying again can be.
        Input::Retry(Some(turn)) if !state.chunks.is_there(Chunk::Talk) => asking::again(state, turn),
        Input::Retry(None) => reload_config(state),
        Input::Identify { user_id, traits, user_token } => {
            let mut effects = part(state, &user_id, now);
            effects.extend(naming::identify(state, user_id, traits, user_token));
            effects.extend(restore(state, now));
            effects
        }
        Input::Doubted if state.gate == Gate::Open => naming::doubt(state),
        // Nobody has a token to give; the events wait.
        Input::Doubted => vec![Effect::Proven(false)],
        Input::SetContext(key, entry) => {
            state.identity.set_context(&key, entry);
            Vec::new()
        }
        Input::ClearContext => {
            state.identity.context.clear();
            Vec::new()
        }
        Input::Reset => reset(state, now),
        Input::Configured(Ok(answer)) => configured(state, &answer),
        Input::Configured(Err(failure)) => config_failed(state, failure, now),
        Input::ServerTime(server_ms) => naming::tell_time(state, server_ms, now),
        Input::Delivered(Chunk::Talk, true) => {
            let mut effects = chunk::delivered(state, Chunk::Talk, true, now);
            effects.extend(restore(state, now));
            effects
        }
        Input::Wish(chunk) => chunk::wish(state, chunk),
        Input::Delivered(chunk, came) => chunk::delivered(state, chunk, came, now),
        Input::Due(Timer::Chunk(chunk)) => chunk::again(state, chunk),
        Input::Due(Timer::Config) => vec![Effect::LoadConfig],
        other => {
            state.put_by.push(other);
            Vec::new()
        }
    }
}

/// What is stored is read by the chunk "talk"; until it has come the newest record waits.
fn stored(state: &mut State, record: Option<String>, is_start: bool, now: Moment) -> Vec<Effect> {
    if record.is_none() && state.chunks.is_there(Chunk::Talk) {
        return keeping::restore(state, None, false, now);
    }
    state.stored = record.map(|record| (record, is_start));
    restore(state, now)
}

fn restore(state: &mut State, now: Moment) -> Vec<Effect> {
    if !state.chunks.is_there(Chunk::Talk) {
        return Vec::new();
    }
    let stored = state.stored.take();
    stored.map_or_else(Vec::new, |(record, is_start)| keeping::restore(state, Some(record), is_start, now))
}

/// Another user takes over without a log-out of the former one: nothing that was said goes along.
fn part(state: &mut State, user_id: &str, now: Moment) -> Vec<Effect> {
    let is_other = state.identity.user_id.as_deref().is_some_and(|known| known != user_id);
    if !is_other || state.transcript.turns().is_empty() {
        return Vec::new();
    }
    state.session_id = Some(session::new_id(now));
    asking::forget(state).into()
}

fn set_open(state: &mut State, open: bool) -> Vec<Effect> {
    if state.is_open == open {
        return Vec::new();
    }
    state.is_open = open;
    let callback = if open { Callback::Opened } else { Callback::Closed };
    vec![Effect::Draw(Change::Panel), Effect::Tell(callback)]
}

/// Counts what was answered behind a closed panel; opening it is seeing it.
fn unseen(state: &mut State, effects: &[Effect]) -> Option<Effect> {
    let is_answer = |effect: &&Effect| matches!(effect, Effect::Draw(Change::AnswerComplete(_)));
    let unread = if state.is_open || state.transcript.turns().is_empty() {
        0
    } else {
        state.unread + effects.iter().filter(is_answer).count()
    };
    let former = std::mem::replace(&mut state.unread, unread);
    (former != unread).then_some(Effect::Draw(Change::Unread))
}

fn configured(state: &mut State, answer: &Object) -> Vec<Effect> {
    state.config_tries = 0;
    state.agent = Agent::Ready(Box::new(Settings::resolve(&state.options, answer)));
    naming::introduce(state);
    naming::introduce_company(state);
    vec![Effect::Draw(Change::Agent), Effect::Tell(Callback::Ready)]
}

fn config_failed(state: &mut State, failure: Failure, now: Moment) -> Vec<Effect> {
    state.config_tries += 1;
    let mut effects = Vec::new();
    if failure.retryable() && state.config_tries < CONFIG_TRIES {
        effects.push(Effect::Wait(Timer::Config, wait_ms(&failure, state.config_tries, now)));
    } else {
        effects.extend(report("the agent's configuration", failure.clone()));
    }
    state.agent = Agent::Failed(failure);
    effects.push(Effect::Draw(Change::Agent));
    effects
}

fn reload_config(state: &mut State) -> Vec<Effect> {
    if matches!(state.agent, Agent::Ready(_)) {
        return Vec::new();
    }
    state.config_tries = 0;
    state.agent = Agent::Loading;
    vec![Effect::Draw(Change::Agent), Effect::LoadConfig]
}

/// Log-out: nothing of the person stays, and what comes next belongs to a new session.
fn reset(state: &mut State, now: Moment) -> Vec<Effect> {
    let mut effects: Vec<Effect> = asking::forget(state).into();
    let put_by = std::mem::take(&mut state.put_by).into_iter().filter_map(|input| match input {
        Input::Call { promise, .. } => promise,
        _ => None,
    });
    let dropped = state.outbox.clear().into_iter().chain(put_by);
    effects.extend(dropped.map(|promise| Effect::Settle(promise, Err(Failure::Dropped))));
    state.identity = Identity::default();
    state.gate = Gate::Open;
    state.stored = None;
    state.ticket = None;
    state.behaviour = None;
    state.session_id = Some(session::new_id(now));
    effects.extend([Effect::KeepDraft(String::new()), Effect::Draw(Change::Ticket)]);
    effects
}

/// Tells page and console of a failure, once.
pub(crate) fn report(what: &str, failure: Failure) -> Vec<Effect> {
    vec![Effect::Warn(format!("{what}: {failure}")), Effect::Tell(Callback::Error(failure))]
}

/// The server's own wish, else exponential backoff.
pub(crate) fn wait_ms(failure: &Failure, tries: u32, now: Moment) -> u32 {
    match failure {
        Failure::Status { retry_after_ms: Some(ms), .. } => *ms,
        _ => backoff::delay_ms(tries, now.entropy),
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod deeds;
