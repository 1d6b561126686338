//! When each chunk is fetched, and what happens when one does not come. Until it is there the widget does without it.

use crate::core::backoff::retry_ms;
use crate::core::chunk::{Chunk, LoadState, Loading};
use crate::core::conversation::AgentState;
use crate::core::effect::Effect;
use crate::core::live_state::TAKES_PART;
use crate::core::moment::Moment;
use crate::core::state::State;
use crate::core::timer::Timer;
use crate::core::ui_flags::UiFlags;
use crate::error::Failure;

/// Tries in a row after which only the visitor brings another one: a file that is missing stays missing.
pub(in crate::core) const TRIES: u32 = 6;

/// Asks for what is wanted by now: all that a conversation needs as soon as the panel was opened or something was asked,
/// so that it is normally there before the first question is written; the event queue once the agent is known or not
/// to be had, so that it holds up nothing that a visitor waits for.
pub(super) fn fetch(state: &mut State) -> impl Iterator<Item = Effect> {
    let conversation = &state.conversation;
    let talks = state.is_open || !conversation.transcript.turns().is_empty();
    let records =
        conversation.options.api_key.is_some() && !matches!(conversation.agent, AgentState::Loading);
    let is_told = state.talk.waiting() > 0;
    let guides = wants_guide(state);
    let is_live = TAKES_PART && conversation.live.is_some();
    let wanted = Chunk::ALL.map(|chunk| {
        let is_wanted = match chunk {
            Chunk::Talk => talks || is_told,
            Chunk::Markdown | Chunk::Menu => talks,
            Chunk::Events => records,
            Chunk::Guide => guides,
            Chunk::Person => is_live,
            // Wished for when the first is picked.
            Chunk::Pictures => false,
        };
        let loading = state.chunks.of(chunk);
        ((is_wanted || loading.is_wished) && loading.state == LoadState::Away).then(|| {
            loading.state = LoadState::Coming;
            Effect::Fetch(chunk)
        })
    });
    wanted.into_iter().flatten()
}

/// Whether there is anything to guide by: an action of an answer, a notice of the organisation's, a wish of the page's.
fn wants_guide(state: &State) -> bool {
    let flags = UiFlags::of(&state.conversation.options.ui, false);
    let has_notices = state.conversation.settings().is_some_and(|settings| {
        (flags.greeting && settings.greeting.is_some())
            || settings.notices.lists().iter().any(|list| !list.is_null())
    });
    has_notices
        || (flags.badge && state.unread > 0)
        || flags.auto_open_unseen
        || state.conversation.transcript.turns().iter().any(|turn| !turn.actions.is_empty())
}

/// Something asks for a chunk: worth another try of what was given up.
pub(super) fn wish(state: &mut State, chunk: Chunk) -> Vec<Effect> {
    state.chunks.of(chunk).is_wished = true;
    hope(state);
    Vec::new()
}

/// A chunk has come.
pub(super) fn came(state: &mut State, chunk: Chunk) -> Vec<Effect> {
    state.chunks.of(chunk).state = LoadState::There;
    Vec::new()
}

/// Whether nothing more is tried without the visitor.
pub(super) fn is_missing(state: &mut State, chunk: Chunk) -> bool {
    state.chunks.of(chunk).state == LoadState::Missing
}

/// A chunk could not be fetched.
pub(super) fn failed(state: &mut State, chunk: Chunk, now: Moment) -> Vec<Effect> {
    let loading = state.chunks.of(chunk);
    loading.tries += 1;
    let tries = loading.tries;
    let mut effects = Vec::new();
    if tries < TRIES {
        effects.push(Effect::Wait(Timer::Chunk(chunk), retry_ms(&Failure::Network, tries, now)));
    } else {
        *loading = Loading { state: LoadState::Missing, tries: 0, ..*loading };
    }
    if tries == 1 {
        let line =
            ["halo_", chunk.name(), ".wasm did not load and is tried again; see HaloAgents.diagnose()"];
        effects.push(Effect::Warn(line.concat()));
    }
    effects
}

/// The wait after a failure is over.
pub(super) fn again(state: &mut State, chunk: Chunk) -> Vec<Effect> {
    let loading = state.chunks.of(chunk);
    if loading.state == LoadState::Coming {
        loading.state = LoadState::Away;
    }
    Vec::new()
}

/// The visitor or the page did something: worth another try of what was given up.
pub(super) fn hope(state: &mut State) {
    for chunk in Chunk::ALL {
        let loading = state.chunks.of(chunk);
        if loading.state == LoadState::Missing {
            loading.state = LoadState::Away;
        }
    }
}
